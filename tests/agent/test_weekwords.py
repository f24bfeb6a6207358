from __future__ import annotations

import re

import pytest
from opening_hours import OpeningHours

from agent.phrases import phrases
from agent.weekwords import in_words
from agent.words import LANGUAGES


def test_what_is_written_for_machines_is_told_in_words() -> None:
    assert in_words("Tu-Sa 18:00-21:30; Su 12:30-15:30; Mo off", phrases("en")) == (
        "Tuesday to Saturday 18:00 – 21:30; Sunday 12:30 – 15:30; Monday closed"
    )


def test_a_gap_in_the_week_and_a_season_are_told_too() -> None:
    assert in_words("Mo,We-Su 10:00-19:00", phrases("de")) == (
        "Montag, Mittwoch bis Sonntag 10:00 – 19:00"
    )
    assert in_words("Apr-Oct Mo-Su 09:00-12:00,14:00-18:00; PH off", phrases("en")) == (
        "April to October every day 09:00 – 12:00, 14:00 – 18:00; public holidays closed"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_keeps_the_figures(lang: str) -> None:
    grammar = "Mo-Fr 09:00-18:00; Sa 10:00-24:00"
    told = in_words(grammar, phrases(lang))

    assert "Mo-Fr" not in told
    assert re.findall(r"\d\d:\d\d", told) == re.findall(r"\d\d:\d\d", grammar)


def test_what_the_words_cannot_say_stays_as_it_is() -> None:
    grammar = "Mo[1] 09:00-18:00"

    assert OpeningHours(grammar)
    assert in_words(grammar, phrases("en")) == grammar


def test_the_one_day_a_whole_week_leaves_out_is_called_closed() -> None:
    told = in_words("Mo,We-Su 10:00-19:00", phrases("en"), whole=True)

    assert told == "Monday, Wednesday to Sunday 10:00 – 19:00; Tuesday closed"


@pytest.mark.parametrize(
    "grammar", ["Mo-Su 12:00-23:00", "Sa 10:00-12:00", "Jul-Sep Mo-Sa 10:00-12:00"]
)
def test_no_day_is_called_closed_that_may_be_open(grammar: str) -> None:
    assert "closed" not in in_words(grammar, phrases("en"), whole=True)
