"""What else a guest does in a conversation, besides writing: wish for a person, send a file, read,
rate, say who they are.

Whatever only a person can see to (a file, a wish to be called back) is a message that escalates in
the same write: the concierge does not guess at it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import func, select

from store import conversations, escalations, events, messages
from store.conversations import Visitor
from store.db import Tx
from store.errors import Invalid, NotFound, TooMany
from store.tables import (
    Contact,
    Conversation,
    Escalation,
    Event,
    GuestFile,
    Message,
    Pointer,
    Rating,
    utcnow,
)

FILES_AN_HOUR = 20
LONGEST_COMMENT = 2_000
WAITS_LOOKED_AT = 20


class Sent(NamedTuple):
    """A message for a person; not `fresh` when it was sent before under the same `client_id`."""

    message: Message
    fresh: bool


def ask_a_person(
    tx: Tx,
    conversation: Conversation,
    text: str,
    client_id: str,
    *,
    kind: str,
    reason: str,
    now: datetime | None = None,
) -> Sent:
    """Store a guest's message that a person must see to. `kind` says what it is."""
    now = now or utcnow()
    got = conversations.received(tx, conversation, text, client_id, now=now)
    if not got.event_id:
        return Sent(got.message, False)
    message = messages.get_message(tx, got.message.id)
    message.kind = kind
    if message.turn == "waiting":
        message.turn, message.turn_note = "escalated", reason
    escalations.escalate(tx, conversation.id, reason, message_id=message.id, now=now)
    return Sent(message, True)


# --- files ----------------------------------------------------------------------------------


class Kept(NamedTuple):
    """A file that was examined and lies in the home."""

    stored_as: str
    name: str
    media_type: str
    size: int
    kind: str


def send_file(
    tx: Tx,
    conversation: Conversation,
    kept: Kept,
    client_id: str,
    *,
    text: str,
    now: datetime | None = None,
) -> Sent:
    now = now or utcnow()
    sent = ask_a_person(
        tx, conversation, text, client_id, kind=kept.kind, reason="The guest sent a file.", now=now
    )
    if sent.fresh:
        tx.add(
            GuestFile(
                conversation_id=conversation.id,
                message_id=sent.message.id,
                stored_as=kept.stored_as,
                name=kept.name,
                media_type=kept.media_type,
                size=kept.size,
                created_at=now,
            )
        )
    return sent


def check_may_send_file(tx: Tx, conversation_id: int, now: datetime | None = None) -> None:
    """Raises TooMany before a body is read that would be refused."""
    now = now or utcnow()
    sent = tx.scalar(
        select(func.count())
        .select_from(GuestFile)
        .where(
            GuestFile.conversation_id == conversation_id,
            GuestFile.created_at > now - timedelta(hours=1),
        )
    )
    if (sent or 0) >= FILES_AN_HOUR:
        raise TooMany(
            f"{FILES_AN_HOUR} files an hour are the most.", "Wait a little.", retry_after=600
        )


def file_of(tx: Tx, message_id: int, conversation_id: int | None = None) -> GuestFile:
    """The file of a message; with `conversation_id`, only if it was sent there."""
    found = tx.scalars(select(GuestFile).where(GuestFile.message_id == message_id)).first()
    if found is None or conversation_id not in (None, found.conversation_id):
        raise NotFound("There is no such file.")
    return found


# --- read marks, ratings, contact -------------------------------------------------------------


def read_up_to(tx: Tx, conversation_id: int, seq: int, by: str) -> bool:
    """Note that `by` ("guest" or "staff") has read so far. False when it was known."""
    if seq <= read_by(tx, conversation_id, by):
        return False
    events.happened(tx, "message.read", conversation_id=conversation_id, actor=by, seq=seq)
    return True


def read_by(tx: Tx, conversation_id: int, by: str) -> int:
    """The number of the last message they have read; 0 when none."""
    last = tx.scalars(
        select(Event)
        .where(
            Event.conversation_id == conversation_id,
            Event.kind == "message.read",
            Event.actor == by,
        )
        .order_by(Event.id.desc())
        .limit(1)
    ).first()
    return int(last.data["seq"]) if last else 0


