"""The file websites load: joined from its modules, small, and whole in eight languages."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.pages.join import JOINED, MODULES, PAGES, join
from tests.browser.guest_api_double import GuestApiDouble

Site = Callable[..., str]

LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl", "he")


def module(name: str) -> str:
    """A module's code as a plain script: what it declares, the page can see."""
    text = (PAGES / "widget" / name).read_text("utf-8")
    return re.sub(r"^(export |import [^;]*;)", "", text, flags=re.MULTILINE)


def test_the_committed_file_is_what_its_modules_join_to() -> None:
    assert join() == JOINED.read_text("utf-8"), "run: python -m server.pages.join"


def test_every_module_is_joined() -> None:
    assert sorted(MODULES) == sorted(path.name for path in (PAGES / "widget").glob("*.js"))


def test_a_page_loads_at_most_20_kb_for_the_whole_widget() -> None:
    assert len(gzip.compress(JOINED.read_bytes(), 9)) <= 20_000


def test_no_style_and_no_script_stands_inline() -> None:
    page = (PAGES / "chat.html").read_text("utf-8")

    assert "style" not in page
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert re.findall(r" on\w+=", page) == []


@pytest.mark.browser
def test_every_language_says_everything(page: Page) -> None:
    words = page.evaluate(f"(() => {{{module('texts.js')}; return WORDS}})()")

    assert sorted(words) == sorted(LANGUAGES)
    for language, texts in words.items():
        assert sorted(texts) == sorted(words["en"]), language
        assert all(texts.values()), language
        for key, text in texts.items():
            assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", words["en"][key])


@pytest.mark.browser
@pytest.mark.parametrize(
    ("data", "page_lang", "browser", "wanted"),
    [
        ('data-lang="fr"', "de", "it-IT", "Écrivez un message"),
        ("", "de-AT", "it-IT", "Nachricht schreiben"),
        ("", "", "it-IT", "Scrivi un messaggio"),
        ("", "fi", "pt-BR", "Escreva uma mensagem"),
        ("", "", "fi-FI", "Write a message"),
    ],
)
def test_the_language_is_that_of_the_line_then_the_page_then_the_browser(
    house: GuestApiDouble,
    site: Site,
    new_page: Callable[..., Page],
    data: str,
    page_lang: str,
    browser: str,
    wanted: str,
) -> None:
    page = new_page(locale=browser)

    page.goto(site(house.url, data=f"{data} data-open", lang=page_lang))

    expect(page.locator("textarea")).to_have_attribute("placeholder", wanted)


@pytest.mark.browser
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_events_are_read_the_same_wherever_the_network_cuts_them(page: Page, end: str) -> None:
    lines = [
        ": ping",
        "",
        "id: 7",
        "event: a",
        "data: one",
        "data: two",
        "",
        "data:x",
        "",
        ": ping",
        "",
    ]
    text = end.join(lines) + end

    read = page.evaluate(
        f"""text => {{{module("wire.js")}
          const all = [];
          for (let cut = 0; cut < text.length; cut++) {{
            const parser = new EventParser();
            all.push(JSON.stringify(
              [...parser.feed(text.slice(0, cut)), ...parser.feed(text.slice(cut))]));
          }}
          return [...new Set(all)];
        }}""",
        text,
    )

    assert read == [
        '[{"name":"a","data":"one\\ntwo","id":"7"},{"name":"message","data":"x","id":null}]'
    ]
