"""API tokens: a program's way in, as one of the staff, with no more than it needs.

A token has scopes, which are rights; it may do what both its scopes and the role of its account
allow at that moment. It is shown once, and kept as a hash.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from store import audit
from store.conversations import token_hash
from store.db import Tx
from store.errors import Forbidden, Invalid, NotFound, TooMany
from store.rights import SCOPES, may
from store.tables import ApiToken, User, utcnow

# So that a token that leaked is known for one, by people and by scanners.
MARK = "cst_"
SHOWN = 10
MOST = 50


class Issued(NamedTuple):
    token: ApiToken
    user: User
    secret: str


def create(
    tx: Tx,
    user: User,
    name: str,
    scopes: Sequence[str],
    *,
    days: int | None = None,
    by: str = "",
    sender: str = "",
    now: datetime | None = None,
) -> Issued:
    """Raises Invalid for a scope there is not, Forbidden for one the account's role has not."""
    now = now or utcnow()
    if user.disabled_at is not None:
        raise Forbidden(f"The account of {user.email} is disabled.")
    scopes = [scope for scope in SCOPES if scope in check_scopes(user.role, scopes)]
    if len([one for one in listed(tx, user, now) if one.token.revoked_at is None]) >= MOST:
        raise TooMany(f"{user.email} has {MOST} tokens already.", "Revoke some first.")
    secret = f"{MARK}{secrets.token_urlsafe(32)}"
    token = ApiToken(
        user_id=user.id,
        name=name.strip()[:80] or "unnamed",
        start=secret[:SHOWN],
        token_hash=token_hash(secret),
        scopes=scopes,
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    tx.add(token)
    tx.flush()
    _noted(tx, "token.made", token, user, by, sender, scopes=" ".join(scopes))
    return Issued(token, user, secret)


def check_scopes(role: str, scopes: Sequence[str]) -> Sequence[str]:
    if not scopes:
        raise Invalid("A token needs a scope.", f"Choose of {', '.join(SCOPES)}.")
    for scope in scopes:
        if scope not in SCOPES:
            raise Invalid(f"There is no scope {scope!r}.", f"Choose of {', '.join(SCOPES)}.")
        if not may(role, scope):
            raise Forbidden(f"A {role} has no right {scope!r} to hand on.")
    return scopes


def find(tx: Tx, token_id: int, *, of: User | None = None) -> Issued:
    """One that still counts; without its secret. Raises NotFound, also for one of somebody else
    than `of`."""
    token = tx.get(ApiToken, token_id)
    if token is None or token.revoked_at is not None or (of and token.user_id != of.id):
        raise NotFound(
            f"There is no token {token_id}.", "`concierge token list` shows those there are."
        )
    user = tx.get(User, token.user_id)
    assert user is not None
    return Issued(token, user, "")


def rotate(
    tx: Tx, token_id: int, *, of: User | None = None, by: str = "", sender: str = ""
) -> Issued:
    """New letters for the same token; the old ones count no more."""
    token, user, _ = find(tx, token_id, of=of)
    secret = f"{MARK}{secrets.token_urlsafe(32)}"
    token.start, token.token_hash = secret[:SHOWN], token_hash(secret)
    _noted(tx, "token.rotated", token, user, by, sender)
    return Issued(token, user, secret)


def revoke(
    tx: Tx, token_id: int, *, of: User | None = None, by: str = "", sender: str = ""
) -> ApiToken:
    token, user, _ = find(tx, token_id, of=of)
    token.revoked_at = utcnow()
    _noted(tx, "token.revoked", token, user, by, sender)
    return token


def listed(tx: Tx, user: User | None = None, now: datetime | None = None) -> list[Issued]:
    """Those that count, newest first; of everybody without `user`."""
    wanted = (
        select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.revoked_at.is_(None))
        .where(ApiToken.expires_at.is_(None) | (ApiToken.expires_at > (now or utcnow())))
        .order_by(ApiToken.id.desc())
    )
    if user is not None:
        wanted = wanted.where(User.id == user.id)
    return [Issued(row[0], row[1], "") for row in tx.execute(wanted)]


def opened(tx: Tx, secret: str, now: datetime | None = None) -> tuple[User, ApiToken] | None:
    """Whose token this is, if it still counts."""
    found = tx.execute(
        select(User, ApiToken)
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(
            ApiToken.token_hash == token_hash(secret),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at.is_(None) | (ApiToken.expires_at > (now or utcnow())),
            User.disabled_at.is_(None),
        )
    ).first()
    return (found[0], found[1]) if found else None


def used(tx: Tx, token_id: int, now: datetime | None = None) -> None:
    token = tx.get(ApiToken, token_id)
    if token is not None:
        token.used_at = now or utcnow()


def _noted(
    tx: Tx, action: str, token: ApiToken, user: User, by: str, sender: str, **detail: Any
) -> None:
    audit.note(
        tx,
        action,
        actor=by or user.email,
        about=user.email,
        sender=sender,
        token_id=token.id,
        name=token.name,
        **detail,
    )
