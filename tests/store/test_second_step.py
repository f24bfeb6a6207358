from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from store import accounts, second_step
from store.db import Store
from store.errors import Conflict, Invalid
from store.tables import User
from tests.store.talk import NOON, staff

# RFC 6238, appendix B: the key, and moments with the last six digits of their codes.
RFC_KEY = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)

    assert second_step.code_at(RFC_KEY, second_step.step_at(at)) == code


@pytest.fixture
def ana(store: Store) -> User:
    return staff(store, "Ana", "owner")


def code(secret: str, now: datetime) -> str:
    return second_step.code_at(secret, second_step.step_at(now))


def switched_on(store: Store, user: User) -> tuple[str, list[str]]:
    with store.writing() as tx:
        found = accounts.by_id(tx, user.id)
        secret = second_step.offer(tx, found)
        return secret, second_step.confirm(tx, found, code(secret, NOON), NOON)


def passes(store: Store, user: User, given: str, now: datetime) -> str:
    with store.writing() as tx:
        return second_step.passes(tx, accounts.by_id(tx, user.id), given, now)


def test_nothing_is_asked_for_until_a_first_code_was_right(store: Store, ana: User) -> None:
    with store.writing() as tx:
        second_step.offer(tx, accounts.by_id(tx, ana.id))
    with pytest.raises(Invalid, match="not right"), store.writing() as tx:
        second_step.confirm(tx, accounts.by_id(tx, ana.id), "000000", NOON)

    with store.reading() as tx:
        assert accounts.by_id(tx, ana.id).totp_secret == ""


@pytest.mark.parametrize(("seconds", "right"), [(-60, ""), (30, "totp"), (90, "")])
def test_a_clock_may_differ_by_half_a_minute(
    store: Store, ana: User, seconds: int, right: str
) -> None:
    secret, _ = switched_on(store, ana)
    later = NOON + timedelta(hours=1)

    assert passes(store, ana, code(secret, later + timedelta(seconds=seconds)), later) == right


def test_a_code_is_taken_once_and_none_from_before_it(store: Store, ana: User) -> None:
    secret, _ = switched_on(store, ana)
    later = NOON + timedelta(hours=1)

    assert passes(store, ana, code(secret, later), later) == "totp"
    assert passes(store, ana, code(secret, later), later) == ""
    assert passes(store, ana, code(secret, later - timedelta(seconds=30)), later) == ""


def test_each_backup_code_is_good_once_however_it_is_typed(store: Store, ana: User) -> None:
    _, codes = switched_on(store, ana)

    assert len(set(codes)) == 10
    assert passes(store, ana, f" {codes[0].upper().replace('-', ' ')} ", NOON) == "backup"
    assert passes(store, ana, codes[0], NOON) == ""
    assert passes(store, ana, codes[1], NOON) == "backup"
    with store.reading() as tx:
        assert second_step.codes_left(tx, ana) == 8


def test_a_backup_code_is_nobody_elses(store: Store, ana: User) -> None:
    _, codes = switched_on(store, ana)
    ben = staff(store, "Ben")
    switched_on(store, ben)

    assert passes(store, ben, codes[0], NOON) == ""


def test_new_backup_codes_end_the_old(store: Store, ana: User) -> None:
    _, codes = switched_on(store, ana)
    with store.writing() as tx:
        second_step.new_backup_codes(tx, accounts.by_id(tx, ana.id))

    assert passes(store, ana, codes[0], NOON) == ""


def test_a_secret_in_use_is_not_replaced_unseen(store: Store, ana: User) -> None:
    switched_on(store, ana)

    with pytest.raises(Conflict), store.writing() as tx:
        second_step.offer(tx, accounts.by_id(tx, ana.id))


@pytest.mark.parametrize("given", ["", "é", "12345", "1234567", "abcdef", "\x00", "½¼¾"])
def test_what_is_no_code_is_wrong_and_nothing_more(store: Store, ana: User, given: str) -> None:
    switched_on(store, ana)

    assert passes(store, ana, given, NOON + timedelta(hours=1)) == ""


def test_the_address_is_what_authenticators_read() -> None:
    address = second_step.address_of("ABC", "ana@seaview.example", "Sea & View: Hotel")

    assert address == (
        "otpauth://totp/Sea%20%26%20View%3A%20Hotel%3Aana%40seaview.example"
        "?secret=ABC&issuer=Sea%20%26%20View%3A%20Hotel"
    )
