"""By keyboard alone, and for those who listen instead of look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.guest import said, say, shows
from tests.browser.guest_api_double import Answer, GuestApiDouble

pytestmark = pytest.mark.browser

Site = Callable[..., str]
FOCUSED = "() => document.activeElement.shadowRoot?.activeElement?.className"


def test_the_whole_way_by_keyboard(house: GuestApiDouble, site: Site, page: Page) -> None:
    page.goto(site(house.url))
    expect(page.locator(".launcher")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "launcher"

    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    shows(page, "You said: first line")
    assert said(page) == ["first line\nsecond line"]
    page.keyboard.press("Escape")

    expect(page.locator(".panel")).to_be_hidden()
    assert page.evaluate(FOCUSED) == "launcher"
    expect(page.locator(".launcher")).to_have_attribute("aria-expanded", "false")


def test_every_control_has_a_name_and_is_large_enough(house: GuestApiDouble, chat: Page) -> None:
    cited = [{"title": "Guide", "url": "/g", "page": 2, "quote": "From seven."}]
    house.answer = lambda _: Answer(["Yes."], citations=cited, quick_replies=["And lunch?"])
    say(chat, "Breakfast?")
    shows(chat, "Yes.")
    chat.locator("summary").click()

    for control in chat.locator("concierge-widget :is(button, textarea, summary, details a)").all():
        if not control.is_visible():
            continue
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        name = control.evaluate("e => e.getAttribute('aria-label') || e.textContent.trim()")
        assert name

    expect(chat.get_by_role("dialog", name="Harbour House")).to_be_visible()
    expect(chat.get_by_role("log", name="Messages")).to_be_visible()


def test_a_finished_message_is_announced_once_and_pieces_never(
    house: GuestApiDouble, chat: Page
) -> None:
    chat.locator("concierge-widget").evaluate(
        """host => {
          window.heard = [];
          const live = host.shadowRoot.querySelector('[aria-live=polite]');
          new MutationObserver(changes => changes.forEach(change =>
            change.addedNodes.forEach(node => window.heard.push(node.textContent))))
            .observe(live, {childList: true, subtree: true, characterData: true});
        }"""
    )
    house.answer = lambda _: Answer(["One, ", "two, ", "three."], seconds_between=0.2)

    say(chat, "Count")
    shows(chat, "One, two, three.")
    house.hang_up()
    house.staff_says("Ana", "Well counted.")
    shows(chat, "Well counted.")

    assert chat.evaluate("window.heard") == [
        "Automatic assistant: One, two, three.",
        "Ana: Well counted.",
    ]
    expect(chat.locator(".log")).to_have_attribute("aria-live", "off")


def test_the_limit_is_told_before_it_is_met(house: GuestApiDouble, chat: Page) -> None:
    field, send = chat.locator("textarea"), chat.get_by_role("button", name="Send", exact=True)

    field.fill("😀" * 3999)
    expect(chat.locator(".count")).to_have_text("Characters left: 1")
    field.fill("😀" * 4002)

    expect(chat.locator(".count")).to_have_text("Characters over the limit: 2")
    expect(send).to_be_disabled()
    field.press("Enter")
    assert house.received == []


def test_reading_back_is_not_disturbed_by_what_comes_in(house: GuestApiDouble, chat: Page) -> None:
    for number in range(8):
        say(chat, f"{number} " + "many words " * 20)
        shows(chat, f"You said: {number} ")
    chat.locator(".log").evaluate("e => e.scrollTo(0, 0)")
    expect(chat.locator(".latest")).to_be_visible()

    house.staff_says("Ana", "Something new")
    shows(chat, "Something new")

    assert chat.locator(".log").evaluate("e => e.scrollTop") == 0
    chat.locator(".latest").click()
    expect(chat.locator(".bubble", has_text="Something new")).to_be_in_viewport()


def test_what_is_typed_to_the_desk_is_no_shortcut_of_the_page(chat: Page) -> None:
    chat.evaluate("() => { window.keys = []; onkeydown = event => window.keys.push(event.key); }")

    chat.locator("textarea").press("s")
    chat.locator("textarea").press("Escape")

    expect(chat.locator(".panel")).to_be_hidden()
    assert chat.evaluate("window.keys") == []
    chat.keyboard.press("Escape")
    assert chat.evaluate("window.keys") == ["Escape"]
