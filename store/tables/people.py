"""Contacts (guests) and the staff's accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Contact(Base):
    """One guest. What they told us of themselves is unproven until identity is checked."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="", index=True)
    phone: Mapped[str] = mapped_column(default="", index=True)
    locale: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None] = mapped_column(default=None)


class ContactMerge(Base):
    """Two contacts found to be one guest: `gone` was taken into `kept`, and can be split off again.

    `before` is what was known of both, `moved` the ids of what went over, by table.
    """

    __tablename__ = "contact_merges"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    before: Mapped[dict[str, Any]]
    moved: Mapped[dict[str, Any]]
    merged_by: Mapped[str]
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class ContactAddress(Base):
    """Where a contact is reached on a channel: a phone number, an e-mail address, a browser."""

    __tablename__ = "contact_addresses"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]


class User(Base):
    """One of the staff. `email` is kept lower-case; `password_hash` is Argon2id, and empty while an
    invitation waits. `totp_step` is the last step a code was taken of: no code counts twice."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    totp_secret: Mapped[str] = mapped_column(default="")
    totp_pending: Mapped[str] = mapped_column(default="")
    totp_step: Mapped[int] = mapped_column(default=0)


class StaffSession(Base):
    """A sign-in. Only the SHA-256 of its token is kept."""

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
