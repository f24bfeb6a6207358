from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from agent.composer import Answer, Turn
from agent.house import HouseAnswers, phrased, write_answer
from agent.modes.structured import Desk, StructuredComposer
from agent.quoting import LONGEST
from agent.recall import Recall
from models.registry import build_embedder
from store import answers
from store.answers import Scope
from store.db import Store
from tests.agent.seaview import NAME, NOW, furnish

GYM = "Yes: the gym is on the second floor, open day and night."


def composer(store: Store, zone: str = "Europe/London") -> StructuredComposer:
    embedder = build_embedder()
    return StructuredComposer(
        Recall(store, embedder, NAME),
        Desk(NAME, ZoneInfo(zone), ("en", "de")),
        HouseAnswers(store, embedder, NAME),
    )


def staff_answer(
    store: Store, question: str, answer: str, scope: Scope | None = None, *ways: str
) -> int:
    embedder = build_embedder()
    made = phrased(embedder, NAME, [question, *ways])
    with store.writing() as tx:
        return write_answer(tx, embedder, made, question, answer, scope).id


def ask(at: StructuredComposer, question: str, now: datetime = NOW, lang: str = "") -> Answer:
    return at.compose(Turn(question, now, lang=lang))


def test_what_staff_answered_is_given_in_their_words_however_it_is_asked(store: Store) -> None:
    furnish(store)
    staff_answer(store, "Is there a gym?", GYM)

    for question in ("Do you have a fitness room?", "is there a gym at Seaview Hotel", "Gym?"):
        answer = ask(composer(store), question)

        assert (answer.text, answer.kind, answer.outcome) == (GYM, "house", "answered"), question
        assert answer.citations[0].title == "House answer"
        assert answer.citations[0].quote == GYM


def test_staff_outrank_the_pages(store: Store) -> None:
    furnish(store)
    staff_answer(store, "What does parking cost?", "Parking is £20 a day from this winter.")

    assert ask(composer(store), "How much is parking?").text.startswith("Parking is £20")


def test_an_answer_is_not_given_to_a_question_that_only_looks_alike(store: Store) -> None:
    furnish(store)
    staff_answer(store, "Is the indoor pool heated?", "Yes, to 28 degrees.")
    staff_answer(store, "Can children under 6 stay free?", "Yes, with their parents.")
    at = composer(store)

    assert ask(at, "Is the outdoor pool heated?").kind != "house"
    assert ask(at, "Can children under 12 stay free?").kind != "house"
    assert ask(at, "When is the indoor pool heated?").kind != "house"


def test_a_new_answer_holds_from_the_next_question_on_and_a_removed_one_no_more(
    store: Store,
) -> None:
    furnish(store)
    at = composer(store)
    before = ask(at, "Is there a gym?")
    made = staff_answer(store, "Is there a gym?", GYM)
    during = ask(at, "Is there a gym?")
    with store.writing() as tx:
        answers.remove(tx, made)
    after = ask(at, "Is there a gym?")

    assert [a.kind == "house" for a in (before, during, after)] == [False, True, False]


def test_an_answer_is_given_on_its_days_in_the_businesss_own_zone(store: Store) -> None:
    furnish(store)
    last = Scope(valid_to=date(2026, 11, 20))
    staff_answer(store, "Is there a gym?", GYM, last)
    late_in_london = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    assert ask(composer(store), "Is there a gym?", late_in_london).kind == "house"
    # In Athens the next day has begun.
    athens = composer(store, "Europe/Athens")
    assert ask(athens, "Is there a gym?", late_in_london).kind != "house"


def test_an_answer_for_this_season_is_given_before_one_for_all_year(store: Store) -> None:
    furnish(store)
    staff_answer(store, "Is the terrace open?", "Yes, the terrace is open.")
    winter = Scope(valid_from=date(2025, 11, 1), valid_to=date(2026, 3, 31), yearly=True)
    staff_answer(store, "Is the terrace open?", "The terrace sleeps until April.", winter)

    assert ask(composer(store), "Is the terrace open?").text == "The terrace sleeps until April."


def test_an_answer_in_german_is_for_guests_who_write_german(store: Store) -> None:
    furnish(store)
    staff_answer(store, "Gibt es einen Fitnessraum?", "Ja, im Keller.", Scope(lang="de"))

    assert ask(composer(store), "Haben Sie einen Fitnessraum?").text == "Ja, im Keller."
    assert ask(composer(store), "Do you have a gym?").kind != "house"


def test_the_newest_word_of_staff_counts(store: Store) -> None:
    furnish(store)
    staff_answer(store, "Is there a gym?", GYM)
    staff_answer(store, "Do you have a gym?", "Not any more, but there is one in the village.")

    assert ask(composer(store), "Is there a gym?").text.startswith("Not any more")


def test_a_long_answer_is_cut_like_any_other_and_cited_whole(store: Store) -> None:
    furnish(store)
    long = "The gym has " + "many good machines and " * 30 + "a view."
    staff_answer(store, "Is there a gym?", long)

    answer = composer(store).compose(Turn("Is there a gym?", NOW, first_reply=True))

    assert len(answer.text) <= LONGEST
    assert answer.text.endswith("…")
    assert answer.citations[0].quote == long


def test_every_way_guests_put_it_finds_the_answer(store: Store) -> None:
    furnish(store)
    staff_answer(store, "Is there a gym?", GYM, None, "Can I work out?")

    assert ask(composer(store), "can I work out").kind == "house"
