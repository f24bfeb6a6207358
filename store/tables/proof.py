"""Receipts: what was said, by what, and on what ground, so that it can be shown later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Receipt(Base):
    """Of one reply: written with it, then sealed in the order of the ids.

    `body` is canonical JSON and holds hashes, no words. A seal is the hash of the body with the
    hash of the receipt before it, signed with `key` (a public key, in hex).
    """

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index(
            "ix_receipts_unsealed",
            "id",
            sqlite_where=text("hash = ''"),
            postgresql_where=text("hash = ''"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    body: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64), default="")
    hash: Mapped[str] = mapped_column(String(64), default="")
    signature: Mapped[str] = mapped_column(String(128), default="")
    key: Mapped[str] = mapped_column(String(64), default="")
    sealed_at: Mapped[datetime | None] = mapped_column(default=None)
