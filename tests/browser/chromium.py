"""Real Chromium for tests: found on the machine, a fresh profile per test.

Take the fixtures by importing them in a `conftest.py`:

    from tests.browser.chromium import chromium, new_page, page  # noqa: F401

A machine without Chromium leaves these tests out and says so. `CONCIERGE_CHROMIUM` names another
executable.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NewPage = Callable[..., Page]


def executable() -> str | None:
    """Where Chromium is, or None when the machine has none."""
    names = (os.environ.get("CONCIERGE_CHROMIUM", ""), "chromium", "chromium-browser")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: while the synchronous Playwright lives, its event loop stands in the
    way of every asynchronous test of the process."""
    path = executable()
    if path is None:
        pytest.skip("no Chromium on this machine (install `chromium`, or set CONCIERGE_CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Opens pages in profiles of their own; keywords are those of a browser context.

    Waiting is by Playwright's patience of ten seconds; a page that threw fails its test.
    """
    contexts = []
    thrown: list[str] = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.on("weberror", lambda error: thrown.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert thrown == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def console_of(page: Page) -> list[str]:
    """Collects what the page's console says from now on: errors and warnings, as text."""
    said: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", heard)
    return said
