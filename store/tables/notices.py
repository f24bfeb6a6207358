"""How staff are told of what happens, and who is on call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class NoticeChoice(Base):
    """What one of the staff wants to be told of, and how: `means` is {kind: [means]}.

    `quiet_from` and `quiet_to` are times of the business's clock ("22:00"), both empty for none.
    `webhook_secret` signs what goes to their webhook.
    """

    __tablename__ = "notice_choices"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    means: Mapped[dict[str, Any]]
    quiet_from: Mapped[str] = mapped_column(String(5), default="")
    quiet_to: Mapped[str] = mapped_column(String(5), default="")
    webhook: Mapped[str] = mapped_column(default="")
    webhook_secret: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


class Notice(Base):
    """One of the staff told of one event, once. `means` is how; it holds no guest's word."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        Index("ix_notices_user_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id"), default=None
    )
    kind: Mapped[str] = mapped_column(String(32))
    means: Mapped[list[str]]
    quiet: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)


class OnCall(Base):
    """Who is called when a guest needs a person: the first one first, the next when nobody came."""

    __tablename__ = "on_call"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
