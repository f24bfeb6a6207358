"""Invitations and ways to a new password: links that are good once and end by themselves.

Whoever holds one may set the password of its account, so only its hash is kept, and it goes to the
account's own mail address or is printed for whoever made it. A new link ends those before it.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from store import accounts, audit, outbox
from store.conversations import token_hash
from store.db import Tx
from store.errors import Conflict, Forbidden, Unauthorized
from store.tables import AccountLink, User, utcnow

LASTS = {"invite": timedelta(days=7), "reset": timedelta(hours=2)}
KEPT_FOR = timedelta(days=30)
WRITTEN: dict[str, tuple[str, str]] = {
    "invite": (
        "Your account at the desk of {business}",
        "Hello {name},\n\nyou have an account at the desk of {business}. Choose your password "
        "here:\n\n{address}\n\nThe link is good once, until {until} UTC.\n",
    ),
    "reset": (
        "A new password for the desk of {business}",
        "Hello {name},\n\nsomebody, probably you, asked for a new password for the desk of "
        "{business}. Choose it here:\n\n{address}\n\nThe link is good once, until {until} UTC. If "
        "you did not ask, leave it: your password stays as it is.\n",
    ),
}


class Made(NamedTuple):
    """The token is told once, as part of the link's address."""

    link: AccountLink
    user: User
    token: str


def make(
    tx: Tx, user: User, kind: str, *, by: str = "", sender: str = "", now: datetime | None = None
) -> Made:
    """`kind` is invite or reset. Raises Forbidden for an account that is disabled."""
    now = now or utcnow()
    if user.disabled_at is not None:
        raise Forbidden(f"The account of {user.email} is disabled.", "Enable it first.")
    if kind == "invite" and user.password_hash:
        raise Conflict(f"{user.email} has a password already.", "Make a reset instead.")
    tx.execute(delete(AccountLink).where(AccountLink.expires_at < now - KEPT_FOR))
    tx.execute(
        update(AccountLink)
        .where(AccountLink.user_id == user.id, AccountLink.used_at.is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    link = AccountLink(
        user_id=user.id,
        kind=kind,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + LASTS[kind],
    )
    tx.add(link)
    tx.flush()
    audit.note(tx, f"link.{kind}", actor=by, about=user.email, sender=sender, at=now)
    return Made(link, user, token)


def opened(tx: Tx, token: str, now: datetime | None = None) -> tuple[User, AccountLink]:
    """Whose link this is. Raises Unauthorized, the same for used, ended and never made."""
    found = tx.execute(
        select(User, AccountLink)
        .join(AccountLink, AccountLink.user_id == User.id)
        .where(
            AccountLink.token_hash == token_hash(token),
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > (now or utcnow()),
            User.disabled_at.is_(None),
        )
    ).first()
    if found is None:
        raise Unauthorized("This link has been used, or it has ended.", "Ask for a new one.")
    return found[0], found[1]


def follow(
    tx: Tx, token: str, password: str, *, sender: str = "", now: datetime | None = None
) -> User:
    """Sets the password, ends every session, and uses the link up. A second step stays."""
    now = now or utcnow()
    user, link = opened(tx, token, now)
    accounts.set_password(tx, user, password, by=user.email)
    link.used_at = now
    audit.note(tx, "link.used", actor=user.email, about=link.kind, sender=sender, at=now)
    return user


def address_of(public_url: str, token: str) -> str:
    return f"{public_url}/account/{token}"


def send(tx: Tx, made: Made, business: str, public_url: str) -> None:
    """Owes the mail, in the transaction that made the link."""
    subject, text = WRITTEN[made.link.kind]
    fields = {
        "business": business,
        "name": made.user.name,
        "address": address_of(public_url, made.token),
        "until": f"{made.link.expires_at:%Y-%m-%d %H:%M}",
    }
    payload = {"subject": subject.format(**fields), "text": text.format(**fields)}
    outbox.queue(tx, "mail", made.user.email, payload, key=f"account-link-{made.link.id}")
