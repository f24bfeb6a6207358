from __future__ import annotations

from typing import Any

import pytest

from ingest.facts import facts
from ingest.nouns import Document, Fact, Passage


def found(*lines: str, heading: str = "", title: str = "", lang: str = "en") -> list[Fact]:
    document = Document("https://x/", title, "webpage", [], lang)
    return facts(document, [Passage("\n".join(lines), heading, page=2)])


def values(kind: str, *lines: str, **more: str) -> list[dict[str, Any]]:
    return [fact.value for fact in found(*lines, **more) if fact.kind == kind]


@pytest.mark.parametrize(
    ("sentence", "topic", "allowed"),
    [
        ("Dogs are welcome.", "pets", "yes"),
        ("Pets are not allowed.", "pets", "no"),
        ("Haustiere sind nicht erlaubt.", "pets", "no"),
        ("Hunde sind herzlich willkommen.", "pets", "yes"),
        ("No se admiten mascotas.", "pets", "no"),
        ("Les animaux sont acceptés.", "pets", "yes"),
        ("Gli animali sono i benvenuti.", "pets", "yes"),
        ("Dogs are welcome in some rooms only.", "pets", ""),
        ("Small dogs are allowed on request.", "pets", ""),
        ("Smoking is not permitted.", "smoking", "no"),
        ("Das Rauchen ist im ganzen Haus verboten.", "smoking", "no"),
        ("We are an adults only hotel.", "children", ""),
        ("Children are welcome.", "children", "yes"),
        ("All rooms are wheelchair accessible.", "accessibility", "yes"),
        ("Das Haus ist barrierefrei.", "accessibility", "yes"),
    ],
)
def test_what_is_allowed_is_said_only_when_nothing_limits_it(
    sentence: str, topic: str, allowed: str
) -> None:
    policies = [v for v in values("policy", sentence) if v["topic"] == topic]

    assert [v["allowed"] for v in policies] == [allowed]


@pytest.mark.parametrize(
    "sentence",
    [
        "Are dogs allowed?",
        "Our dogs Bella and Max greet you.",
        "Parking",
        "The children of the village sing at Christmas.",
        "Hot dog with fries | €6",
        "A jacket of ours was found",
    ],
)
def test_what_only_names_a_topic_is_no_rule(sentence: str) -> None:
    assert values("policy", sentence) == []


def test_a_rule_carries_its_words_page_and_heading() -> None:
    (fact,) = [f for f in found("Dogs are welcome.", heading="House rules") if f.kind == "policy"]

    assert (fact.text, fact.heading, fact.page) == ("Dogs are welcome.", "House rules", 2)
    assert fact.subject == "pets"


def test_cancelling_says_until_when_in_hours() -> None:
    for sentence, hours in (
        ("Free cancellation until 48 hours before arrival.", "48"),
        ("Kostenlose Stornierung bis 3 Tage vor Anreise.", "72"),
        ("Cancelación gratuita hasta 24 horas antes.", "24"),
        ("Annulation gratuite jusqu'à 7 jours avant l'arrivée.", "168"),
        ("Cancellazione gratuita fino a 2 giorni prima.", "48"),
    ):
        assert values("policy", sentence)[0].get("limit") == hours, sentence


def test_deposit_and_dress_and_parking_are_rules_when_they_say_something() -> None:
    topics = [
        v["topic"]
        for line in (
            "A deposit of €50 is due.",
            "Dress code: smart casual.",
            "Parking is free.",
            "Parkplätze sind kostenlos vorhanden.",
        )
        for v in values("policy", line)
    ]

    assert topics == ["deposit", "dress", "parking", "parking"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Check-in: 15:00", [("check-in", "from", "15:00")]),
        (
            "Check-in from 3 pm, check-out by 11 am",
            [("check-in", "from", "15:00"), ("check-out", "until", "11:00")],
        ),
        (
            "Check-in | 15:00 – 22:00",
            [("check-in", "from", "15:00"), ("check-in", "until", "22:00")],
        ),
        ("Check-in ab 15 Uhr, Abreise bis 10 Uhr", [("check-in", "from", "15:00"),
                                                     ("check-out", "until", "10:00")]),
        ("El check-in es desde las 14:00 horas", [("check-in", "from", "14:00")]),
        ("Check-in à partir de 16h00", [("check-in", "from", "16:00")]),
        ("Check-out entro le 10:30", [("check-out", "until", "10:30")]),
        ("Check-out is at noon.", [("check-out", "until", "12:00")]),
        ("Late check-out until 14:00: €20", []),
        ("Early check-in from 10:00 on request", []),
        ("Online check-in opens 24 hours before arrival", []),
        ("Check-in at the bar", []),
        ("Check-in 15:00, 16:00 or 17:00", []),
    ],
)  # fmt: skip
def test_check_in_and_out_are_read_where_a_line_says_them_plainly(
    line: str, expected: list[tuple[str, str, str]]
) -> None:
    read = [(v["topic"], v["bound"], v["time"]) for v in values("clock", line)]

    assert read == expected


