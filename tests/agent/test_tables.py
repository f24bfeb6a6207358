from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from agent.phrases import phrases
from agent.pricing import column_answer
from agent.recall import Candidate, Found
from agent.scraps import Scrap, take_apart
from agent.tables import amount, compared, rows_of, seasons, times
from agent.terms import terms_of
from agent.understand import understand
from agent.vocabulary import Vocabulary


def scrap(text: str, kind: str = "list") -> Scrap:
    passage = SimpleNamespace(
        id=1, heading="Prices", text=text, page=None, kind=kind, lang="en", read_by="text"
    )
    return take_apart(passage, SimpleNamespace(title="Shop", address="", lang="en"), [])


RATES = "Room | Low season | High season\nSnug | £110 | £165\nSuite | £255 | £1,380.50"


def test_a_row_of_a_table_knows_the_heads_of_its_cells() -> None:
    rows = rows_of(scrap(RATES))

    assert [row.item for row in rows] == ["Snug", "Suite"]
    assert [(cell.head, cell.price) for cell in rows[1].cells] == [
        ("Low season", 255.0),
        ("High season", 1380.5),
    ]


@pytest.mark.parametrize(
    ("line", "item", "price"),
    [
        ("Skin fade: £27", "Skin fade", 27.0),
        ("Helmet (3 € a day)", "Helmet", 3.0),
        ("Oak room\n$85", "Oak room", 85.0),
        ("Ten classes ..... 130 €", "Ten classes", 130.0),
    ],
)
def test_a_line_with_one_price_is_a_row(line: str, item: str, price: float) -> None:
    (row,) = rows_of(scrap(line))

    assert (row.item, row.cells[0].price) == (item, price)


def test_a_sentence_about_a_limit_is_no_row() -> None:
    assert rows_of(scrap("Delivery within the town is free above £40.")) == ()


@pytest.mark.parametrize(
    ("written", "value"),
    [("€ 1.230,50", 1230.5), ("£1,230", 1230.0), ("22,00 €", 22.0), ("$4", 4.0)],
)
def test_an_amount_is_the_same_however_it_is_written(written: str, value: float) -> None:
    assert amount(written) == value


def test_a_month_finds_its_season_where_the_page_says_which_is_which() -> None:
    said = ["Low season: November to March.", "High season: July and August."]

    named, why = seasons(["Low season", "High season"], said, None, 8)

    assert (named, why) == (frozenset({"high season"}), said[1])


def test_the_cheapest_and_the_dearest_come_first() -> None:
    rows = rows_of(scrap(RATES))

    assert compared(rows, dearest=False)[0][2] == 110.0
    assert compared(rows, dearest=True)[0][2] == 1380.5


def test_a_total_shows_the_price_it_was_computed_from() -> None:
    (row,) = rows_of(scrap("Adult: £9"))
    (foreign,) = rows_of(scrap("Erwachsene: 9,50 €"))

    assert times(row.cells[0], 2) == "2 × £9 = £18"
    assert times(foreign.cells[0], 3) == "3 × 9,50 € = 28,50 €"


FOUND_WORDS = Vocabulary({"sea": 1, "view": 1, "courtyard": 1, "room": 3}, 9)


def _in_july(*descriptions: tuple[str, str]) -> list[str]:
    """The lines told to who asks for a room with a sea view in July."""
    understood = understand("how much is a sea view room in July", date(2026, 11, 20), "en")
    table = scrap(RATES + "\nHigh season: July and August.")
    own = [replace(scrap(text, "prose"), heading=name) for name, text in descriptions]
    found = Found(terms_of(understood, FOUND_WORDS), (Candidate(table, 0.5, 1.0, 1.0),))
    answer = column_answer(found, understood, phrases("en"), lambda _: own)
    assert answer is not None
    return answer.text.split("\n")


def test_only_rooms_whose_own_text_has_what_was_named_are_told() -> None:
    told = _in_july(("Snug", "Onto the courtyard."), ("Suite", "A sea view from the bed."))

    assert "– Suite: £1,380.50" in told
    assert not any("Snug" in line for line in told)


def test_where_no_text_tells_the_rooms_apart_all_are_told() -> None:
    told = _in_july(("Snug", "Onto the courtyard."), ("Suite", "A roll-top bath."))

    assert {"– Snug: £165", "– Suite: £1,380.50"} <= set(told)
