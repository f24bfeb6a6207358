from __future__ import annotations

from datetime import date, time

import pytest

from agent.dates import When, read_when
from agent.language import language
from agent.words import fold

FRIDAY = date(2026, 11, 20)


def when(text: str, lang: str = "en") -> When:
    return read_when(fold(text), language(lang), FRIDAY)


def test_a_weekday_with_an_hour_is_not_a_day_of_the_month() -> None:
    assert when("are you open friday at 8?") == When(weekday=4, clock=time(8))


def test_ages_are_not_dates() -> None:
    assert not when("kids aged 5 and 8")


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("open tomorrow?", "en", date(2026, 11, 21)),
        ("the day after tomorrow", "en", date(2026, 11, 22)),
        ("habt ihr übermorgen offen", "de", date(2026, 11, 22)),
        ("¿abren mañana por la mañana?", "es", date(2026, 11, 21)),
        ("december 24th", "en", date(2026, 12, 24)),
        ("am 3.1.", "de", date(2027, 1, 3)),
        ("il 24 dicembre", "it", date(2026, 12, 24)),
        ("2026-12-31", "en", date(2026, 12, 31)),
    ],
)
def test_days_are_read(text: str, lang: str, day: date) -> None:
    assert when(text, lang).days(FRIDAY) == [day]


@pytest.mark.parametrize(
    ("text", "lang", "clock"),
    [
        ("at 8pm", "en", time(20)),
        ("at 7 in the evening", "en", time(19)),
        ("um 20 Uhr 30", "de", time(20, 30)),
        ("à 20h30", "fr", time(20, 30)),
        ("alle 20", "it", time(20)),
    ],
)
def test_the_clock_is_read(text: str, lang: str, clock: time) -> None:
    assert when(text, lang).clock == clock


def test_parts_of_a_day_inside_german_compounds_are_read() -> None:
    assert when("Sonntagmittag", "de") == When(weekday=6, part="noon")
    assert when("Freitagvormittag", "de") == When(weekday=4, part="morning")


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert when("31.2.", "de").day is None


def test_little_words_that_look_like_weekdays_are_not() -> None:
    assert not when("ist so was da", "de").names_day
