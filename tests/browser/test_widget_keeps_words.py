"""Whatever the network and the house do, nothing a guest says is lost or said twice."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cable import Cable
from tests.browser.guest import all_sent, said, say, shows
from tests.browser.guest_api_double import Answer, GuestApiDouble

pytestmark = pytest.mark.browser

Site = Callable[..., str]


@pytest.fixture
def wired(house: GuestApiDouble, cable: Cable, site: Site, page: Page) -> Page:
    """The chat open, at the end of a cable, one question answered."""
    page.goto(site(cable.url, data="data-open"))
    say(page, "zero")
    shows(page, "You said: zero")
    return page


def test_what_is_said_without_a_network_arrives_once_and_in_order(
    house: GuestApiDouble, cable: Cable, wired: Page
) -> None:
    cable.cut()
    for text in ("one", "two", "three"):
        say(wired, text)
    expect(wired.locator(".fate.waiting")).to_be_visible()
    expect(wired.locator(".alarm")).to_contain_text("No connection")
    cable.mend()

    shows(wired, "You said: three")
    all_sent(wired, 4)
    assert house.guest_texts == ["zero", "one", "two", "three"]
    expect(wired.locator(".alarm")).to_be_empty()


def test_what_waits_survives_a_reload(house: GuestApiDouble, cable: Cable, wired: Page) -> None:
    cable.cut()
    say(wired, "one")
    say(wired, "two")
    expect(wired.locator(".fate.waiting")).to_be_visible()
    cable.mend()
    wired.reload()

    shows(wired, "You said: two")
    all_sent(wired, 3)
    assert house.guest_texts == ["zero", "one", "two"]
    assert said(wired) == ["zero", "one", "two"]


def test_a_lost_acknowledgement_does_not_double_the_message(
    house: GuestApiDouble, cable: Cable, wired: Page
) -> None:
    cable.swallow_answers(2)
    say(wired, "one")

    shows(wired, "You said: one")
    all_sent(wired, 2)
    assert house.guest_texts == ["zero", "one"]
    assert said(wired) == ["zero", "one"]


def test_a_reply_cut_off_half_way_comes_whole_and_once(
    house: GuestApiDouble, cable: Cable, wired: Page
) -> None:
    house.answer = lambda _: Answer(["Half. ", "Whole."], seconds_between=1.0)
    say(wired, "tell me")
    expect(wired.locator(".live .words")).to_have_text("Half. ")
    cable.cut()
    cable.mend()

    shows(wired, "Half. Whole.")
    expect(wired.locator(".live")).to_have_count(0)


def test_a_house_that_restarts_is_found_again(house: GuestApiDouble, chat: Page) -> None:
    say(chat, "one")
    shows(chat, "You said: one")
    house.hang_up()
    house.staff_says("Ana", "Said while nobody listened.")

    shows(chat, "Said while nobody listened.")
    assert said(chat) == ["one"]


def test_two_tabs_are_one_conversation(house: GuestApiDouble, site: Site, page: Page) -> None:
    address = site(house.url, data="data-open")
    other = page.context.new_page()
    page.goto(address)
    other.goto(address)

    say(page, "from the first")
    shows(other, "You said: from the first")
    say(other, "from the second")

    shows(page, "You said: from the second")
    assert said(page) == said(other) == ["from the first", "from the second"]
    assert len(house.talks) == 1


def test_two_tabs_that_waited_out_a_cut_send_each_message_once(
    house: GuestApiDouble, cable: Cable, wired: Page
) -> None:
    other = wired.context.new_page()
    other.goto(wired.url)
    shows(other, "You said: zero")
    cable.cut()
    for number in range(6):
        say((wired, other)[number % 2], f"n{number}")
    cable.mend()

    shows(wired, "You said: n5")
    shows(other, "You said: n5")
    all_sent(wired, 7)
    all_sent(other, 7)
    assert sorted(house.guest_texts) == sorted({*house.guest_texts})
    assert said(wired) == said(other) == house.guest_texts


def test_a_forgotten_conversation_gives_way_to_a_new_one_and_keeps_the_words(
    house: GuestApiDouble, chat: Page
) -> None:
    say(chat, "one")
    shows(chat, "You said: one")
    chat.locator("textarea").fill("half writ")
    house.forget()
    expect(chat.locator(".rows")).to_contain_text("this is a new one")
    expect(chat.locator("textarea")).to_have_value("half writ")
    say(chat, "two")

    shows(chat, "You said: two")
    assert house.guest_texts == ["two"]


def test_a_house_that_asks_for_time_gets_it(house: GuestApiDouble, chat: Page) -> None:
    house.refuse(429, retry_after="2")
    house.refuse(503)

    say(chat, "one")
    expect(chat.locator(".fate.waiting")).to_be_visible()

    shows(chat, "You said: one")
    assert [m["text"] for m in house.received] == ["one"] * 3
    assert len({m["client_id"] for m in house.received}) == 1


def test_a_refused_message_stays_and_can_be_tried_again(house: GuestApiDouble, chat: Page) -> None:
    house.refuse(422)
    say(chat, "one")
    expect(chat.locator(".fate.failed")).to_contain_text("Not sent")
    say(chat, "two")
    shows(chat, "You said: two")

    chat.reload()
    chat.get_by_role("button", name="Try again").click()

    shows(chat, "You said: one")
    all_sent(chat, 2)
    assert house.guest_texts == ["two", "one"]


def test_it_works_where_the_browser_grants_neither_storage_nor_locks(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"])
             Object.defineProperty(window, name, {get() { throw new Error("denied"); }});
           Object.defineProperty(navigator, "locks", {value: undefined});
           Object.defineProperty(crypto, "randomUUID", {value: undefined});"""
    )
    page.goto(site(house.url, data="data-open"))

    house.refuse(503)
    say(page, "one")
    say(page, "two")

    shows(page, "You said: two")
    assert house.guest_texts == ["one", "two"]


