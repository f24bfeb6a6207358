"""Conversations and what guests and staff say in them.

    start, receive, post            a guest speaks
    get, talk, listed               reading
    close, close_quiet              it ends; the guest's next message opens it again

What is said in them is read in `messages.py`; a person speaks in `speakers.py`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy import bindparam, exists, select, update

from store import events, rows
from store.db import Tx
from store.errors import NotFound
from store.messages import check_text, get_message, glimpse, sent_as, written
from store.tables import (
    Contact,
    ContactAddress,
    Conversation,
    Draft,
    Escalation,
    Message,
    utcnow,
)

LEASE = timedelta(seconds=60)
GOES_ON_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as a channel read it. `external_id` is the sender's own id for it."""

    channel: str
    address: str
    text: str
    external_id: str
    name: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a guest told us of themselves, unproven."""

    name: str = ""
    email: str = ""
    phone: str = ""


class Started(NamedTuple):
    conversation: Conversation
    token: str


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start(
    tx: Tx,
    *,
    channel: str,
    visitor: Visitor | None = None,
    locale: str = "",
    page: str = "",
    continues: Conversation | None = None,
    now: datetime | None = None,
) -> Started:
    """Open a conversation. The token is told once; only its hash is kept."""
    now = now or utcnow()
    visitor = visitor or Visitor()
    if continues is not None:
        contact_id = continues.contact_id
    else:
        contact = Contact(
            name=visitor.name,
            email=visitor.email,
            phone=visitor.phone,
            locale=locale,
            created_at=now,
        )
        tx.add(contact)
        tx.flush()
        contact_id = contact.id
    token = secrets.token_urlsafe(32)
    conversation = _open(
        tx, channel, contact_id, locale, page, now, continues.id if continues else None
    )
    conversation.token_hash = token_hash(token)
    return Started(conversation, token)


def _open(
    tx: Tx,
    channel: str,
    contact_id: int,
    locale: str,
    page: str,
    now: datetime,
    linked_to: int | None,
) -> Conversation:
    conversation = Conversation(
        # Hexadecimal: one that began with a dash would be an option to every command.
        public_id=secrets.token_hex(12),
        channel=channel,
        contact_id=contact_id,
        locale=locale,
        page=page,
        linked_to=linked_to,
        started_at=now,
        last_message_at=now,
    )
    tx.add(conversation)
    tx.flush()
    events.happened(tx, "conversation.started", conversation_id=conversation.id, at=now)
    return conversation


def receive(tx: Tx, inbound: Inbound, *, worker: str = "", now: datetime | None = None) -> Message:
    """Store what a channel read, in the conversation it belongs to, once.

    Within 24 hours of the last message the open conversation goes on; later a new one is opened,
    linked to the last.
    """
    now = now or utcnow()
    contact_id = _contact_at(tx, inbound, now)
    last = tx.scalars(
        select(Conversation)
        .where(Conversation.contact_id == contact_id, Conversation.channel == inbound.channel)
        .order_by(Conversation.id.desc())
        .limit(1)
    ).first()
    fresh = last is None or (
        now - last.last_message_at > GOES_ON_FOR and not _has(tx, last, inbound.external_id)
    )
    if fresh:
        linked = last.id if last else None
        last = _open(tx, inbound.channel, contact_id, inbound.locale, "", now, linked)
    assert last is not None
    return post(tx, last, inbound.text, inbound.external_id, worker=worker, now=now)


def _has(tx: Tx, conversation: Conversation, client_id: str) -> bool:
    return sent_as(tx, conversation.id, client_id) is not None


def _contact_at(tx: Tx, inbound: Inbound, now: datetime) -> int:
    known = tx.scalar(
        select(ContactAddress.contact_id).where(
            ContactAddress.channel == inbound.channel, ContactAddress.address == inbound.address
        )
    )
    if known is not None:
        return known
    contact = Contact(name=inbound.name, locale=inbound.locale, created_at=now)
    tx.add(contact)
    tx.flush()
    tx.add(ContactAddress(contact_id=contact.id, channel=inbound.channel, address=inbound.address))
    return contact.id


def post(
    tx: Tx,
    conversation: Conversation,
    text: str,
    client_id: str,
    *,
    worker: str = "",
    now: datetime | None = None,
) -> Message:
    """Store a guest's message, once per `client_id`; it then waits for its turn.

    A server that stores it may take the conversation's lease in the same write (`worker`), which
    saves the write that claiming would cost.
    """
    return received(tx, conversation, text, client_id, worker=worker, now=now).message


class Received(NamedTuple):
    """A guest's message in its conversation. `event_id` told of it; 0 when it was sent before.
    `leased` says that its conversation's lease was taken with it."""

    message: Message
    event_id: int
    leased: bool


