"""One switch for the whole house: while it is paused, no reply of the concierge leaves by itself.

Replies are still composed, and wait for staff; guests are told that a person will answer. The
switch is read in the write that would send a reply, so it holds from the moment it is thrown.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select

from store import events, rows
from store.db import Tx
from store.tables import Pointer, utcnow

NAME = "paused"
WHY = "Automatic replies are paused."
_POINTERS = rows.table_of(Pointer).c
_PAUSED = select(_POINTERS.value).where(_POINTERS.name == NAME)


class Pause(NamedTuple):
    since: datetime
    by: str


def current(tx: Tx) -> Pause | None:
    """None while the house answers by itself."""
    value = rows.scalar(tx, _PAUSED)
    if not value:
        return None
    since, _, by = str(value).partition(" ")
    return Pause(datetime.fromisoformat(since), by)


def pause(tx: Tx, by: str, now: datetime | None = None) -> Pause:
    """Paused already stays as it was."""
    before = current(tx)
    if before is not None:
        return before
    now = now or utcnow()
    tx.add(Pointer(name=NAME, value=f"{now.isoformat()} {by}"))
    events.happened(tx, "house.paused", actor=by, at=now)
    return Pause(now, by)


def resume(tx: Tx, by: str, now: datetime | None = None) -> None:
    """From the next message on; what waits for staff goes on waiting."""
    if current(tx) is None:
        return
    tx.execute(delete(Pointer).where(Pointer.name == NAME))
    events.happened(tx, "house.resumed", actor=by, at=now)
