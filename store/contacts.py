"""Contacts: finding them, what is known of one, and two that turn out to be one guest.

    merge    what the other one has goes over; the other one is kept aside, empty
    split    the last merge undone: what went over goes back, what came since stays

A contact that was merged into another, or erased, is in no list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, update

from store import events
from store.db import Tx
from store.errors import Conflict, Invalid, NotFound
from store.tables import (
    Contact,
    ContactAddress,
    ContactMerge,
    Conversation,
    IdentityProof,
    Portal,
    User,
    utcnow,
)

FIELDS = ("name", "email", "phone", "locale")
_GONE = exists().where(ContactMerge.gone_id == Contact.id, ContactMerge.undone_at.is_(None))
# By table: what belongs to a contact and goes over when it is merged.
_OWNED: dict[str, type[Conversation] | type[ContactAddress] | type[Portal]] = {
    "conversations": Conversation,
    "addresses": ContactAddress,
    "portals": Portal,
}


@dataclass(frozen=True, slots=True)
class Known:
    """A contact with how much there is of it."""

    contact: Contact
    conversations: int
    last_at: datetime | None


def listed(tx: Tx, *, search: str = "", before: int | None = None, limit: int = 50) -> list[Known]:
    """The newest first. Each word of `search` stands in the name, an address or the number."""
    wanted = (
        select(
            Contact,
            func.count(Conversation.id),
            func.max(Conversation.last_message_at),
        )
        .join(Conversation, Conversation.contact_id == Contact.id, isouter=True)
        .where(~_GONE, Contact.erased_at.is_(None))
        .group_by(Contact.id)
        .order_by(Contact.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(Contact.id < before)
    for word in search.split()[:12]:
        at = exists().where(
            ContactAddress.contact_id == Contact.id,
            ContactAddress.address.icontains(word, autoescape=True),
        )
        named = (
            column.icontains(word, autoescape=True)
            for column in (Contact.name, Contact.email, Contact.phone)
        )
        wanted = wanted.where(or_(*named, at))
    return [Known(contact, count, last) for contact, count, last in tx.execute(wanted)]


def find(tx: Tx, contact_id: int) -> Contact:
    """Raises NotFound, also for one that was merged into another or erased."""
    found = tx.get(Contact, contact_id)
    if found is None:
        raise NotFound(f"There is no contact {contact_id}.", "`concierge contact list` has them.")
    if found.erased_at is not None:
        raise NotFound(f"Contact {contact_id} was erased.")
    merged = _merge_of(tx, contact_id)
    if merged is not None:
        raise NotFound(
            f"Contact {contact_id} was merged into {merged.kept_id}.",
            f"`concierge contact split {merged.kept_id}` undoes it.",
        )
    return found


def _merge_of(tx: Tx, gone_id: int) -> ContactMerge | None:
    return tx.scalars(
        select(ContactMerge).where(
            ContactMerge.gone_id == gone_id, ContactMerge.undone_at.is_(None)
        )
    ).first()


def conversations_of(tx: Tx, contact_id: int) -> Sequence[Conversation]:
    """The newest first."""
    return tx.scalars(
        select(Conversation)
        .where(Conversation.contact_id == contact_id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    ).all()


def addresses_of(tx: Tx, contact_id: int) -> Sequence[ContactAddress]:
    return tx.scalars(
        select(ContactAddress)
        .where(ContactAddress.contact_id == contact_id)
        .order_by(ContactAddress.id)
    ).all()


def proofs_of(tx: Tx, contact_id: int) -> Sequence[IdentityProof]:
    """Who the guest proved to be, in any conversation, oldest first."""
    return tx.scalars(
        select(IdentityProof)
        .join(Conversation, Conversation.id == IdentityProof.conversation_id)
        .where(Conversation.contact_id == contact_id)
        .order_by(IdentityProof.id)
    ).all()


def merges_into(tx: Tx, contact_id: int) -> Sequence[ContactMerge]:
    """Those that still hold, oldest first."""
    return tx.scalars(
        select(ContactMerge)
        .where(ContactMerge.kept_id == contact_id, ContactMerge.undone_at.is_(None))
        .order_by(ContactMerge.id)
    ).all()


def merge(tx: Tx, kept_id: int, gone_id: int, by: User, now: datetime | None = None) -> Contact:
    """Take `gone` into `kept`. What `kept` knows of itself stays; gaps are filled."""
    if kept_id == gone_id:
        raise Invalid("A contact cannot be merged with itself.", "Choose another.")
    now = now or utcnow()
    kept, gone = find(tx, kept_id), find(tx, gone_id)
    before = {"kept": _fields(kept), "gone": _fields(gone)}
    moved = {name: _hand_over(tx, name, gone_id, kept_id) for name in _OWNED}
    for field in FIELDS:
        setattr(kept, field, getattr(kept, field) or getattr(gone, field))
        setattr(gone, field, "")
    tx.add(
        ContactMerge(
            kept_id=kept_id,
            gone_id=gone_id,
            before=before,
            moved=moved,
            merged_by=by.email,
            merged_at=now,
        )
    )
    events.happened(
        tx, "contact.merged", actor=by.email, at=now, contact_id=kept_id, gone_id=gone_id
    )
    return kept


def split(tx: Tx, contact_id: int, by: User, now: datetime | None = None) -> Contact:
    """Undo the last merge into this contact; returns the one that is there again."""
    now = now or utcnow()
    kept = find(tx, contact_id)
    held = merges_into(tx, contact_id)
    if not held:
        raise Conflict(f"Nothing was merged into contact {contact_id}.")
    last = held[-1]
    gone = tx.get_one(Contact, last.gone_id)
    for name, ids in last.moved.items():
        _hand_back(tx, name, ids, contact_id, gone.id)
    for field in FIELDS:
        was, other = last.before["kept"][field], last.before["gone"][field]
        setattr(gone, field, other)
        # What staff or the guest corrected since stays; what only came from the other one goes.
        if not was and getattr(kept, field) == other:
            setattr(kept, field, "")
    last.undone_at = now
    tx.flush()
    events.happened(
        tx, "contact.split", actor=by.email, at=now, contact_id=contact_id, back_id=gone.id
    )
    return gone


def _fields(contact: Contact) -> dict[str, Any]:
    return {field: getattr(contact, field) for field in FIELDS}


def _hand_over(tx: Tx, name: str, of: int, to: int) -> list[int]:
    table = _OWNED[name]
    ids = list(tx.scalars(select(table.id).where(table.contact_id == of)))
    tx.execute(update(table).where(table.contact_id == of).values(contact_id=to))
    return ids


def _hand_back(tx: Tx, name: str, ids: Sequence[int], of: int, to: int) -> None:
    table = _OWNED[name]
    for one in ids:
        tx.execute(
            update(table).where(table.id == one, table.contact_id == of).values(contact_id=to)
        )
