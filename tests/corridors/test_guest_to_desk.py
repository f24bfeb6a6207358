"""The whole way: a website is read, a guest asks in Chromium, the desk approves by a key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from ingest.run import ingest
from models.registry import build_embedder
from store.db import Store
from store.settings import Settings
from store.tables import User
from templates.demonstration.demo import demonstration
from tests.browser.chromium import ARGUMENTS, executable
from tests.conftest import Serve
from tests.tui.desk import desk

pytestmark = pytest.mark.browser


@pytest.fixture
async def guests_page() -> AsyncIterator[Page]:
    path = executable()
    if path is None:
        pytest.skip("no Chromium on this machine (install `chromium`, or set CONCIERGE_CHROMIUM)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = await browser.new_page()
        page.set_default_timeout(15_000)
        yield page
        await browser.close()


async def say(page: Page, text: str) -> None:
    await page.locator("textarea").fill(text)
    await page.locator("textarea").press("Enter")


def the_hotel(settings: Settings, site: Path, **answers: object) -> Settings:
    return settings.model_copy(
        update={
            "server": settings.server.model_copy(update={"demonstration": site.parent.name}),
            "answers": settings.answers.model_copy(update=answers),
        }
    )


async def test_a_guest_is_answered_with_a_source_and_the_desk_approves_the_next(
    serve: Serve, settings: Settings, store: Store, ana: User, guests_page: Page
) -> None:
    site = demonstration().site
    ingest(store, build_embedder(), settings, [str(site / "practical.html")])
    page = guests_page

    # An open house: the answer comes at once, cited, and is still there after a reload.
    open_house = serve(changed=the_hotel(settings, site))
    await page.goto(f"{open_house.address}/demonstration/practical.html")
    await page.locator(".launcher").click()
    await say(page, "What time is breakfast on Sunday?")
    answer = page.locator(".message.concierge:not(.live)", has_text="10:30")
    await expect(answer).to_have_count(1)
    await expect(answer.locator(".sources")).to_be_visible()
    await page.reload()
    await expect(page.locator(".message.concierge:not(.live)", has_text="10:30")).to_have_count(1)
    await expect(page.locator(".message.guest")).to_have_count(1)

    # A careful house: the next reply waits until a key is pressed at the desk.
    careful = serve(changed=the_hotel(settings, site, autonomy="draft"))
    await page.goto(f"{careful.address}/demonstration/practical.html")
    await page.locator(".launcher").click()
    await say(page, "What time is breakfast on Sunday?")
    approved = page.locator(".message.concierge", has_text="10:30")
    async with desk(careful) as at:
        await at.press("2")
        await at.until_seen("What time is breakfast on Sunday?")
        await expect(approved).to_have_count(0)
        await at.press("a")
        await expect(approved.locator(".sources")).to_have_count(1)
