"""Makes the pictures of docs/pictures: the widget on the demonstration's website, and the desk.

    python -m docs.pictures [NAME ...]

A demonstration is made in a temporary home and served on a free port; guests ask over the guest
API, one through the widget. The desk is the real one, drawn by Textual and set by Chromium. Needs
the test packages and a Chromium (on the PATH, or named by CONCIERGE_CHROMIUM).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright
from textual.pilot import Pilot

from cli import demonstrating, running
from cli.demonstrating import Shown
from server.client import StaffClient
from server.config_file import change
from store.home import Home
from tui.app import DeskApp

PICTURES = Path(__file__).parent / "pictures"
BROWSER = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
CELLS = (112, 30)
FONTS = "'DejaVu Sans Mono', 'Liberation Mono', monospace"
# The dog waits for staff, the helipad and the wish for a person call them.
GUESTS = (
    ("Maria Lind", "When is breakfast on Sunday?"),
    ("Tom Okafor", "Do you have a helipad?"),
    ("Ines Duarte", "Can I bring my dog?"),
    ("Jakob Weiss", "I would like to talk to a person, please"),
)
DRAFT_BELOW = "0.6"
WIDGET_ASKS = "How much is a 60 minute salt stone massage?"


@contextmanager
def demonstration() -> Iterator[Shown]:
    with tempfile.TemporaryDirectory(prefix="concierge-pictures-") as folder:
        home = Home(Path(folder) / "home")
        try:
            demonstrating.show(home, None, "boutique_hotel", 0, _remark)
            change(home, "answers.draft_below", DRAFT_BELOW)
            running.stop(home)
            yield demonstrating.show(home, None, "boutique_hotel", 0, _remark)
        finally:
            running.stop(home)


def _remark(said: str) -> None:
    print(f"{said} ...", file=sys.stderr)


def guests_ask(address: str) -> None:
    for name, question in GUESTS:
        with httpx.Client(base_url=address, timeout=20, trust_env=False) as http:
            opened = http.post("/v1/conversations", json={"contact": {"name": name}}).json()
            http.headers["Authorization"] = f"Bearer {opened['token']}"
            http.headers["Accept"] = "text/event-stream"
            asked = {"client_id": str(uuid.uuid4()), "text": question}
            http.post(f"/v1/conversations/{opened['id']}/messages", json=asked).raise_for_status()


@contextmanager
def chromium() -> Iterator[Browser]:
    names = (os.environ.get("CONCIERGE_CHROMIUM", ""), "chromium", "chromium-browser")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        raise SystemExit("There is no Chromium here; install it, or set CONCIERGE_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER)
        yield browser
        browser.close()


def widget(browser: Browser, shown: Shown) -> None:
    """The spa's page with the widget open and one question answered."""
    page = browser.new_page(viewport={"width": 1280, "height": 740})
    page.goto(f"{shown.website}spa.html")
    page.locator(".launcher").click()
    page.locator("textarea").fill(WIDGET_ASKS)
    page.keyboard.press("Enter")
    page.get_by_text("£78").last.wait_for()
    page.wait_for_timeout(800)
    _shoot(page, "widget")
    page.close()


def _shoot(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.screenshot(path=str(path))
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


async def _desk(shown: Shown, visit: Callable[[Pilot[int]], Awaitable[None]]) -> str:
    client = StaffClient(shown.address)
    app = DeskApp(client, email=shown.email, password=shown.password)
    async with app.run_test(size=CELLS) as pilot:
        await _settled(pilot, lambda: app.who is not None)
        await pilot.pause(1.0)
        await visit(pilot)
        await pilot.pause(1.0)
        drawn = app.export_screenshot(title="concierge tui")
    await client.close()
    return drawn


async def _settled(pilot: Pilot[int], is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit("The desk did not sign in.")
        await pilot.pause(0.1)


async def _to_inbox(pilot: Pilot[int]) -> None:
    await pilot.press("1")


async def _to_drafts(pilot: Pilot[int]) -> None:
    await pilot.press("2")


SCREENS = {"desk": _to_inbox, "drafts": _to_drafts}


def set_in_type(browser: Browser, name: str, drawn: str) -> None:
    """Textual draws SVG; it is set with a font of this machine, so that nothing is fetched."""
    drawn = re.sub(r"@font-face\s*\{.*?\}", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"font-family: [^;]+;", f"font-family: {FONTS};", drawn)
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    assert found is not None
    width, height = (round(float(n)) for n in found.groups())
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f"<style>body{{margin:0;background:#fff}}</style>{drawn}")
    _shoot(page, name)
    page.close()


def main(wanted: list[str]) -> None:
    names = wanted or ["widget", *SCREENS]
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as shown:
        guests_ask(shown.address)
        # The desk runs an event loop of its own, which Playwright's may not be around.
        drawn = {
            name: asyncio.run(_desk(shown, SCREENS[name])) for name in names if name != "widget"
        }
        with chromium() as browser:
            if "widget" in names:
                widget(browser, shown)
            for name, svg in drawn.items():
                set_in_type(browser, name, svg)


if __name__ == "__main__":
    main(sys.argv[1:])
