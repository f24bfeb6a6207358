"""Staff accounts and their sessions: Argon2id, roles, a lock after five failures."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update

from store import events
from store.conversations import token_hash
from store.db import Tx
from store.errors import Conflict, Invalid, NotFound, TooMany, Unauthorized
from store.tables import StaffSession, User, utcnow

ROLES = ("owner", "manager", "agent", "viewer")
MIN_PASSWORD = 10
MAX_PASSWORD = 200
COMMON = frozenset(
    [
        "1234567890",
        "12345678910",
        "123456789012",
        "0123456789",
        "0987654321",
        "qwertyuiop",
        "qwertzuiop",
        "1q2w3e4r5t",
        "password12",
        "password123",
        "password1234",
        "passwort123",
        "contrasena",
        "motdepasse",
        "iloveyou12",
        "abcdefghij",
        "letmein1234",
        "welcome123",
        "welcome1234",
        "changeme12",
        "changeme123",
        "administrator",
        "concierge1",
        "concierge123",
        "1111111111",
        "0000000000",
        "aaaaaaaaaa",
        "qwerty1234",
        "qwerty12345",
        "football12",
        "sunshine12",
        "princess12",
        "baseball12",
        "superman12",
        "trustno1trustno1",
        "receptionist",
        "frontdesk1",
        "frontdesk123",
    ]
)
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=30)
SESSION_LASTS = timedelta(days=14)
USED_EVERY = timedelta(minutes=5)


class SignedIn(NamedTuple):
    user: User
    session: StaffSession
    token: str


def hash_password(password: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def check_password(password: str, email: str = "") -> str:
    """Returns the password, or raises Invalid with what is wrong with it."""
    hint = "A sentence of four words is easy to remember and hard to guess."
    if len(password) < MIN_PASSWORD:
        raise Invalid(f"The password needs {MIN_PASSWORD} characters at least.", hint)
    if len(password) > MAX_PASSWORD:
        raise Invalid(f"The password may have {MAX_PASSWORD} characters at most.")
    name = email.partition("@")[0].lower()
    if password.lower() in COMMON or len(set(password)) < 4 or (name and password.lower() == name):
        raise Invalid("This password is among the first that anyone would try.", hint)
    return password


def check_email(email: str) -> str:
    email = email.strip().lower()
    name, at, domain = email.partition("@")
    if not (name and at and domain) or any(c.isspace() for c in email) or len(email) > 254:
        raise Invalid(f"{email!r} is not an e-mail address.")
    return email


def add(
    tx: Tx, email: str, name: str, role: str, password: str, *, now: datetime | None = None
) -> User:
    email = check_email(email)
    if role not in ROLES:
        raise Invalid(f"There is no role {role!r}.", f"Choose one of {', '.join(ROLES)}.")
    if tx.scalar(select(User.id).where(User.email == email)) is not None:
        raise Conflict(f"{email} has an account already.")
    user = User(
        email=email,
        name=name.strip() or email.partition("@")[0],
        role=role,
        password_hash=hash_password(check_password(password, email)),
        created_at=now or utcnow(),
    )
    tx.add(user)
    tx.flush()
    events.happened(tx, "user.changed", user_id=user.id)
    return user


def find(tx: Tx, email: str) -> User:
    user = tx.scalars(select(User).where(User.email == check_email(email))).first()
    if user is None:
        raise NotFound(f"Nobody here has the address {email}.", "`concierge user list` shows all.")
    return user


def listed(tx: Tx) -> Sequence[User]:
    return tx.scalars(select(User).order_by(User.id)).all()


def set_password(tx: Tx, user: User, password: str) -> None:
    """Also ends the user's sessions: whoever knew the old one is out."""
    user.password_hash = hash_password(check_password(password, user.email))
    user.failures, user.locked_until = 0, None
    revoke_all(tx, user)
    events.happened(tx, "user.changed", user_id=user.id)


def disable(tx: Tx, user: User, now: datetime | None = None) -> None:
    """Raises Conflict for the last owner, or nobody could let anyone in again."""
    owners = tx.scalars(
        select(User.id).where(User.role == "owner", User.disabled_at.is_(None))
    ).all()
    if list(owners) == [user.id]:
        raise Conflict("This is the last owner's account.", "Add another owner first.")
    user.disabled_at = now or utcnow()
    revoke_all(tx, user)
    events.happened(tx, "user.changed", user_id=user.id)


def enable(tx: Tx, user: User) -> None:
    user.disabled_at, user.failures, user.locked_until = None, 0, None
    events.happened(tx, "user.changed", user_id=user.id)


def revoke_all(tx: Tx, user: User, now: datetime | None = None) -> None:
    tx.execute(
        update(StaffSession)
        .where(StaffSession.user_id == user.id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now or utcnow())
    )


def known(tx: Tx, email: str, now: datetime | None = None) -> User | None:
    """The account that may try to sign in now. Raises TooMany while it is locked.

    None for nobody and for a disabled account; the caller spends the same time on all of them.
    """
    now = now or utcnow()
    user = tx.scalars(select(User).where(User.email == email.strip().lower())).first()
    if user is None or user.disabled_at is not None:
        return None
    if user.locked_until is not None and user.locked_until > now:
        wait = (user.locked_until - now).total_seconds()
        raise TooMany(
            "This account is locked after too many wrong passwords.",
            f"Try again in {int(wait // 60) + 1} minutes.",
            retry_after=wait,
        )
    return user


def failed(tx: Tx, user_id: int, now: datetime | None = None) -> None:
    """Count a wrong password; the fifth locks the account for half an hour."""
    now = now or utcnow()
    user = tx.get(User, user_id)
    if user is None:
        return
    user.failures += 1
    if user.failures >= FAILURES_BEFORE_LOCK:
        user.failures, user.locked_until = 0, now + LOCKED_FOR


def open_session(
    tx: Tx, user_id: int, *, device: str = "", address: str = "", now: datetime | None = None
) -> SignedIn:
    """The token is told once; only its hash is kept."""
    now = now or utcnow()
    user = tx.get(User, user_id)
    if user is None or user.disabled_at is not None:
        raise Unauthorized("This account cannot sign in.")
    user.failures, user.locked_until = 0, None
    token = secrets.token_urlsafe(32)
    session = StaffSession(
        user_id=user.id,
        token_hash=token_hash(token),
        device=device[:120],
        address=address[:64],
        created_at=now,
        used_at=now,
        expires_at=now + SESSION_LASTS,
    )
    tx.add(session)
    tx.flush()
    return SignedIn(user, session, token)


def signed_in(tx: Tx, token: str, now: datetime | None = None) -> tuple[User, StaffSession] | None:
    """Who this token belongs to, if it still counts."""
    now = now or utcnow()
    if not token:
        return None
    found = tx.execute(
        select(User, StaffSession)
        .join(StaffSession, StaffSession.user_id == User.id)
        .where(
            StaffSession.token_hash == token_hash(token),
            StaffSession.revoked_at.is_(None),
            StaffSession.expires_at > now,
            User.disabled_at.is_(None),
        )
    ).first()
    return (found[0], found[1]) if found else None


def sign_out(tx: Tx, session_id: int, now: datetime | None = None) -> None:
    tx.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(revoked_at=now or utcnow())
    )


def used(tx: Tx, session_id: int, now: datetime | None = None) -> None:
    tx.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(used_at=now or utcnow())
    )
