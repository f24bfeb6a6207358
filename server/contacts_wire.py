"""What crosses the wire about contacts: a list, a profile, and what was erased."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from server.wire import Asked, ContactOut, RowId, Told


class ContactRow(ContactOut):
    """`last_at` is when something was last said with them."""

    conversations: int = 0
    last_at: datetime | None = None


class ContactPage(Told):
    """The newest first; `next` is the cursor of the older ones, "" at the end."""

    rows: list[ContactRow]
    next: str = ""


class AddressOut(Told):
    channel: str
    address: str


class ProofOut(Told):
    """Who the guest proved to be, and how: code, link, booking, website or staff."""

    person: str
    how: str
    proved_at: datetime


class TalkOut(Told):
    """One conversation of a contact, in short."""

    id: str
    channel: str
    title: str
    status: str
    last_text: str
    last_message_at: datetime


class MergedOut(Told):
    """Another contact that was taken into this one, and can be split off again."""

    contact_id: int
    name: str = ""
    by: str
    merged_at: datetime


class ContactProfile(ContactOut):
    """`talks` are the last hundred, the newest first."""

    created_at: datetime
    addresses: list[AddressOut] = Field(default_factory=list)
    proofs: list[ProofOut] = Field(default_factory=list)
    talks: list[TalkOut] = Field(default_factory=list)
    merged: list[MergedOut] = Field(default_factory=list)


class MergeIn(Asked):
    """`other` is taken into the contact of the address."""

    other: RowId


class ErasedOut(Told):
    contact_id: int
    conversations: int
    messages: int
    files: int
    reports: int
