"""The widget before the real house: real server, real store, real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from store.settings import Settings
from store.tables import User
from tests.browser.chromium import console_of
from tests.browser.guest import all_sent, said, say, shows
from tests.conftest import Serve
from tests.fakes import EchoComposer

pytestmark = pytest.mark.browser

Site = Callable[..., str]


def changed(settings: Settings, section: str, **values: Any) -> Settings:
    part = getattr(settings, section).model_copy(update=values)
    return settings.model_copy(update={section: part})


def test_on_the_chat_page_a_question_is_answered_and_still_there_after_a_reload(
    serve: Serve, page: Page
) -> None:
    served = serve(EchoComposer())
    complaints = console_of(page)

    page.goto(served.address + "/chat")
    say(page, "Is the pool heated?")
    shows(page, "You asked: Is the pool heated?")
    page.reload()
    say(page, "And in winter?")

    shows(page, "You asked: And in winter?")
    all_sent(page, 2)
    assert said(page) == ["Is the pool heated?", "And in winter?"]
    expect(page).to_have_title("Seaview")
    assert [text for text in complaints if "404" not in text] == []


def embed(page: Page, address: str) -> None:
    page.add_script_tag(url=address + "/widget.js")
    page.locator(".launcher").click()


def test_a_website_the_owner_named_may_embed_the_widget(
    serve: Serve, settings: Settings, site: Site, page: Page
) -> None:
    website = site("")
    served = serve(EchoComposer(), changed(settings, "server", origins=[website]))
    page.goto(website)

    embed(page, served.address)
    say(page, "Is the pool heated?")

    shows(page, "You asked: Is the pool heated?")


def test_a_website_nobody_named_cannot_talk_to_the_house(
    serve: Serve, site: Site, page: Page
) -> None:
    served = serve(EchoComposer())
    website = site("")
    hint = f"add {website.rstrip('/')} to server.origins"
    page.goto(website)

    with page.expect_console_message(lambda message: hint in message.text):
        embed(page, served.address)
        say(page, "Is the pool heated?")

    expect(page.locator(".fate.waiting")).to_be_visible()


def test_a_draft_waits_for_staff_and_their_words_arrive_under_their_name(
    serve: Serve, settings: Settings, ana: User, page: Page
) -> None:
    served = serve(EchoComposer(), changed(settings, "answers", autonomy="draft"))
    staff = served.sign_in()
    page.goto(served.address + "/chat")
    say(page, "Is the pool heated?")
    expect(page.locator(".rows")).to_contain_text("A colleague is looking at this")

    (draft,) = served.client.get("/v1/staff/drafts", headers=staff).json()
    path = f"/v1/staff/drafts/{draft['id']}/approve"
    words = {"version": draft["version"], "text": "Yes, to 28 degrees."}
    served.client.post(path, json=words, headers=staff).raise_for_status()

    shows(page, "Yes, to 28 degrees.")
    expect(page.locator(".message.staff .who")).to_have_text("AAna")
    expect(page.locator(".rows")).not_to_contain_text("A colleague is looking at this")


def test_a_person_takes_over_and_writes_both_ways(serve: Serve, ana: User, page: Page) -> None:
    served = serve(EchoComposer())
    staff = served.sign_in()
    page.goto(served.address + "/chat")
    say(page, "Hello")
    shows(page, "You asked: Hello")

    (row,) = served.client.get("/v1/staff/inbox", headers=staff).json()["rows"]
    path = f"/v1/staff/conversations/{row['id']}"
    served.client.post(f"{path}/take-over", headers=staff).raise_for_status()
    expect(page.locator(".status")).to_have_text("Ana is here for you")
    words = {"client_id": "s1", "text": "Ana here."}
    served.client.post(f"{path}/messages", json=words, headers=staff).raise_for_status()
    shows(page, "Ana here.")
    say(page, "Thank you, Ana")
    all_sent(page, 2)
    served.client.post(f"{path}/hand-back", headers=staff).raise_for_status()

    expect(page.locator(".status")).to_have_text("Automatic assistant")
    assert said(page, "concierge")[1:] == ["You asked: Hello"]
