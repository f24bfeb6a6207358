"""Tags: words by which staff find conversations again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from store import events
from store.conversations import get
from store.db import Tx
from store.errors import Invalid, TooMany
from store.tables import Tag, User

LONGEST = 40
MOST = 20
_WORD = re.compile(r"[\w][\w.:/+-]*")


def named(text: str) -> str:
    """A tag as it is stored: one word in small letters. Raises Invalid for what is none."""
    name = text.strip().removeprefix("#").casefold()
    if not _WORD.fullmatch(name) or len(name) > LONGEST:
        raise Invalid(
            f"{text!r} is no tag.", f"Take one word of letters and digits, {LONGEST} at most."
        )
    return name


def change(
    tx: Tx,
    conversation_id: int,
    by: User,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    now: datetime | None = None,
) -> None:
    """What is there already, or is not there, is no mistake."""
    get(tx, conversation_id)
    there = set(of_conversation(tx, conversation_id))
    added = dict.fromkeys(name for text in add if (name := named(text)) not in there)
    removed = {named(text) for text in remove} & there
    if not added and not removed:
        return
    if len(there) + len(added) - len(removed) > MOST:
        raise TooMany(f"A conversation has {MOST} tags at most.", "Take one away first.")
    tx.add_all(Tag(conversation_id=conversation_id, name=name) for name in added)
    if removed:
        tx.execute(delete(Tag).where(Tag.conversation_id == conversation_id, Tag.name.in_(removed)))
    tx.flush()
    events.happened(
        tx, "conversation.tagged", conversation_id=conversation_id, actor=by.email, at=now
    )


def of_conversation(tx: Tx, conversation_id: int) -> Sequence[str]:
    return tx.scalars(
        select(Tag.name).where(Tag.conversation_id == conversation_id).order_by(Tag.name)
    ).all()


def known(tx: Tx, limit: int = 200) -> Sequence[str]:
    """Those in use, the commonest first."""
    return tx.scalars(
        select(Tag.name).group_by(Tag.name).order_by(func.count().desc(), Tag.name).limit(limit)
    ).all()
