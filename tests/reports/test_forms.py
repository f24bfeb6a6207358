"""Every kind of report in every form, from one month at the desk with hostile guests in it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reports import odds, render
from reports.forms.text import to_text
from reports.kinds import KINDS
from reports.printing import program, to_pdf
from reports.run import period_for, run_report, subject_of
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from store.tables import Report
from tests.conftest import staff_member
from tests.reports.desk import SECOND, Desk
from tests.reports.month import a_month

REPOSITORY = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
LONGER = [kind for kind in KINDS if kind != "daily"]
HOSTILE = '=1+1 <script>alert(1)</script>"\'<a href="http://evil.example">\x1b[2J\u202e'
CONFIG = """\
[business]
name = "Seaview & <b>Sons</b>"
template = "boutique_hotel"
timezone = "Europe/Madrid"

[reports]
currency = "EUR"
"""


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, fresh_database: Path
) -> Iterator[dict[str, Report]]:
    """All kinds, made once."""
    home = Home(tmp_path_factory.mktemp("forms") / "home").create()
    home.config.write_text(CONFIG)
    shutil.copy(fresh_database, home.database)
    store = open_store(home)
    _live(store)
    settings = read_settings(home)
    yield {
        kind: run_report(store, kind, period_for(kind, settings, NOW), settings=settings, now=NOW)
        for kind in KINDS
    }
    store.close()


def _live(store: Store) -> None:
    desk, ana = Desk(store), staff_member(store, "ana@seaview.example", "Ana", "owner")
    a_month(desk, datetime(2026, 10, 11, tzinfo=UTC), 19, [ana])
    at = datetime(2026, 10, 27, 9, tzinfo=UTC)
    with desk.at_once():
        for _ in range(20):
            question = desk.asks(desk.opens(at, "=cmd|evil"), HOSTILE, at)
            desk.hands_over(question, at + SECOND, HOSTILE)
        desk.rates(desk.one_question("Breakfast?", at), 5, at)


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if self.open.pop() != tag:
            self.crossed.append(tag)


@pytest.mark.parametrize("kind", LONGER)
def test_the_text_fits_eighty_columns_and_holds_no_control_characters(
    made: dict[str, Report], kind: str
) -> None:
    text = made[kind].text

    assert [line for line in text.splitlines() if columns(line) > 80] == []
    assert {c for c in text if unicodedata.category(c)[0] == "C"} == {"\n"}
    assert text.count("WHAT TO DO") == 1


@pytest.mark.parametrize("kind", LONGER)
def test_the_page_stands_alone_and_every_tag_is_closed_in_its_order(
    made: dict[str, Report], kind: str
) -> None:
    page = Page(made[kind].html)

    assert (page.open, page.crossed) == ([], [])
    assert {"script", "img", "link", "iframe", "a"} & set(page.tags) == set()
    assert [name for name, _ in page.attributes if name.startswith("on") or name == "src"] == []
    assert "Seaview &amp; &lt;b&gt;Sons&lt;/b&gt;" in made[kind].html
    assert "default-src 'none'" in made[kind].html
    assert page.tags.count("svg") == made[kind].html.count('<details class="twin">')


@pytest.mark.parametrize("kind", LONGER)
def test_the_json_is_what_the_published_schema_says(made: dict[str, Report], kind: str) -> None:
    schema = json.loads((REPOSITORY / "reports" / "schema.json").read_text("utf-8"))

    told = json.loads(json.dumps(made[kind].figures))

    jsonschema.Draft202012Validator(schema).validate(told)
    assert told["period"]["first_day"] <= told["days"][0]["day"]
    assert len(told["days"]) == told["period"]["days"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_cell_of_the_csv_is_a_formula(made: dict[str, Report], kind: str) -> None:
    rows = list(csv.reader(io.StringIO(render.to_csv(made[kind].figures), newline="")))

    risky = [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "|", "\t")]
    assert risky == []
    assert rows[0] == ["figure", "value"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_begins_with_a_paragraph_and_at_most_three_things_to_do(
    made: dict[str, Report], kind: str
) -> None:
    summary = made[kind].figures["summary"]

    assert summary["paragraph"].endswith(".")
    assert 1 <= len(summary["actions"]) <= 3
    assert [a for a in summary["actions"] if not a["how"].startswith("concierge ")] == []
    assert summary["paragraph"] in " ".join(made[kind].text.split())


def test_a_week_is_compared_day_by_day_with_the_week_before(made: dict[str, Report]) -> None:
    sections = {s["title"]: s for s in made["weekly"].figures["sections"]}

    rows = sections["Against the same weekday before"]["blocks"][0]["rows"]
    assert [row[0] for row in rows][:2] == ["Monday 19", "Tuesday 20"]
    assert sum(int(row[1]) for row in rows) == made["weekly"].figures["figures"]["inquiries"]


def test_what_was_missed_is_reckoned_by_values_that_are_printed(made: dict[str, Report]) -> None:
    told = made["missed-revenue"].figures

    missed = told["figures"]["missed_after_hours"] + told["figures"]["missed_in_hours"]
    assert missed >= 20
    assert f"{missed * 24:,} EUR" in told["summary"]["paragraph"]
    assert {a["setting"]: a["origin"] for a in told["assumptions"]} == {
        "reports.booking_value": "template",
        "reports.bookings_per_inquiry": "assumed",
        "desk.hours": "assumed",
    }


def test_targets_of_the_template_are_reached_or_not(made: dict[str, Report]) -> None:
    sections = {s["title"]: s for s in made["service-levels"].figures["sections"]}

    rows = {row[0]: row[3] for row in sections["Targets"]["blocks"][0]["rows"]}
    assert rows["First reply by a person"] == "no"
    assert rows["Satisfaction"] == "yes"


def test_the_mails_subject_names_kind_and_stretch(made: dict[str, Report]) -> None:
    assert subject_of(made["weekly"]).endswith("weekly report, 19 to 25 October 2026")
    assert "October 2026, " not in subject_of(made["roi"])


def test_a_report_made_again_from_its_json_is_the_same_text(made: dict[str, Report]) -> None:
    again: dict[str, Any] = json.loads(json.dumps(made["monthly"].figures))

    assert to_text(again) == made["monthly"].text


def test_a_small_number_says_that_it_is_small() -> None:
    assert odds.said(3, 5) == "3 of 5 (few)"
    assert odds.said(62, 100) == "62 % (52 to 71)"
    assert odds.said(0, 0) == "–"


def test_wilsons_interval_is_what_the_books_say() -> None:
    low, high = odds.wilson(9, 10) or (0.0, 0.0)

    assert (round(low, 4), round(high, 4)) == (0.5958, 0.9821)
    assert odds.differ((60, 100), (40, 100))
    assert not odds.differ((6, 10), (4, 10))
    assert odds.moved(100, 60)
    assert not odds.moved(10, 8)


@pytest.mark.browser
def test_the_page_prints_to_pdf(made: dict[str, Report]) -> None:
    if not program():
        pytest.skip("no Chromium is installed")

    assert to_pdf(made["monthly"].html).startswith(b"%PDF-")
