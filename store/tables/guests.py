"""What guests bring and leave: files, ratings, and links to a page of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class GuestFile(Base):
    """A file a guest sent with a message. `stored_as` is its name in the home's folder, which
    nobody outside chose; `name` is what the guest calls it, and is only shown."""

    __tablename__ = "guest_files"
    __table_args__ = (Index("ix_guest_files_conversation_id", "conversation_id", "created_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    stored_as: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    created_at: Mapped[datetime]


class Rating(Base):
    """How a guest found a conversation, from 1 to 5; the last word counts."""

    __tablename__ = "ratings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), unique=True)
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime] = mapped_column(index=True)


class Portal(Base):
    """A link that opens a guest's own page until it expires. Only its token's hash is kept."""

    __tablename__ = "portals"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