def rate(
    tx: Tx, conversation_id: int, score: int, comment: str, now: datetime | None = None
) -> Rating:
    """The guest's word on a conversation; a later one replaces an earlier one."""
    now = now or utcnow()
    if not 1 <= score <= 5:
        raise Invalid("A rating is a number from 1 to 5.")
    words = comment.strip()[:LONGEST_COMMENT]
    words = words.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    rating = rating_of(tx, conversation_id) or Rating(
        conversation_id=conversation_id, score=score, rated_at=now
    )
    rating.score, rating.comment, rating.rated_at = score, words, now
    tx.add(rating)
    tx.flush()
    events.happened(
        tx,
        "conversation.rated",
        conversation_id=conversation_id,
        actor="guest",
        at=now,
        rating_id=rating.id,
    )
    return rating


def rating_of(tx: Tx, conversation_id: int) -> Rating | None:
    return tx.scalars(select(Rating).where(Rating.conversation_id == conversation_id)).first()


def files_of(tx: Tx, conversation_id: int) -> Sequence[GuestFile]:
    """What a guest sent in a conversation, in order."""
    of = select(GuestFile).where(GuestFile.conversation_id == conversation_id)
    return tx.scalars(of.order_by(GuestFile.id)).all()


def introduce(tx: Tx, conversation: Conversation, visitor: Visitor) -> Contact:
    """What a guest tells of themselves, unproven. What they leave out stays as it was."""
    contact = tx.get(Contact, conversation.contact_id)
    if contact is None:
        raise NotFound("There is no such contact.")
    contact.name = visitor.name or contact.name
    contact.email = visitor.email or contact.email
    contact.phone = visitor.phone or contact.phone
    return contact


def usual_wait(tx: Tx) -> timedelta | None:
    """How long guests lately waited for a person: from the call to that person's first words.
    None when nobody has been called yet."""
    first_words = (
        select(func.min(Message.created_at))
        .where(
            Message.conversation_id == Escalation.conversation_id,
            Message.author == "staff",
            Message.created_at > Escalation.created_at,
        )
        .scalar_subquery()
    )
    rows = tx.execute(
        select(Escalation.created_at, first_words)
        .where(first_words.is_not(None))
        .order_by(Escalation.id.desc())
        .limit(WAITS_LOOKED_AT)
    ).all()
    if not rows:
        return None
    return timedelta(seconds=median((words - called).total_seconds() for called, words in rows))


# --- notes for the owner's doctor -------------------------------------------------------------

HELD_LINE, TURNED_AWAY = "widget.held_line", "widget.turned_away"
NOTED_EVERY = timedelta(hours=1)


def note_held_line(tx: Tx, now: datetime | None = None) -> None:
    """Something before the house holds streams back: a guest's browser had to ask instead."""
    now = now or utcnow()
    there = tx.get(Pointer, HELD_LINE)
    if there is None:
        tx.add(Pointer(name=HELD_LINE, value=now.isoformat()))
    elif now - datetime.fromisoformat(there.value) > NOTED_EVERY:
        there.value = now.isoformat()


def held_line(tx: Tx) -> datetime | None:
    """When that was noted last."""
    there = tx.get(Pointer, HELD_LINE)
    return datetime.fromisoformat(there.value) if there else None


def note_turned_away(
    tx: Tx, origin: str, *, keep: int, since: datetime, now: datetime | None = None
) -> None:
    """A website that is not on the list embeds the widget."""
    known = turned_away(tx, since=since)
    known[origin] = now or utcnow()
    newest = sorted(known.items(), key=lambda entry: entry[1])[-keep:]
    value = json.dumps({name: at.isoformat() for name, at in newest})
    there = tx.get(Pointer, TURNED_AWAY)
    if there is None:
        tx.add(Pointer(name=TURNED_AWAY, value=value))
    else:
        there.value = value


def turned_away(tx: Tx, *, since: datetime) -> dict[str, datetime]:
    """Websites that were, and when last."""
    there = tx.get(Pointer, TURNED_AWAY)
    told = json.loads(there.value) if there else {}
    seen = {name: datetime.fromisoformat(at) for name, at in told.items()}
    return {name: at for name, at in seen.items() if at > since}
