from __future__ import annotations

from datetime import UTC, datetime

import opening_hours
import pytest

from ingest import webpage
from ingest.cut import cut
from ingest.facts import facts
from ingest.nouns import Fact
from tests.ingest.papers import page


def found(html: str, region: str = "") -> list[Fact]:
    document = webpage.read(page(html))
    return facts(document, cut(document), region=region)


def osm(line: str) -> list[str]:
    return [f.value["osm"] for f in found(f"<p>{line}</p>") if f.kind == "hours"]


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("Monday to Friday 9:00 - 17:00", "Mo-Fr 09:00-17:00"),
        ("MON-SAT 9AM-6:30PM | SUN 11AM - 5PM", "Mo-Sa 09:00-18:30; Su 11:00-17:00"),
        ("Daily 12 - 2pm and 5 - 11pm", "Mo-Su 12:00-14:00,17:00-23:00"),
        ("Open Tue–Sun from 10 am to midnight, closed Mondays", "Mo off; Tu-Su 10:00-24:00"),
        ("Donnerstag – Samstag ab 18:00 Uhr", "Th-Sa 18:00+"),
        ("Mi und Do 17.00 bis 23.00 Uhr, Fr 17 bis 1 Uhr", "We,Th 17:00-23:00; Fr 17:00-01:00"),
        ("Täglich 8-20 Uhr", "Mo-Su 08:00-20:00"),
        ("Lunes a viernes de 9:00 a 14:00 y de 17:00 a 20:00", "Mo-Fr 09:00-14:00,17:00-20:00"),
        ("Sábados y domingos 10:00 - 14:00", "Sa,Su 10:00-14:00"),
        ("Tutti i giorni dalle 19:00 alle 22:30", "Mo-Su 19:00-22:30"),
        ("Du mardi au samedi 12h-14h30 et 19h-22h", "Tu-Sa 12:00-14:30,19:00-22:00"),
        ("mardi au samedi 12h00-14h30 et 19h00-22h00", "Tu-Sa 12:00-14:30,19:00-22:00"),
        (
            "Maandag tot en met vrijdag 8:30 - 17:30, zaterdag 10:00 - 14:00. Zondag gesloten.",
            "Mo-Fr 08:30-17:30; Sa 10:00-14:00; Su off",
        ),
        ("De segunda-feira a sexta-feira das 9h00 às 18h00", "Mo-Fr 09:00-18:00"),
        ("Todos os dias das 10h00 às 19h00", "Mo-Su 10:00-19:00"),
        ("Dagelijks van 9:00 tot 17:00 uur", "Mo-Su 09:00-17:00"),
        ("Sonn- und Feiertage 10:00-18:00 Uhr", "Su,PH 10:00-18:00"),
        ("Sunday and public holidays 10:00-18:00", "Su,PH 10:00-18:00"),
    ],
)
def test_hours_in_seven_languages_become_one_grammar(line: str, hours: str) -> None:
    assert osm(line) == [hours]
    assert opening_hours.validate(hours)


@pytest.mark.parametrize(
    "line",
    [
        "Every first Sunday 10:00-12:00",
        "Sunday 10:00-12:00 if the weather is fine",
        "Jeden ersten Mittwoch im Monat 14:00 bis 22:00 Uhr",
        "Tuesday 2 for 1 until 20:00 in the bar",
        "Monday 9-5",
        "Check-in on Friday after 15:00 only by phone",
        "Monday is our quiet day",
    ],
)
def test_hours_that_are_not_certain_are_no_fact(line: str) -> None:
    assert osm(line) == []


def test_each_subject_has_its_own_hours() -> None:
    rows = "<tr><td>Monday</td><td>closed</td></tr><tr><td>Tue-Sun</td><td>{}</td></tr>"
    hours = {
        f.value["subject"]: f.value["osm"]
        for f in found(
            f"<h1>Opening hours</h1><h2>Pool</h2><table>{rows.format('9:00-18:00')}</table>"
            f"<h2>Restaurant</h2><table>{rows.format('18:00-23:00')}</table>"
        )
    }

    assert hours == {
        "Pool": "Mo off; Tu-Su 09:00-18:00",
        "Restaurant": "Mo off; Tu-Su 18:00-23:00",
    }


