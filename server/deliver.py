"""One delivery leaves the house: claim, act, settle.

    claim     a write; from here on it is ours for two minutes
    act       the courier hands it over; no transaction is open, it may take seconds
    settle    a write: sent, postponed, given up, or unknown

Nothing is sent twice. A courier whose provider knows our key (`idempotent`) may repeat itself, so
an interrupted delivery is just made again. Mail has no such key. Its courier tells us, at the last
moment when surely nothing was accepted, that the mail is about to leave, and we write that down
(`vendor_id`) before it goes on. So a delivery whose worker died is told apart:

    not written down   it never left: it is tried again
    written down       it may have left: it becomes `unknown`, and a person decides

The same write is a fence: a worker that was so slow that its claim went to another is refused it,
and breaks off before anything was accepted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select, text, update

from channels.channel import Courier, Outbound, Sent, Uncertain
from store import events, outbox
from store.crashpoints import reach
from store.db import Store, Tx, changed
from store.errors import ConciergeError, Conflict, Unavailable
from store.tables import Delivery

log = logging.getLogger(__name__)

INTERRUPTED = "The concierge was stopped while this was leaving; it may have been received."
# Spelled as the partial index spells it: otherwise SQLite does not see that it may use it.
OPEN = text("state IN ('waiting', 'claimed')")


def deliver_one(store: Store, couriers: Mapping[str, Courier], worker: str, now: datetime) -> bool:
    """Make the delivery that has been due longest. False when nothing was due."""
    with store.writing() as tx:
        doubtful = _set_aside_doubtful(tx, couriers, now)
        delivery = outbox.claim(tx, worker, now=now)
    if delivery is None:
        return doubtful > 0
    reach("delivery.claimed")
    _act_and_settle(store, couriers, delivery, now)
    return True


def _set_aside_doubtful(tx: Tx, couriers: Mapping[str, Courier], now: datetime) -> int:
    """Lay before a person what a dead worker may have sent and nobody can ask about.

    In the same write as the claim that follows, so that no claim can come between.
    """
    marked = tx.scalars(
        select(Delivery).where(
            OPEN,
            Delivery.state == "claimed",
            Delivery.claimed_until < now,
            Delivery.vendor_id != "",
        )
    ).all()
    doubtful = [d for d in marked if not _may_repeat(couriers, d)]
    for delivery in doubtful:
        _unknown(tx, delivery, INTERRUPTED, now)
    return len(doubtful)


def _may_repeat(couriers: Mapping[str, Courier], delivery: Delivery) -> bool:
    courier = couriers.get(delivery.courier)
    return courier is not None and courier.idempotent


def _act_and_settle(
    store: Store, couriers: Mapping[str, Courier], delivery: Delivery, now: datetime
) -> None:
    noted: list[str] = []

    def leaving(vendor_id: str) -> None:
        _note_leaving(store, delivery, vendor_id)
        noted.append(vendor_id)

    try:
        sent = _send(couriers, delivery, leaving)
    except Conflict as error:
        log.warning("Delivery %s was left to another worker: %s", delivery.id, error)
        return
    except Uncertain as error:
        with store.writing() as tx:
            _unknown(tx, delivery, error.message, now)
    except Unavailable as error:
        with store.writing() as tx:
            _note_it_stayed(tx, delivery)
            outbox.postpone(tx, delivery, error.message, now)
    except ConciergeError as error:
        with store.writing() as tx:
            _note_it_stayed(tx, delivery)
            outbox.give_up(tx, delivery, error.message, now)
    except Exception as error:
        log.exception("The courier %s failed with delivery %s.", delivery.courier, delivery.id)
        with store.writing() as tx:
            _after_a_bug(tx, delivery, repr(error), now, may_have_left=bool(noted))
    else:
        reach("delivery.sent")
        with store.writing() as tx:
            outbox.settle(tx, delivery, sent.vendor_id, now)
        reach("delivery.settled")


def _send(
    couriers: Mapping[str, Courier], delivery: Delivery, leaving: Callable[[str], None]
) -> Sent:
    courier = couriers.get(delivery.courier)
    if courier is None:
        raise Unavailable(f"There is no way out for {delivery.courier!r} in the settings.")
    outbound = Outbound(delivery.key, delivery.recipient, delivery.payload)
    return courier.send(outbound, leaving)


def _note_leaving(store: Store, delivery: Delivery, vendor_id: str) -> None:
    """Write down that it is about to leave. Raises Conflict when the claim is not ours any more."""
    with store.writing() as tx:
        won = tx.execute(
            update(Delivery)
            .where(
                Delivery.id == delivery.id,
                Delivery.state == "claimed",
                Delivery.claimed_by == delivery.claimed_by,
                Delivery.attempts == delivery.attempts,
            )
            .values(vendor_id=vendor_id or delivery.key)
            .execution_options(synchronize_session=False)
        )
        if changed(won) != 1:
            raise Conflict("The claim on this delivery has gone to another worker.")


def _note_it_stayed(tx: Tx, delivery: Delivery) -> None:
    """Refused after all: the next worker may be sure that it has not left."""
    tx.execute(
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.claimed_by == delivery.claimed_by)
        .values(vendor_id="")
        .execution_options(synchronize_session=False)
    )


def _after_a_bug(
    tx: Tx, delivery: Delivery, error: str, now: datetime, *, may_have_left: bool
) -> None:
    if may_have_left:
        _unknown(tx, delivery, error, now)
    else:
        outbox.give_up(tx, delivery, error, now)


def _unknown(tx: Tx, delivery: Delivery, error: str, now: datetime) -> None:
    outbox.unknown(tx, delivery, error)
    events.happened(
        tx,
        "delivery.unknown",
        conversation_id=delivery.conversation_id,
        at=now,
        delivery_id=delivery.id,
    )
