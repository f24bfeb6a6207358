"""A guest asks and is answered, on a website that trusts nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import console_of
from tests.browser.guest import all_sent, said, say, shows
from tests.browser.guest_api_double import Answer, GuestApiDouble

pytestmark = pytest.mark.browser

STRICT = (
    "default-src 'none'; script-src {house}; connect-src {house}; style-src 'self'; "
    "require-trusted-types-for 'script'"
)
BREAKFAST = Answer(
    ["From seven ", "to ten, ", "in the dining room."],
    citations=[
        {"title": "Guest guide", "url": "/guide.pdf", "page": 4, "quote": "Breakfast: 7 to 10."},
        {"title": "Breakfast", "url": "https://harbour.example/b", "page": None, "quote": ""},
    ],
    quick_replies=["Is there parking?"],
)

Site = Callable[..., str]


def test_one_line_is_enough_under_the_strictest_policy(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    house.answer = lambda _: BREAKFAST
    complaints = console_of(page)

    page.goto(site(house.url, csp=STRICT))
    page.locator(".launcher").click()
    say(page, "When is breakfast?")

    shows(page, "From seven to ten, in the dining room.")
    expect(page.locator(".panel")).to_have_css("position", "fixed")
    assert [text for text in complaints if "favicon" not in text] == []


def test_an_answer_carries_its_sources_and_they_unfold_to_the_quote(
    house: GuestApiDouble, chat: Page
) -> None:
    house.answer = lambda _: BREAKFAST

    say(chat, "When is breakfast?")
    shows(chat, "From seven to ten")
    chat.locator("summary").click()

    expect(chat.locator("summary")).to_have_text("Guest guidep. 4")
    expect(chat.locator("blockquote")).to_have_text("Breakfast: 7 to 10.")
    expect(chat.locator("details a")).to_have_attribute("href", house.url + "/guide.pdf")
    expect(chat.locator(".sources > a")).to_have_attribute("href", "https://harbour.example/b")


def test_words_appear_as_they_are_written(house: GuestApiDouble, chat: Page) -> None:
    house.answer = lambda _: Answer(["First half,", " second half."], seconds_between=1.5)

    say(chat, "Tell me")

    expect(chat.locator(".live .dots")).to_be_visible()
    expect(chat.locator(".live .words")).to_have_text("First half,")
    shows(chat, "First half, second half.")
    expect(chat.locator(".live")).to_have_count(0)


def test_a_quick_reply_is_said_by_one_click_and_makes_room_for_the_next(
    house: GuestApiDouble, chat: Page
) -> None:
    house.answer = lambda _: BREAKFAST

    chat.get_by_role("button", name="When is breakfast?").click()

    shows(chat, "From seven to ten")
    assert house.guest_texts == ["When is breakfast?"]
    expect(chat.locator(".chip")).to_have_text(["Is there parking?"])


def test_the_guest_is_told_that_the_desk_is_automatic_and_can_ask_for_a_person(
    house: GuestApiDouble, chat: Page
) -> None:
    house.answer = lambda _: Answer([], pending=True)

    expect(chat.locator(".rows")).to_contain_text("automatic assistant")
    chat.get_by_role("button", name="Talk to a person").click()

    expect(chat.locator(".rows")).to_contain_text("A colleague is looking at this")
    assert house.guest_texts == ["I would like to talk to a person, please."]


def test_a_person_who_takes_over_is_named(house: GuestApiDouble, chat: Page) -> None:
    say(chat, "Hello")
    shows(chat, "You said: Hello")

    house.staff_joins("Ana")
    house.staff_says("Ana", "Ana here, good morning.")

    shows(chat, "Ana here, good morning.")
    expect(chat.locator(".message.staff .who")).to_have_text("AAna")
    expect(chat.locator(".status")).to_have_text("Ana is here for you")


def test_history_and_half_written_words_survive_a_reload(house: GuestApiDouble, chat: Page) -> None:
    house.answer = lambda _: BREAKFAST
    say(chat, "When is breakfast?")
    shows(chat, "From seven to ten")
    chat.locator("textarea").fill("And what about")

    chat.reload()

    shows(chat, "From seven to ten")
    all_sent(chat, 1)
    expect(chat.locator("textarea")).to_have_value("And what about")
    expect(chat.locator("summary")).to_be_visible()
    assert house.requests.count("begin") == 1


def test_no_conversation_begins_before_a_guest_says_something(
    house: GuestApiDouble, chat: Page
) -> None:
    chat.reload()
    expect(chat.locator(".chip")).to_have_count(2)

    assert set(house.requests) == {"config"}


def test_the_chat_page_is_the_same_desk(house: GuestApiDouble, page: Page) -> None:
    page.goto(house.url + "/chat")
    say(page, "Hello")

    shows(page, "You said: Hello")
    expect(page).to_have_title("Harbour House")
    expect(page.locator(".launcher")).to_have_count(0)


def test_a_reply_that_comes_while_the_chat_is_closed_is_counted(
    house: GuestApiDouble, chat: Page
) -> None:
    say(chat, "Hello")
    shows(chat, "You said: Hello")
    chat.keyboard.press("Escape")

    house.staff_says("Ana", "Are you still there?")

    expect(chat.locator(".badge")).to_have_text("1")
    chat.locator(".launcher").click()
    expect(chat.locator(".badge")).to_be_hidden()


def test_events_of_a_later_house_are_passed_over(house: GuestApiDouble, chat: Page) -> None:
    say(chat, "Hello")
    shows(chat, "You said: Hello")

    house.announces("reply.sung", {"melody": ["c", "e", "g"]})
    house.announces("reply.completed", {"message_id": 99, "seq": 99, "text": "La la."})

    shows(chat, "La la.")
    assert said(chat, "concierge")[-1] == "La la."
