"""What happened, what must still leave the house, what runs when, and what was reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Event(Base):
    """One line of the append-only log. `data` holds ids, never words, so erasing breaks nothing."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_conversation_id", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id"), default=None
    )
    actor: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class Delivery(Base):
    """One thing waiting to leave: waiting → claimed → sent, or dead, or unknown (ask a person)."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "ix_deliveries_due",
            "due_at",
            sqlite_where=text("state IN ('waiting', 'claimed')"),
            postgresql_where=text("state IN ('waiting', 'claimed')"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    courier: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    payload: Mapped[dict[str, Any]]
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id"), default=None
    )
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), default=None)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    claimed_by: Mapped[str] = mapped_column(default="")
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
    vendor_id: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


class Schedule(Base):
    """Something that runs at times given by a cron line in the business's time zone."""

    __tablename__ = "schedules"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    cron: Mapped[str]
    timezone: Mapped[str]
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    last_at: Mapped[datetime | None] = mapped_column(default=None)
    leased_by: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(default="")


class Report(Base):
    """A report as it was made. One per kind and period, unless somebody asks for it again."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("kind", "period_start", "period_end"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    period_start: Mapped[datetime]
    period_end: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    figures: Mapped[dict[str, Any]]
    html: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]


class Pointer(Base):
    """A name and what it points at: the published generation, and the like."""

    __tablename__ = "pointers"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
