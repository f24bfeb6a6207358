from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agent.disputes import Dispute, chosen, find_disputes
from agent.recall import KnownFact
from store.errors import Invalid
from store.tables import Settlement

TODAY = date(2026, 11, 20)
WEB = ("Contact", "https://seaview.example/rooms")
PAPER = ("Guest letter", "/papers/letter.pdf")


def fact(
    kind: str,
    value: dict[str, Any],
    text: str,
    where: tuple[str, str] = WEB,
    *,
    subject: str = "",
    heading: str = "",
    page: int | None = None,
    last: date | None = None,
) -> KnownFact:
    read = datetime(2026, 11, 1, tzinfo=UTC)
    ends = datetime(last.year, last.month, last.day, tzinfo=UTC) if last else None
    return KnownFact(kind, subject, value, text, heading, *where, page, read, read, None, ends)


def check_in(clock: str, where: tuple[str, str] = WEB) -> KnownFact:
    value = {"topic": "check-in", "bound": "from", "time": clock, "said": clock}
    return fact("clock", value, f"Check-in from {clock}", where, page=2 if where == PAPER else None)


def price(
    amount: str, item: str, where: tuple[str, str] = WEB, heading: str = "", unit: str = ""
) -> KnownFact:
    value = {"amount": amount, "currency": "EUR", "item": item}
    return fact("price", value, f"{item} {unit} | €{amount}", where, subject=item, heading=heading)


def hours(osm: str, where: tuple[str, str] = WEB, subject: str = "") -> KnownFact:
    return fact("hours", {"osm": osm}, osm, where, subject=subject, heading="Opening hours")


def found(*facts: KnownFact) -> list[Dispute]:
    return find_disputes(facts, TODAY)


def test_two_check_in_times_are_one_question_with_values_sources_pages_and_dates() -> None:
    (dispute,) = found(check_in("15:00"), check_in("14:00", PAPER))

    assert dispute.kind == "contradiction"
    assert dispute.open
    for words in ("15:00", "14:00", "check-in", "Guest letter, page 2", "read 2026-11-01"):
        assert words in dispute.question, words
    assert dispute.question.count("?") == 1
    assert dispute.choices == ("15:00", "14:00")


def test_the_same_said_twice_is_no_contradiction() -> None:
    assert found(check_in("15:00"), check_in("15:00", PAPER)) == []


def test_several_telephone_numbers_are_no_contradiction() -> None:
    one = fact("phone", {"number": "+44 1"}, "+44 1")
    other = fact("phone", {"number": "+44 2"}, "+44 2", PAPER)

    assert found(one, other) == []


def test_from_and_until_are_two_things() -> None:
    until = replace(
        check_in("22:00", PAPER),
        value={"topic": "check-in", "bound": "until", "time": "22:00", "said": "22:00"},
    )

    assert found(check_in("15:00"), until) == []


def test_one_item_at_two_prices_on_two_papers_is_a_contradiction() -> None:
    (dispute,) = found(price("140.00", "Double room"), price("150.00", "Double room", PAPER))

    assert dispute.about == "price"
    assert "140.00 EUR" in dispute.question
    assert "150.00 EUR" in dispute.question


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (price("140.00", "Double room"), price("150.00", "Single room", PAPER)),
        (price("140.00", "Double room"), price("150.00", "Double room")),
        (
            price("140.00", "Double room", heading="Summer"),
            price("110.00", "Double room", PAPER, heading="Winter"),
        ),
        (price("140.00", "Double room"), price("180.00", "Double room", PAPER, unit="weekend")),
        (
            price("16.00", "Adults", heading="Boat trips"),
            price("9.00", "Adults", PAPER, heading="Museum"),
        ),
        (price("16.00", "Adults"), price("9.00", "Adults", PAPER)),
    ],
)
def test_prices_of_different_things_seasons_or_one_page_do_not_contradict(
    one: KnownFact, other: KnownFact
) -> None:
    assert found(one, other) == []


def test_hours_of_one_part_contradict_and_of_two_parts_do_not() -> None:
    spa = hours("Mo-Su 10:00-20:00", subject="Spa")
    other_spa = hours("Mo-Su 10:00-22:00", PAPER, subject="Spa")
    bar = hours("Mo-Su 17:00-23:00", PAPER, subject="Bar")

    assert [d.about for d in found(spa, other_spa)] == ["hours"]
    assert found(spa, bar) == []


def test_lunch_and_dinner_of_one_page_and_two_seasons_do_not_contradict() -> None:
    assert found(hours("Mo-Su 12:00-14:00"), hours("Mo-Su 18:00-22:00")) == []
    summer, winter = hours("Apr-Sep Mo-Su 09:00-20:00"), hours("Oct-Mar Mo-Su 10:00-17:00", PAPER)
    assert found(summer, winter) == []


