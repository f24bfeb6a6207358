"""What tools did, who proved who they are, and how each reply of chat mode came about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class ToolRun(Base):
    """One call of a tool: proposed → running → done | failed, or declined, or lapsed.

    A tool that only reads is kept as done or failed at once. `key` is the idempotency key, also
    towards the outside. `read_back` is what the guest was asked, and `confirmed_by` the message
    that said yes to it.
    """

    __tablename__ = "tool_runs"
    __table_args__ = (
        Index("ix_tool_runs_conversation_id", "conversation_id", "id"),
        Index("ix_tool_runs_proposed_at", "proposed_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    tool: Mapped[str] = mapped_column(String(64))
    acting: Mapped[bool]
    arguments: Mapped[dict[str, Any]]
    read_back: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(16))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), default=None)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(default="")
    took_ms: Mapped[float | None] = mapped_column(default=None)
    proposed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class IdentityProof(Base):
    """In this conversation a guest proved to be `person` ("mail:ana@example.com"). `how` is what
    staff see of it: code, link, booking, website or staff."""

    __tablename__ = "identity_proofs"
    __table_args__ = (Index("ix_identity_proofs_person", "person"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    person: Mapped[str]
    how: Mapped[str] = mapped_column(String(16))
    proved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    proved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Composition(Base):
    """How the words of one turn in chat mode came about: which version of the prompt, which model,
    what the guard did. `outcome` is how that turn ended."""

    __tablename__ = "compositions"
    __table_args__ = (Index("ix_compositions_composed_at", "composed_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    version: Mapped[str] = mapped_column(String(40), default="")
    route: Mapped[str] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(String(16))
    checked: Mapped[int] = mapped_column(default=0)
    repaired: Mapped[int] = mapped_column(default=0)
    withheld: Mapped[int] = mapped_column(default=0)
    tokens: Mapped[int] = mapped_column(default=0)
    trace: Mapped[dict[str, Any]] = mapped_column(default=dict)
    composed_at: Mapped[datetime]
