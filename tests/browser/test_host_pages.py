"""Pages that fight it: the chat looks as it should, and the page stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.guest import say, shows
from tests.browser.guest_api_double import GuestApiDouble

pytestmark = pytest.mark.browser

Site = Callable[..., str]

SHEETS = {
    "reset": "html,body,div,span,h1,p,a,button,textarea{margin:0;padding:0;border:0;font-size:100%;"
    "font:inherit;vertical-align:baseline;line-height:0}",
    "everything unset": "*{all:unset!important}",
    "everything hidden": "*{visibility:hidden!important;opacity:0!important}body,html,h1,p,a"
    "{visibility:visible!important;opacity:1!important}",
    "small rem": "html{font-size:3px!important}",
    "controls": "button,textarea,input{position:static!important;width:900px!important;"
    "background:red!important;border-radius:0!important;text-transform:uppercase!important}",
    "the element itself": "concierge-widget{display:none!important;width:100%!important;"
    "position:static!important;z-index:-1!important;transform:scale(.1)!important}",
    "transformed body": "body{transform:rotate(2deg) scale(.9);filter:blur(0)}",
    "transformed root": "html{transform:translateX(40px);perspective:10px}",
    "letters": "*{letter-spacing:9px!important;word-spacing:30px!important;text-indent:50px"
    "!important;direction:rtl!important;text-align:center!important;color:lime!important}",
    "a curtain": "body::after{content:'';position:fixed;inset:0;z-index:2147483647;"
    "background:#fff8}",
    "squeezed": "body{width:200px;overflow:hidden;contain:layout}"
    "body>*{max-width:20px!important;max-height:20px!important;overflow:hidden}",
}
SEEN = """() => {
  const root = document.querySelector("concierge-widget").shadowRoot;
  const look = name => {
    const node = root.querySelector(name);
    const {width, height, right, bottom} = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    return {
      size: [Math.round(width), Math.round(height)],
      corner: [Math.round(innerWidth - right), Math.round(innerHeight - bottom)],
      ...Object.fromEntries(["fontSize", "color", "backgroundColor", "letterSpacing", "textIndent",
        "textTransform", "visibility", "direction", "borderRadius"].map(key => [key, style[key]])),
    };
  };
  const names = [".launcher", ".panel", "h2", ".bubble", "textarea", ".sender", ".person"];
  return Object.fromEntries(names.map(name => [name, look(name)]));
}"""
LOOKS = """() => [...document.querySelectorAll("html, body, h1, p, a")].map(
  node => JSON.stringify([...getComputedStyle(node)].map(key => getComputedStyle(node)[key])))"""
TOPMOST = """() => {
  const host = document.querySelector("concierge-widget");
  const {x, y, width, height} = host.shadowRoot.querySelector(".launcher").getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === host;
}"""


def open_on(page: Page, address: str) -> dict[str, Any]:
    """Opens the chat on a page, says something, and tells how everything looks."""
    page.set_viewport_size({"width": 1000, "height": 800})
    page.goto(address)
    page.locator(".launcher").click()
    expect(page.locator(".chip").first).to_be_visible()
    say(page, "Hello")
    shows(page, "You said: Hello")
    seen: dict[str, Any] = page.evaluate(SEEN)
    return seen


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_chat_looks_the_same_on_every_page(
    house: GuestApiDouble, site: Site, page: Page, sheet: str
) -> None:
    page.emulate_media(reduced_motion="reduce")
    plain = open_on(page, site(house.url))
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")

    fought = open_on(page, site(house.url, head=f"<style>{SHEETS[sheet]}</style>"))

    assert fought == plain
    assert page.evaluate(TOPMOST)


@pytest.mark.parametrize("sheet", ["reset", "transformed body", "squeezed"])
def test_the_page_stays_as_it_was(
    house: GuestApiDouble, site: Site, page: Page, sheet: str
) -> None:
    address = site(house.url, head=f"<style>{SHEETS[sheet]}</style>")
    page.set_viewport_size({"width": 1000, "height": 800})
    page.route("**/widget.js", lambda route: route.abort())
    page.goto(address)
    before = page.evaluate(LOOKS)
    names = page.evaluate("() => Object.keys(window)")
    page.unroute("**/widget.js")

    open_on(page, address)

    assert page.evaluate(LOOKS) == before
    added = page.evaluate(
        "names => Object.keys(window).filter(name => !names.includes(name))", names
    )
    assert added == ["Concierge"]
