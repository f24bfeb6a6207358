"""Escalations: conversations that need a person, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, literal_column, select

from store import events, rows
from store.db import Tx
from store.errors import Conflict, Invalid, NotFound
from store.tables import Conversation, Escalation, User, utcnow

PRIORITIES = (1, 2, 3)
_ESCALATIONS = rows.table_of(Escalation).c
# Spelled out in the statement, like the index it uses.
_OPEN = select(_ESCALATIONS.id, _ESCALATIONS.priority).where(
    _ESCALATIONS.conversation_id == bindparam("conversation"),
    _ESCALATIONS.state == literal_column("'open'"),
)


def escalate(
    tx: Tx,
    conversation_id: int,
    reason: str,
    *,
    message_id: int | None = None,
    priority: int = 2,
    now: datetime | None = None,
) -> Escalation:
    """Ask for a person; priority 1 is the most urgent. An open escalation is not doubled."""
    called = call(tx, conversation_id, reason, message_id=message_id, priority=priority, now=now)
    return tx.get_one(Escalation, called)


def call(
    tx: Tx,
    conversation_id: int,
    reason: str,
    *,
    message_id: int | None = None,
    priority: int = 2,
    now: datetime | None = None,
) -> int:
    """`escalate`, for whoever needs no more than its id: a third of the cost."""
    now = now or utcnow()
    open_ones = rows.look(tx, _OPEN, {"conversation": conversation_id})
    if open_ones:
        there, urgency = open_ones[0]
        if priority < urgency:
            rows.change(tx, Escalation, there, priority=priority)
        return int(there)
    escalation = rows.put(
        tx,
        Escalation(),
        conversation_id=conversation_id,
        message_id=message_id,
        reason=reason,
        priority=priority,
        state="open",
        created_at=now,
        note="",
    )
    events.happened_now(
        tx,
        "conversation.escalated",
        conversation_id=conversation_id,
        at=now,
        escalation_id=escalation.id,
    )
    return escalation.id


def open_escalation(tx: Tx, conversation_id: int) -> Escalation | None:
    return tx.scalars(
        select(Escalation).where(
            Escalation.conversation_id == conversation_id, Escalation.state == "open"
        )
    ).first()


def resolve(
    tx: Tx, escalation_id: int, by: User, note: str = "", now: datetime | None = None
) -> Escalation:
    """Raises NotFound, or Conflict when a colleague was first."""
    now = now or utcnow()
    escalation = _open_one(tx, escalation_id)
    escalation.state, escalation.resolved_at = "resolved", now
    escalation.resolved_by, escalation.note = by.id, note
    events.happened(
        tx,
        "escalation.resolved",
        conversation_id=escalation.conversation_id,
        actor=by.email,
        at=now,
        escalation_id=escalation.id,
    )
    return escalation


def _open_one(tx: Tx, escalation_id: int) -> Escalation:
    escalation = tx.get(Escalation, escalation_id)
    if escalation is None:
        raise NotFound("There is no such escalation.")
    if escalation.state != "open":
        raise Conflict("This escalation is resolved already.")
    return escalation


def prioritise(
    tx: Tx, escalation_id: int, priority: int, by: User, now: datetime | None = None
) -> Escalation:
    if priority not in PRIORITIES:
        raise Invalid("A priority is 1, 2 or 3; 1 is the most urgent.")
    escalation = _open_one(tx, escalation_id)
    if escalation.priority != priority:
        escalation.priority = priority
        events.happened(
            tx,
            "escalation.prioritised",
            conversation_id=escalation.conversation_id,
            actor=by.email,
            at=now,
            escalation_id=escalation.id,
            priority=priority,
        )
    return escalation


def unanswered(tx: Tx, waited: timedelta, now: datetime, limit: int = 200) -> Sequence[int]:
    """Open calls that nobody of the staff came for in this time since they were last made. One that
    was made again as urgently as can be is not made a third time."""
    last_called = func.coalesce(Escalation.called_again_at, Escalation.created_at)
    return tx.scalars(
        select(Escalation.id)
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .where(
            Escalation.state == "open",
            last_called <= now - waited,
            Escalation.called_again_at.is_(None) | (Escalation.priority > PRIORITIES[0]),
            Conversation.speaker != "staff",
            Conversation.status == "open",
        )
        .order_by(Escalation.id)
        .limit(limit)
    ).all()


def call_again(tx: Tx, escalation_id: int, now: datetime | None = None) -> Escalation:
    """The same call, one step more urgent; whoever is told of calls is told of it."""
    now = now or utcnow()
    escalation = _open_one(tx, escalation_id)
    escalation.called_again_at = now
    escalation.priority = max(PRIORITIES[0], escalation.priority - 1)
    events.happened(
        tx,
        "conversation.escalated",
        conversation_id=escalation.conversation_id,
        at=now,
        escalation_id=escalation.id,
        again=True,
    )
    return escalation


def waiting(tx: Tx, *, limit: int = 200) -> Sequence[Escalation]:
    """Open ones: most urgent first, then oldest."""
    return tx.scalars(
        select(Escalation)
        .where(Escalation.state == "open")
        .order_by(Escalation.priority, Escalation.id)
        .limit(limit)
    ).all()
