"""What the staff's desk shows: pages of conversations with all that a row needs, in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, select

from store.conversations import get
from store.db import Tx
from store.errors import Invalid
from store.tables import Contact, Conversation, Draft, Escalation, Gap, Message, User
from store.turns import WAITING

VIEWS = ("open", "escalated", "mine", "closed", "all")
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


@dataclass(frozen=True, slots=True)
class Counts:
    open: int
    escalated: int
    drafts: int
    mine: int


def rows(
    tx: Tx, view: str, user_id: int, *, before: Cursor | None = None, limit: int = 50
) -> list[Row]:
    """A page of the inbox, newest first. Raises Invalid for an unknown view."""
    query = select(Conversation).where(*_in_view(view, user_id))
    if before is not None:
        at, row_id = before
        query = query.where(
            (Conversation.last_message_at < at)
            | ((Conversation.last_message_at == at) & (Conversation.id < row_id))
        )
    query = query.order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    return dress(tx, tx.scalars(query.limit(limit)).all())


def _in_view(view: str, user_id: int) -> Sequence[ColumnElement[bool]]:
    needs_person = exists().where(
        Escalation.conversation_id == Conversation.id, Escalation.state == "open"
    )
    # A visitor who only opened the widget has said nothing; that is no conversation to answer.
    spoken = Conversation.last_seq > 0
    conditions: dict[str, Sequence[ColumnElement[bool]]] = {
        "open": (Conversation.status == "open", spoken),
        "escalated": (Conversation.status == "open", needs_person),
        "mine": (Conversation.speaker_user_id == user_id, Conversation.speaker == "staff"),
        "closed": (Conversation.status == "closed", spoken),
        "all": (spoken,),
    }
    if view not in conditions:
        raise Invalid(f"There is no view {view!r}.", f"Choose one of {', '.join(VIEWS)}.")
    return conditions[view]


def row_of(tx: Tx, conversation_id: int) -> Row:
    return dress(tx, [get(tx, conversation_id)])[0]


def dress(tx: Tx, found: Sequence[Conversation]) -> list[Row]:
    """Everything a row shows beside the conversation itself, four queries for a whole page."""
    ids = [conversation.id for conversation in found]
    contacts = _by_id(tx, Contact, {c.contact_id for c in found})
    speakers = _by_id(tx, User, {c.speaker_user_id for c in found if c.speaker_user_id})
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
    return [
        Row(
            conversation=c,
            contact=contacts[c.contact_id],
            escalation=escalations.get(c.id),
            draft_id=drafts.get(c.id),
            waiting_since=waiting.get(c.id),
            speaker_name=speakers[c.speaker_user_id].name if c.speaker_user_id else "",
        )
        for c in found
    ]


Person = TypeVar("Person", Contact, User)


def _by_id(tx: Tx, table: type[Person], ids: set[int]) -> dict[int, Person]:
    return {row.id: row for row in tx.scalars(select(table).where(table.id.in_(ids)))}


Value = TypeVar("Value")


def _pairs(tx: Tx, query: Select[int, Value]) -> dict[int, Value]:
    return {row[0]: row[1] for row in tx.execute(query)}


def counts(tx: Tx, user_id: int) -> Counts:
    """Each is bounded by what is open now, not by history."""

    def number(*conditions: ColumnElement[bool]) -> int:
        return tx.scalar(select(func.count()).select_from(Conversation).where(*conditions)) or 0

    return Counts(
        open=number(*_in_view("open", user_id)),
        escalated=number(*_in_view("escalated", user_id)),
        drafts=tx.scalar(select(func.count()).where(Draft.state == "waiting")) or 0,
        mine=number(*_in_view("mine", user_id)),
    )


def open_gaps(tx: Tx, *, limit: int = 50) -> Sequence[Gap]:
    """Newest first."""
    return tx.scalars(
        select(Gap).where(Gap.state == "open").order_by(Gap.id.desc()).limit(limit)
    ).all()
