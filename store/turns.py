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
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, bindparam, exists, func, literal_column, select, update
from sqlalchemy.orm.util import identity_key

from store import events, rows
from store.conversations import LEASE
from store.db import Tx, changed
from store.errors import NotFound
from store.escalations import call
from store.messages import glimpse, written
from store.tables import Conversation, Draft, Gap, Message, utcnow

TOO_LATE = timedelta(hours=1)
# Spelled out in the statement: SQLite uses a partial index only for a value it can see.
WAITING: ColumnElement[str] = literal_column("'waiting'")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a reply and where they come from, as a composer hands them over.

    `opening` is the part of `text` that says who speaks; the inbox shows what comes behind it.
    """

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
    opening: str = ""

    def sources(self) -> dict[str, Any]:
        """All but the words: the columns of a message that say where they come from."""
        return {name: getattr(self, name) for name in self.__slots__ if name not in _WORDS}


_WORDS = ("text", "opening")


def _still_waiting(message_id: Any) -> Any:
    concierge_speaks = exists().where(
        Conversation.id == Message.conversation_id, Conversation.speaker == "concierge"
    )
    return (Message.id == message_id) & (Message.turn == "waiting") & concierge_speaks


# Built once: SQLAlchemy then keeps their cache keys, which would cost more than the queries.
_AWAITS = select(exists().where(_still_waiting(bindparam("message"))))
_TALKS, _SAYINGS = rows.table_of(Conversation), rows.table_of(Message)
_SPOKEN_SO_FAR = select(_TALKS.c.last_seq, _TALKS.c.leased_by).where(
    _TALKS.c.id == bindparam("conversation")
)
_END = (
    update(_SAYINGS)
    .where(
        _SAYINGS.c.id == bindparam("message"),
        _SAYINGS.c.turn == "waiting",
        exists().where(_TALKS.c.id == _SAYINGS.c.conversation_id, _TALKS.c.speaker == "concierge"),
    )
    .values(turn=bindparam("ended"), turn_note=bindparam("note"))
)
_WAITS = (
    select(_SAYINGS.c.id, _SAYINGS.c.created_at)
    .where(_SAYINGS.c.turn == WAITING, _SAYINGS.c.conversation_id == bindparam("conversation"))
    .order_by(_SAYINGS.c.id)
    .limit(1)
)
# The next one, where the concierge may speak.
_FOLLOWING = (
    select(_SAYINGS.c.id)
    .join(_TALKS, _TALKS.c.id == _SAYINGS.c.conversation_id)
    .where(
        _SAYINGS.c.turn == WAITING,
        _SAYINGS.c.conversation_id == bindparam("conversation"),
        _TALKS.c.speaker == "concierge",
    )
    .order_by(_SAYINGS.c.id)
    .limit(1)
)
_RELEASE = (
    update(_TALKS)
    .where(_TALKS.c.id == bindparam("conversation"), _TALKS.c.leased_by == bindparam("by"))
    .values(leased_by="", leased_until=None)
)


class Asking(Protocol):
    """A guest's message, as far as ending its turn needs it."""

    @property
    def id(self) -> int: ...
    @property
    def conversation_id(self) -> int: ...
    @property
    def lang(self) -> str: ...


class Taken(NamedTuple):
    """A guest's message with what a turn must know of its conversation."""

    id: int
    conversation_id: int
    seq: int
    text: str
    lang: str
    turn: str | None
    channel: str
    locale: str
    speaker: str
    last_seq: int


_TAKEN = (
    select(
        _SAYINGS.c.id,
        _SAYINGS.c.conversation_id,
        _SAYINGS.c.seq,
        _SAYINGS.c.text,
        _SAYINGS.c.lang,
        _SAYINGS.c.turn,
        _TALKS.c.channel,
        _TALKS.c.locale,
        _TALKS.c.speaker,
        _TALKS.c.last_seq,
    )
    .join(_TALKS, _TALKS.c.id == _SAYINGS.c.conversation_id)
    .where(_SAYINGS.c.id == bindparam("message"))
)


def take(tx: Tx, message_id: int) -> Taken:
    """What every turn begins with, in one look. Raises NotFound."""
    found = rows.look(tx, _TAKEN, {"message": message_id})
    if not found:
        raise NotFound("There is no such message.")
    return Taken(*found[0])


def awaits_reply(tx: Tx, message: Asking) -> bool:
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
    if changed(won) != 1:
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


def next_due(tx: Tx, conversation_id: int, now: datetime | None = None) -> Due | None:
    """The oldest message of a conversation that still waits; for whoever has taken its lease."""
    waits = rows.look(tx, _WAITS, {"conversation": conversation_id})
    if not waits:
        return None
    first, since = waits[0]
    return Due(conversation_id, first, (now or utcnow()) - since > TOO_LATE)


