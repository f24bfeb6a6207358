"""Staff accounts and their sessions: Argon2id and roles.

How sign-ins that fail are counted stands in `attempts.py`, the second step in `second_step.py`,
invitations and ways to a new password in `links.py`. Every change is a line of the audit log;
`by` is who made it ("" for the house's own machine).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, update

from store import attempts, audit, events
from store.conversations import token_hash
from store.db import Tx, changed
from store.errors import Conflict, Invalid, NotFound, Unauthorized
from store.rights import ROLES
from store.tables import StaffSession, User, utcnow

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
SESSION_LASTS = timedelta(days=14)
USED_EVERY = timedelta(minutes=5)


class SignedIn(NamedTuple):
    user: User
    session: StaffSession
    token: str


class Session(NamedTuple):
    user: User
    session: StaffSession


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


def check_role(role: str) -> str:
    if role not in ROLES:
        raise Invalid(f"There is no role {role!r}.", f"Choose one of {', '.join(ROLES)}.")
    return role


def add(
    tx: Tx,
    email: str,
    name: str,
    role: str,
    password: str | None,
    *,
    by: str = "",
    now: datetime | None = None,
) -> User:
    """Without a password nobody can sign in until an invitation was followed."""
    email, role = check_email(email), check_role(role)
    if tx.scalar(select(User.id).where(User.email == email)) is not None:
        raise Conflict(f"{email} has an account already.")
    user = User(
        email=email,
        name=name.strip() or email.partition("@")[0],
        role=role,
        password_hash="" if password is None else hash_password(check_password(password, email)),
        created_at=now or utcnow(),
    )
    tx.add(user)
    tx.flush()
    _changed(tx, user, "user.added", by, role=role)
    return user


def find(tx: Tx, email: str) -> User:
    user = tx.scalars(select(User).where(User.email == check_email(email))).first()
    if user is None:
        raise NotFound(f"Nobody here has the address {email}.", "`concierge user list` shows all.")
    return user


def listed(tx: Tx) -> Sequence[User]:
    return tx.scalars(select(User).order_by(User.id)).all()


def by_id(tx: Tx, user_id: int) -> User:
    user = tx.get(User, user_id)
    if user is None:
        raise NotFound(f"There is no account {user_id}.")
    return user


def set_password(tx: Tx, user: User, password: str, *, by: str = "") -> None:
    """Also ends the user's sessions: whoever knew the old one is out. A lock is lifted."""
    user.password_hash = hash_password(check_password(password, user.email))
    attempts.lift(tx, user.email)
    revoke_all(tx, user)
    _changed(tx, user, "password.changed", by)


def set_role(tx: Tx, user: User, role: str, *, by: str = "") -> None:
    """Counts from the next request on. Raises Conflict for the last owner."""
    if check_role(role) == user.role:
        return
    _keep_an_owner(tx, user)
    before, user.role = user.role, role
    _changed(tx, user, "user.role", by, role=role, before=before)


def rename(tx: Tx, user: User, name: str, *, by: str = "") -> None:
    user.name = name.strip() or user.email.partition("@")[0]
    _changed(tx, user, "user.renamed", by, name=user.name)


def disable(tx: Tx, user: User, now: datetime | None = None, *, by: str = "") -> None:
    """Raises Conflict for the last owner, or nobody could let anyone in again."""
    _keep_an_owner(tx, user)
    user.disabled_at = now or utcnow()
    revoke_all(tx, user)
    _changed(tx, user, "user.disabled", by)


def enable(tx: Tx, user: User, *, by: str = "") -> None:
    user.disabled_at = None
    attempts.lift(tx, user.email)
    _changed(tx, user, "user.enabled", by)


def _keep_an_owner(tx: Tx, user: User) -> None:
    owners = tx.scalars(
        select(User.id).where(User.role == "owner", User.disabled_at.is_(None))
    ).all()
    if list(owners) == [user.id]:
        raise Conflict("This is the last owner's account.", "Add another owner first.")


def _changed(tx: Tx, user: User, action: str, by: str, **detail: Any) -> None:
    events.happened(tx, "user.changed", actor=by, user_id=user.id)
    audit.note(tx, action, actor=by, about=user.email, **detail)


def revoke_all(tx: Tx, user: User, now: datetime | None = None) -> int:
    """Ends every sign-in of this account. Returns how many there were."""
    ended = tx.execute(
        update(StaffSession)
        .where(StaffSession.user_id == user.id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now or utcnow())
    )
    return changed(ended)


def with_address(tx: Tx, email: str) -> User | None:
    """None for nobody; whoever signs people in spends the same time on all of them."""
    return tx.scalars(select(User).where(User.email == email.strip().lower())).first()


def state_of(user: User) -> str:
    """disabled, invited (no password was chosen yet) or active."""
    if user.disabled_at is not None:
        return "disabled"
    return "active" if user.password_hash else "invited"


def can_sign_in(user: User | None) -> bool:
    return user is not None and user.disabled_at is None and bool(user.password_hash)


def open_session(
    tx: Tx, user_id: int, *, device: str = "", address: str = "", now: datetime | None = None
) -> SignedIn:
    """The token is told once; only its hash is kept."""
    now = now or utcnow()
    user = tx.get(User, user_id)
    if user is None or user.disabled_at is not None:
        raise Unauthorized("This account cannot sign in.")
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


def sessions(tx: Tx, user: User | None = None, now: datetime | None = None) -> list[Session]:
    """Sign-ins that still count, last used first; of everybody without `user`."""
    wanted = (
        select(User, StaffSession)
        .join(StaffSession, StaffSession.user_id == User.id)
        .where(StaffSession.revoked_at.is_(None), StaffSession.expires_at > (now or utcnow()))
        .order_by(StaffSession.used_at.desc(), StaffSession.id.desc())
    )
    if user is not None:
        wanted = wanted.where(User.id == user.id)
    return [Session(row[0], row[1]) for row in tx.execute(wanted)]


def end_session(
    tx: Tx, session_id: int, *, of: User | None = None, by: str = "", sender: str = ""
) -> None:
    """At once: the token opens nothing any more, and streams it opened end. Raises NotFound, also
    for a session of somebody else than `of`."""
    found = tx.get(StaffSession, session_id)
    if found is None or found.revoked_at is not None or (of and found.user_id != of.id):
        raise NotFound(
            f"There is no session {session_id}.", "`concierge session list` shows those there are."
        )
    found.revoked_at = utcnow()
    about = by_id(tx, found.user_id).email
    audit.note(tx, "session.revoked", actor=by, about=about, sender=sender, session_id=session_id)


def sign_out(tx: Tx, session_id: int, now: datetime | None = None) -> None:
    tx.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(revoked_at=now or utcnow())
    )


def used(tx: Tx, session_id: int, now: datetime | None = None) -> None:
    tx.execute(
        update(StaffSession).where(StaffSession.id == session_id).values(used_at=now or utcnow())
    )
