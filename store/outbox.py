"""The outbox: what must still leave the house, durable until it has.

    queue → claim → (the courier sends) → settle | postpone | give_up | unknown

Claims expire. A delivery found claimed by a dead worker is tried again with the same `key`, which
is the vendor's idempotency key; a courier that has no such thing marks it `unknown` instead, and a
person decides. A courier that can tell "not a byte has left yet" notes the moment it is about to
leave in `vendor_id`; sending a delivery again by hand must clear that note.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select, update

from store import events
from store.db import Tx, changed
from store.tables import Delivery, utcnow

CLAIM = timedelta(minutes=2)
FIRST_WAIT = timedelta(seconds=5)
MAX_ATTEMPTS = 8


def queue(
    tx: Tx,
    courier: str,
    recipient: str,
    payload: dict[str, Any],
    *,
    key: str,
    conversation_id: int | None = None,
    message_id: int | None = None,
    now: datetime | None = None,
) -> Delivery | None:
    """Owe a delivery, once per `key`; None when it is owed (or done) already."""
    now = now or utcnow()
    if tx.scalar(select(Delivery.id).where(Delivery.key == key)) is not None:
        return None
    delivery = Delivery(
        courier=courier,
        recipient=recipient,
        payload=payload,
        key=key,
        conversation_id=conversation_id,
        message_id=message_id,
        due_at=now,
        created_at=now,
    )
    tx.add(delivery)
    tx.flush()
    return delivery


def anything_due(tx: Tx, now: datetime) -> bool:
    """Whether `claim` would find something; asked before taking the write lock for it.

    The states are spelled out as the partial index has them, so that it is used.
    """
    owed = Delivery.state.in_([literal_column("'waiting'"), literal_column("'claimed'")])
    found = tx.scalar(select(Delivery.id).where(owed, Delivery.due_at <= now).limit(1))
    return found is not None


def claim(tx: Tx, worker: str, *, now: datetime | None = None) -> Delivery | None:
    """The delivery that has been due longest, or None. Abandoned claims count as due."""
    now = now or utcnow()
    due = (Delivery.state == "waiting") & (Delivery.due_at <= now)
    abandoned = (Delivery.state == "claimed") & (Delivery.claimed_until < now)
    first = tx.scalar(
        select(Delivery.id).where(due | abandoned).order_by(Delivery.due_at, Delivery.id).limit(1)
    )
    if first is None:
        return None
    won = tx.execute(
        update(Delivery)
        .where(Delivery.id == first, due | abandoned)
        .values(
            state="claimed",
            claimed_by=worker,
            claimed_until=now + CLAIM,
            attempts=Delivery.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    if changed(won) != 1:
        return None
    return tx.get(Delivery, first, populate_existing=True)


def settle(tx: Tx, delivery: Delivery, vendor_id: str = "", now: datetime | None = None) -> None:
    _end(tx, delivery, "sent", vendor_id=vendor_id, sent_at=now or utcnow(), error="")


def postpone(tx: Tx, delivery: Delivery, error: str, now: datetime | None = None) -> None:
    """Try later, waiting twice as long each time; after eight attempts it is a dead letter."""
    if delivery.attempts >= MAX_ATTEMPTS:
        give_up(tx, delivery, error, now)
        return
    wait = FIRST_WAIT * (4 ** min(delivery.attempts - 1, 6))
    _end(tx, delivery, "waiting", due_at=(now or utcnow()) + wait, error=error[:500])


def give_up(tx: Tx, delivery: Delivery, error: str, now: datetime | None = None) -> None:
    """A dead letter: visible to staff, and may be sent again by hand."""
    _end(tx, delivery, "dead", error=error[:500])
    events.happened(
        tx,
        "delivery.dead",
        conversation_id=delivery.conversation_id,
        at=now,
        delivery_id=delivery.id,
    )


def unknown(tx: Tx, delivery: Delivery, error: str) -> None:
    """It may or may not have left; only a person can tell, so nothing tries again."""
    _end(tx, delivery, "unknown", error=error[:500])


def release_claims(tx: Tx, *, now: datetime | None = None) -> int:
    """Make every claimed delivery due at once. Only for a server that holds the home alone."""
    done = tx.execute(
        update(Delivery)
        .where(Delivery.state == "claimed")
        .values(claimed_until=(now or utcnow()) - CLAIM)
        .execution_options(synchronize_session=False)
    )
    return changed(done)


def stuck(tx: Tx) -> dict[str, int]:
    """How many were given up (`dead`), and of how many nobody knows (`unknown`)."""
    rows = tx.execute(
        select(Delivery.state, func.count().label("number"))
        .where(Delivery.state.in_(["dead", "unknown"]))
        .group_by(Delivery.state)
    )
    return {row.state: row.number for row in rows}


def _end(tx: Tx, delivery: Delivery, state: str, **changes: Any) -> None:
    tx.execute(
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.claimed_by == delivery.claimed_by)
        .values(state=state, claimed_by="", claimed_until=None, **changes)
        .execution_options(synchronize_session=False)
    )
