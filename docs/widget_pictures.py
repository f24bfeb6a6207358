"""Makes the pictures of docs/widget.md: the chat on a desktop, a phone, in the dark, in Hebrew.

    python -m docs.widget_pictures [NAME ...]

A demonstration is made and served as in `docs.pictures`; a guest asks through the widget, and a
colleague answers over the staff's API with cards and a form.
"""

from __future__ import annotations

import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from cli import demonstrating, running
from cli.demonstrating import Shown
from docs.pictures import PICTURES, _remark, _shoot, chromium
from store.home import Home
from store.migrate import open_store
from store.tables import User

QUESTION = "How much is a 60 minute salt stone massage?"
PRICE = "£78"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1100, "height": 760}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True}
CARDS = [
    {
        "title": "Salt stone massage",
        "price": "£78",
        "text": "Sixty minutes, by the sea. Please come ten minutes early.",
        "place": "Harbour Road 1",
        "phone": "+44 1632 960000",
    }
]
FORM = {
    "title": "Your treatment",
    "submit": "Ask for it",
    "fields": [
        {"name": "name", "label": "Your name", "required": True},
        {"name": "day", "label": "Which day?", "type": "date", "required": True},
        {"name": "when", "label": "When?", "type": "choice", "options": ["Morning", "Afternoon"]},
    ],
}
PLANS: dict[str, dict[str, Any]] = {
    "chat-desktop": DESKTOP,
    "chat-phone": PHONE,
    "chat-dark": {**PHONE, "color_scheme": "dark"},
    "chat-hebrew": {**DESKTOP, "locale": "he-IL"},
    "chat-form": PHONE,
    "chat-cards": PHONE,
}


COLLEAGUE = "Ana"


@contextmanager
def demonstration() -> Iterator[Shown]:
    """Its owner has a name a guest would see."""
    with tempfile.TemporaryDirectory(prefix="concierge-pictures-") as folder:
        home = Home(Path(folder) / "home")
        try:
            shown = demonstrating.show(home, None, "boutique_hotel", 0, _remark)
            store = open_store(home)
            with store.writing() as tx:
                tx.execute(update(User).values(name=COLLEAGUE))
            store.close()
            yield shown
        finally:
            running.stop(home)


def answered(browser: Browser, shown: Shown, name: str) -> Page:
    """The spa's page with the chat open and one question answered."""
    context = browser.new_context(reduced_motion="reduce", **PLANS[name])
    page = context.new_page()
    page.goto(f"{shown.website}spa.html")
    if name == "chat-hebrew":
        page.evaluate("() => Concierge.destroy()")
        page.evaluate("() => { document.documentElement.lang = 'he'; }")
        page.add_script_tag(url=f"{shown.address}/widget.js")
    page.locator(".launcher").click()
    page.locator("textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_text(PRICE).last.wait_for()
    return page


def colleague_says(shown: Shown, text: str, **parts: Any) -> None:
    """In the newest conversation."""
    with httpx.Client(base_url=shown.address, timeout=20, trust_env=False) as http:
        asked = {"email": shown.email, "password": shown.password}
        http.headers["Authorization"] = (
            f"Bearer {http.post('/v1/staff/sessions', json=asked).json()['token']}"
        )
        newest = http.get("/v1/staff/inbox").json()["rows"][0]["id"]
        words = {"client_id": str(uuid.uuid4()), "text": text, **parts}
        path = f"/v1/staff/conversations/{newest}/messages"
        http.post(path, json=words).raise_for_status()


def take(browser: Browser, shown: Shown, name: str) -> None:
    page = answered(browser, shown, name)
    if name == "chat-cards":
        colleague_says(shown, "We have one free this afternoon:", cards=CARDS)
        page.locator(".card").wait_for()
    elif name == "chat-form":
        colleague_says(shown, "Gladly. When would you like to come?", form=FORM)
        page.locator("form.form").wait_for()
    else:
        page.locator("summary").first.click()
    page.wait_for_timeout(700)
    _shoot(page, name)
    page.context.close()


def main(wanted: list[str]) -> None:
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as shown, chromium() as browser:
        for name in wanted or PLANS:
            take(browser, shown, name)


if __name__ == "__main__":
    main(sys.argv[1:])
