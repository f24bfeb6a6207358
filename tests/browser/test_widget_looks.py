"""It looks right on a phone, in the dark, from right to left, and on a page that fights it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import NewPage
from tests.browser.guest import say, shows
from tests.browser.guest_api_double import Answer, GuestApiDouble

pytestmark = pytest.mark.browser

Site = Callable[..., str]

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3
HOSTILE_CSS = """<style>
* { all: unset !important; display: inline !important; transform: rotate(9deg) !important }
html { font-size: 3px } button { position: static !important; width: 900px !important }
concierge-widget { display: none !important; opacity: 0 !important; width: 100% !important }
</style>"""
CONTRAST = """element => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const paint = colour => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); };
  const grounds = [];
  for (let at = element; at; at = at.parentElement)
    grounds.unshift(getComputedStyle(at).backgroundColor);
  const light = () => {
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  grounds.forEach(paint);
  const ground = light();
  paint(getComputedStyle(element).color);
  const ink = light();
  return Math.max(ink, ground) / Math.min(ink, ground);
}"""


def open_chat(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".launcher").click()
    expect(page.locator(".panel")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (640, 300)])
def test_on_a_phone_it_fills_the_screen_and_nothing_sticks_out(
    house: GuestApiDouble, site: Site, new_page: NewPage, width: int, height: int
) -> None:
    page = new_page(viewport={"width": width, "height": height}, has_touch=True)
    cited = [{"title": LONG, "url": "https://a.example/" + "x" * 300, "quote": LONG, "page": 3}]
    house.answer = lambda _: Answer([LONG], citations=cited, quick_replies=[LONG])

    open_chat(page, site(house.url))
    say(page, "w" * 300)
    shows(page, LONG.strip())
    page.locator("summary").click()

    expect(page.locator(".panel")).to_have_css("animation-name", "rise")
    page.locator(".panel").evaluate("e => Promise.all(e.getAnimations().map(a => a.finished))")
    box = page.locator(".panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": width, "height": height}
    wide = page.locator("concierge-widget .log").evaluate("e => e.scrollWidth - e.clientWidth")
    assert wide <= 0
    expect(page.locator(".sender")).to_be_in_viewport(ratio=1)
    expect(page.locator(".person")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["#1f5f5b", "#ffe45c", "#0b0b0b", "#ff5a5f", "#8aa0ff"])
def test_words_can_be_read_whatever_colour_the_business_picks(
    house: GuestApiDouble, site: Site, new_page: NewPage, scheme: str, colour: str
) -> None:
    page = new_page(color_scheme=scheme, reduced_motion="reduce")
    house.config["colour"] = colour
    quoted = [{"title": "Guide", "url": "/g", "quote": "Breakfast from seven.", "page": 2}]
    house.answer = lambda _: Answer(
        ["See https://harbour.example now."], citations=quoted, quick_replies=["Thanks"]
    )

    open_chat(page, site(house.url))
    say(page, "Hello")
    shows(page, "See https")
    page.locator("summary").click()
    house.staff_says("Ana", "Call +49 30 1234567")
    shows(page, "Call")

    low = []
    for part in (
        *("h2", ".status", ".note", ".bubble", ".bubble a", ".who bdi", ".fate", "summary"),
        *("blockquote", "details a", ".person", ".message.staff .avatar"),
    ):
        for element in page.locator(f"concierge-widget {part}").all():
            if (ratio := element.evaluate(CONTRAST)) < 4.5:
                low.append((part, round(ratio, 2)))
    assert low == []


def test_hebrew_reads_from_right_to_left_and_each_message_by_its_own_words(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    house.config["greeting"] = "שלום! איך אפשר לעזור?"
    open_chat(page, site(house.url, lang="he-IL"))
    say(page, "hello")
    shows(page, "You said: hello")

    expect(page.locator(".root")).to_have_attribute("dir", "rtl")
    expect(page.locator("textarea")).to_have_attribute("placeholder", "כתיבת הודעה")
    face, title = (page.locator(part).bounding_box() for part in (".face", "h2"))
    assert face
    assert title
    assert face["x"] > title["x"]
    ways = page.locator(".bubble").evaluate_all(
        "all => all.map(e => getComputedStyle(e).direction)"
    )
    assert ways == ["rtl", "ltr", "ltr"]


def test_a_page_that_styles_everything_does_not_reach_it(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    page.set_viewport_size({"width": 1000, "height": 800})

    page.goto(site(house.url, head=HOSTILE_CSS))
    page.locator(".launcher").click()

    expect(page.locator(".sender")).to_have_css("width", "36px")
    expect(page.locator("textarea")).to_have_css("font-size", "16px")
    expect(page.locator(".panel")).to_have_css("display", "flex")


def test_the_page_it_stands_on_stays_as_it_was(
    house: GuestApiDouble, site: Site, page: Page
) -> None:
    looks = """() => [...document.querySelectorAll("html, body, h1, p, a")].map(
        e => JSON.stringify([...getComputedStyle(e)].map(p => getComputedStyle(e)[p])))"""
    address = site(house.url)
    page.route("**/widget.js", lambda route: route.abort())
    page.goto(address)
    before = page.evaluate(looks)
    page.unroute("**/widget.js")

    open_chat(page, address)

    assert page.evaluate(looks) == before


def test_two_lines_by_mistake_are_one_widget(house: GuestApiDouble, site: Site, page: Page) -> None:
    again = f'<script src="{house.url}/widget.js" async></script>'

    page.goto(site(house.url, head=again))

    expect(page.locator(".launcher")).to_have_count(1)


def test_motion_stops_for_those_who_asked(
    house: GuestApiDouble, site: Site, new_page: NewPage
) -> None:
    page = new_page(reduced_motion="reduce")

    open_chat(page, site(house.url))

    expect(page.locator(".panel")).to_have_css("animation-name", "none")
