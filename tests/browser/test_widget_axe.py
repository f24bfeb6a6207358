"""Every state of the chat, light and dark, from the left and from the right: axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.axe import violations
from tests.browser.chromium import NewPage
from tests.browser.guest import say, shows
from tests.browser.guest_api_double import Answer, GuestApiDouble
from tests.browser.test_widget_loads import greeted
from tests.browser.test_widget_tools import EVERY_FIELD, photo

pytestmark = pytest.mark.browser

Site = Callable[..., str]
CITED = Answer(
    ["Breakfast is from seven: https://harbour.example"],
    citations=[
        {"title": "Guest guide", "url": "/guide.pdf", "page": 4, "quote": "Breakfast: 7 to 10."},
        {"title": "Breakfast", "url": "https://harbour.example/b", "page": None, "quote": ""},
    ],
    quick_replies=["And lunch?"],
)
CARDS = [{"title": "Sea room", "price": "€180", "text": "A balcony", "place": "Quay 1"}]


@pytest.fixture
def generous(house: GuestApiDouble) -> GuestApiDouble:
    house.config |= {"upload_mb": 10, "phone": "+34 971 000 000", "transcripts": True}
    house.config |= {"email": "desk@harbour.example", "address": "Quay 1, Palma"}
    house.config["person"] = {"here": True, "minutes": 4}
    house.answer = lambda _: CITED
    return house


@pytest.mark.parametrize("lang", ["en", "he"])
@pytest.mark.parametrize(
    "look",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["light", "dark", "forced"],
)
@pytest.mark.timeout(600)
def test_axe_finds_nothing_wrong_in_any_state(
    generous: GuestApiDouble, site: Site, new_page: NewPage, look: dict[str, str], lang: str
) -> None:
    page = new_page(reduced_motion="reduce", **look)
    page.goto(site(generous.url, lang=lang))
    expect(page.locator(".launcher")).to_be_visible()
    wrong = violations(page, "bell")

    page.locator(".launcher").click()
    expect(page.locator(".chip").first).to_be_visible()
    wrong += violations(page, "greeting")
    page.locator("header .tool").click()
    expect(page.locator("header .menu")).to_be_visible()
    wrong += violations(page, "menu")
    page.keyboard.press("Escape")
    page.locator(".composer .tool").click()
    wrong += violations(page, "additions")
    page.keyboard.press("Escape")

    say(page, "When is breakfast?")
    shows(page, "Breakfast is from seven")
    page.locator("summary").click()
    wrong += violations(page, "sources")
    page.locator("header .tool").click()
    page.locator("header .menu button").nth(1).click()
    page.locator(".sheet .go").click()
    expect(page.locator(".sheet .wrong:not(:empty)").first).to_be_visible()
    wrong += violations(page, "sheet")
    page.keyboard.press("Escape")

    generous.staff_joins("Ana")
    generous.staff_says("Ana", "Good morning, call +49 30 1234567")
    shows(page, "Good morning")
    form = {"title": "Your stay", "fields": EVERY_FIELD}
    about = {"message_id": 90, "seq": 90, "author": "concierge", "text": "A few things:"}
    generous.announces("message.posted", {**about, "form": form, "cards": CARDS})
    expect(page.locator("form.form")).to_be_visible()
    page.locator("form.form .go").click()
    expect(page.locator(".wrong:not(:empty)").first).to_be_visible()
    wrong += violations(page, "form")

    generous.announces("staff.typing", {"name": "Ana"})
    expect(page.locator(".dots")).to_be_visible()
    generous.announces("conversation.closed", {"reason": "quiet"})
    wrong += violations(page, "closed")
    page.context.set_offline(True)
    expect(page.locator(".alarm")).not_to_be_empty()
    wrong += violations(page, "offline")
    page.keyboard.press("Escape")
    wrong += violations(page, "shut")

    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_a_greeting_or_files(
    generous: GuestApiDouble, site: Site, new_page: NewPage, scheme: str
) -> None:
    page = new_page(reduced_motion="reduce", color_scheme=scheme)
    page.goto(greeted(generous, site, page))
    expect(page.locator(".teaser")).to_be_visible()
    wrong = violations(page, "greeting beside the bell")

    page.locator(".launcher").click()
    say(page, "Hello")
    shows(page, "Breakfast")
    file: FilePayload = {"name": "view.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    wrong += violations(page, "a file that did not go")

    assert wrong == []


def test_axe_finds_nothing_wrong_on_the_chat_page(generous: GuestApiDouble, page: Page) -> None:
    page.goto(generous.url + "/chat")
    say(page, "When is breakfast?")
    shows(page, "Breakfast is from seven")

    assert violations(page, "page") == []
