"""The append-only log: every line is written in the transaction of what it tells of. Those that are
somebody's actions become lines of the audit log as well.

Kinds, with the ids their `data` holds:

    conversation.started | taken_over (user_id) | handed_back (user_id) | escalated (escalation_id)
    conversation.escalated (escalation_id, again): nobody came, so it is called once more
    conversation.closed (reason) | reopened
    conversation.assigned (user_id, or None) | snoozed (until) | woken | tagged
    note.added (note_id, mentions): never told to a guest
    message.received (message_id) | message.replied (message_id, in_reply_to)
    message.posted (message_id): said by staff or by the house, not in reply to one message
    message.set_aside (message_id) | message.read (seq): by the actor, "guest" or "staff"
    conversation.rated (rating_id)
    draft.waiting (draft_id, message_id) | draft.decided (draft_id, state, message_id)
    draft.rebuilt (draft_id): composed anew, with what the guest wrote since
    escalation.resolved (escalation_id) | prioritised (escalation_id, priority)
    source.changed (source_id, status) | source.refreshed (generation_id, headline, trouble)
    generation.building (generation_id) | generation.published (generation_id)
    report.ready (report_id) | schedule.failed (name)
    delivery.dead (delivery_id) | delivery.unknown (delivery_id)
    user.changed (user_id)
    demo.made (demo_id) | details_left (demo_id) | ended (demo_id)
    contact.merged (contact_id, gone_id) | split (contact_id, back_id) | erased (contact_id)
    notice.made (notice_id, user_id, notice, means): one of the staff is told of something
    house.paused | house.resumed: by the actor; automatic replies stop, or go on
    answer.changed (answer_id, state) | gap.closed (topic_id, state)
    budget.reached (period, percent): a day or a month of language models is 80 or 100 % spent
    dispute.settled (key) | dispute.reopened (key)
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from store import audit, rows
from store.db import Tx
from store.tables import Event, utcnow

# Built once: SQLAlchemy then keeps their cache keys, which would cost more than the queries.
_AFTER = (
    select(Event).where(Event.id > bindparam("seen")).order_by(Event.id).limit(bindparam("most"))
)
_AFTER_IN = _AFTER.where(Event.conversation_id == bindparam("conversation"))
_TOUCHED = (
    select(Event.id, Event.conversation_id)
    .where(Event.id > bindparam("seen"))
    .order_by(Event.id)
    .limit(bindparam("most"))
)
_NEWEST = select(func.max(Event.id))


def happened(
    tx: Tx,
    kind: str,
    *,
    conversation_id: int | None = None,
    actor: str = "",
    at: datetime | None = None,
    **data: Any,
) -> Event:
    at = at or utcnow()
    event = Event(kind=kind, conversation_id=conversation_id, actor=actor, data=data, at=at)
    tx.add(event)
    audit.follow(tx, kind, actor, at, {"conversation_id": conversation_id, **data})
    return event


def happened_now(
    tx: Tx,
    kind: str,
    *,
    conversation_id: int | None = None,
    actor: str = "",
    at: datetime | None = None,
    **data: Any,
) -> int:
    """The same, written at once; returns the event's id."""
    at = at or utcnow()
    event = rows.put(
        tx, Event(), kind=kind, conversation_id=conversation_id, actor=actor, data=data, at=at
    )
    audit.follow(tx, kind, actor, at, {"conversation_id": conversation_id, **data})
    return event.id


def after(
    tx: Tx, last_seen: int, *, conversation_id: int | None = None, limit: int = 500
) -> Sequence[Event]:
    """Events with a greater id, oldest first; at most `limit`, so ask again for more."""
    asked = {"seen": last_seen, "most": limit}
    if conversation_id is None:
        return tx.scalars(_AFTER, asked).all()
    return tx.scalars(_AFTER_IN, {**asked, "conversation": conversation_id}).all()


def touched_after(
    tx: Tx, last_seen: int, *, known: Container[int] = (), limit: int = 5_000
) -> tuple[int, set[int]]:
    """The id of the last event after this one, and the conversations told of since, but for the
    events that are `known`."""
    rows = tx.execute(_TOUCHED, {"seen": last_seen, "most": limit}).all()
    conversations = {row[1] for row in rows if row[1] is not None and row[0] not in known}
    return (rows[-1][0] if rows else last_seen), conversations


def newest(tx: Tx) -> int:
    """The id of the last event; 0 when nothing has happened yet."""
    return tx.scalar(_NEWEST) or 0
