from __future__ import annotations

from datetime import timedelta

import pytest

from store import accounts
from store.db import Store
from store.errors import Conflict, Invalid, NotFound, Unauthorized
from store.tables import User
from tests.store.talk import NOON, staff

PASSWORD = "four calm words here"


@pytest.fixture
def owner(store: Store) -> User:
    return staff(store, "Ana", "owner")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "password123", "x" * 201])
def test_a_password_anyone_would_try_is_refused(store: Store, password: str) -> None:
    with pytest.raises(Invalid), store.writing() as tx:
        accounts.add(tx, "ana@seaview.example", "Ana", "owner", password)


@pytest.mark.parametrize("email", ["", "ana", "@seaview.example", "ana @seaview.example"])
def test_what_is_no_address_gets_no_account(store: Store, email: str) -> None:
    with pytest.raises(Invalid, match="not an e-mail address"), store.writing() as tx:
        accounts.add(tx, email, "Ana", "owner", PASSWORD)


def test_an_address_has_one_account_whatever_its_letters(store: Store, owner: User) -> None:
    with pytest.raises(Conflict), store.writing() as tx:
        accounts.add(tx, "ANA@Seaview.example", "Ana", "agent", PASSWORD)
    with store.reading() as tx:
        assert accounts.find(tx, " Ana@seaview.example ").id == owner.id


def test_there_are_four_roles_and_no_other(store: Store) -> None:
    with pytest.raises(Invalid, match="no role 'king'"), store.writing() as tx:
        accounts.add(tx, "ana@seaview.example", "Ana", "king", PASSWORD)


def test_the_password_is_kept_as_a_hash_only(store: Store, owner: User) -> None:
    assert PASSWORD not in owner.password_hash
    assert owner.password_hash.startswith("$argon2id$")
    assert accounts.verify_password(owner.password_hash, PASSWORD)
    assert not accounts.verify_password(owner.password_hash, PASSWORD + "!")
    assert not accounts.verify_password("no hash", PASSWORD)


def test_a_session_lasts_until_it_is_ended(store: Store, owner: User) -> None:
    with store.writing() as tx:
        _, session, token = accounts.open_session(tx, owner.id, now=NOON)

    with store.writing() as tx:
        found = accounts.signed_in(tx, token, NOON)
        assert found
        assert found[0].id == owner.id
        assert accounts.signed_in(tx, token, NOON + timedelta(days=15)) is None
        assert accounts.signed_in(tx, "", NOON) is None
        accounts.end_session(tx, session.id)
    with store.reading() as tx:
        assert accounts.signed_in(tx, token, NOON) is None


def test_a_new_password_ends_every_session(store: Store, owner: User) -> None:
    with store.writing() as tx:
        token = accounts.open_session(tx, owner.id, now=NOON).token
        accounts.set_password(tx, accounts.find(tx, owner.email), "five quite other words")

    with store.reading() as tx:
        assert accounts.signed_in(tx, token, NOON) is None


def test_a_disabled_account_is_out_at_once_and_may_come_back(store: Store, owner: User) -> None:
    ben = staff(store, "Ben")
    with store.writing() as tx:
        token = accounts.open_session(tx, ben.id, now=NOON).token
        accounts.disable(tx, accounts.find(tx, ben.email))

    with store.writing() as tx:
        assert accounts.signed_in(tx, token, NOON) is None
        assert not accounts.can_sign_in(accounts.with_address(tx, ben.email))
        with pytest.raises(Unauthorized):
            accounts.open_session(tx, ben.id)
        accounts.enable(tx, accounts.find(tx, ben.email))
        assert accounts.can_sign_in(accounts.with_address(tx, ben.email))


def test_the_last_owner_cannot_be_disabled(store: Store, owner: User) -> None:
    with pytest.raises(Conflict, match="last owner"), store.writing() as tx:
        accounts.disable(tx, accounts.find(tx, owner.email))


def test_the_last_owner_stays_one(store: Store, owner: User) -> None:
    with pytest.raises(Conflict, match="last owner"), store.writing() as tx:
        accounts.set_role(tx, accounts.find(tx, owner.email), "agent")


def test_a_session_is_ended_by_whose_it_is(store: Store, owner: User) -> None:
    ben = staff(store, "Ben")
    with store.writing() as tx:
        _, session, token = accounts.open_session(tx, owner.id, now=NOON)

    with pytest.raises(NotFound), store.writing() as tx:
        accounts.end_session(tx, session.id, of=ben)

    with store.reading() as tx:
        assert accounts.signed_in(tx, token, NOON)
        assert [one.session.id for one in accounts.sessions(tx, owner, NOON)] == [session.id]
        assert accounts.sessions(tx, ben, NOON) == []


def test_nobody_is_found_under_an_unknown_address(store: Store) -> None:
    with store.reading() as tx:
        assert accounts.with_address(tx, "nobody@seaview.example") is None
        with pytest.raises(NotFound):
            accounts.find(tx, "nobody@seaview.example")
