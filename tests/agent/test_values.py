from __future__ import annotations

import pytest

from agent.values import calendar_words, covers, kinds, without_values
from agent.words import fold


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("18 Holes $15", "price"),
        ("210 €/noche", "price"),
        ("Pizza Tonno E 6,70", "price"),
        ("Butter Chicken 8.95 / 9.50", "price"),
        ("Admission is by donation", "price"),
        ("WiFi gratis", "price"),
        ("17:00 Uhr", "clock"),
        ("SUN 11AM - 5PM", "clock"),
        ("9.30 - 12.00 Uhr", "clock"),
        ("built in the 1860s", "time"),
        ("July 7 to September 4", "time"),
        ("Oviedo a 70 km", "distance"),
        ("Tel. 08764/8511", "phone"),
        ("desk@seaview.example", "email"),
        ("52 Mountainview Rd, Salvage", "where"),
        ("Mainburger Straße 1", "where"),
        ("designed by Harold England", "person"),
        ("mit zwei Bahnen", "count"),
    ],
)
def test_a_kind_of_value_is_recognised(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Käse 1,14, Schinken", "price"),
        ("€4.50", "clock"),
        ("free range eggs", "price"),
        ("a row of mature pines", "count"),
        ("so was", "time"),
    ],
)
def test_what_only_looks_like_a_value_is_none(text: str, kind: str) -> None:
    assert kind not in kinds(text)


def test_amounts_are_not_taken_for_words() -> None:
    assert "19" not in without_values("18 holes for $19").split()
    assert "18" in without_values("18 holes for $19").split()


def test_days_between_two_days_are_filled_in() -> None:
    assert calendar_words("mon thru fri") == {"wd:0", "wd:1", "wd:2", "wd:3", "wd:4"}
    assert {"wd:6", "wd:0", "wd:3"} <= calendar_words("noches de domingo a jueves")
    assert "mo:8" in calendar_words("july 7 to september 4")
    assert "weekend" in calendar_words(fold("Fin de semana completo"))


def test_a_number_belongs_to_the_narrowest_range_around_it() -> None:
    assert covers("up to 11 years old", 9) == 11
    assert covers("student under 21yrs", 20) == 21
    assert covers("60 & older", 63) is not None
    assert covers("per gruppi superiori a 8 persone", 10) is not None
    assert covers("children 7 - 14 years", 15) is None
    assert covers("up to 11 years old", 12) is None
