"""Settlements: what the owner decided where sources contradict each other or are out of date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from store import events, rows
from store.db import Tx
from store.errors import NotFound
from store.tables import Settlement, User, utcnow

# Built once: SQLAlchemy then keeps its cache key, which would cost more than the query.
_SETTLED = rows.table_of(Settlement).c
_VERSION = select(func.count(_SETTLED.id), func.max(_SETTLED.decided_at))


def dispute_key(kind: str, subject: str, values: Iterable[str]) -> str:
    """Names a dispute by what stands against what, so that it is known again after a re-ingest."""
    parts = [kind, subject.casefold().strip(), *sorted({v.casefold().strip() for v in values})]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def settle(
    tx: Tx,
    key: str,
    kind: str,
    subject: str,
    chosen: dict[str, Any],
    *,
    note: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Settlement:
    """Decide, or decide anew."""
    now = now or utcnow()
    found = tx.scalars(select(Settlement).where(Settlement.key == key)).first()
    if found is None:
        found = Settlement(key=key, kind=kind, subject=subject, chosen=chosen, decided_at=now)
        tx.add(found)
    found.chosen, found.note, found.decided_at = chosen, note, now
    found.decided_by = by.id if by else None
    events.happened(tx, "dispute.settled", actor=by.email if by else "", at=now, key=key)
    return found


def undo(tx: Tx, key: str) -> None:
    found = tx.scalars(select(Settlement).where(Settlement.key == key)).first()
    if found is None:
        raise NotFound("Nothing was decided there.", "See `concierge knowledge check`.")
    tx.delete(found)
    events.happened(tx, "dispute.reopened", key=key)


def version(tx: Tx) -> tuple[int, datetime | None]:
    """Changes whenever any decision does; asked by whoever keeps them in memory."""
    ((count, last),) = rows.look(tx, _VERSION)
    return count, last


def all_of(tx: Tx) -> Sequence[Settlement]:
    return tx.scalars(select(Settlement).order_by(Settlement.id)).all()
