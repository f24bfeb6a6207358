"""The chat as a page of its own: without a network, by a link, by a code on the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from store.settings import Settings
from store.tables import User
from tests.browser.chromium import NewPage
from tests.browser.guest import all_sent, said, say, shows
from tests.conftest import Serve
from tests.fakes import EchoComposer
from tests.server.test_pages import wanting

pytestmark = pytest.mark.browser


def test_without_a_network_the_page_opens_and_sends_later_what_was_written(
    serve: Serve, page: Page
) -> None:
    served = serve(EchoComposer())
    page.goto(served.address + "/chat")
    page.evaluate("() => navigator.serviceWorker.ready")
    page.reload()
    say(page, "one")
    shows(page, "You asked: one")
    page.context.set_offline(True)

    page.reload()
    say(page, "two")
    expect(page.locator(".alarm")).to_contain_text("No connection")
    page.context.set_offline(False)

    shows(page, "You asked: two")
    all_sent(page, 2)


def test_without_scripts_a_guest_sees_whom_to_call(
    serve: Serve, settings: Settings, new_page: NewPage
) -> None:
    wanted = wanting(settings, phone="+34 971 000 000", email="desk@seaview.example")
    page = new_page(java_script_enabled=False, locale="de")

    page.goto(serve(EchoComposer(), wanted).address + "/chat")

    expect(page.get_by_role("heading", name="Seaview")).to_be_visible()
    expect(page.locator("main > p")).to_be_visible()
    assert "Dieser Chat braucht JavaScript." in page.locator("main > p").inner_text()
    expect(page.get_by_role("link", name="+34 971 000 000")).to_be_visible()
    expect(page.get_by_role("link", name="desk@seaview.example")).to_be_visible()


def test_a_link_asks_its_question_once(serve: Serve, page: Page) -> None:
    served = serve(EchoComposer())

    page.goto(served.address + "/chat?q=Is+the+pool+heated%3F")
    shows(page, "You asked: Is the pool heated?")
    page.reload()
    shows(page, "You asked: Is the pool heated?")

    assert said(page) == ["Is the pool heated?"]
    assert page.url == served.address + "/chat"


def test_a_code_on_the_wall_tells_staff_where_the_guest_is(
    serve: Serve, ana: User, page: Page
) -> None:
    served = serve(EchoComposer())

    page.goto(served.address + "/chat?place=Room+12")
    say(page, "More towels, please")
    shows(page, "You asked: More towels, please")

    (row,) = served.client.get("/v1/staff/inbox", headers=served.sign_in()).json()["rows"]
    assert row["title"] == "Room 12"
