from __future__ import annotations

import threading
from datetime import timedelta

from store import outbox
from store.db import Store
from store.invariants import check
from store.tables import Delivery
from tests.store.talk import NOON, logged


def owed(store: Store, key: str, *, minutes: int = 0) -> Delivery | None:
    with store.writing() as tx:
        return outbox.queue(
            tx,
            "mail",
            "owner@seaview.example",
            {"subject": key},
            key=key,
            now=NOON + timedelta(minutes=minutes),
        )


def claimed(store: Store, worker: str = "w", *, minutes: int = 0) -> Delivery | None:
    with store.writing() as tx:
        return outbox.claim(tx, worker, now=NOON + timedelta(minutes=minutes))


def found(store: Store, key: str) -> Delivery:
    with store.reading() as tx:
        return tx.query(Delivery).filter_by(key=key).one()


def test_a_delivery_is_owed_once_for_its_key(store: Store) -> None:
    assert owed(store, "report:1")
    assert owed(store, "report:1") is None

    assert claimed(store)
    assert claimed(store, "other") is None


def test_what_has_been_due_longest_leaves_first(store: Store) -> None:
    owed(store, "second", minutes=5)
    owed(store, "first", minutes=1)
    owed(store, "later", minutes=60)

    keys = [d.key for n in range(3) if (d := claimed(store, f"w{n}", minutes=10))]

    assert keys == ["first", "second"]


def test_of_many_couriers_at_once_one_claims(store: Store) -> None:
    owed(store, "report:1")
    won: list[Delivery] = []

    def work(name: str) -> None:
        if delivery := claimed(store, name):
            won.append(delivery)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1


def test_what_was_sent_is_not_sent_again(store: Store) -> None:
    owed(store, "report:1")
    delivery = claimed(store)
    assert delivery

    with store.writing() as tx:
        outbox.settle(tx, delivery, "vendor-1", NOON)

    assert claimed(store, minutes=60) is None
    assert (found(store, "report:1").state, found(store, "report:1").vendor_id) == (
        "sent",
        "vendor-1",
    )
    assert check(store, now=NOON) == []


def test_a_claim_ends_so_that_a_dead_couriers_delivery_is_found(store: Store) -> None:
    owed(store, "report:1")
    assert claimed(store, "dead")

    assert claimed(store, "alive", minutes=1) is None
    again = claimed(store, "alive", minutes=3)

    assert again
    assert again.attempts == 2


def test_a_courier_that_lost_its_claim_cannot_settle(store: Store) -> None:
    owed(store, "report:1")
    slow = claimed(store, "slow")
    assert slow
    assert claimed(store, "quick", minutes=3)

    with store.writing() as tx:
        outbox.settle(tx, slow, "vendor-1", NOON)

    assert found(store, "report:1").state == "claimed"
    assert found(store, "report:1").claimed_by == "quick"


def test_a_server_that_opens_alone_frees_every_claim_at_once(store: Store) -> None:
    owed(store, "report:1")
    assert claimed(store, "dead")

    with store.writing() as tx:
        assert outbox.release_claims(tx, now=NOON) == 1

    assert claimed(store, "alive")


def test_each_failure_waits_longer_and_the_eighth_is_a_dead_letter_staff_see(
    store: Store,
) -> None:
    owed(store, "report:1")
    waits = []
    now = NOON
    for _ in range(outbox.MAX_ATTEMPTS):
        with store.writing() as tx:
            delivery = outbox.claim(tx, "w", now=now)
            assert delivery
            outbox.postpone(tx, delivery, "The mail server sleeps.", now)
        after = found(store, "report:1")
        if after.state == "waiting":
            waits.append(after.due_at - now)
        now = after.due_at

    assert waits == sorted(waits)
    assert len(waits) == outbox.MAX_ATTEMPTS - 1
    assert found(store, "report:1").state == "dead"
    assert found(store, "report:1").error == "The mail server sleeps."
    assert logged(store) == ["delivery.dead"]
    assert claimed(store, minutes=60 * 24 * 30) is None


def test_what_may_have_left_is_tried_by_nobody(store: Store) -> None:
    owed(store, "report:1")
    delivery = claimed(store)
    assert delivery

    with store.writing() as tx:
        outbox.unknown(tx, delivery, "It may have left.")

    assert claimed(store, minutes=60 * 24) is None
    assert check(store, now=NOON) == []
