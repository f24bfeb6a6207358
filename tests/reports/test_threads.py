"""What became of each question and conversation, one small story each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from reports import period as periods
from reports import threads
from reports.threads import Thread
from store import conversations, turns
from store.db import Store
from store.tables import User
from tests.reports.desk import MINUTE, SECOND, Desk

MADRID = ZoneInfo("Europe/Madrid")
DAY = periods.day(date(2026, 11, 19), MADRID)
NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def read(store: Store, now: datetime = NEXT_MORNING) -> list[Thread]:
    with store.reading() as tx:
        return threads.read(tx, DAY, now)


def only(store: Store) -> Thread:
    (thread,) = read(store)
    return thread


def ends(thread: Thread) -> list[str]:
    return [asked.end for asked in thread.asked]


def test_an_answer_without_anybodys_help_is_alone(store: Store, desk: Desk) -> None:
    desk.one_question("When is breakfast?", NOON)

    assert (ends(only(store)), only(store).end) == (["alone"], "alone")
    assert only(store).seconds_to_concierge() == 2
    assert only(store).seconds_to_person() is None


def test_silence_after_an_answer_confirms_nothing_but_a_thank_you_does(
    store: Store, desk: Desk
) -> None:
    conversation = desk.one_question("When is breakfast?", NOON)
    assert not only(store).confirmed

    thanks = desk.asks(conversation, "Thanks!", NOON + MINUTE)
    desk.answers(thanks, NOON + MINUTE + SECOND, kind="small_talk")

    assert only(store).confirmed
    assert ends(only(store)) == ["alone", ""]


def test_a_greeting_is_no_question(store: Store, desk: Desk) -> None:
    desk.one_question("Hello", NOON, kind="greeting")

    assert (ends(only(store)), only(store).end) == ([""], "greeting_only")
    assert not only(store).confirmed


def test_a_guest_who_leaves_after_being_asked_back_is_not_called_answered(
    store: Store, desk: Desk
) -> None:
    desk.one_question("Price?", NOON, outcome="clarify", kind="clarify")

    assert (ends(only(store)), only(store).end) == (["clarified"], "abandoned")


def test_being_asked_back_and_then_answered_is_alone(store: Store, desk: Desk) -> None:
    conversation = desk.one_question("Price?", NOON, outcome="clarify")
    question = desk.asks(conversation, "Of a double room", NOON + MINUTE)
    desk.answers(question, NOON + MINUTE + SECOND)

    assert (ends(only(store)), only(store).end) == (["clarified", "alone"], "alone")


def test_what_was_handed_over_waits_until_a_person_answers(
    store: Store, desk: Desk, ana: User
) -> None:
    conversation = desk.opens(NOON)
    desk.hands_over(desk.asks(conversation, "My wallet?", NOON), NOON + SECOND, "lost property")
    assert only(store).end == "waiting"

    desk.person_says(conversation, ana, "We have it.", NOON + 10 * MINUTE)
    desk.resolves(conversation, ana, NOON + 11 * MINUTE)

    assert (ends(only(store)), only(store).end) == (["handed_over"], "person")
    assert only(store).seconds_to_person() == 600


def test_what_was_resolved_without_a_word_to_the_guest_is_abandoned(
    store: Store, desk: Desk, ana: User
) -> None:
    conversation = desk.opens(NOON)
    desk.hands_over(desk.asks(conversation, "My wallet?", NOON), NOON + SECOND, "lost property")
    desk.resolves(conversation, ana, NOON + 11 * MINUTE)

    assert only(store).end == "abandoned"


def test_a_later_easy_answer_does_not_hide_one_that_was_never_given(
    store: Store, desk: Desk, ana: User
) -> None:
    conversation = desk.opens(NOON)
    desk.hands_over(desk.asks(conversation, "My wallet?", NOON), NOON + SECOND, "lost property")
    desk.resolves(conversation, ana, NOON + 2 * MINUTE)
    later = desk.asks(conversation, "When is breakfast?", NOON + 3 * MINUTE)
    desk.answers(later, NOON + 4 * MINUTE)

    assert (ends(only(store)), only(store).end) == (["handed_over", "alone"], "abandoned")


@pytest.mark.parametrize(
    ("decision", "question", "conversation"),
    [
        ("approve", "draft_unchanged", "person"),
        ("edit", "draft_edited", "person"),
        ("reject", "draft_rejected", "abandoned"),
        ("nothing", "draft_waiting", "waiting"),
    ],
)
def test_drafts_are_told_by_what_staff_did_with_them(
    store: Store, desk: Desk, ana: User, decision: str, question: str, conversation: str
) -> None:
    draft = desk.drafts(desk.asks(desk.opens(NOON), "Breakfast?", NOON), NOON + SECOND)
    if decision == "approve":
        desk.approves(draft, ana, NOON + 5 * MINUTE)
    elif decision == "edit":
        desk.approves(draft, ana, NOON + 5 * MINUTE, text="From half past six.")
    elif decision == "reject":
        desk.rejects(draft, ana, NOON + 5 * MINUTE)

    assert (ends(only(store)), only(store).end) == ([question], conversation)
    assert only(store).seconds_to_person() == (300 if conversation == "person" else None)
    assert only(store).seconds_to_concierge() is None


def test_a_message_nobody_has_answered_is_waiting(store: Store, desk: Desk) -> None:
    desk.asks(desk.opens(NOON), "Anybody there?", NOON)

    assert (ends(only(store)), only(store).end) == (["waiting"], "waiting")


def test_a_message_set_aside_counts_as_handed_over(store: Store, desk: Desk) -> None:
    message = desk.asks(desk.opens(NOON), "x" * 3000, NOON)
    with store.writing() as tx:
        turns.set_aside(tx, message, "It waited too long.", now=NOON + MINUTE)

    assert (ends(only(store)), only(store).end) == (["handed_over"], "waiting")


def test_a_message_to_staff_waits_until_they_have_seen_it(
    store: Store, desk: Desk, ana: User
) -> None:
    conversation = desk.opens(NOON)
    desk.person_says(conversation, ana, "Can I help?", NOON)
    desk.asks(conversation, "Yes, my wallet!", NOON + MINUTE)
    assert (ends(only(store)), only(store).end) == (["waiting"], "waiting")

    with store.writing() as tx:
        conversations.mark_seen(tx, conversation.id)

    assert (ends(only(store)), only(store).end) == (["staff"], "person")


def test_the_concierges_clock_stops_for_nobody_who_was_served_by_a_person_first(
    store: Store, desk: Desk, ana: User
) -> None:
    conversation = desk.opens(NOON)
    desk.approves(
        desk.drafts(desk.asks(conversation, "One?", NOON), NOON + SECOND), ana, NOON + MINUTE
    )
    desk.answers(desk.asks(conversation, "Two?", NOON + 2 * MINUTE), NOON + 3 * MINUTE)

    assert only(store).seconds_to_concierge() is None
    assert only(store).seconds_to_person() == 60


def test_a_message_belongs_to_the_day_it_was_sent_on_and_its_answer_goes_with_it(
    store: Store, desk: Desk
) -> None:
    desk.one_question("The day before", DAY.start - SECOND)
    desk.one_question("The first instant", DAY.start)
    desk.one_question("The last second", DAY.end - SECOND)
    desk.one_question("The day after", DAY.end)

    told = [[asked.text for asked in thread.asked] for thread in read(store)]

    assert told == [["The first instant"], ["The last second"]]
    assert [ends(thread) for thread in read(store)] == [["alone"], ["alone"]]


def test_what_happens_after_the_report_is_made_is_not_in_it(store: Store, desk: Desk) -> None:
    desk.one_question("Morning", NOON)
    desk.one_question("Afternoon", NOON + 300 * MINUTE)

    assert [t.asked[0].text for t in read(store, now=NOON + MINUTE)] == ["Morning"]


def test_the_search_goes_by_the_index_on_when_messages_were_made(store: Store) -> None:
    with store.reading() as tx:
        compiled = threads.written_in(DAY).compile(
            tx.connection(), compile_kwargs={"literal_binds": False}
        )
        plan = tx.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}", ("2026-11-18", "2026-11-19", "guest")
        )
        steps = " ".join(str(row[3]) for row in plan)

    assert "ix_messages_created_at" in steps
