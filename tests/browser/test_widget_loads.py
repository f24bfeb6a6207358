"""How it comes into a page: after it, in one request, by whatever the page allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server import widget_files
from tests.browser.chromium import console_of
from tests.browser.guest import say, shows
from tests.browser.guest_api_double import GuestApiDouble

pytestmark = pytest.mark.browser

Site = Callable[..., str]

SHIFTS = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => moved += entry.value))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(moved), 300);
})"""
ALLOWED = "default-src 'none'; script-src {house} 'nonce-n'; connect-src {house}; "
POLICIES = {
    "any policy of types": ALLOWED + "require-trusted-types-for 'script'",
    "no policy but its own": ALLOWED + "require-trusted-types-for 'script'; trusted-types other",
    "what trusted scripts load": "script-src 'nonce-n' 'strict-dynamic'; object-src 'none'",
}


def asked_of(page: Page, house: GuestApiDouble) -> list[str]:
    """Paths the page asks of the house from now on."""
    asked: list[str] = []

    def heard(url: str) -> None:
        if url.startswith(house.url):
            asked.append(url.removeprefix(house.url))

    page.on("request", lambda request: heard(request.url))
    return asked


def test_a_page_asks_once_until_somebody_opens_the_chat(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    asked = asked_of(page, house)

    page.goto(site(house.url))
    expect(page.locator(".launcher")).to_be_visible()
    page.wait_for_timeout(300)
    assert asked == ["/widget.js"]
    page.locator(".launcher").click()
    expect(page.locator(".panel")).to_be_visible()

    version = widget_files.newest()
    loaded = {f"/widget/{version}/chat.js", f"/widget/{version}/words-en.json"}
    assert {*asked[1:]} == {*loaded, "/v1/config?locale=en&page=%2F"}


def test_nothing_on_the_page_moves_when_it_comes(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.goto(site(house.url))
    expect(page.locator(".launcher")).to_be_visible()
    page.locator(".launcher").click()
    expect(page.locator(".panel")).to_be_visible()

    assert page.evaluate(SHIFTS) == 0


@pytest.mark.parametrize("policy", POLICIES)
def test_it_comes_through_any_policy_that_lets_the_house_in(
    house: GuestApiDouble, site: Site, page: Page, policy: str
) -> None:
    complaints = console_of(page)
    line = f'<script src="{house.url}/widget.js" nonce="n" async></script>'

    page.goto(site("", head=line, csp=POLICIES[policy].replace("{house}", house.url)))
    page.locator(".launcher").click()
    say(page, "Hello")

    shows(page, "You said: Hello")
    refused = [text for text in complaints if "favicon" not in text]
    # A page that names its policies is told, by the browser, that ours was not among them.
    assert [text for text in refused if "policy named 'concierge'" not in text.lower()] == []


def test_a_pinned_line_runs_its_version_and_nothing_else(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    version = widget_files.newest()
    address = f"{house.url}/widget/{version}/widget.js"
    line = '<script src="{}" integrity="{}" crossorigin="anonymous" data-launcher="Ask"></script>'
    pin = widget_files.pin(version)

    page.goto(site("", head=line.format(address, pin)))
    expect(page.locator(".launcher")).to_contain_text("Ask")
    page.goto(site("", head=line.format(address, pin.replace("sha384-", "sha384-AAAA")[:71])))

    page.wait_for_timeout(300)
    expect(page.locator("concierge-widget")).to_have_count(0)


def test_a_chat_that_cannot_be_fetched_says_so_and_comes_when_asked_again(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.goto(site(house.url))
    page.route("**/chat.js", lambda route: route.abort())
    page.locator(".launcher").click()
    expect(page.locator(".teaser")).to_contain_text("No connection")
    expect(page.locator(".launcher")).to_have_attribute("aria-expanded", "false")
    page.unroute("**/chat.js")

    page.locator(".launcher").click()

    expect(page.locator(".panel")).to_be_visible()
    expect(page.locator(".teaser")).to_be_hidden()


def test_a_page_that_swaps_its_body_keeps_the_chat(house: GuestApiDouble, chat: Page) -> None:
    say(chat, "Hello")
    shows(chat, "You said: Hello")

    chat.evaluate("() => { document.body = document.createElement('body'); }")

    expect(chat.locator("concierge-widget")).to_have_count(1)
    shows(chat, "You said: Hello")
    house.staff_says("Ana", "Still with you.")
    shows(chat, "Still with you.")


def test_a_page_that_takes_it_away_is_obeyed(chat: Page) -> None:
    chat.evaluate("() => document.querySelector('concierge-widget').remove()")

    chat.wait_for_timeout(300)
    expect(chat.locator("concierge-widget")).to_have_count(0)


def greeted(house: GuestApiDouble, site: Site, page: Page, pages: str = "[]") -> str:
    """A website whose house greets unasked after half a second."""
    wishes = f'{{"proactive":{{"text":"Need a hand?","after":0.5,"pages":{pages}}}}}'

    def served(route: object) -> None:
        response = route.fetch()  # type: ignore[attr-defined]
        text = response.text().replace("})({});", f"}})({wishes});")
        route.fulfill(response=response, body=text)  # type: ignore[attr-defined]

    page.route("**/widget.js", served)
    return site(house.url)


def test_a_greeting_is_said_once_and_never_to_one_who_closed_it(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    asked = asked_of(page, house)
    address = greeted(house, site, page)

    page.goto(address)
    expect(page.locator(".teaser")).to_contain_text("Need a hand?")
    assert len(asked) == 1
    page.get_by_role("button", name="Dismiss").click()
    page.goto(address)
    page.wait_for_timeout(900)

    expect(page.locator(".teaser")).to_be_hidden()


def test_a_greeting_leads_into_the_chat(house: GuestApiDouble, site: Site, page: Page) -> None:
    page.goto(greeted(house, site, page))

    page.get_by_role("button", name="Need a hand?").click()

    expect(page.locator(".panel")).to_be_visible()
    expect(page.locator(".teaser")).to_be_hidden()


def test_a_greeting_stays_on_its_pages(house: GuestApiDouble, site: Site, page: Page) -> None:
    address = greeted(house, site, page, pages='["/rooms/*"]')

    page.goto(address)
    page.wait_for_timeout(900)
    expect(page.locator(".teaser")).to_be_hidden()
    page.goto(address + "rooms/blue")

    expect(page.locator(".teaser")).to_contain_text("Need a hand?")
