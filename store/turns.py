"""Turns: from a guest's waiting message to its end.

    lease_next              a worker takes the conversation that has waited longest
    reply, draft, set_aside the turn ends, one way or another

Every guest message has its own turn, and turns of one conversation run in the order it was sent.
"Waiting" is written on the message (`turn`), so finding what is owed costs the same after ten
years.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, literal_column, select, update

from store import events
from store.conversations import LEASE, append, get, get_message
from store.db import Tx
from store.escalations import escalate
from store.tables import Conversation, Draft, Gap, Message, utcnow

TOO_LATE = timedelta(hours=1)
# Spelled out in the statement: SQLite uses a partial index only for a value it can see.
WAITING: ColumnElement[str] = literal_column("'waiting'")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a reply and where they come from, as a composer hands them over."""

    text: str
    outcome: str = "answered"
    kind: str = ""
    mode: str = ""
    lang: str = ""
    confidence: float | None = None
    citations: list[dict[str, Any]] = field(default_factory=list)
    quick_replies: list[str] = field(default_factory=list)
    generation_id: int | None = None
    latency_ms: float | None = None


def _still_waiting(message_id: Any) -> Any:
    concierge_speaks = exists().where(
        Conversation.id == Message.conversation_id, Conversation.speaker == "concierge"
    )
    return (Message.id == message_id) & (Message.turn == "waiting") & concierge_speaks


# Built once: SQLAlchemy then keeps their cache keys, which would cost more than the queries.
_AWAITS = select(exists().where(_still_waiting(bindparam("message"))))
_NEXT = (
    select(Message.id)
    .where(Message.turn == WAITING, Message.conversation_id == bindparam("conversation"))
    .order_by(Message.id)
    .limit(1)
)
_END = (
    update(Message)
    .where(_still_waiting(bindparam("message")))
    .values(turn=bindparam("ended"), turn_note=bindparam("note"))
    .execution_options(synchronize_session=False)
)


def awaits_reply(tx: Tx, message: Message) -> bool:
    """Whether the concierge still owes this message an answer, asked of the database anew."""
    return bool(tx.scalar(_AWAITS, {"message": message.id}))


class Due(NamedTuple):
    """A message whose turn it is, leased to the worker that asked."""

    conversation_id: int
    message_id: int
    too_late: bool


def lease_next(tx: Tx, worker: str, *, now: datetime | None = None) -> Due | None:
    """Take the conversation that has waited longest, unless somebody holds it."""
    now = now or utcnow()
    free = (Conversation.leased_by == "") | (Conversation.leased_until < now)
    first = tx.execute(
        select(Message.id, Message.conversation_id, Message.created_at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.turn == WAITING, free, Conversation.speaker == "concierge")
        .order_by(Message.id)
        .limit(1)
    ).first()
    if first is None:
        return None
    won = tx.execute(
        update(Conversation)
        .where(Conversation.id == first.conversation_id, free)
        .values(leased_by=worker, leased_until=now + LEASE)
    )
    if won.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return Due(first.conversation_id, first.id, now - first.created_at > TOO_LATE)


def anything_due(tx: Tx, now: datetime | None = None) -> bool:
    """Whether `lease_next` would find something; asked before taking the write lock for it."""
    free = (Conversation.leased_by == "") | (Conversation.leased_until < (now or utcnow()))
    return (
        tx.scalar(
            select(Message.id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Message.turn == WAITING, free, Conversation.speaker == "concierge")
            .limit(1)
        )
        is not None
    )


def next_waiting(tx: Tx, conversation_id: int) -> int | None:
    """The oldest message of a conversation that still waits; its lease is the caller's."""
    return tx.scalar(_NEXT, {"conversation": conversation_id})


def next_due(tx: Tx, conversation_id: int, now: datetime | None = None) -> Due | None:
    """The same, as the turn that is due; for whoever has just taken the lease."""
    message_id = next_waiting(tx, conversation_id)
    if message_id is None:
        return None
    waited = (now or utcnow()) - get_message(tx, message_id).created_at
    return Due(conversation_id, message_id, waited > TOO_LATE)


def release(tx: Tx, conversation_id: int, worker: str) -> None:
    tx.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.leased_by == worker)
        .values(leased_by="", leased_until=None)
    )