def test_one_line_that_is_not_understood_spoils_the_others_of_its_heading() -> None:
    assert found("<p>Monday 9:00-17:00</p><p>Monday 18:00-20:00 on request, mostly</p>") == []


def test_days_and_times_in_separate_boxes_belong_together() -> None:
    days = "".join(
        f"<div><div>{day}</div><div>{time}</div></div>"
        for day, time in (
            ("Lunedì", "12:00 - 15:00"),
            ("Martedì", "chiuso"),
            ("Sabato", "12:00 - 15:00"),
        )
    )

    assert [f.value["osm"] for f in found(days)] == ["Mo,Sa 12:00-15:00; Tu off"]


def test_a_season_said_plainly_goes_with_its_hours() -> None:
    hours = found("<h2>April bis Oktober</h2><p>Montag bis Sonntag 9:00 bis 18:00 Uhr</p>")

    assert hours[0].value["osm"] == "Apr-Oct Mo-Su 09:00-18:00"


def test_structured_hours_keep_their_dates() -> None:
    fact = found(
        '<script type="application/ld+json">{"@type":"Restaurant","name":"Inn",'
        '"telephone":"+1 555 0100",'
        '"openingHoursSpecification":[{"dayOfWeek":["Monday","https://schema.org/Tuesday"],'
        '"opens":"09:00","closes":"17:00","validFrom":"2026-05-01"}]}</script>'
    )[1]

    assert fact.value["osm"] == "Mo,Tu 09:00-17:00"
    assert fact.valid_from == datetime(2026, 5, 1, tzinfo=UTC)


def test_hours_of_a_part_carry_its_name_what_it_is_and_its_whole_week() -> None:
    hours = [
        fact
        for fact in found(
            '<script type="application/ld+json">{"@type":"Hotel","name":"Inn",'
            '"openingHours":"Mo-Su 07:00-22:00","containsPlace":[{"@type":"BarOrPub",'
            '"name":"The Well","openingHours":["Tu-Sa 18:00-21:30","Su 12:30-15:30"]}]}</script>'
        )
        if fact.kind == "hours"
    ]

    assert [fact.subject for fact in hours] == ["", "The Well"]
    assert hours[1].value["osm"] == "Tu-Sa 18:00-21:30; Su 12:30-15:30"
    assert hours[1].value["what"] == "Bar Or Pub"


def test_rules_for_the_same_day_are_not_made_one() -> None:
    hours = found(
        '<script type="application/ld+json">{"@type":"Restaurant","name":"Inn",'
        '"openingHours":["Mo-Fr 09:00-12:00","Mo-Fr 14:00-18:00"]}</script>'
    )

    assert [fact.value["osm"] for fact in hours] == ["Mo-Fr 09:00-12:00", "Mo-Fr 14:00-18:00"]


def test_hours_below_a_way_to_reach_somebody_are_not_named_for_it() -> None:
    for above in ("desk@inn.example", "01632 960 145", "www.inn.example"):
        hours = [
            fact
            for fact in found(f"<h2>Reception</h2><p>{above}</p><p>Every day, 07:00 to 22:30</p>")
            if fact.kind == "hours"
        ]

        assert [fact.subject for fact in hours] == ["Reception"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Tel.: 08764/8511", "08764/8511"),
        ("Call us: (281) 747-7421", "(281) 747-7421"),
        ("+39 375 835 4504", "+39 375 835 4504"),
        ("WhatsApp: 658 814 506", "658 814 506"),
        ("812-358-4529", "812-358-4529"),
    ],
)
def test_telephone_numbers_are_taken_as_they_are_written(line: str, number: str) -> None:
    assert [f.value["number"] for f in found(f"<p>{line}</p>") if f.kind == "phone"] == [number]


