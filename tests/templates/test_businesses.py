"""The businesses of all trades but the hotel's, which has tests of its own, hold together, and each
trade has what its guests need."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from zoneinfo import ZoneInfo

import pytest

from templates.demonstration.demo import Demonstration, demonstration, list_demonstrations
from templates.handed import watch_over
from templates.industry import list_templates, load_template
from templates.schema import LANGUAGES
from tests.templates.outline import outline, text_of, words

TRADES = [
    "bank_branch",
    "dental_clinic",
    "estate_agency",
    "field_services",
    "general",
    "golf_club",
    "law_office",
    "medical_practice",
    "restaurant",
    "shop",
    "spa_salon",
]
BUSINESSES = [
    name for name in list_demonstrations() if demonstration(name).business.template in TRADES
]
# Ranges that regulators keep for fiction; in Spain, Portugal and the Netherlands there are none,
# so the numbers there begin as no number of the country does.
FICTION = re.compile(
    r"\+441632960\d{3}|\+35320914\d{4}|\+494066969\d{3}|\+3326191\d{4}|\+1\d{3}55501\d{2}"
    r"|\+34555\d{6}|\+351555\d{6}|\+3130000\d{4}"
)
PRICE = re.compile(r"[£$€]\s?\d[\d.,]*|\d[\d.,]*\s?€|\d[\d.,]*%")


@pytest.fixture(params=BUSINESSES)
def demo(request: pytest.FixtureRequest) -> Demonstration:
    return demonstration(request.param)


def pages(demo: Demonstration) -> list[Path]:
    return sorted(demo.site.glob("*.html"))


def test_each_trade_has_one_business() -> None:
    assert sorted([*TRADES, "boutique_hotel"]) == list_templates()
    assert sorted(demonstration(name).business.template for name in BUSINESSES) == TRADES
    spoken = {demonstration(name).business.languages[0] for name in BUSINESSES}

    assert spoken == {"en", "de", "es", "fr", "nl"}


def test_every_page_is_well_formed_and_is_left_by_no_script_of_others(demo: Demonstration) -> None:
    once = dict.fromkeys(("h1", "title", "main", "nav"), 1)

    assert 6 <= len(pages(demo)) <= 10
    for page in pages(demo):
        seen = outline(page)
        ids = [value for value, times in Counter(seen.values("id")).items() if times > 1]
        scripts = [
            having
            for tag, having in seen.attributes
            if tag == "script" and having.get("type") != "application/ld+json"
        ]
        assert (seen.open, seen.astray, ids) == ([], [], []), page.name
        assert {tag: seen.counted[tag] for tag in once} == once, page.name
        assert (seen.counted["style"], seen.values("style", "onclick")) == (0, []), page.name
        assert scripts == [{"src": "/widget.js", "async": ""}], page.name


def test_every_link_leads_somewhere_and_every_page_is_reached(demo: Demonstration) -> None:
    reached: set[str] = set()
    waiting = ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for link in outline(demo.site / name).values("href", "src"):
            if link == "/widget.js" or urlsplit(link).scheme in {"mailto", "tel"}:
                continue
            address = unquote(urldefrag(link)[0])
            assert not urlsplit(link).netloc, link
            assert (demo.site / address).is_file(), link
            if address.endswith(".html"):
                waiting.append(address)
            else:
                reached.add(address)

    assert reached >= {page.name for page in pages(demo)}
    assert reached >= {f"files/{document.name}" for document in demo.documents}


def test_structured_data_says_what_the_settings_say(demo: Demonstration) -> None:
    block = re.search(
        r'ld\+json">(.*?)</script>', (demo.site / "index.html").read_text("utf-8"), re.DOTALL
    )
    assert block

    data = json.loads(block[1])

    business = demo.business
    assert ZoneInfo(business.timezone)
    assert (data["name"], data["telephone"], data["email"]) == (
        business.name,
        business.phone,
        business.email,
    )
    assert data["openingHoursSpecification"]


def test_telephone_numbers_and_addresses_are_of_the_kinds_kept_for_fiction(
    demo: Demonstration,
) -> None:
    everything = " ".join(page.read_text(encoding="utf-8") for page in pages(demo))

    numbers = {*re.findall(r'"tel:(.+?)"', everything), re.sub(r"\W", "", demo.business.phone)}
    hosts = set(re.findall(r"[\w.+-]+@([\w.-]+\w)", html.unescape(everything)))

    assert [one for one in numbers if not FICTION.fullmatch(f"+{one.lstrip('+')}")] == []
    assert [host for host in hosts if not host.endswith(".example")] == []


def test_the_questions_are_of_all_languages_and_rest_on_words_that_stand_there(
    demo: Demonstration,
) -> None:
    asked = demo.questions
    silent = sum(not question.answerable for question in asked)

    assert len(asked) >= 60
    assert len({question.id for question in asked}) == len(asked)
    assert 0.25 <= silent / len(asked) <= 0.4
    assert {question.lang for question in asked} == set(LANGUAGES)
    for question in asked:
        if not question.answerable:
            assert (question.file, question.evidence, question.facts) == (None, None, ())
            continue
        assert question.file, question.id
        assert question.evidence, question.id
        stands, evidence = text_of(demo.site.parent / question.file), words(question.evidence)
        assert evidence in stands, question.id
        assert question.facts, question.id


def test_the_question_that_is_shown_first_can_be_answered(demo: Demonstration) -> None:
    watch = watch_over(load_template(demo.business.template))

    assert watch.matter_of(demo.first_question) is None
    assert demo.answers
    assert [staff.role for staff in demo.business.staff].count("manager") == 1


def test_emergencies_and_money_are_never_answered_and_nothing_else_is_held_back(
    demo: Demonstration,
) -> None:
    watch = watch_over(load_template(demo.business.template))
    matters = {question.question: watch.matter_of(question.question) for question in demo.questions}

    for question in demo.questions:
        matter = matters[question.question]
        if question.answerable:
            assert matter is None, question.question
        elif question.type == "emergency":
            assert matter, question.question
            assert matter.urgent, question.question
        elif question.type in ("money", "advice"):
            assert matter, question.question


def test_the_script_makes_the_sheets_that_are_shipped(demo: Demonstration, tmp_path: Path) -> None:
    pytest.importorskip("reportlab", reason="the printed sheets are built with reportlab")
    from templates.demonstration.sheets import build

    built = build(demo.name, tmp_path)

    assert sorted(file.name for file in built) == [file.name for file in demo.documents]
    for file in built:
        assert text_of(file) == text_of(demo.site / "files" / file.name)


def test_every_price_in_print_stands_on_the_website(demo: Demonstration) -> None:
    site = " ".join(text_of(page) for page in pages(demo))
    printed = {price for file in demo.documents for price in PRICE.findall(text_of(file))}

    assert len(printed) >= 6
    assert [price for price in sorted(printed) if price not in site] == []


@pytest.mark.parametrize("trade", [trade for trade in TRADES if trade != "general"])
def test_a_trade_has_forty_questions_and_buttons_of_its_own_in_eight_languages(trade: str) -> None:
    template, general = load_template(trade), load_template("general")
    held = [question for question in template.questions if not question.answerable]

    assert len(template.questions) >= 40
    assert len(held) >= 10
    assert set(template.handed_over)
    assert template.prompt != general.prompt
    for language in LANGUAGES:
        spoken, usual = template.phrases[language], general.phrases[language]
        assert spoken.greeting != usual.greeting
        assert len(spoken.quick_replies) == 4
        assert spoken.quick_replies != usual.quick_replies


@pytest.mark.parametrize(
    ("trade", "matter", "said"),
    [
        ("medical_practice", "medical_emergency", "my dad cant breath"),
        ("medical_practice", "medical_emergency", "Mein Mann wacht nicht mehr auf!"),
        ("medical_practice", "medical_emergency", "j'ai envie de mourir"),
        ("medical_practice", "medical_emergency", "אבא שלי לא נושם"),
        ("medical_practice", "medical_advice", "¿qué pastilla me tomo para el dolor?"),
        ("dental_clinic", "medical_advice", "soll ich den Weisheitszahn ziehen lassen?"),
        ("field_services", "danger", "riecht komisch nach gas im keller"),
        ("law_office", "legal_advice", "puede mi casero echarme?"),
        ("law_office", "danger", "my husband threatens me"),
        ("estate_agency", "still_available", "ist die Villa noch zu haben?"),
        ("bank_branch", "money_transfer", "someone called me and asked for my code"),
        ("bank_branch", "money_transfer", "qual è il mio saldo"),
        ("bank_branch", "financial_advice", "soll ich in Aktien investieren"),
        ("restaurant", "allergy", "ik ben zwaar allergisch voor noten, is de soep goed?"),
        ("restaurant", "free_place", "hay mesa para dos esta noche?"),
    ],
)
def test_what_is_never_answered_is_heard_in_a_guests_own_words(
    trade: str, matter: str, said: str
) -> None:
    heard = watch_over(load_template(trade)).matter_of(said)

    assert heard
    assert heard.key == matter
