"""Daily figures, kept for good: written once a day is settled, and again when somebody recomputes.

A day whose messages were deleted since keeps the figures it has: they cannot be had again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from store.db import Tx
from store.tables import Message, Rollup


def between(tx: Tx, first: date, last: date) -> Sequence[Any]:
    """Day, basis and figures of the days that are kept, both ends included, in order."""
    return tx.execute(
        select(Rollup.day, Rollup.basis, Rollup.figures)
        .where(Rollup.day >= first, Rollup.day <= last)
        .order_by(Rollup.day)
    ).all()


def bases(tx: Tx, first: date, last: date) -> dict[date, str]:
    """What the kept days were reckoned by."""
    rows = tx.execute(
        select(Rollup.day, Rollup.basis).where(Rollup.day >= first, Rollup.day <= last)
    )
    return {row.day: row.basis for row in rows}


def keep(
    tx: Tx, day: date, basis: str, figures: dict[str, Any], guest_messages: int, now: datetime
) -> bool:
    """False, and nothing changed, where fewer messages are left of the day than it once had."""
    known = tx.scalars(select(Rollup).where(Rollup.day == day)).first()
    if known is None:
        tx.add(
            Rollup(
                day=day, basis=basis, guest_messages=guest_messages, figures=figures, made_at=now
            )
        )
        return True
    if guest_messages < known.guest_messages:
        return False
    known.basis, known.figures, known.made_at = basis, figures, now
    known.guest_messages = guest_messages
    return True


def rename_basis(tx: Tx, day: date, basis: str) -> None:
    """Say that a day's figures stand by this basis too, for there are no others to be had."""
    tx.execute(update(Rollup).where(Rollup.day == day).values(basis=basis))


def first_message_at(tx: Tx) -> datetime | None:
    """When the oldest message that is still there was said; None before the first."""
    return tx.scalar(select(Message.created_at).order_by(Message.created_at).limit(1))


def first_day(tx: Tx) -> date | None:
    """The oldest day that is kept."""
    return tx.scalar(select(Rollup.day).order_by(Rollup.day).limit(1))
