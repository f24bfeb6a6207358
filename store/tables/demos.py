"""Demos: houses that strangers had made of their own website, each with a home of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Demo(Base):
    """making → waiting → reading → ready | failed, and ended at last. `public_id` is in its address
    and is its folder's name; `sender` is kept for a day, for the limit on addresses alone. The row
    outlives the demo, for the funnel. `consent` is what whoever left their details agreed to."""

    __tablename__ = "demos"
    __table_args__ = (Index("ix_demos_state", "state", "expires_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    website: Mapped[str] = mapped_column(default="")
    files: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8), default="en")
    state: Mapped[str] = mapped_column(String(16), default="making")
    error: Mapped[str] = mapped_column(default="")
    questions: Mapped[list[str]] = mapped_column(default=list)
    attempts: Mapped[int] = mapped_column(default=0)
    sender: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    ready_at: Mapped[datetime | None] = mapped_column(default=None)
    expires_at: Mapped[datetime]
    opened: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contacts.id"), default=None, index=True
    )
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    consent: Mapped[str] = mapped_column(default="")
