"""Canned answers: texts staff send often, with places that are filled in where they are used.

`{guest}`, `{me}`, `{business}`, `{channel}` and `{title}` are known; any other word in braces stays
as it is, so that nobody is refused for writing braces.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from store.db import Tx
from store.errors import Invalid, NotFound, TooMany
from store.messages import check_text
from store.tables import CannedAnswer, User, utcnow

LONGEST_NAME = 40
MOST = 500
PLACES = ("guest", "me", "business", "channel", "title")


def put(tx: Tx, name: str, text: str, by: User, now: datetime | None = None) -> CannedAnswer:
    """Write it, or write it anew under a name there is."""
    name = " ".join(name.split()).casefold()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.", "For example: late arrival.")
    text = check_text(text).strip()
    found = tx.scalars(select(CannedAnswer).where(CannedAnswer.name == name)).first()
    if found is None:
        if len(listed(tx)) >= MOST:
            raise TooMany(f"{MOST} canned answers are the most.", "Remove one first.")
        found = CannedAnswer(name=name)
        tx.add(found)
    found.text, found.changed_by, found.changed_at = text, by.id, now or utcnow()
    tx.flush()
    return found


def named(tx: Tx, name: str) -> CannedAnswer:
    """Raises NotFound."""
    wanted = " ".join(name.split()).casefold()
    found = tx.scalars(select(CannedAnswer).where(CannedAnswer.name == wanted)).first()
    if found is None:
        raise NotFound("There is no such canned answer.", "`concierge canned list` shows them.")
    return found


def remove(tx: Tx, canned_id: int) -> None:
    found = tx.get(CannedAnswer, canned_id)
    if found is None:
        raise NotFound("There is no such canned answer.", "`concierge canned list` shows them.")
    tx.delete(found)


def listed(tx: Tx) -> Sequence[CannedAnswer]:
    return tx.scalars(select(CannedAnswer).order_by(CannedAnswer.name)).all()
