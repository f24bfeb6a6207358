"""What the staff's desk shows: pages of conversations with all that a row needs, in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from store import finding
from store.conversations import get
from store.db import Tx
from store.errors import Invalid
from store.handling import asleep
from store.tables import Contact, Conversation, Draft, Escalation, Gap, Message, Tag, User, utcnow
from store.turns import WAITING

VIEWS = ("open", "escalated", "mine", "unassigned", "snoozed", "closed", "all")
# More is told as so many and more: to count a hundred thousand rows takes longer than to show them.
MOST_COUNTED = 1_000
COUNTED = ("open", "escalated", "mine", "unassigned", "snoozed")
Cursor = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation as the inbox shows it."""

    conversation: Conversation
    contact: Contact
    escalation: Escalation | None
    draft_id: int | None
    waiting_since: datetime | None
    speaker_name: str
    assigned_name: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are, up to `MOST_COUNTED`."""

    open: int
    escalated: int
    drafts: int
    mine: int
    unassigned: int
    snoozed: int


def rows(
    tx: Tx,
    view: str,
    user_id: int,
    *,
    search: str = "",
    before: Cursor | None = None,
    limit: int = 50,
    now: datetime | None = None,
) -> list[Row]:
    """A page of the inbox, newest first. Raises Invalid for an unknown view."""
    query = select(Conversation).where(*_in_view(view, user_id, now or utcnow()))
    query = query.where(*finding.conditions(search))
    if before is not None:
        at, row_id = before
        query = query.where(
            (Conversation.last_message_at < at)
            | ((Conversation.last_message_at == at) & (Conversation.id < row_id))
        )
    query = query.order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    return dress(tx, tx.scalars(query.limit(limit)).all())


def _in_view(view: str, user_id: int, now: datetime) -> Sequence[ColumnElement[bool]]:
    called = select(Escalation.conversation_id).where(Escalation.state == "open")
    # A visitor who only opened the widget has said nothing; that is no conversation to answer.
    spoken, is_open = Conversation.last_seq > 0, Conversation.status == "open"
    awake = Conversation.snoozed_until.is_(None) | ~asleep(now)
    nobodys = Conversation.assigned_to.is_(None) & (Conversation.speaker != "staff")
    spoken_for = (Conversation.speaker_user_id == user_id) & (Conversation.speaker == "staff")
    conditions: dict[str, Sequence[ColumnElement[bool]]] = {
        "open": (is_open, spoken, awake),
        "escalated": (is_open, awake, Conversation.id.in_(called)),
        "mine": (is_open, awake, spoken_for | (Conversation.assigned_to == user_id)),
        "unassigned": (is_open, spoken, awake, nobodys),
        "snoozed": (is_open, asleep(now)),
        "closed": (Conversation.status == "closed", spoken),
        "all": (spoken,),
    }
    if view not in conditions:
        raise Invalid(f"There is no view {view!r}.", f"Choose one of {', '.join(VIEWS)}.")
    return conditions[view]


def row_of(tx: Tx, conversation_id: int) -> Row:
    return dress(tx, [get(tx, conversation_id)])[0]


def dress(tx: Tx, found: Sequence[Conversation]) -> list[Row]:
    """Everything a row shows beside the conversation itself, six queries for a whole page."""
    ids = [conversation.id for conversation in found]
    contacts = _by_id(tx, Contact, {c.contact_id for c in found})
    named = {u for c in found for u in (c.speaker_user_id, c.assigned_to) if u}
    team = {user.id: user.name for user in _by_id(tx, User, named).values()}
    needed = tx.scalars(
        select(Escalation).where(Escalation.conversation_id.in_(ids), Escalation.state == "open")
    )
    escalations = {escalation.conversation_id: escalation for escalation in needed}
    drafts = _pairs(
        tx,
        select(Draft.conversation_id, func.min(Draft.id))
        .where(Draft.conversation_id.in_(ids), Draft.state == "waiting")
        .group_by(Draft.conversation_id),
    )
    waiting = _pairs(
        tx,
        select(Message.conversation_id, func.min(Message.created_at))
        .where(Message.turn == WAITING, Message.conversation_id.in_(ids))
        .group_by(Message.conversation_id),
    )
    tagged: dict[int, list[str]] = {}
    tags = select(Tag.conversation_id, Tag.name).where(Tag.conversation_id.in_(ids))
    for conversation_id, name in tx.execute(tags.order_by(Tag.name)):
        tagged.setdefault(conversation_id, []).append(name)
    return [
        Row(
            conversation=c,
            contact=contacts[c.contact_id],
            escalation=escalations.get(c.id),
            draft_id=drafts.get(c.id),
            waiting_since=waiting.get(c.id),
            speaker_name=team.get(c.speaker_user_id or 0, ""),
            assigned_name=team.get(c.assigned_to or 0, ""),
            tags=tuple(tagged.get(c.id, ())),
        )
        for c in found
    ]


Person = TypeVar("Person", Contact, User)


def _by_id(tx: Tx, table: type[Person], ids: set[int]) -> dict[int, Person]:
    return {row.id: row for row in tx.scalars(select(table).where(table.id.in_(ids)))}


Value = TypeVar("Value")


def _pairs(tx: Tx, query: Select[int, Value]) -> dict[int, Value]:
    return {row[0]: row[1] for row in tx.execute(query)}


def others_of(tx: Tx, conversation: Conversation, limit: int = 10) -> Sequence[Conversation]:
    """The same guest's other conversations, the newest first."""
    return tx.scalars(
        select(Conversation)
        .where(
            Conversation.contact_id == conversation.contact_id,
            Conversation.id != conversation.id,
            Conversation.last_seq > 0,
        )
        .order_by(Conversation.last_message_at.desc())
        .limit(limit)
    ).all()


def counts(tx: Tx, user_id: int, now: datetime | None = None) -> Counts:
    """Each is bounded, whatever the history."""
    now = now or utcnow()

    def number(view: str) -> int:
        some = select(Conversation.id).where(*_in_view(view, user_id, now)).limit(MOST_COUNTED)
        return tx.scalar(select(func.count()).select_from(some.subquery())) or 0

    return Counts(
        drafts=tx.scalar(select(func.count()).where(Draft.state == "waiting")) or 0,
        **{view: number(view) for view in COUNTED},
    )


def open_gaps(tx: Tx, *, limit: int = 50) -> Sequence[Gap]:
    """Newest first."""
    return tx.scalars(
        select(Gap).where(Gap.state == "open").order_by(Gap.id.desc()).limit(limit)
    ).all()
