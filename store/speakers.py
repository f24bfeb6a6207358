"""Who speaks to the guest: a person takes a conversation over, writes, and hands it back.

Whoever changes a conversation's speaker, and whoever replies (`turns.py`), holds the same write
lock: that is why the machine cannot talk over a person.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from store import events
from store.conversations import get
from store.db import Tx
from store.errors import Conflict
from store.messages import append, check_text, get_message, sent_as
from store.tables import Conversation, Message, User, utcnow


def take_over(tx: Tx, conversation_id: int, by: User, now: datetime | None = None) -> Conversation:
    """From here on a person speaks. Raises Conflict when a colleague already does."""
    now = now or utcnow()
    conversation = get(tx, conversation_id)
    if conversation.speaker == "staff":
        if conversation.speaker_user_id == by.id:
            return conversation
        other = tx.get(User, conversation.speaker_user_id)
        raise Conflict(f"{other.name if other else 'A colleague'} already has this conversation.")
    conversation.speaker, conversation.speaker_user_id = "staff", by.id
    conversation.unread = 0
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
        user_id=by.id,
    )
    return conversation


def hand_back(tx: Tx, conversation_id: int, by: User, now: datetime | None = None) -> Conversation:
    """The concierge may speak again, from the guest's next message on."""
    conversation = get(tx, conversation_id)
    if conversation.speaker != "staff":
        raise Conflict("The concierge has this conversation already.")
    conversation.speaker, conversation.speaker_user_id = "concierge", None
    events.happened(
        tx,
        "conversation.handed_back",
        conversation_id=conversation_id,
        actor=by.email,
        at=now,
        user_id=by.id,
    )
    return conversation


def say(
    tx: Tx,
    conversation_id: int,
    by: User,
    text: str,
    *,
    client_id: str | None = None,
    extra: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> Message:
    """A person writes to the guest, taking the conversation over if nobody of the staff has it."""
    text = check_text(text)
    now = now or utcnow()
    if client_id is not None:
        known = sent_as(tx, conversation_id, client_id)
        if known is not None:
            return get_message(tx, known)
    conversation = take_over(tx, conversation_id, by, now)
    message = append(tx, conversation, "staff", text, now)
    message.user_id, message.author_name, message.client_id = by.id, by.name, client_id
    message.extra = extra
    conversation.unread = 0
    tx.flush()
    events.happened(
        tx,
        "message.posted",
        conversation_id=conversation_id,
        actor=by.email,
        at=now,
        message_id=message.id,
    )
    return message
