from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from store import accounts, attempts
from store.db import Store
from store.errors import TooMany
from store.home import Home
from store.migrate import open_store
from tests.store.talk import NOON, staff

ANA = "ana@seaview.example"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def fail(
    store: Store, times: int, email: str = ANA, sender: str = HERE, now: datetime = NOON
) -> None:
    for _ in range(times):
        with store.writing() as tx:
            attempts.begin(tx, email, sender, now)


def refused(
    store: Store, email: str = ANA, sender: str = HERE, now: datetime = NOON
) -> float | None:
    """The seconds one is told to wait; None when one may try."""
    try:
        fail(store, 1, email, sender, now)
    except TooMany as error:
        return error.retry_after
    return None


@pytest.mark.parametrize("email", [ANA, "nobody@seaview.example"])
def test_five_failures_lock_an_address_for_one_sender_for_half_an_hour(
    store: Store, email: str
) -> None:
    staff(store, "Ana", "owner")
    fail(store, 5, email)

    assert refused(store, email, now=NOON + timedelta(minutes=29)) == 60
    assert refused(store, email, now=NOON + timedelta(minutes=31)) is None


def test_a_stranger_locks_nobody_out_but_themselves(store: Store) -> None:
    fail(store, 5, sender=THERE)

    assert refused(store, sender=THERE)
    assert refused(store, sender=HERE) is None


def test_the_lock_survives_a_restart(home: Home, store: Store) -> None:
    fail(store, 5)
    store.close()
    again = open_store(home)

    assert refused(again)
    again.close()


def test_failures_half_an_hour_apart_are_not_added_up(store: Store) -> None:
    fail(store, 4)

    assert refused(store, now=NOON + timedelta(minutes=31)) is None
    assert refused(store, now=NOON + timedelta(minutes=32)) is None


def test_whoever_gets_in_starts_anew(store: Store) -> None:
    for _ in range(3):
        fail(store, 4)
        with store.writing() as tx:
            attempts.forget(tx, ANA, HERE, NOON)

    assert refused(store) is None


def test_a_right_password_without_its_code_gives_no_new_tries(store: Store) -> None:
    fail(store, 4)
    for _ in range(3):
        fail(store, 1)
        with store.writing() as tx:
            attempts.pardon(tx, ANA, HERE, NOON)

    fail(store, 1)
    assert refused(store)


def test_guesses_from_many_networks_are_braked_to_one_a_minute(store: Store) -> None:
    for number in range(20):
        fail(store, 1, sender=f"203.0.113.{number}")

    assert refused(store, sender=THERE) == 60
    assert refused(store, sender=THERE, now=NOON + timedelta(seconds=61)) is None
    assert refused(store, sender=HERE, now=NOON + timedelta(seconds=62))


def test_the_brake_lets_by_whoever_came_from_there_before(store: Store) -> None:
    ana = staff(store, "Ana", "owner")
    with store.writing() as tx:
        accounts.open_session(tx, ana.id, address=HERE, now=NOON - timedelta(days=3))
    for number in range(30):
        fail(store, 1, sender=f"203.0.113.{number}", now=NOON + timedelta(minutes=2 * number))

    at = NOON + timedelta(minutes=58, seconds=30)
    assert refused(store, sender=HERE, now=at) is None
    assert refused(store, sender=THERE, now=at)


def test_a_new_password_lifts_the_lock(store: Store) -> None:
    staff(store, "Ana", "owner")
    fail(store, 5)

    with store.writing() as tx:
        accounts.set_password(tx, accounts.find(tx, ANA), "five quite other words")

    assert refused(store) is None


def test_what_was_typed_as_an_address_is_not_kept(store: Store) -> None:
    fail(store, 5, "my secret password")

    with store.reading() as tx:
        (row,) = attempts.locked(tx, NOON)
        assert "secret" not in repr(vars(row))
        assert attempts.failures(tx, NOON) == 5


def test_failures_are_forgotten_after_a_day(store: Store) -> None:
    for number in range(30):
        fail(store, 1, f"guess{number}@seaview.example")

    with store.writing() as tx:
        attempts.begin(tx, ANA, HERE, NOON + timedelta(days=2))
        assert attempts.failures(tx, NOON + timedelta(days=2)) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_sender_is_one_line_of_the_network(address: str, network: str) -> None:
    assert attempts.network_of(address) == network