def go_on(tx: Tx, conversation_id: int, worker: str, now: datetime | None = None) -> int | None:
    """After a turn: the conversation's next waiting message under a fresh lease, else let it go.

    In the transaction that ends the turn, so that no message falls between two workers.
    """
    following = next_waiting(tx, conversation_id)
    if following is None or get(tx, conversation_id).speaker != "concierge":
        release(tx, conversation_id, worker)
        return None
    tx.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(leased_by=worker, leased_until=(now or utcnow()) + LEASE)
    )
    return following


def release_all(tx: Tx) -> int:
    """Free every lease. Only for a server that holds the home alone: nobody else can be working."""
    done = tx.execute(
        update(Conversation)
        .where(Conversation.leased_by != "")
        .values(leased_by="", leased_until=None)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _end_turn(tx: Tx, message: Message, state: str, note: str = "") -> bool:
    """Settle a turn; False when somebody else did, or the concierge may not speak any more."""
    won = tx.execute(_END, {"message": message.id, "ended": state, "note": note})
    return bool(won.rowcount == 1)  # type: ignore[attr-defined]


def reply(
    tx: Tx, message: Message, said: Said, *, worker: str = "", now: datetime | None = None
) -> Message | None:
    """Say it, and end the turn. None when no reply is wanted any more."""
    now = now or utcnow()
    if not _end_turn(tx, message, "answered"):
        return None
    conversation = get(tx, message.conversation_id)
    sent = append(tx, conversation, "concierge", said.text, now)
    _dress(sent, said, message.id)
    if conversation.leased_by == worker:
        conversation.leased_by, conversation.leased_until = "", None
    tx.flush()
    events.happened(
        tx,
        "message.replied",
        conversation_id=conversation.id,
        actor="concierge",
        at=now,
        message_id=sent.id,
        in_reply_to=message.id,
    )
    return sent


def _dress(message: Message, said: Said, in_reply_to: int) -> None:
    message.in_reply_to = in_reply_to
    message.outcome, message.kind, message.mode = said.outcome, said.kind, said.mode
    message.lang, message.confidence = said.lang, said.confidence
    message.citations, message.quick_replies = said.citations, said.quick_replies
    message.generation_id, message.latency_ms = said.generation_id, said.latency_ms


def draft(
    tx: Tx,
    message: Message,
    said: Said,
    reason: str,
    *,
    worker: str = "",
    now: datetime | None = None,
) -> Draft | None:
    """Lay the words before the staff instead. None when no reply is wanted any more."""
    now = now or utcnow()
    if not _end_turn(tx, message, "drafted", reason):
        return None
    kept = {name: getattr(said, name) for name in Said.__slots__ if name != "text"}
    waiting = Draft(
        conversation_id=message.conversation_id,
        message_id=message.id,
        proposed=said.text,
        text=said.text,
        answer=kept,
        reason=reason,
        created_at=now,
    )
    tx.add(waiting)
    tx.flush()
    release(tx, message.conversation_id, worker)
    events.happened(
        tx,
        "draft.waiting",
        conversation_id=message.conversation_id,
        at=now,
        draft_id=waiting.id,
        message_id=message.id,
    )
    return waiting


def set_aside(
    tx: Tx,
    message: Message,
    reason: str,
    *,
    state: str = "set_aside",
    worker: str = "",
    now: datetime | None = None,
) -> bool:
    """End a turn without words of our own and fetch a person; False if it had ended already."""
    if not _end_turn(tx, message, state, reason):
        return False
    escalate(tx, message.conversation_id, reason, message_id=message.id, now=now)
    release(tx, message.conversation_id, worker)
    events.happened(
        tx,
        "message.set_aside",
        conversation_id=message.conversation_id,
        at=now,
        message_id=message.id,
    )
    return True


def record_gap(tx: Tx, message: Message, question: str, now: datetime | None = None) -> Gap:
    gap = Gap(
        question=question[:500],
        lang=message.lang,
        conversation_id=message.conversation_id,
        message_id=message.id,
        created_at=now or utcnow(),
    )
    tx.add(gap)
    return gap


def count_waiting(tx: Tx) -> int:
    """Guest messages the concierge still owes an answer."""
    return tx.scalar(select(func.count()).where(Message.turn == WAITING)) or 0
