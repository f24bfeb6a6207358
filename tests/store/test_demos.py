"""How many demos there may be, for how long, and how far they came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store import demos, outbox
from store.conversations import Visitor
from store.db import Store
from store.demos import Full, Limits
from store.errors import Conflict, Invalid, TooMany
from store.tables import Contact, Delivery, Demo, Escalation
from tests.store.talk import NOON

LIMITS = Limits(most=3, per_hour=2, days=14)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def made(store: Store, sender: str = "", at: timedelta = timedelta()) -> Demo:
    with store.writing() as tx:
        return demos.make(tx, "inn.example", LIMITS, sender=sender, now=NOON + at)


def living(store: Store) -> Demo:
    demo = made(store)
    with store.writing() as tx:
        demos.wait(tx, demo.id)
        taken = demos.take_next(tx, NOON)
        assert taken is not None
        demos.ready(tx, taken.id, ["Are dogs welcome?"], NOON)
        return taken


def test_one_address_makes_so_many_an_hour_and_others_are_not_held_back(store: Store) -> None:
    made(store, "192.0.2.1")
    made(store, "192.0.2.1", MINUTE)

    with pytest.raises(TooMany) as refused:
        made(store, "192.0.2.1", 10 * MINUTE)

    assert refused.value.retry_after == 50 * 60
    assert made(store, "192.0.2.9", 10 * MINUTE).state == "making"


def test_the_limit_of_an_hour_ends_with_the_hour(store: Store) -> None:
    made(store, "192.0.2.1")
    made(store, "192.0.2.1", 30 * MINUTE)

    assert made(store, "192.0.2.1", HOUR).state == "making"


def test_there_are_never_more_than_may_be_whoever_asks(store: Store) -> None:
    for _ in range(LIMITS.most):
        made(store)

    with pytest.raises(Full):
        made(store, "192.0.2.1")


def test_an_ended_demo_makes_room(store: Store) -> None:
    first = made(store)
    for _ in range(LIMITS.most - 1):
        made(store)
    with store.writing() as tx:
        demos.end(tx, demos.by_id(tx, first.id))

    assert made(store).state == "making"


def test_a_demo_ends_when_its_time_is_over_and_only_its_row_stays(store: Store) -> None:
    demo = living(store)
    over = NOON + timedelta(days=LIMITS.days)
    assert demos.outcome(demo, over - MINUTE) == "ready"
    assert demos.outcome(demo, over) == "ended"

    with store.writing() as tx:
        assert demos.anything_to_end(tx, over)
        demos.end_expired(tx, over)

    with store.reading() as tx:
        assert demos.with_homes(tx) == set()
        assert not demos.any_left(tx)
        assert not demos.anything_to_end(tx, over)
        assert demos.funnel(tx).made == 1


def test_whose_address_made_a_demo_is_forgotten_within_a_day(store: Store) -> None:
    demo = made(store, "192.0.2.1")

    with store.writing() as tx:
        demos.end_expired(tx, NOON + demos.SENDER_KEPT)

    with store.reading() as tx:
        assert demos.by_id(tx, demo.id).sender == ""


def test_what_a_killed_server_was_reading_is_read_once_more_and_then_given_up(
    store: Store,
) -> None:
    demo = made(store)
    states = []
    with store.writing() as tx:
        demos.wait(tx, demo.id)
    for _ in range(demos.MOST_ATTEMPTS):
        with store.writing() as tx:
            assert demos.take_next(tx, NOON) is not None
        with store.writing() as tx:
            demos.release_reading(tx)
        with store.reading() as tx:
            states.append(demos.by_id(tx, demo.id).state)

    assert states == ["waiting", "failed"]


def test_a_demo_that_was_ended_while_it_was_read_stays_ended(store: Store) -> None:
    demo = made(store)
    with store.writing() as tx:
        demos.take(tx, demos.by_id(tx, demo.id))
    with store.writing() as tx:
        demos.end(tx, demos.by_id(tx, demo.id))

    with store.writing() as tx:
        demos.ready(tx, demo.id, ["Are dogs welcome?"])

    with store.reading() as tx:
        assert demos.by_id(tx, demo.id).state == "ended"


def test_whoever_leaves_details_becomes_a_contact_that_calls_for_a_person(store: Store) -> None:
    demo, visitor = living(store), Visitor("Maria", "maria@inn.example", "")
    letter = {"subject": "Your demo", "text": "Here it is."}
    with store.writing() as tx:
        found = demos.by_id(tx, demo.id)
        demos.leave_details(tx, found, visitor, "", consent="I agree.", letter=letter, now=NOON)

    with store.reading() as tx:
        (row, contact), *_ = demos.with_contacts(tx)
        assert contact is not None
        assert (contact.name, contact.email) == ("Maria", "maria@inn.example")
        assert (row.consent, row.left_at) == ("I agree.", NOON)
        reason = tx.query(Escalation).one().reason
        assert reason == "Left contact details on the demo of inn.example."
        mail = tx.query(Delivery).one()
        assert (mail.courier, mail.recipient) == ("mail", "maria@inn.example")
        assert outbox.anything_due(tx, NOON)


def test_details_are_left_once_and_never_without_a_way_to_reach_anybody(store: Store) -> None:
    demo = living(store)
    with store.writing() as tx, pytest.raises(Invalid):
        demos.leave_details(tx, demos.by_id(tx, demo.id), Visitor("Maria"), "", consent="Yes.")
    visitor = Visitor("Maria", "", "+34 971 000 000")
    with store.writing() as tx:
        demos.leave_details(tx, demos.by_id(tx, demo.id), visitor, "Call me.", consent="Yes.")

    with store.writing() as tx, pytest.raises(Conflict):
        demos.leave_details(tx, demos.by_id(tx, demo.id), visitor, "", consent="Yes.")

    with store.reading() as tx:
        assert tx.query(Contact).count() == 1


def test_the_funnel_counts_demos_by_how_far_they_came(store: Store) -> None:
    demo = living(store)
    made(store, at=-timedelta(days=40))
    with store.writing() as tx:
        demos.count(tx, demo.public_id, opened=3, asked=2)

    with store.reading() as tx:
        whole, lately = demos.funnel(tx), demos.funnel(tx, NOON - timedelta(days=30))

    assert tuple(whole) == (2, 1, 1, 1, 0, 2)
    assert tuple(lately) == (1, 1, 1, 1, 0, 2)