def test_means_of_payment_are_listed_unless_the_sentence_excludes_some() -> None:
    assert values("payment", "We accept cash, Visa, Mastercard and PayPal.") == [
        {"methods": ["Visa", "Mastercard", "cash", "PayPal"]}
    ]
    assert values("payment", "Sie können bar oder mit EC-Karte zahlen.") == [
        {"methods": ["debit card", "cash"]}
    ]
    assert values("payment", "We do not accept American Express.") == []
    assert values("payment", "Please pay at the bar.") == []


def test_how_many_a_room_takes_needs_a_room_and_one_number() -> None:
    assert values("capacity", "The garden room seats up to 40 guests.", heading="Garden room") == [
        {"people": "40", "item": "garden room"}
    ]
    assert values("capacity", "Platz für 80 Personen", heading="Festsaal > Großer Saal") == [
        {"people": "80", "item": "Großer Saal"}
    ]
    assert values("capacity", "Boats for up to 8 people leave at nine.", heading="Trips") == []


def test_dates_limit_what_stands_under_them() -> None:
    read = found(
        "Prices valid until 31.12.2024", "Double room | €140", "Suite | €260", heading="Rooms"
    )
    (dated,) = [f for f in read if f.kind == "validity"]

    assert dated.value["scope"] == "heading"
    assert dated.valid_to is not None
    assert dated.valid_to.date().isoformat() == "2024-12-31"


def test_a_past_year_in_a_heading_ends_what_stands_below_it() -> None:
    read = found("Dogs are welcome.", heading="Offers > Christmas 2023")
    ends = {f.kind: f.valid_to.date().isoformat() for f in read if f.valid_to}

    assert ends == {"validity": "2024-01-06", "policy": "2024-01-06"}


def test_a_season_comes_again_every_year_and_ends_nothing() -> None:
    read = found("Open from 1 May to 30 September", heading="Terrace")
    (season,) = [f for f in read if f.kind == "validity"]

    assert (season.value["from"], season.value["to"]) == ("2000-05-01", "2000-09-30")
    assert season.value["yearly"] is True
    assert season.valid_to is None


@pytest.mark.parametrize(
    "line",
    [
        "In summer 2019 we renovated all the rooms.",
        "Hotel of the year, winter 2021",
        "Copyright 2019 - 2024",
        "New opening hours since 2023",
        "valid until 4/5/2024",
        "Call 030 12.34.5678",
        "Open from 9.00 to 17.00",
    ],
)
def test_a_year_that_ends_nothing_and_a_date_with_two_readings_are_left_alone(line: str) -> None:
    assert values("validity", line) == []


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("Preise gültig bis 31.10.2024", "2024-10-31"),
        ("Tarifas válidas hasta el 31 de diciembre de 2024", "2024-12-31"),
        ("Tarifs valables jusqu'au 31 décembre 2024", "2024-12-31"),
        ("Offerta valida fino al 30 giugno 2024", "2024-06-30"),
        ("Offer valid through December 31, 2024", "2024-12-31"),
        ("Winter 2025/26", "2026-03-31"),
        ("Preisliste 2024", "2024-12-31"),
        ("Easter brunch 2024: €45", "2024-04-30"),
    ],
)
def test_ends_are_read_in_five_languages(line: str, last: str) -> None:
    assert [v["to"] for v in values("validity", line)] == [last]
