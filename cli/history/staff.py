"""The staff of a demonstration: who they are, and what they do every evening."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from store import accounts, conversations
from store.db import Tx
from store.tables import Conversation, User
from templates.demonstration.demo import Person
from templates.handed import folded


def holder(tx: Tx, row: Conversation) -> User | None:
    """Who of the staff has the conversation just now."""
    return tx.get(User, row.speaker_user_id) if row.speaker_user_id else None


def tidy(tx: Tx, at: datetime) -> None:
    """What the server and the staff do every evening."""
    conversations.close_quiet(tx, now=at, limit=1_000)
    tx.flush()
    for row in conversations.listed(tx, status="open", limit=500):
        if row.last_message_at < at - timedelta(hours=3) and row.unread:
            conversations.mark_seen(tx, row.id)


def hired(tx: Tx, people: tuple[Person, ...], domain: str, at: datetime) -> list[User]:
    """Accounts for those who reply in the month. They have no password until somebody sets one."""
    team = []
    for person in people:
        name = re.sub(r"[^a-z0-9]+", ".", folded(person.name)).strip(".")
        email = f"{name}@{domain}"
        team.append(accounts.add(tx, email, person.name, person.role, None, now=at))
    return [user for user in team if user.role != "viewer"]
