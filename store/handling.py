"""Who of the staff sees to a conversation, and when: assigning, handing over, snoozing, waking.

A snoozed conversation is left out of the inbox until its time has come, or until anything is said
in it; that is read from its times, so a guest who writes need not wake it. What the clock does by
itself (`wake_due`, `hand_back_quiet`) is done once, by row count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update

from store import events
from store.conversations import get
from store.db import Tx
from store.errors import Conflict, Invalid
from store.rights import may
from store.tables import Conversation, Event, Message, User, utcnow

# Why staff close a conversation. Words of ours only: the log holds no others.
REASONS = ("solved", "no_reply", "elsewhere", "spam")
LONGEST_SNOOZE = timedelta(days=366)


def asleep(now: datetime) -> ColumnElement[bool]:
    """Snoozed, and nothing was said since."""
    return (Conversation.snoozed_until > now) & (
        Conversation.last_message_at <= Conversation.snoozed_at
    )


def is_asleep(conversation: Conversation, now: datetime) -> bool:
    since, until = conversation.snoozed_at, conversation.snoozed_until
    if since is None or until is None:
        return False
    return until > now and conversation.last_message_at <= since


def assign(
    tx: Tx, conversation_id: int, to: User | None, by: User, now: datetime | None = None
) -> Conversation:
    """Whose work it is, whoever speaks; None: nobody's. Raises Invalid for who cannot do it."""
    if to is not None:
        _must_act(to)
    conversation = get(tx, conversation_id)
    wanted = to.id if to else None
    if conversation.assigned_to == wanted:
        return conversation
    conversation.assigned_to = wanted
    events.happened(
        tx,
        "conversation.assigned",
        conversation_id=conversation_id,
        actor=by.email,
        at=now,
        user_id=wanted,
    )
    return conversation


def _must_act(user: User) -> None:
    if user.disabled_at is not None or not may(user.role, "act"):
        raise Invalid(
            f"{user.name or user.email} cannot speak to guests.", "Choose another colleague."
        )


def hand_over(
    tx: Tx, conversation_id: int, to: User, by: User, now: datetime | None = None
) -> Conversation:
    """From here on this colleague speaks, and the guest is told. Only whoever has it may give it
    away, and those who lead the team."""
    _must_act(to)
    conversation = get(tx, conversation_id)
    holder = conversation.speaker_user_id if conversation.speaker == "staff" else None
    if holder not in (None, by.id) and not may(by.role, "team"):
        other = tx.get(User, holder)
        raise Conflict(f"{other.name if other else 'A colleague'} has this conversation.")
    assign(tx, conversation_id, to, by, now)
    if holder == to.id:
        return conversation
    conversation.speaker, conversation.speaker_user_id = "staff", to.id
    tx.execute(
        update(Message)
        .where(Message.conversation_id == conversation_id, Message.turn == "waiting")
        .values(turn="staff")
        .execution_options(synchronize_session=False)
    )
    events.happened(
        tx,
        "conversation.taken_over",
        conversation_id=conversation_id,
        actor=by.email,
        at=now,
        user_id=to.id,
    )
    return conversation


def snooze(
    tx: Tx, conversation_id: int, until: datetime, by: User, now: datetime | None = None
) -> Conversation:
    now = now or utcnow()
    if not now < until <= now + LONGEST_SNOOZE:
        raise Invalid("Snooze until a time that is to come, within a year.")
    conversation = get(tx, conversation_id)
    if conversation.status != "open":
        raise Conflict("This conversation is closed.", "It comes back when the guest writes.")
    conversation.snoozed_at = max(now, conversation.last_message_at)
    conversation.snoozed_until = until
    events.happened(
        tx,
        "conversation.snoozed",
        conversation_id=conversation_id,
        actor=by.email,
        at=now,
        until=until.isoformat(),
    )
    return conversation


def wake(
    tx: Tx, conversation_id: int, by: User | None = None, now: datetime | None = None
) -> Conversation:
    """Back to the inbox. One that is awake stays as it was."""
    conversation = get(tx, conversation_id)
    if conversation.snoozed_until is None:
        return conversation
    conversation.snoozed_at = conversation.snoozed_until = None
    events.happened(
        tx,
        "conversation.woken",
        conversation_id=conversation_id,
        actor=by.email if by else "",
        at=now,
    )
    return conversation


# --- what the clock does ----------------------------------------------------------------------


def due_to_wake(tx: Tx, now: datetime, limit: int = 200) -> Sequence[int]:
    return tx.scalars(
        select(Conversation.id)
        .where(Conversation.snoozed_until.is_not(None), Conversation.snoozed_until <= now)
        .order_by(Conversation.snoozed_until)
        .limit(limit)
    ).all()


def due_to_hand_back(tx: Tx, quiet: timedelta, now: datetime, limit: int = 200) -> Sequence[int]:
    """Held by staff who have said all there was: the last word is not the guest's, and nothing
    happened for so long. A guest who waits for an answer is never left to the machine."""
    since = now - quiet
    last_is_theirs = exists().where(
        Message.conversation_id == Conversation.id,
        Message.seq == Conversation.last_seq,
        Message.author == "guest",
    )
    taken_lately = exists().where(
        Event.conversation_id == Conversation.id,
        Event.kind == "conversation.taken_over",
        Event.at > since,
    )
    return tx.scalars(
        select(Conversation.id)
        .where(
            Conversation.speaker_user_id.is_not(None),
            Conversation.speaker == "staff",
            Conversation.last_message_at < since,
            ~last_is_theirs,
            ~taken_lately,
        )
        .limit(limit)
    ).all()


def hand_back_quiet(tx: Tx, conversation_id: int, now: datetime | None = None) -> None:
    """The concierge may speak again; nobody of the staff did this."""
    conversation = get(tx, conversation_id)
    if conversation.speaker != "staff":
        return
    held_by = conversation.speaker_user_id
    conversation.speaker, conversation.speaker_user_id = "concierge", None
    events.happened(
        tx,
        "conversation.handed_back",
        conversation_id=conversation_id,
        at=now,
        user_id=held_by,
    )
