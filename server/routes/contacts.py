"""The staff's API for contacts: find, look at, merge, split, export, erase."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from server import forgetting
from server.auth import Actor, Member, Reader, house_of
from server.contacts_wire import (
    AddressOut,
    ContactPage,
    ContactProfile,
    ContactRow,
    ErasedOut,
    MergedOut,
    MergeIn,
    ProofOut,
    TalkOut,
)
from server.routes.staff import PROBLEMS
from server.wire import ContactOut, RowId
from store import contacts, erasing
from store.db import Tx
from store.errors import Invalid
from store.tables import Contact

router = APIRouter(prefix="/v1/staff/contacts", tags=["contacts"], responses=PROBLEMS)
MOST_TALKS = 100


@router.get("", response_model=ContactPage)
def list_contacts(
    request: Request,
    staff: Reader,
    search: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[str, Query(max_length=18)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ContactPage:
    """The newest first. Each word of `search` stands in a name, an address or a number."""
    if cursor and not (cursor.isascii() and cursor.isdigit()):
        raise Invalid("This cursor is not one of ours.", "Start again without it.")
    before = int(cursor) if cursor else None
    with house_of(request).store.reading() as tx:
        found = contacts.listed(tx, search=search, before=before, limit=limit + 1)
    page = found[:limit]
    return ContactPage(
        rows=[row(known) for known in page],
        next=str(page[-1].contact.id) if len(found) > limit else "",
    )


def row(known: contacts.Known) -> ContactRow:
    fields = ContactOut.model_validate(known.contact).model_dump()
    return ContactRow(**fields, conversations=known.conversations, last_at=known.last_at)


@router.get("/{contact_id}", response_model=ContactProfile)
def contact(request: Request, staff: Reader, contact_id: RowId) -> ContactProfile:
    with house_of(request).store.reading() as tx:
        return profile(tx, contact_id)


def profile(tx: Tx, contact_id: int) -> ContactProfile:
    found = contacts.find(tx, contact_id)
    talks = contacts.conversations_of(tx, contact_id)[:MOST_TALKS]
    return ContactProfile(
        **ContactOut.model_validate(found).model_dump(),
        created_at=found.created_at,
        addresses=[AddressOut.model_validate(a) for a in contacts.addresses_of(tx, contact_id)],
        proofs=[ProofOut.model_validate(p) for p in contacts.proofs_of(tx, contact_id)],
        talks=[
            TalkOut(
                id=one.public_id,
                channel=one.channel,
                title=one.title,
                status=one.status,
                last_text=one.last_text,
                last_message_at=one.last_message_at,
            )
            for one in talks
        ],
        merged=[
            MergedOut(
                contact_id=one.gone_id,
                name=one.before["gone"]["name"],
                by=one.merged_by,
                merged_at=one.merged_at,
            )
            for one in contacts.merges_into(tx, contact_id)
        ],
    )


@router.post("/{contact_id}/merge", response_model=ContactProfile)
def merge(request: Request, staff: Actor, contact_id: RowId, asked: MergeIn) -> ContactProfile:
    """Takes the other contact into this one: its conversations, addresses and links go over."""
    with house_of(request).store.writing() as tx:
        contacts.merge(tx, contact_id, asked.other, staff.user)
        tx.flush()
        return profile(tx, contact_id)


@router.post("/{contact_id}/split", response_model=ContactProfile)
def split(request: Request, staff: Actor, contact_id: RowId) -> ContactProfile:
    """Undoes the last merge into this contact. What came since stays here."""
    with house_of(request).store.writing() as tx:
        back: Contact = contacts.split(tx, contact_id, staff.user)
        return profile(tx, back.id)


@router.get("/{contact_id}/export")
def export(request: Request, staff: Reader, contact_id: RowId) -> dict[str, Any]:
    """All that is kept of a contact, as one object."""
    with house_of(request).store.reading() as tx:
        return erasing.exported(tx, contact_id)


@router.delete("/{contact_id}", response_model=ErasedOut)
def erase(request: Request, staff: Member, contact_id: RowId) -> ErasedOut:
    """Every word of this guest and about them is erased for good; what stays names nobody."""
    house = house_of(request)
    erased = forgetting.forget(house.store, house.settings, contact_id, staff.user)
    if house.cache is not None:
        house.cache.forget()
    return ErasedOut(
        contact_id=contact_id,
        conversations=erased.conversations,
        messages=erased.messages,
        files=len(erased.files),
        reports=len(erased.reports),
    )
