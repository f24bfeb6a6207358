"""Notes: what colleagues tell one another in a conversation, and whom they mean.

`@ben` means the colleague whose name or address begins so. A note that means somebody tells them by
its event; the words stay in the note, and no guest sees either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from store import events
from store.conversations import get
from store.db import Tx
from store.messages import check_text
from store.tables import Note, User, utcnow

_NAMED = re.compile(r"(?<![\w@])@([\w.+-]+)")


def add(tx: Tx, conversation_id: int, text: str, by: User, now: datetime | None = None) -> Note:
    now = now or utcnow()
    get(tx, conversation_id)
    text = check_text(text).strip()
    mentions = [user.id for user in meant(tx, text)]
    note = Note(
        conversation_id=conversation_id,
        user_id=by.id,
        author_name=by.name or by.email,
        text=text,
        mentions=mentions,
        created_at=now,
    )
    tx.add(note)
    tx.flush()
    events.happened(
        tx,
        "note.added",
        conversation_id=conversation_id,
        actor=by.email,
        at=now,
        note_id=note.id,
        mentions=mentions,
    )
    return note


def meant(tx: Tx, text: str) -> list[User]:
    """Each colleague once, in the order they are named. A name that fits several means all."""
    named = [found.casefold().rstrip(".") for found in _NAMED.findall(text)]
    if not named:
        return []
    team = tx.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id)).all()
    found = {user.id: user for name in named for user in team if name and name in _names(user)}
    return list(found.values())


def _names(user: User) -> set[str]:
    """What a colleague is called by: address, the part before its @, each of their names, and
    those joined."""
    names = user.name.casefold().split()
    joined = "".join(names), ".".join(names)
    return {user.email, user.email.partition("@")[0], *names, *joined} - {""}


def of_conversation(tx: Tx, conversation_id: int) -> Sequence[Note]:
    """Oldest first."""
    return tx.scalars(
        select(Note).where(Note.conversation_id == conversation_id).order_by(Note.id)
    ).all()