def release(tx: Tx, conversation_id: int, worker: str) -> None:
    rows.run(tx, _RELEASE, {"conversation": conversation_id, "by": worker})
    held = tx.identity_map.get(identity_key(Conversation, conversation_id))
    if held is not None:
        tx.refresh(held)


def go_on(tx: Tx, conversation_id: int, worker: str, now: datetime | None = None) -> int | None:
    """After a turn: the conversation's next waiting message under a fresh lease, else let it go.

    In the transaction that ends the turn, so that no message falls between two workers.
    """
    following = rows.scalar(tx, _FOLLOWING, {"conversation": conversation_id})
    if following is None:
        release(tx, conversation_id, worker)
        return None
    until = (now or utcnow()) + LEASE
    rows.change(tx, Conversation, conversation_id, leased_by=worker, leased_until=until)
    return int(following)


def release_all(tx: Tx) -> int:
    """Free every lease. Only for a server that holds the home alone: nobody else can be working."""
    done = tx.execute(
        update(Conversation)
        .where(Conversation.leased_by != "")
        .values(leased_by="", leased_until=None)
    )
    return changed(done)


def _end_turn(tx: Tx, message: Asking, state: str, note: str = "") -> bool:
    """Settle a turn; False when somebody else did, or the concierge may not speak any more."""
    ended = {"message": message.id, "ended": state, "note": note}
    return rows.run(tx, _END, ended) == 1


class Spoken(NamedTuple):
    """A reply, and the id of the event that tells of it."""

    message: Message
    event_id: int


def reply(
    tx: Tx, message: Asking, said: Said, *, worker: str = "", now: datetime | None = None
) -> Message | None:
    """Say it, and end the turn. None when no reply is wanted any more."""
    spoken = speak(tx, message, said, worker=worker, now=now)
    return spoken and spoken.message


def speak(
    tx: Tx, message: Asking, said: Said, *, worker: str = "", now: datetime | None = None
) -> Spoken | None:
    """`reply`, for whoever tells of it too."""
    now = now or utcnow()
    if not _end_turn(tx, message, "answered"):
        return None
    asked = {"conversation": message.conversation_id}
    ((last_seq, leased_by),) = rows.look(tx, _SPOKEN_SO_FAR, asked)
    columns = written(message.conversation_id, last_seq + 1, "concierge", said.text, now)
    sent = rows.put(tx, Message(), **{**columns, **said.sources(), "in_reply_to": message.id})
    changes: dict[str, Any] = {"last_seq": sent.seq, "last_message_at": now}
    if leased_by == worker:
        changes |= {"leased_by": "", "leased_until": None}
    changes["last_text"] = glimpse(said.text, said.opening)
    rows.change(tx, Conversation, message.conversation_id, **changes)
    event_id = events.happened_now(
        tx,
        "message.replied",
        conversation_id=message.conversation_id,
        actor="concierge",
        at=now,
        message_id=sent.id,
        in_reply_to=message.id,
    )
    return Spoken(sent, event_id)


def draft(
    tx: Tx,
    message: Asking,
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
    waiting = Draft(
        conversation_id=message.conversation_id,
        message_id=message.id,
        proposed=said.text,
        text=said.text,
        answer={**said.sources(), "opening": said.opening},
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
    message: Asking,
    reason: str,
    *,
    state: str = "set_aside",
    worker: str = "",
    now: datetime | None = None,
) -> bool:
    """End a turn without words of our own and fetch a person; False if it had ended already."""
    if not _end_turn(tx, message, state, reason):
        return False
    call(tx, message.conversation_id, reason, message_id=message.id, now=now)
    release(tx, message.conversation_id, worker)
    events.happened(
        tx,
        "message.set_aside",
        conversation_id=message.conversation_id,
        at=now,
        message_id=message.id,
    )
    return True


def record_gap(tx: Tx, message: Asking, question: str, now: datetime | None = None) -> Gap:
    return tx.get_one(Gap, note_gap(tx, message, question, now))


def note_gap(tx: Tx, message: Asking, question: str, now: datetime | None = None) -> int:
    """`record_gap`, for whoever needs no more than its id."""
    gap = rows.put(
        tx,
        Gap(),
        question=question[:500],
        lang=message.lang,
        conversation_id=message.conversation_id,
        message_id=message.id,
        topic_id=None,
        state="open",
        created_at=now or utcnow(),
    )
    return gap.id


def count_waiting(tx: Tx) -> int:
    """Guest messages the concierge still owes an answer."""
    return tx.scalar(select(func.count()).where(Message.turn == WAITING)) or 0
