"""The files websites load: joined from their modules, small, and whole in eight languages."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server import widget_files
from server.pages import join as joining
from server.pages.join import BELL, BUILT, CHAT, PAGES, integrity, join
from tests.browser.guest_api_double import GuestApiDouble

Site = Callable[..., str]

LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl", "he")
BELL_LIMIT, CHAT_LIMIT = 8_000, 30_000


def module(name: str) -> str:
    """A module's code as a plain script: what it declares, the page can see."""
    text = (PAGES / "widget" / name).read_text("utf-8")
    return re.sub(r"^(export |import [^;]*;)", "", text, flags=re.MULTILINE)


def squeezed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def test_the_committed_files_are_what_their_modules_join_to() -> None:
    joined = join()

    assert joined.version == widget_files.newest(), "run: python -m server.pages.join"
    for name, text in joined.files.items():
        assert (BUILT / joined.version / name).read_text("utf-8") == text, name


def test_every_module_is_joined_once() -> None:
    written = (path.name for path in (PAGES / "widget").glob("*.js"))

    assert sorted([*BELL, *CHAT]) == sorted(written)


def test_a_page_loads_at_most_8_kb_for_the_bell_and_30_for_the_open_chat() -> None:
    files = join().files
    wishes = json.dumps({"launcher": "x" * 40, "proactive": {"text": "x" * 200}})
    bell = squeezed(files["widget.js"] + wishes)
    words = max(squeezed(files[f"words-{language}.json"]) for language in LANGUAGES)

    assert bell <= BELL_LIMIT
    assert bell + squeezed(files["chat.js"]) + words <= CHAT_LIMIT


def test_the_bell_takes_no_chat_but_its_own() -> None:
    files = join().files

    assert integrity(files["chat.js"]) in files["widget.js"]


def test_a_version_that_was_released_is_served_for_a_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "BUILT", tmp_path)
    (tmp_path / "old").mkdir()
    (tmp_path / "versions.json").write_text(json.dumps({"newest": "old", "kept": {}}))
    today = date(2026, 11, 20)

    newest = joining.write(today, keep=True)
    assert {path.name for path in tmp_path.iterdir()} == {"old", newest, "versions.json"}
    joining.write(today + timedelta(days=366), keep=False)

    assert {path.name for path in tmp_path.iterdir()} == {newest, "versions.json"}


def test_no_style_and_no_script_stands_inline() -> None:
    for path in PAGES.glob("*.html"):
        page = path.read_text("utf-8")

        assert re.findall(r"<style| style=", page) == []
        assert re.findall(r"<script(?![^>]* src=)", page) == []
        assert re.findall(r" on\w+=", page) == []


def test_every_language_says_everything() -> None:
    folder = PAGES / "widget" / "words"
    words = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}

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


def test_no_two_modules_use_one_name() -> None:
    declared = re.compile(
        r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE
    )
    for modules in (BELL, CHAT):
        texts = [(PAGES / "widget" / name).read_text("utf-8") for name in modules]
        names = [name for text in texts for name in declared.findall(text)]

        assert sorted(names) == sorted(set(names))