def test_hours_that_will_contradict_in_summer_are_asked_about_in_winter() -> None:
    one, other = hours("Jun-Aug Mo-Su 09:00-20:00"), hours("Jun-Aug Mo-Su 09:00-21:00", PAPER)

    assert len(found(one, other)) == 1


def test_dogs_cannot_be_welcome_here_and_forbidden_there() -> None:
    def dogs(allowed: str, text: str, where: tuple[str, str]) -> KnownFact:
        value = {"topic": "pets", "allowed": allowed, "text": text}
        return fact("policy", value, text, where, subject="pets")

    (dispute,) = found(
        dogs("yes", "Dogs are welcome.", WEB), dogs("no", "Pets are not allowed.", PAPER)
    )
    assert "whether pets are allowed" in dispute.question
    assert found(dogs("yes", "Dogs are welcome.", WEB), dogs("", "Some dogs.", PAPER)) == []


def test_what_has_ended_is_asked_about_once_and_contradicts_nothing() -> None:
    value = {"scope": "heading", "from": "", "to": "2023-12-31", "yearly": False}
    old = fact("validity", value, "Prices 2023", heading="Prices 2023", last=date(2023, 12, 31))
    gone = replace(price("120.00", "Double room", heading="Prices 2023"), valid_to=old.valid_to)

    disputes = found(old, gone, price("140.00", "Double room", PAPER))

    assert [d.kind for d in disputes] == ["expired"]
    assert "2023-12-31" in disputes[0].question


def test_what_ends_today_still_holds_today() -> None:
    value = {"scope": "heading", "yearly": False}
    last = fact("validity", value, "Valid until today", last=TODAY)

    assert found(last) == []
    assert len(find_disputes([last], TODAY + timedelta(1))) == 1


def test_a_page_nobody_read_for_long_is_asked_about() -> None:
    long_ago = datetime(2025, 1, 1, tzinfo=UTC)
    page = replace(fact("document", {}, "Rooms"), confirmed_at=long_ago)

    (dispute,) = found(page)

    assert dispute.kind == "stale"
    assert "2025-01-01" in dispute.question


def decided(dispute: Dispute, decision: dict[str, Any], on: datetime) -> Settlement:
    return Settlement(
        key=dispute.key, kind=dispute.kind, subject=dispute.subject, chosen=decision, decided_at=on
    )


def test_a_decision_is_known_again_after_a_new_reading_and_reopens_for_a_new_value() -> None:
    (dispute,) = found(check_in("15:00"), check_in("14:00", PAPER))
    settlement = decided(dispute, chosen(dispute, 1), datetime(2026, 11, 20, tzinfo=UTC))
    read_again = [
        replace(f, read_at=datetime(2027, 1, 1, tzinfo=UTC))
        for f in (check_in("14:00", PAPER), check_in("15:00"))
    ]

    (again,) = find_disputes(read_again, TODAY, [settlement])
    (third,) = find_disputes([*read_again, check_in("16:00", ("x", "/y"))], TODAY, [settlement])

    assert again.settled == {"side": "15:00"}
    assert third.open


def test_that_an_old_page_is_still_right_is_asked_again_in_time() -> None:
    page = replace(fact("document", {}, "Rooms"), confirmed_at=datetime(2024, 1, 1, tzinfo=UTC))
    (dispute,) = found(page)
    settlement = decided(dispute, {"holds": True}, datetime(2026, 11, 20, tzinfo=UTC))

    soon = find_disputes([page], TODAY + timedelta(30), [settlement])
    later = find_disputes([page], TODAY + timedelta(400), [settlement])

    assert [d.open for d in (*soon, *later)] == [False, True]


def test_a_decision_is_made_one_way() -> None:
    (dispute,) = found(check_in("15:00"), check_in("14:00", PAPER))

    assert chosen(dispute, both=True) == {"both": True}
    assert chosen(dispute, value=" From 3 pm. ") == {"value": "From 3 pm."}
    for wrong in ({}, {"number": 3}, {"number": 1, "both": True}):
        with pytest.raises(Invalid):
            chosen(dispute, **wrong)  # type: ignore[arg-type]


def test_the_source_with_the_higher_priority_is_right_until_the_owner_decides_otherwise() -> None:
    web, paper = check_in("15:00"), replace(check_in("14:00", PAPER), priority=5)

    (ranked,) = found(web, paper)
    (equal,) = found(replace(web, priority=5), paper)
    (both_said,) = found(web, replace(web, priority=9, address="/old.pdf"), paper)

    assert ranked.settled == {"side": "14:00", "by": "priority"}
    assert equal.open
    assert both_said.settled == {"side": "15:00", "by": "priority"}
    decided = Settlement(
        key=ranked.key,
        kind="contradiction",
        subject="",
        chosen={"side": "15:00"},
        decided_at=datetime(2026, 11, 2, tzinfo=UTC),
    )
    (own,) = find_disputes([web, paper], TODAY, [decided])
    assert own.settled == {"side": "15:00"}