def test_a_line_that_fell_silent_is_dialled_again(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.clock.install()
    page.goto(site(house.url, data="data-open"))
    say(page, "one")
    shows(page, "You said: one")
    lines = house.requests.count("events")

    page.clock.fast_forward(41_000)
    page.clock.fast_forward(1_000)
    house.staff_says("Ana", "Are you there?")

    shows(page, "Are you there?")
    assert house.requests.count("events") > lines


def test_a_tab_nobody_looks_at_gives_its_line_back_and_misses_nothing(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.clock.install()
    page.goto(site(house.url, data="data-open"))
    say(page, "one")
    shows(page, "You said: one")

    look(page, "hidden")
    page.clock.fast_forward(61_000)
    page.wait_for_timeout(500)
    lines = house.requests.count("events")
    page.clock.fast_forward(600_000)
    house.staff_says("Ana", "Said to an empty chair.")
    assert house.requests.count("events") == lines
    assert "Said to an empty chair." not in said(page, "staff")
    look(page, "visible")

    shows(page, "Said to an empty chair.")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forty_messages_over_a_line_that_breaks_at_random_arrive_once_and_in_order(
    house: GuestApiDouble, cable: Cable, wired: Page, seed: int
) -> None:
    chance = random.Random(seed)
    faults = (cable.cut, cable.mend, cable.mend, cable.swallow_answers, house.hang_up, wired.reload)
    texts = [f"message {number:02}." for number in range(40)]

    for text in texts:
        if chance.random() < 0.4:
            fault = chance.choice(faults)
            if fault == wired.reload:
                cable.mend()
            fault()
        say(wired, text)
    cable.mend()

    shows(wired, "You said: message 39.")
    all_sent(wired, 41)
    assert house.guest_texts == said(wired) == ["zero", *texts]
    assert len(said(wired, "concierge")) == 42


def test_behind_a_proxy_that_holds_streams_back_it_asks_instead(
    house: GuestApiDouble, cable: Cable, site: Site, page: Page
) -> None:
    cable.hold_streams()
    page.goto(site(cable.url, data="data-open"))

    say(page, "one")
    expect(page.locator(".message:not(.live) .bubble", has_text="You said: one")).to_have_count(
        1, timeout=60_000
    )
    house.staff_says("Ana", "Here I am.")
    shows(page, "Here I am.")

    assert "polling" in house.requests
    assert said(page) == ["one"]


def look(page: Page, state: str) -> None:
    page.evaluate(
        """state => {
          Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )
