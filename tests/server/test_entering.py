from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from server import entering
from server.house import House
from server.wire import SignIn
from store import accounts, attempts, audit, second_step
from store.db import Store
from store.errors import CodeWanted, ConciergeError, TooMany, Unauthorized
from store.tables import User, utcnow
from tests.conftest import PASSWORD, Serve
from tests.server.composers import Echo

HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def house(serve: Serve, ana: User) -> House:
    return serve(Echo()).house


def try_in(
    house: House,
    password: str = PASSWORD,
    *,
    email: str = "ana@seaview.example",
    code: str = "",
    sender: str = HERE,
) -> str:
    """The name of what came of it."""
    try:
        entering.sign_in(house, SignIn(email=email, password=password, code=code), sender)
    except ConciergeError as error:
        return type(error).__name__
    return "in"


def audited(store: Store) -> list[tuple[str, str]]:
    with store.reading() as tx:
        lines = audit.listed(tx, action="sign-in")
        return [(line.action, line.about or line.actor) for line in reversed(lines)]


def with_second_step(store: Store, user: User) -> tuple[str, list[str]]:
    """The secret, confirmed with the code of a minute ago, and the backup codes."""
    with store.writing() as tx:
        found = accounts.by_id(tx, user.id)
        secret = second_step.offer(tx, found)
        before = utcnow() - timedelta(seconds=60)
        code = second_step.code_at(secret, second_step.step_at(before))
        return secret, second_step.confirm(tx, found, code, before)


def code_now(secret: str) -> str:
    return second_step.code_at(secret, second_step.step_at(utcnow()))


@pytest.mark.parametrize("email", ["ana@seaview.example", "nobody@seaview.example"])
def test_an_address_with_an_account_and_one_without_sound_the_same_to_the_last(
    house: House, email: str
) -> None:
    said = []
    for _ in range(7):
        with pytest.raises(ConciergeError) as refused:
            entering.sign_in(house, SignIn(email=email, password="not this one"), HERE)
        said.append((refused.value.code, refused.value.message, refused.value.hint))

    wrong = ("unauthorized", *entering.WRONG)
    assert said[:5] == [wrong] * 5
    assert [one[0] for one in said[5:]] == ["too_many"] * 2
    assert said[5][1] == "There were too many wrong sign-ins for this address."


def test_the_same_work_is_done_for_somebody_and_for_nobody(house: House) -> None:
    """Counted in statements; the password's own check is the same function with the same cost."""
    from sqlalchemy import event

    done: list[str] = []
    here = threading.get_ident()

    def count(*told: object) -> None:
        # The loops of the house go on beside.
        if threading.get_ident() == here:
            done.append(str(told[2]))

    event.listen(house.store.engine, "before_cursor_execute", count)
    counts = []
    for email in ("ana@seaview.example", "nobody@seaview.example", "also-nobody@seaview.example"):
        done.clear()
        assert try_in(house, "not this one", email=email) == "Unauthorized"
        counts.append(len(done))

    assert len(set(counts)) == 1


def test_an_account_that_is_disabled_or_invited_sounds_like_none(
    house: House, store: Store
) -> None:
    with store.writing() as tx:
        accounts.add(tx, "ben@seaview.example", "Ben", "agent", None)
        vera = accounts.add(tx, "vera@seaview.example", "Vera", "agent", PASSWORD)
        accounts.disable(tx, vera)

    for email in ("ben@seaview.example", "vera@seaview.example", "nobody@seaview.example"):
        with pytest.raises(Unauthorized) as refused:
            entering.sign_in(house, SignIn(email=email, password=PASSWORD), HERE)
        assert (refused.value.message, refused.value.hint) == entering.WRONG


def test_a_stranger_cannot_lock_a_member_of_the_staff_out(house: House) -> None:
    for _ in range(9):
        try_in(house, "not this one", sender=THERE)

    assert try_in(house, sender=THERE) == "TooMany"
    assert try_in(house, sender=HERE) == "in"


def test_forty_attempts_at_once_are_five(house: House) -> None:
    came_of: list[str] = []

    def attempt() -> None:
        came_of.append(try_in(house, "not this one"))

    threads = [threading.Thread(target=attempt) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert came_of.count("Unauthorized") == 5
    assert came_of.count("TooMany") == 35


def test_the_audit_log_has_what_was_tried_and_not_what_was_typed(
    house: House, store: Store
) -> None:
    for _ in range(5):
        try_in(house, "not this one")
    try_in(house, email="my secret password")
    try_in(house, sender=THERE)

    assert audited(store) == [
        *[("sign-in.failed", "ana@seaview.example")] * 4,
        ("sign-in.locked", "ana@seaview.example"),
        ("sign-in.failed", "somebody"),
        ("sign-in", "ana@seaview.example"),
    ]


def test_a_second_step_is_asked_for_after_the_password_only(
    house: House, store: Store, ana: User
) -> None:
    secret, _ = with_second_step(store, ana)

    assert try_in(house, "not this one", code=code_now(secret)) == "Unauthorized"
    with pytest.raises(CodeWanted):
        entering.sign_in(house, SignIn(email=ana.email, password=PASSWORD), HERE)
    assert try_in(house, code=code_now(secret)) == "in"


def test_a_code_counts_once_and_so_does_a_backup_code(
    house: House, store: Store, ana: User
) -> None:
    secret, backup = with_second_step(store, ana)
    code = code_now(secret)

    assert [try_in(house, code=code), try_in(house, code=code)] == ["in", "Unauthorized"]
    assert try_in(house, code=backup[0].upper().replace("-", " ")) == "in"
    assert try_in(house, code=backup[0]) == "Unauthorized"


def test_guessing_codes_locks_like_guessing_passwords(
    house: House, store: Store, ana: User
) -> None:
    with_second_step(store, ana)

    tried = [try_in(house, code="000000") for _ in range(3)]
    asked = [try_in(house) for _ in range(3)]
    tried += [try_in(house, code="000000") for _ in range(3)]

    assert tried == ["Unauthorized"] * 5 + ["TooMany"]
    assert asked == ["CodeWanted"] * 3


def test_the_lock_is_told_with_the_time_it_lasts(house: House) -> None:
    for _ in range(5):
        try_in(house, "not this one")

    with pytest.raises(TooMany) as refused:
        entering.sign_in(house, SignIn(email="ana@seaview.example", password=PASSWORD), HERE)
    assert attempts.LOCKED_FOR.total_seconds() - 60 < refused.value.retry_after <= 1800
