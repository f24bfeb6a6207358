from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agent.composer import Answer
from agent.hours import hours_answer, unlike_hours
from agent.phrases import phrases
from agent.recall import KnownFact
from agent.terms import terms_of
from agent.understand import understand
from agent.vocabulary import Vocabulary

# A Friday morning.
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
EMPTY = Vocabulary({}, 0)


def fact(osm: str, text: str = "as printed", subject: str = "", heading: str = "") -> KnownFact:
    return KnownFact("hours", subject, {"osm": osm}, text, heading, "Seaview", "https://x", None)


def asked(question: str, *facts: KnownFact) -> Answer | None:
    understood = understand(question, date(2026, 11, 20), likely=["en"])
    terms = terms_of(understood, EMPTY)
    return hours_answer(facts, understood, terms, NOW, phrases("en"))


def first_line(answer: Answer | None) -> str:
    assert answer is not None
    return answer.text.split("\n")[0]


def test_a_named_hour_is_open_or_not() -> None:
    hours = fact("Mo-Fr 09:00-18:00")

    assert first_line(asked("are you open friday at 8?", hours)) == (
        "No, not open on Friday at 08:00."
    )
    assert first_line(asked("are you open friday at 5pm?", hours)) == (
        "Yes, open on Friday at 17:00."
    )


def test_now_means_now() -> None:
    assert first_line(asked("are you open now?", fact("Mo-Fr 09:00-18:00"))) == "Yes, open now."
    assert first_line(asked("are you open now?", fact("Sa 09:00-18:00"))) == "No, closed now."


def test_an_evening_that_ends_after_midnight_is_told_to_its_end() -> None:
    answer = asked("when do you close on saturday?", fact("Su 17:00-22:00; Fr,Sa 17:00-01:00"))

    assert first_line(answer) == "Open on Saturday, until 01:00 (17:00 – 01:00)."


def test_an_open_end_gets_no_end() -> None:
    assert first_line(asked("open on saturday?", fact("Sa 18:00+"))) == "Open on Saturday."


def test_times_are_written_the_way_the_source_writes_them() -> None:
    answer = asked("open on sunday?", fact("Su 11:00-17:30", "SUN 11AM - 5:30PM"))

    assert first_line(answer) == "Open on Sunday: 11 AM – 5:30 PM."


def test_a_part_of_the_house_is_answered_by_its_own_hours() -> None:
    house = fact("Mo-Su 07:00-22:00", "Reception 7 - 22")
    spa = fact("Mo-Su 10:00-20:00", "10 - 20", "Spa")

    answer = asked("when does the spa open tomorrow?", house, spa)

    assert answer is not None
    assert answer.text == "Open tomorrow: 10:00 – 20:00.\nSpa: 10 - 20"


def test_hours_of_something_else_are_not_given_instead() -> None:
    assert asked("what time does the kitchen close?", fact("Mo-Su 07:00-22:00")) is None
    assert asked("when is breakfast?", fact("Mo-Su 07:00-22:00")) is None


def test_hours_disagree_when_both_call_a_day_open_and_differ() -> None:
    until_ten, until_eleven = fact("We 17:00-22:00"), fact("We 17:00-23:00")

    assert unlike_hours(until_ten, until_eleven, NOW.date())
    assert not unlike_hours(until_ten, fact("Th 17:00-23:00"), NOW.date())


def test_two_ways_to_write_the_same_hours_do_not_disagree() -> None:
    answer = asked(
        "open on monday?", fact("Mo-We 09:00-17:00"), fact("Mo 09:00-17:00; Tu,We 09:00-17:00")
    )

    assert answer is not None
    assert not answer.escalate
    assert len(answer.citations) == 1


def test_hours_nobody_can_compute_are_still_quoted() -> None:
    answer = asked("are you open on monday?", fact("when the sun shines", "when the sun shines"))

    assert answer is not None
    assert answer.text == "when the sun shines"


BREAKFAST = fact(
    "Mo-Sa 07:30-10:00; Su 08:00-10:30",
    "Breakfast, Monday to Saturday: 07:30 – 10:00\nBreakfast, Sunday: 08:00 – 10:30",
    "Breakfast",
    "Breakfast",
)
MILL = replace(
    fact("Tu-Sa 18:00-21:30", "Tu-Sa 18:00-21:30", "The Mill", "The Mill"),
    value={"osm": "Tu-Sa 18:00-21:30", "what": "Restaurant"},
)


def test_when_something_is_served_is_told_for_the_day_alone_and_its_end_where_that_was_asked() -> (
    None
):
    told = asked("sunday breakfast, what time?", BREAKFAST, MILL)
    ends = asked("Until when is breakfast served on a Sunday?", BREAKFAST, MILL)

    assert first_line(told) == "Breakfast, on Sunday: 08:00 – 10:30"
    assert first_line(ends) == "Breakfast, on Sunday, until 10:30 (08:00 – 10:30)"


def test_the_hours_of_a_part_are_all_told_where_no_one_day_is_named() -> None:
    for question in ("What are the breakfast hours?", "When is breakfast on weekdays?"):
        answer = asked(question, BREAKFAST, MILL)

        assert answer is not None
        assert answer.text == BREAKFAST.text


def test_when_to_do_something_about_a_part_is_not_its_hours() -> None:
    assert asked("When do I have to book breakfast?", BREAKFAST) is None
    assert asked("When was the breakfast porch built?", BREAKFAST) is None
    assert asked("How much is breakfast on Sunday?", BREAKFAST) is None


def test_a_part_is_known_by_what_it_is_as_well_as_by_its_name() -> None:
    answer = asked("what time does the restaurant open on friday", BREAKFAST, MILL)

    assert answer is not None
    assert answer.text == (
        "Open on Friday: 18:00 – 21:30.\n"
        "The Mill: Tuesday to Saturday 18:00 – 21:30; Monday, Sunday closed"
    )


def test_an_address_to_write_to_is_no_part_of_the_house() -> None:
    text = "Every day, 07:00 to 22:30"
    reception = fact("Mo-Su 07:00-22:30", text, "hello seaview example", "Reception")
    mail = KnownFact("email", "", {"address": "hello@seaview.example"}, "", "", "", "", None)
    understood = understand("When is reception open?", date(2026, 11, 20), likely=["en"])
    terms = terms_of(understood, EMPTY)

    answer = hours_answer([reception], understood, terms, NOW, phrases("en"), [mail])

    assert answer is not None
    assert answer.text == f"Reception: {text}"
