"""How long a guest waits in a real Chromium: from the click to the first words of the reply.

    python -m bench.first_reply [--times 30]

A house answers in structured mode on this machine, with a small price list as its knowledge. In the
same run a bare page posts the same words to a bare echo of server-sent events: what Chromium and
this machine cost anyway. The figure that counts is the difference of the medians.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route

from ingest.run import ingest
from models.registry import build_embedder
from server.app import create_app
from server.deadlines import PatientProtocol
from server.house import open_house
from server.serve import listen
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from tests.browser.chromium import ARGUMENTS, executable

LIMIT_MS = 60
QUESTION = "When is breakfast?"
CONFIG = """[business]
name = "Bench"
[server]
port = 0
messages_per_minute = 60000
[answers]
cache = false
[reports]
daily = ""
"""
FACTS = "# Breakfast\n\nBreakfast is served from 7 to 10 in the dining room.\n"
# Times are taken inside the page: the click, and the frame after the words were there.
MEASURE = """([root, field, form, reply, question]) => new Promise(done => {
  const host = root ? document.querySelector(root).shadowRoot : document;
  const before = host.querySelectorAll(reply).length;
  host.querySelector(field).value = question;
  host.querySelector(field).dispatchEvent(new Event("input"));
  const began = performance.now();
  const watch = new MutationObserver(() => {
    const all = host.querySelectorAll(reply);
    if (all.length <= before || !all[all.length - 1].textContent.trim()) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - began));
  });
  watch.observe(host, {childList: true, subtree: true, characterData: true});
  host.querySelector(form).requestSubmit();
})"""
ECHO = """<!doctype html><form><input></form><main></main><script>
document.querySelector("form").onsubmit = async event => {
  event.preventDefault();
  const answer = await fetch("/say", {method: "POST", body: document.querySelector("input").value});
  const reader = answer.body.getReader();
  const part = await reader.read();
  const line = document.createElement("p");
  line.textContent = new TextDecoder().decode(part.value);
  document.querySelector("main").append(line);
};</script>"""


@contextmanager
def served(app: object) -> Iterator[str]:
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(app, http=PatientProtocol, ws="none", log_config=None)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def echo() -> Starlette:
    async def say(request: Request) -> StreamingResponse:
        said = (await request.body()).decode()

        async def stream() -> AsyncIterator[str]:
            yield f"data: {json.dumps(said)}\n\n"
            await asyncio.sleep(0)

        return StreamingResponse(stream(), media_type="text/event-stream")

    page = Route("/", lambda _: HTMLResponse(ECHO))
    return Starlette(routes=[page, Route("/say", say, methods=["POST"])])


def timed(page: Page, names: list[str], times: int) -> list[float]:
    """Milliseconds of each try; the first, which warms everything up, is left out."""
    took = []
    for _ in range(times + 1):
        took.append(float(page.evaluate(MEASURE, [*names, QUESTION])))
        page.wait_for_timeout(60)
    return took[1:]


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--times", type=int, default=30)
    times = asked.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home").create()
        home.config.write_text(CONFIG)
        (Path(folder) / "facts.md").write_text(FACTS)
        settings = read_settings(home)
        store = open_store(home, create=True)
        ingest(store, build_embedder(), settings, [str(Path(folder) / "facts.md")])
        house = open_house(settings, store=store)
        with served(create_app(house)) as desk, served(echo()) as bare, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            page = browser.new_page()
            page.goto(bare)
            plain = timed(page, ["", "input", "form", "main p"], times)
            page.goto(f"{desk}/chat")
            page.locator(".chip, .bubble").first.wait_for()
            reply = ".message.concierge:not(.live) .bubble, .live .words:not(:empty)"
            names = ["concierge-widget", "textarea", "form.composer", reply]
            widget = timed(page, names, times)
            browser.close()
        house.close()
    p50 = statistics.median(widget) - statistics.median(plain)
    print(
        f"widget p50 {statistics.median(widget):.1f} ms, echo p50 {statistics.median(plain):.1f} ms"
    )
    print(f"the house's own share: {p50:.1f} ms (at most {LIMIT_MS})")
    return 0 if p50 <= LIMIT_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
