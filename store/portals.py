"""Links to a guest's own page: they expire, and only the hash of what is in them is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from store.conversations import token_hash
from store.db import Tx
from store.errors import NotFound
from store.tables import Contact, Conversation, Portal, utcnow

CONVERSATIONS = 20


class Opened(NamedTuple):
    """`token` is told once."""

    portal: Portal
    token: str


def open_for(tx: Tx, contact_id: int, *, days: int, now: datetime | None = None) -> Opened:
    now = now or utcnow()
    if tx.get(Contact, contact_id) is None:
        raise NotFound("There is no such contact.")
    token = secrets.token_urlsafe(32)
    portal = Portal(
        contact_id=contact_id,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    tx.add(portal)
    tx.flush()
    return Opened(portal, token)


def conversations_of(
    tx: Tx, token: str, now: datetime | None = None
) -> Sequence[Conversation] | None:
    """The guest's conversations, newest first; None when the link is unknown or has expired."""
    portal = tx.scalars(select(Portal).where(Portal.token_hash == token_hash(token))).first()
    if portal is None or portal.expires_at <= (now or utcnow()):
        return None
    return tx.scalars(
        select(Conversation)
        .where(Conversation.contact_id == portal.contact_id)
        .order_by(Conversation.id.desc())
        .limit(CONVERSATIONS)
    ).all()
