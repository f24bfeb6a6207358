"""Conversations, messages, drafts, escalations and gaps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Conversation(Base):
    """A thread on one channel with one contact.

    `speaker` is "concierge", "staff" or "nobody": who may speak now. `leased_by` names the worker
    that is composing a reply; one turn of a conversation runs at a time. `assigned_to` is who sees
    to it. While it is snoozed the inbox leaves it out, until then or until something is said.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_status_last_message_at", "status", "last_message_at"),
        Index("ix_conversations_last_message_at", "last_message_at"),
        Index(
            "ix_conversations_leased_by",
            "leased_by",
            sqlite_where=text("leased_by <> ''"),
            postgresql_where=text("leased_by <> ''"),
        ),
        *(
            Index(
                f"ix_conversations_{column}",
                column,
                sqlite_where=text(f"{column} IS NOT NULL"),
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for column in ("assigned_to", "snoozed_until", "speaker_user_id")
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(String(32))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    status: Mapped[str] = mapped_column(String(16), default="open")
    status_reason: Mapped[str] = mapped_column(default="")
    speaker: Mapped[str] = mapped_column(String(16), default="concierge")
    speaker_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    title: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="")
    page: Mapped[str] = mapped_column(default="")
    linked_to: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), default=None)
    last_seq: Mapped[int] = mapped_column(default=0)
    unread: Mapped[int] = mapped_column(default=0)
    last_text: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    leased_by: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    assigned_to: Mapped[int | None] = mapped_column(Id, default=None)
    snoozed_at: Mapped[datetime | None] = mapped_column(default=None)
    snoozed_until: Mapped[datetime | None] = mapped_column(default=None)


class Message(Base):
    """One thing said. `turn` (guest messages only) tells what became of it:

    waiting → answered | drafted | escalated | staff | set_aside

    `extra` is what it carries besides words: a form, cards.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
        Index("ix_messages_created_at", "created_at"),
        Index(
            "ix_messages_waiting",
            "id",
            sqlite_where=text("turn = 'waiting'"),
            postgresql_where=text("turn = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    author: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    author_name: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    lang: Mapped[str] = mapped_column(default="")
    client_id: Mapped[str | None] = mapped_column(default=None)
    turn: Mapped[str | None] = mapped_column(String(16), default=None)
    turn_note: Mapped[str] = mapped_column(default="")
    in_reply_to: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), default=None)
    outcome: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    mode: Mapped[str] = mapped_column(default="")
    confidence: Mapped[float | None] = mapped_column(default=None)
    citations: Mapped[list[Any]] = mapped_column(default=list)
    quick_replies: Mapped[list[str]] = mapped_column(default=list)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    generation_id: Mapped[int | None] = mapped_column(default=None)
    latency_ms: Mapped[float | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class Draft(Base):
    """A reply that waits for staff: waiting → approved | rejected."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("ix_drafts_state", "state", "id"),
        UniqueConstraint("message_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    proposed: Mapped[str]
    text: Mapped[str]
    answer: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), default=None)
    note: Mapped[str] = mapped_column(default="")


class Escalation(Base):
    """A conversation that needs a person. One open at a time for a conversation. `called_again_at`:
    when it was last said again, because nobody came."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index("ix_escalations_state", "state", "priority", "id"),
        Index(
            "uq_escalations_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), default=None)
    reason: Mapped[str]
    priority: Mapped[int] = mapped_column(default=2)
    state: Mapped[str] = mapped_column(String(16), default="open")
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(default=None)
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    note: Mapped[str] = mapped_column(default="")
    called_again_at: Mapped[datetime | None] = mapped_column(default=None)


class Gap(Base):
    """A question a guest asked and the knowledge could not answer."""

    __tablename__ = "gaps"
    __table_args__ = (Index("ix_gaps_state", "state", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    question: Mapped[str]
    lang: Mapped[str] = mapped_column(default="")
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id"), default=None, index=True
    )
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), default=None)
    topic_id: Mapped[int | None] = mapped_column(
        ForeignKey("gap_topics.id"), default=None, index=True
    )
    state: Mapped[str] = mapped_column(String(16), default="open")
    created_at: Mapped[datetime]
