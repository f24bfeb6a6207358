"""What browser tests share: a Chromium, a house to talk to, and a website that embeds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cable import Cable
from tests.browser.chromium import chromium, new_page, page
from tests.browser.guest_api_double import GuestApiDouble
from tests.browser.host_page import host_page

__all__ = ["chromium", "new_page", "page"]

# Generous, because machines that run tests are busy; a right widget needs a fraction of it.
expect.set_options(timeout=15_000)

Site = Callable[..., str]


@pytest.fixture
def house() -> Iterator[GuestApiDouble]:
    double = GuestApiDouble()
    yield double
    double.stop()


@pytest.fixture
def cable(house: GuestApiDouble) -> Iterator[Cable]:
    """Between the browser and the house: embed `cable.url` instead of `house.url`."""
    cable = Cable(house.port)
    yield cable
    cable.remove()


@pytest.fixture
def site() -> Iterator[Site]:
    """Puts up a business's website; returns its address."""
    with ExitStack() as stack:
        yield lambda house, **how: stack.enter_context(host_page(house, **how))


@pytest.fixture
def chat(house: GuestApiDouble, site: Site, page: Page) -> Page:
    """A guest on the business's website, with the chat open."""
    page.goto(site(house.url))
    page.locator(".launcher").click()
    expect(page.locator(".bubble").first).to_have_text("Good day! How can we help?")
    return page