@pytest.mark.parametrize(
    "line", ["Fax: 08764/8511", "IBAN DE12 3456 7890 1234 5678 90", "VAT 0123456789", "2019-2024"]
)
def test_other_numbers_are_no_telephone(line: str) -> None:
    assert found(f"<p>{line}</p>") == []


@pytest.mark.parametrize(
    "line",
    [
        "Mainburger Straße 1, 85413 Hörgertshausen",
        "Via Giulio Bizzozero 18, 21100, Varese",
        "52 Mountainview Rd, Salvage, NL, A0G 3Y0",
        "12 rue de la Paix, 75002 Paris",
    ],
)
def test_a_street_with_its_town_is_an_address(line: str) -> None:
    assert [f.value["text"] for f in found(f"<p>{line}</p>") if f.kind == "address"] == [line]


def test_e_mail_addresses_are_found_even_when_they_hide_a_little() -> None:
    values = [f.value["address"] for f in found("<p>info(at)inn.example or a@b.example.</p>")]

    assert values == ["info@inn.example", "a@b.example"]


def price(html: str, region: str = "") -> list[tuple[str, str, str]]:
    return [
        (f.value["item"], f.value["amount"], f.value["currency"])
        for f in found(html, region)
        if f.kind == "price"
    ]


def test_a_price_knows_its_item_and_currency() -> None:
    rows = "<ul><li>Double room 1.250,00 €</li><li>Soup € 7,90</li><li>$12 Burger - beef</li></ul>"

    assert price(rows, "CA") == [
        ("Double room", "1250.00", "EUR"),
        ("Soup", "7.90", "EUR"),
        ("Burger", "12.00", "CAD"),
    ]


def test_two_prices_on_a_line_keep_their_own_items_and_their_label() -> None:
    facts_found = found("<p>Walking Rates</p><p>9 Holes $10, 18 Holes $15</p><p>x</p>")

    assert [(f.value["item"], f.value["amount"]) for f in facts_found] == [
        ("9 Holes", "10.00"),
        ("18 Holes", "15.00"),
    ]
    assert all(f.heading.endswith("Walking Rates") for f in facts_found)


def test_a_price_by_column_names_the_column() -> None:
    rows = price(
        "<table><tr><th>Room</th><th>Summer</th><th>Winter</th></tr>"
        "<tr><td>Double</td><td>90 €</td><td>70 €</td></tr></table>"
    )

    assert rows == [("Double (Summer)", "90.00", "EUR"), ("Double (Winter)", "70.00", "EUR")]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("piece", "times"),
    [
        ("a-", 60), ("Aa Aa-", 20), ("111 ", 40_000), ("1", 100_000), ("a@", 50_000),
        ("a.b.", 30_000), ("Mo 9-17 ", 5_000), ("+1 ", 40_000), ("12 rue ", 10_000),
        ("€ ", 50_000), ("Via a ", 20_000),
    ],
)  # fmt: skip
def test_no_text_makes_looking_for_facts_endless(piece: str, times: int) -> None:
    words = piece * times

    found(f"<p>{words}</p><ul><li>{words}</li><li>5 €</li></ul>")


def test_glass_and_bottle_in_one_figure_are_not_certain() -> None:
    assert price("<ul><li>Riesling $8.5/$30</li><li>Merlot $7/$24</li></ul>") == []


def test_hours_in_a_sentence_are_facts_whatever_else_the_paragraph_says() -> None:
    line = "Open Monday to Friday 9 am to 5 pm. The workshop is at the back; please ring the bell."

    assert osm(line) == ["Mo-Fr 09:00-17:00"]


def test_hours_beside_a_word_of_another_season_are_not_certain() -> None:
    assert not osm("Open Monday to Friday 9 am to 5 pm. In winter we close earlier.")
