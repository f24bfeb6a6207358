"""What a guest can do besides writing: files, voice, forms, copies, a wish to be called."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from store.settings import Settings
from store.tables import User
from tests.browser.chromium import NewPage
from tests.browser.guest import said, say, shows
from tests.browser.guest_api_double import GuestApiDouble
from tests.browser.test_widget_and_house import changed
from tests.conftest import Serve, Served
from tests.fakes import EchoComposer

pytestmark = pytest.mark.browser

Site = Callable[..., str]
STRICT = "default-src 'none'; script-src http://127.0.0.1:*; connect-src http://127.0.0.1:*"

EVERY_FIELD: list[dict[str, Any]] = [
    {"name": "who", "label": "Name", "type": "text", "required": True},
    {"name": "email", "label": "E-mail", "type": "email", "required": True},
    {"name": "phone", "label": "Phone", "type": "phone"},
    {"name": "day", "label": "Arrival", "type": "date", "min": "2026-12-01"},
    {"name": "hour", "label": "At", "type": "time"},
    {"name": "guests", "label": "Guests", "type": "number", "min": 1, "max": 9},
    {"name": "room", "label": "Room", "type": "choice", "options": ["Sea", "Garden"]},
    {"name": "extras", "label": "Extras", "type": "multi", "options": ["Cot", "Dog", "Bike"]},
    {"name": "late", "label": "Late arrival", "type": "yesno", "required": True},
    {"name": "wish", "label": "Wishes", "type": "long"},
]


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (30, 90, 160)).save(out, "JPEG")
    return out.getvalue()


def open_menu(page: Page, name: str = "More") -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def served(serve: Serve, settings: Settings, ana: User) -> Served:
    return serve(
        EchoComposer(),
        changed(settings, "widget", phone="+34 971 000 000", address="Quay 1, Palma"),
    )


def test_a_photo_is_sent_shown_and_still_there_after_a_reload(served: Served, page: Page) -> None:
    page.goto(served.address + "/chat")
    expect(page.locator(".chip").first).to_be_visible()

    page.locator("input[type=file]").set_input_files(
        {"name": "view.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )

    expect(page.get_by_role("img", name="view.jpg")).to_be_visible()
    expect(page.locator(".rows")).to_contain_text("A colleague is looking at this")
    page.reload()
    expect(page.get_by_role("img", name="view.jpg")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save view.jpg").click()
    assert saved.value.suggested_filename == "view.jpg"


def test_a_photo_is_shown_under_the_strictest_policy(
    serve: Serve, settings: Settings, site: Site, page: Page
) -> None:
    website = site("", csp=STRICT)
    served = serve(EchoComposer(), changed(settings, "server", origins=[website.rstrip("/")]))
    page.goto(website)
    page.add_script_tag(url=served.address + "/widget.js")
    page.locator(".launcher").click()
    expect(page.locator(".chip").first).to_be_visible()

    page.locator("input[type=file]").set_input_files(
        {"name": "view.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )

    expect(page.get_by_role("img", name="view.jpg")).to_be_visible()


def test_a_file_that_is_refused_says_why_and_can_be_tried_again(served: Served, page: Page) -> None:
    page.goto(served.address + "/chat")
    expect(page.locator(".chip").first).to_be_visible()

    page.locator("input[type=file]").set_input_files(
        {"name": "x.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00\xff"}
    )

    expect(page.locator(".alarm")).to_have_text("This kind of file is not taken.")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_a_voice_note_is_recorded_and_sent(served: Served, new_page: NewPage) -> None:
    page = new_page(permissions=["microphone"])
    page.add_init_script(
        """navigator.mediaDevices.getUserMedia = async () => {
          const context = new AudioContext();
          return context.createMediaStreamDestination().stream;
        };"""
    )
    page.goto(served.address + "/chat")
    expect(page.locator(".chip").first).to_be_visible()

    open_menu(page, "Add")
    page.get_by_role("button", name="Voice note").click()
    expect(page.get_by_role("timer")).to_have_text("0:01")
    page.locator(".recording .go").click()

    expect(page.get_by_role("button", name="Play Voice note")).to_be_visible()
    expect(page.locator(".fate.sent")).to_be_visible()


def test_a_wish_to_be_called_carries_the_number(served: Served, page: Page) -> None:
    page.goto(served.address + "/chat")
    expect(page.locator(".chip").first).to_be_visible()

    open_menu(page)
    expect(page.get_by_role("link", name="Call +34 971 000 000")).to_have_attribute(
        "href", "tel:+34971000000"
    )
    page.get_by_role("button", name="Please call me back").click()
    page.get_by_label("Your name").fill("Maria")
    page.get_by_label("Your telephone number").fill("seven")
    page.locator(".sheet .go").click()
    expect(page.locator(".wrong:not(:empty)")).to_have_text("Please write a telephone number.")
    page.get_by_label("Your telephone number").fill("+34 600 000 000")
    page.locator(".sheet .go").click()

    shows(page, "Your telephone number: +34 600 000 000")
    expect(page.locator(".sheet")).to_be_hidden()
    (call,) = served.client.get("/v1/staff/escalations", headers=served.sign_in()).json()
    assert call["reason"] == "The guest wishes to be called back."


def test_a_conversation_is_rated_and_saved(served: Served, page: Page) -> None:
    page.goto(served.address + "/chat")
    say(page, "Hello")
    shows(page, "You asked: Hello")

    open_menu(page)
    page.get_by_role("button", name="Rate this conversation").click()
    page.get_by_role("radio", name="4 of 5").check()
    page.locator(".sheet .go").click()
    expect(page.locator(".alarm")).to_have_text("Thank you.")
    open_menu(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save this conversation").click()

    assert saved.value.suggested_filename == "Seaview.txt"
    assert "You\nHello" in Path(saved.value.path()).read_text("utf-8-sig")


def test_a_conversation_that_ended_can_be_rated_there(house: GuestApiDouble, chat: Page) -> None:
    say(chat, "Hello")
    shows(chat, "You said: Hello")

    house.announces("conversation.closed", {"reason": "quiet"})
    chat.get_by_role("button", name="Rate this conversation").click()

    expect(chat.get_by_role("radio", name="5 of 5")).to_be_visible()


def test_staff_are_seen_to_write_and_to_have_read(served: Served, page: Page) -> None:
    staff = served.sign_in()
    page.goto(served.address + "/chat")
    say(page, "Hello")
    shows(page, "You asked: Hello")
    (row,) = served.client.get("/v1/staff/inbox", headers=staff).json()["rows"]
    path = f"/v1/staff/conversations/{row['id']}"
    served.client.post(f"{path}/take-over", headers=staff).raise_for_status()
    say(page, "Are you there?")
    expect(page.locator(".fate.sent").last).to_be_visible()

    served.client.post(f"{path}/seen", headers=staff).raise_for_status()
    expect(page.locator(".message.guest .fate").last).to_contain_text("Read")
    served.client.post(f"{path}/typing", headers=staff).raise_for_status()

    expect(page.get_by_role("img", name="Writing a reply")).to_be_visible()
    expect(page.locator(".message.staff .who")).to_contain_text("Ana")


def test_an_answer_can_be_copied(house: GuestApiDouble, site: Site, new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site(house.url, data="data-open"))
    say(page, "Hello")
    shows(page, "You said: Hello")

    page.get_by_role("button", name="Copy").last.click()

    assert page.evaluate("() => navigator.clipboard.readText()") == "You said: Hello"


def asks(house: GuestApiDouble, page: Page, fields: list[dict[str, Any]]) -> None:
    say(page, "I want a room")
    shows(page, "You said: I want a room")
    form = {"title": "Your stay", "submit": "Ask for it", "fields": fields}
    house.announces(
        "message.posted",
        {"message_id": 50, "seq": 3, "author": "concierge", "text": "A few things:", "form": form},
    )
    expect(page.locator("form.form")).to_be_visible()


def test_a_form_is_checked_in_the_guests_language(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.goto(site(house.url, data='data-open data-lang="de"'))
    asks(house, page, EVERY_FIELD)

    page.get_by_label("E-mail").fill("ana@")
    page.get_by_label("Phone").fill("no")
    page.get_by_label("Arrival").fill("2026-11-30")
    page.get_by_label("Guests").fill("12")
    page.get_by_role("button", name="Ask for it").click()

    assert page.locator(".wrong:not(:empty)").all_inner_texts() == [
        "Bitte ausfüllen.",
        "Bitte eine Adresse wie name@beispiel.de angeben.",
        "Bitte eine Telefonnummer angeben.",
        "Bitte mindestens Dienstag, 1. Dezember 2026.",
        "Bitte höchstens 9.",
        "Bitte ausfüllen.",
    ]
    expect(page.get_by_label("Name")).to_be_focused()
    assert house.guest_texts == ["I want a room"]


def test_a_form_is_answered_in_words(house: GuestApiDouble, site: Site, page: Page) -> None:
    page.goto(site(house.url, data="data-open"))
    asks(house, page, EVERY_FIELD)

    page.get_by_label("Name").fill("Ana <b>")
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Arrival").fill("2026-12-24")
    page.get_by_label("At", exact=True).fill("15:30")
    page.get_by_label("Guests").fill("2")
    page.get_by_label("Sea").check()
    page.get_by_label("Cot").check()
    page.get_by_label("Dog").check()
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Ask for it").click()

    shows(page, "You said: Name: Ana <b>")
    assert said(page)[-1].splitlines() == [
        "Name: Ana <b>",
        "E-mail: ana@example.com",
        "Arrival: Thursday, December 24, 2026",
        "At: 15:30",
        "Guests: 2",
        "Room: Sea",
        "Extras: Cot, Dog",
        "Late arrival: Yes",
    ]
    expect(page.locator("form.form")).to_have_count(0)


def test_cards_lead_where_they_say_and_nowhere_else(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.goto(site(house.url, data="data-open"))
    say(page, "Hello")
    shows(page, "You said: Hello")
    cards = [
        {"title": "Sea room", "price": "€180", "text": "With a balcony", "url": "/rooms/sea"},
        {"title": "Us", "place": "Quay 1, Palma", "phone": "+34 971 000 000"},
        {"title": "Bad", "url": "javascript:alert(1)"},
        None,
    ]
    house.announces(
        "message.posted",
        {"message_id": 50, "seq": 50, "author": "concierge", "text": "Look:", "cards": cards},
    )

    expect(page.locator(".card")).to_have_count(3)
    links = page.locator(".card a").evaluate_all("all => all.map(a => a.href)")
    assert links == [
        house.url + "/rooms/sea",
        "https://www.openstreetmap.org/search?query=Quay%201%2C%20Palma",
        "tel:+34971000000",
    ]


def test_a_guest_who_wants_to_hear_of_messages_does(house: GuestApiDouble, chat: Page) -> None:
    say(chat, "Hello")
    shows(chat, "You said: Hello")
    title = chat.title()
    look = """state => {
      Object.defineProperty(document, "visibilityState", {value: state, configurable: true});
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    chat.evaluate(look, "hidden")
    house.staff_says("Ana", "One")
    shows(chat, "One")
    assert chat.title() == title

    open_menu(chat)
    chat.get_by_role("button", name="Turn on sound for new messages").click()
    house.staff_says("Ana", "Two")

    expect(chat).to_have_title(f"(1) {title}")
    chat.evaluate(look, "visible")
    expect(chat).to_have_title(title)


def test_the_page_is_told_of_what_happens_and_may_steer(house: GuestApiDouble, chat: Page) -> None:
    chat.evaluate(
        """() => {
          window.heard = [];
          for (const name of ["open", "close", "message", "unread"])
            Concierge.on(name, detail => heard.push([name, detail?.text ?? detail ?? null]));
        }"""
    )

    chat.evaluate("Concierge.close()")
    chat.evaluate("Concierge.send('From the page')")
    expect(chat.locator(".badge")).to_have_text("1")
    chat.evaluate("Concierge.open()")
    shows(chat, "You said: From the page")
    chat.evaluate("Concierge.destroy()")

    assert json.loads(chat.evaluate("JSON.stringify(heard)")) == [
        ["close", None],
        ["unread", 1],
        ["message", "You said: From the page"],
        ["unread", 0],
        ["open", None],
    ]
    expect(chat.locator("concierge-widget")).to_have_count(0)
    assert chat.evaluate("typeof Concierge") == "undefined"
