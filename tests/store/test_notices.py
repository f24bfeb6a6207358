from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from store import escalations, notices
from store.db import Store
from store.errors import Invalid
from store.notices import Choice
from store.tables import Event, User
from tests.store.talk import NOON, opened, said, staff

LONDON = ZoneInfo("Europe/London")
NIGHT = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)


def last_event(store: Store, kind: str) -> Event:
    with store.reading() as tx:
        return tx.scalars(select(Event).where(Event.kind == kind).order_by(-Event.id)).first()  # type: ignore[return-value]


def told_of(store: Store, event: Event, now: datetime = NOON) -> dict[str, list[str]]:
    """Who is told, and how."""
    with store.writing() as tx:
        made = {
            who.user.name: notices.tell(tx, event, who, LONDON, now)
            for who in notices.concerned(tx, event)
        }
    return {name: notice.means for name, notice in made.items() if notice}


def choose(
    store: Store, user: User, *means: str, quiet: str = "", kind: str = "escalation"
) -> None:
    with store.writing() as tx:
        webhook = "https://hooks.example/x" if "webhook" in means else None
        notices.choose(tx, user, means={kind: means}, quiet=quiet, webhook=webhook)


def called(store: Store, priority: int = 2) -> Event:
    conversation = opened(store).conversation
    said(store, conversation, "A person, please.", "k1")
    with store.writing() as tx:
        escalations.escalate(tx, conversation.id, "Asked for one.", priority=priority, now=NOON)
    return last_event(store, "conversation.escalated")


@pytest.mark.parametrize(
    ("at", "quiet"), [("21:59", False), ("22:00", True), ("03:00", True), ("07:00", False)]
)
def test_quiet_hours_may_go_over_midnight(at: str, quiet: bool) -> None:
    choice = Choice(quiet_from="22:00", quiet_to="07:00")

    assert choice.is_quiet(time.fromisoformat(at)) is quiet


def test_each_is_told_as_they_chose_and_once(store: Store) -> None:
    choose(store, staff(store, "Ana"), "mail", "bell")
    choose(store, staff(store, "Ben"))
    staff(store, "Vic", "viewer")
    event = called(store)

    assert told_of(store, event) == {"Ana": ["bell", "mail"]}
    assert told_of(store, event) == {}


def test_at_night_the_list_tells_and_an_urgent_call_rings(store: Store) -> None:
    choose(store, staff(store, "Ana"), "bell", "title", "mail", quiet="22:00-7:00")

    assert told_of(store, called(store), NIGHT) == {"Ana": ["title"]}
    assert told_of(store, called(store, priority=1), NIGHT) == {"Ana": ["bell", "title", "mail"]}


def test_who_is_on_call_is_called_one_after_the_other(store: Store) -> None:
    ana, ben, eve = (staff(store, name) for name in ("Ana", "Ben", "Eve"))
    for user in (ana, ben, eve):
        choose(store, user, "bell", "mail")
    with store.writing() as tx:
        notices.put_on_call(tx, [ben, ana])
    first = called(store, priority=3)

    rounds = [told_of(store, first)]
    for _ in range(2):
        with store.writing() as tx:
            call = escalations.open_escalation(tx, first.conversation_id or 0)
            assert call is not None
            escalations.call_again(tx, call.id, now=NOON)
        rounds.append(told_of(store, last_event(store, "conversation.escalated")))

    by_mail = [sorted(name for name, means in one.items() if "mail" in means) for one in rounds]
    assert by_mail == [["Ben"], ["Ana"], ["Ana", "Ben", "Eve"]]
    assert all(set(one) == {"Ana", "Ben", "Eve"} for one in rounds)


def test_nobody_is_told_of_what_they_did_or_of_a_call_that_is_settled(store: Store) -> None:
    ana = staff(store, "Ana")
    event = called(store)
    with store.writing() as tx:
        call = escalations.open_escalation(tx, event.conversation_id or 0)
        assert call is not None
        escalations.resolve(tx, call.id, ana)

    assert told_of(store, event) == {}


@pytest.mark.parametrize(
    "wish",
    [
        {"means": {"escalation": ["drum"]}},
        {"means": {"weather": ["bell"]}},
        {"quiet": "late"},
        {"quiet": "22:00-22:00"},
        {"webhook": "http://hooks.example/x"},
        {"webhook": "https://me:secret@hooks.example/x"},
    ],
)
def test_what_cannot_be_chosen_is_refused(store: Store, wish: dict[str, object]) -> None:
    ana = staff(store, "Ana")

    with store.writing() as tx, pytest.raises(Invalid):
        notices.choose(tx, ana, **wish)  # type: ignore[arg-type]


def test_viewers_are_not_on_call(store: Store) -> None:
    vic = staff(store, "Vic", "viewer")

    with store.writing() as tx, pytest.raises(Invalid):
        notices.put_on_call(tx, [vic])
