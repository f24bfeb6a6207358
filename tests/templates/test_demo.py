"""The demonstration business: its site holds together, and its questions rest on its own words."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from zoneinfo import ZoneInfo

import pytest

from store.errors import NotFound
from templates.demonstration.demo import Question, demonstration, list_demonstrations, unpacked
from templates.industry import list_templates
from tests.templates.outline import outline, text_of, words

DEMO = demonstration()
PAGES = sorted(DEMO.site.glob("*.html"))


def each_page(page: Path) -> str:
    return page.name


def test_an_unknown_demonstration_is_said_so() -> None:
    assert "harbour_house" in list_demonstrations()
    with pytest.raises(NotFound, match="seaside"):
        demonstration("seaside")


def test_the_demonstration_has_settings_site_documents_and_questions() -> None:
    assert DEMO.business.template in list_templates()
    assert ZoneInfo(DEMO.business.timezone)
    assert (DEMO.site / "index.html").is_file()
    assert len(PAGES) == 11
    assert len(DEMO.documents) == 4


def test_an_unpacked_demonstration_is_the_same() -> None:
    with unpacked() as demo:
        assert demo == DEMO


@pytest.mark.parametrize("page", PAGES, ids=each_page)
def test_every_page_is_well_formed(page: Path) -> None:
    seen = outline(page)

    assert (seen.open, seen.astray) == ([], [])
    assert {tag: seen.counted[tag] for tag in ("h1", "title", "main", "nav")} == dict.fromkeys(
        ("h1", "title", "main", "nav"), 1
    )
    assert [value for value, times in Counter(seen.values("id")).items() if times > 1] == []
    assert all("alt" in having for tag, having in seen.attributes if tag == "img")


@pytest.mark.parametrize("page", PAGES, ids=each_page)
def test_every_link_leads_somewhere_under_any_path_prefix(page: Path) -> None:
    for link in outline(page).values("href", "src"):
        if link == "/widget.js" or urlsplit(link).scheme in {"mailto", "tel", "sms"}:
            continue
        address, fragment = urldefrag(link)
        target = (page.parent / unquote(address)) if address else page

        assert not link.startswith("/"), f"{link} would leave the prefix the site is served under"
        assert target.is_file(), link
        assert not fragment or fragment in outline(target).values("id"), link


@pytest.mark.parametrize("page", PAGES, ids=each_page)
def test_no_page_asks_another_host_for_anything(page: Path) -> None:
    asked = outline(page).values("src", "href", "action", "srcset", "poster", "data")

    assert [link for link in asked if urlsplit(link).netloc] == []
    assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", page.read_text(encoding="utf-8"))


def test_neither_stylesheet_nor_drawings_ask_another_host_for_anything() -> None:
    for file in (DEMO.site / "style.css", *(DEMO.site / "art").glob("*.svg")):
        text = file.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")

        assert "//" not in text, file.name
    for address in re.findall(r'url\("(.+?)"\)', (DEMO.site / "style.css").read_text()):
        assert (DEMO.site / address).is_file()


@pytest.mark.parametrize("page", PAGES, ids=each_page)
def test_every_page_works_under_a_strict_content_policy(page: Path) -> None:
    seen = outline(page)

    assert seen.counted["style"] == 0
    assert seen.values("style", "onclick", "onload") == []
    assert [
        having
        for tag, having in seen.attributes
        if tag == "script" and having.get("type") != "application/ld+json"
    ] == [{"src": "/widget.js", "async": ""}]


def test_every_page_can_be_reached_from_the_first() -> None:
    reached: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in reached or not name.endswith(".html"):
            continue
        reached.add(name)
        waiting += [urldefrag(link)[0] for link in outline(DEMO.site / name).values("href") if link]

    assert reached >= {page.name for page in PAGES}


def test_every_document_is_linked_from_a_page() -> None:
    linked = {link for page in PAGES for link in outline(page).values("href")}

    assert {f"files/{document.name}" for document in DEMO.documents} <= linked


@pytest.mark.parametrize("name", ["index.html", "contact.html"])
def test_structured_data_says_what_the_settings_say(name: str) -> None:
    block = re.search(r'ld\+json">(.*?)</script>', (DEMO.site / name).read_text(), re.DOTALL)
    assert block

    data = json.loads(block[1])
    hotel = data.get("mainEntity", data)

    assert hotel["name"] == DEMO.business.name
    assert hotel["telephone"] == DEMO.business.phone
    assert hotel["email"] == DEMO.business.email


def test_telephone_numbers_and_addresses_are_of_the_kinds_kept_for_fiction() -> None:
    everything = " ".join(page.read_text(encoding="utf-8") for page in PAGES)

    numbers = set(re.findall(r'"(?:tel|sms):(.+?)"', everything))
    hosts = set(re.findall(r"[\w.+-]+@([\w.-]+\w)", html.unescape(everything)))

    assert all(re.fullmatch(r"\+441632960\d{3}|\+447700900\d{3}", number) for number in numbers)
    assert all(host.endswith(".example") for host in hosts)


def test_the_questions_are_many_languages_and_a_third_without_answer() -> None:
    asked = DEMO.questions

    silent = sum(not question.answerable for question in asked)

    assert len(asked) >= 30
    assert len({question.id for question in asked}) == len(asked)
    assert 0.25 <= silent / len(asked) <= 0.4
    assert {question.lang for question in asked} >= {"en", "es", "de", "fr", "it", "nl", "pt", "he"}


@pytest.mark.parametrize("question", DEMO.questions, ids=lambda question: question.id)
def test_every_question_rests_on_words_that_stand_in_its_source(question: Question) -> None:
    for pattern in (*question.must_not, *(one for group in question.facts for one in group)):
        re.compile(pattern)
    if not question.answerable:
        assert (question.file, question.evidence, question.facts) == (None, None, ())
        return
    assert question.file
    assert question.evidence
    assert question.facts
    stands = text_of(DEMO.site.parent / question.file)

    assert words(question.evidence) in stands
    assert not question.item or question.item in stands


@pytest.mark.parametrize(
    "question", [one for one in DEMO.questions if one.evidence], ids=lambda question: question.id
)
def test_the_facts_of_a_question_stand_near_its_evidence(question: Question) -> None:
    """An answer that quotes the source must be able to pass."""
    stands = text_of(DEMO.site.parent / str(question.file))
    at = stands.index(words(str(question.evidence)))
    near = stands[max(0, at - 40) : at + len(words(str(question.evidence))) + 40]

    for group in question.facts:
        assert any(re.search(one, near, re.IGNORECASE | re.DOTALL) for one in group), near