class Listening(Protocol):
    """A conversation, as far as storing a guest's message needs it."""

    @property
    def id(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def speaker(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def last_seq(self) -> int: ...
    @property
    def unread(self) -> int: ...
    @property
    def leased_by(self) -> str: ...
    @property
    def leased_until(self) -> datetime | None: ...


class Talk(NamedTuple):
    """`Listening`, of one conversation at one moment."""

    id: int
    status: str
    speaker: str
    title: str
    last_seq: int
    unread: int
    leased_by: str
    leased_until: datetime | None


_TALKS = rows.table_of(Conversation).c
_TALK = select(*(_TALKS[name] for name in Talk._fields)).where(
    _TALKS.id == bindparam("conversation")
)


def talk(tx: Tx, conversation_id: int) -> Talk:
    """What storing a message needs, in a fraction of the time of `get`. Raises NotFound."""
    found = rows.look(tx, _TALK, {"conversation": conversation_id})
    if not found:
        raise NotFound("There is no such conversation.")
    return Talk(*found[0])


def received(
    tx: Tx,
    conversation: Listening,
    text: str,
    client_id: str,
    *,
    worker: str = "",
    now: datetime | None = None,
) -> Received:
    """`post`, for whoever tells of it and takes its turn."""
    text = check_text(text)
    now = now or utcnow()
    known = sent_as(tx, conversation.id, client_id)
    if known is not None:
        return Received(get_message(tx, known), 0, False)
    changes = _heard(conversation, text, now)
    if conversation.status != "open":
        changes |= {"status": "open", "status_reason": ""}
        events.happened(tx, "conversation.reopened", conversation_id=conversation.id, at=now)
    spoken_for = conversation.speaker != "concierge"
    leased = bool(worker) and not spoken_for and _is_free(conversation, now)
    if leased:
        changes |= {"leased_by": worker, "leased_until": now + LEASE}
    message = rows.put(
        tx,
        Message(),
        **{
            **written(conversation.id, changes["last_seq"], "guest", text, now),
            "client_id": client_id,
            "turn": "staff" if spoken_for else "waiting",
        },
    )
    rows.change(tx, Conversation, conversation.id, **changes)
    event_id = events.happened_now(
        tx,
        "message.received",
        conversation_id=conversation.id,
        actor="guest",
        at=now,
        message_id=message.id,
    )
    return Received(message, event_id, leased)


def _heard(conversation: Listening, text: str, now: datetime) -> dict[str, Any]:
    """What a guest's message changes of its conversation."""
    return {
        "last_seq": conversation.last_seq + 1,
        "last_message_at": now,
        "last_text": glimpse(text),
        "unread": conversation.unread + 1,
        "title": conversation.title or text.strip()[:80],
    }


def _is_free(conversation: Listening, now: datetime) -> bool:
    until = conversation.leased_until
    return not conversation.leased_by or until is None or until < now


def get(tx: Tx, conversation_id: int) -> Conversation:
    found = tx.get(Conversation, conversation_id)
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def by_public_id(tx: Tx, public_id: str) -> Conversation:
    found = tx.scalars(select(Conversation).where(Conversation.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such conversation.", "`concierge conversation list` shows all.")
    return found


def opened_with(tx: Tx, public_id: str, token: str) -> Conversation | None:
    """The conversation, if this token opens it; None tells nothing of which of the two is wrong."""
    found = tx.scalars(select(Conversation).where(Conversation.public_id == public_id)).first()
    stored = found.token_hash if found else ""
    if not hmac.compare_digest(stored, token_hash(token)) or not token:
        return None
    return found


def close(
    tx: Tx, conversation_id: int, reason: str, actor: str = "", now: datetime | None = None
) -> Conversation:
    """`reason` is "guest", "staff" or "quiet". The guest's next message opens it again."""
    conversation = get(tx, conversation_id)
    if conversation.status == "closed":
        return conversation
    conversation.status, conversation.status_reason = "closed", reason
    if conversation.speaker == "staff":
        conversation.speaker, conversation.speaker_user_id = "concierge", None
    events.happened(
        tx,
        "conversation.closed",
        conversation_id=conversation_id,
        actor=actor,
        at=now,
        reason=reason,
    )
    return conversation


def close_quiet(tx: Tx, *, now: datetime | None = None, limit: int = 200) -> int:
    """Close what has been quiet for 24 hours and owes nobody anything."""
    now = now or utcnow()
    owed = exists().where(
        Escalation.conversation_id == Conversation.id, Escalation.state == "open"
    ) | exists().where(Draft.conversation_id == Conversation.id, Draft.state == "waiting")
    quiet = tx.scalars(
        select(Conversation.id)
        .where(
            Conversation.status == "open",
            Conversation.last_message_at < now - GOES_ON_FOR,
            ~owed,
        )
        .order_by(Conversation.last_message_at)
        .limit(limit)
    ).all()
    for conversation_id in quiet:
        close(tx, conversation_id, "quiet", now=now)
    return len(quiet)


def mark_seen(tx: Tx, conversation_id: int) -> None:
    tx.execute(update(Conversation).where(Conversation.id == conversation_id).values(unread=0))


def listed(
    tx: Tx,
    *,
    status: str = "",
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> Sequence[Conversation]:
    """Newest first. `before` is the (last_message_at, id) of the last row of the page before."""
    query = select(Conversation)
    if status:
        query = query.where(Conversation.status == status)
    if before is not None:
        at, row_id = before
        query = query.where(
            (Conversation.last_message_at < at)
            | ((Conversation.last_message_at == at) & (Conversation.id < row_id))
        )
    query = query.order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    return tx.scalars(query.limit(limit)).all()
