from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from store import accounts, links, tokens
from store.db import Store
from store.errors import Conflict, Forbidden, Invalid, NotFound, Unauthorized
from store.tables import User
from tests.store.talk import NOON, staff

NEW = "five quite other words"


@pytest.fixture
def ana(store: Store) -> User:
    return staff(store, "Ana", "owner")


def invited(store: Store) -> links.Made:
    with store.writing() as tx:
        user = accounts.add(tx, "ben@seaview.example", "Ben", "agent", None)
        return links.make(tx, user, "invite", now=NOON)


def followed(store: Store, token: str, hours: float = 0) -> str:
    with store.writing() as tx:
        return links.follow(tx, token, NEW, now=NOON + timedelta(hours=hours)).email


def everything_kept(store: Store) -> str:
    with store.reading() as tx:
        names = ("users", "account_links", "api_tokens", "audit", "events")
        return repr([tx.execute(text(f"SELECT * FROM {name}")).all() for name in names])


def test_an_invitation_sets_the_first_password_and_is_then_worth_nothing(store: Store) -> None:
    made = invited(store)
    assert accounts.state_of(made.user) == "invited"

    assert followed(store, made.token) == "ben@seaview.example"

    with store.reading() as tx:
        ben = accounts.find(tx, "ben@seaview.example")
        assert accounts.state_of(ben) == "active"
        assert accounts.verify_password(ben.password_hash, NEW)
    with pytest.raises(Unauthorized, match="has been used, or it has ended"):
        followed(store, made.token)


def test_a_link_ends_by_itself_by_a_newer_one_and_with_the_account(store: Store, ana: User) -> None:
    with pytest.raises(Unauthorized):
        followed(store, invited(store).token, hours=24 * 7 + 1)
    with store.writing() as tx:
        owner = accounts.find(tx, ana.email)
        first = links.make(tx, owner, "reset", now=NOON)
        second = links.make(tx, owner, "reset", now=NOON)
    with pytest.raises(Unauthorized):
        followed(store, first.token)
    with pytest.raises(Unauthorized):
        followed(store, second.token, hours=2.1)
    with store.writing() as tx:
        ben = accounts.find(tx, "ben@seaview.example")
        again = links.make(tx, ben, "invite", now=NOON)
        accounts.disable(tx, ben)
    with pytest.raises(Unauthorized):
        followed(store, again.token)


def test_a_weak_password_uses_no_link_up(store: Store) -> None:
    made = invited(store)

    with pytest.raises(Invalid), store.writing() as tx:
        links.follow(tx, made.token, "short", now=NOON)

    assert followed(store, made.token)


def test_a_reset_ends_every_session(store: Store, ana: User) -> None:
    with store.writing() as tx:
        session = accounts.open_session(tx, ana.id, now=NOON).token
        made = links.make(tx, accounts.find(tx, ana.email), "reset", now=NOON)

    followed(store, made.token)

    with store.reading() as tx:
        assert accounts.signed_in(tx, session, NOON) is None


def test_who_has_a_password_is_not_invited_again(store: Store, ana: User) -> None:
    with pytest.raises(Conflict), store.writing() as tx:
        links.make(tx, accounts.find(tx, ana.email), "invite")


def test_only_hashes_of_links_and_tokens_are_kept(store: Store, ana: User) -> None:
    made = invited(store)
    with store.writing() as tx:
        issued = tokens.create(tx, ana, "till", ["read"])

    kept = everything_kept(store)

    assert made.token not in kept
    assert issued.secret not in kept
    assert issued.secret[: tokens.SHOWN] in kept


def test_a_token_has_rights_its_account_has_and_no_other(store: Store, ana: User) -> None:
    vera = staff(store, "Vera", "viewer")
    with store.writing() as tx:
        with pytest.raises(Forbidden):
            tokens.create(tx, vera, "x", ["read", "act"])
        with pytest.raises(Invalid, match="no scope 'own'"):
            tokens.create(tx, ana, "x", ["own"])
        with pytest.raises(Invalid, match="needs a scope"):
            tokens.create(tx, ana, "x", [])
        issued = tokens.create(tx, ana, "x", ["act", "read", "act"])

    assert issued.token.scopes == ["read", "act"]


def test_a_rotated_token_opens_with_its_new_letters_only(store: Store, ana: User) -> None:
    with store.writing() as tx:
        first = tokens.create(tx, ana, "till", ["read"], days=30, now=NOON)
        second = tokens.rotate(tx, first.token.id)

    with store.reading() as tx:
        assert tokens.opened(tx, first.secret, NOON) is None
        assert tokens.opened(tx, second.secret, NOON)
        assert tokens.opened(tx, second.secret, NOON + timedelta(days=31)) is None


def test_a_revoked_token_is_gone_at_once(store: Store, ana: User) -> None:
    with store.writing() as tx:
        issued = tokens.create(tx, ana, "till", ["read"])
        tokens.revoke(tx, issued.token.id)

    with store.writing() as tx:
        assert tokens.opened(tx, issued.secret) is None
        assert tokens.listed(tx) == []
        with pytest.raises(NotFound):
            tokens.rotate(tx, issued.token.id)


def test_a_token_of_a_disabled_account_opens_nothing(store: Store, ana: User) -> None:
    ben = staff(store, "Ben")
    with store.writing() as tx:
        issued = tokens.create(tx, ben, "till", ["read"])
        accounts.disable(tx, accounts.find(tx, ben.email))

    with store.reading() as tx:
        assert tokens.opened(tx, issued.secret) is None
