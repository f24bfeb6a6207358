"""The staff's API for who sees to what: assigning, snoozing, tags, notes, texts at hand, drafts
composed anew or remembered."""

from __future__ import annotations

from fastapi import APIRouter, Request

from server import views
from server.auth import Actor, Reader, house_of
from server.desk_wire import (
    CannedIn,
    CannedOut,
    DeskOut,
    HandleIn,
    HandOverIn,
    NoteIn,
    PriorityIn,
    RememberIn,
    VersionIn,
)
from server.limits import limit_of
from server.redrafting import approve_and_remember, composed_anew
from server.routes.staff import PROBLEMS, id_of, ring, row_out
from server.wire import DraftOut, EscalationOut, InboxRow, NoteOut, RowId, StaffMessage
from store import accounts, canned, conversations, escalations, handling, notes, tags
from store.answers import Scope
from store.db import Tx
from store.errors import Forbidden, Invalid
from store.tables import User

router = APIRouter(prefix="/v1/staff", tags=["staff"], responses=PROBLEMS)


@router.get("/desk", response_model=DeskOut)
def desk(request: Request, staff: Reader) -> DeskOut:
    """Who is on the team, which texts are at hand, and whether a language model can help."""
    house = house_of(request)
    with house.store.reading() as tx:
        return views.desk_out(tx, house)


# --- who sees to it -------------------------------------------------------------------------


@router.post("/conversations/handle", response_model=list[InboxRow])
def handle(request: Request, staff: Actor, asked: HandleIn) -> list[InboxRow]:
    """Assign, tag, snooze, wake or close many at once: all of it, or nothing."""
    with house_of(request).store.writing() as tx:
        ids = list(dict.fromkeys(id_of(tx, name) for name in asked.ids))
        for row_id in ids:
            _handle(tx, row_id, asked, staff.user)
        tx.flush()
        told = [row_out(request, tx, row_id) for row_id in ids]
    ring(request, *ids)
    return told


def _handle(tx: Tx, row_id: int, asked: HandleIn, by: User) -> None:
    if asked.assign_to is not None:
        to = accounts.by_id(tx, asked.assign_to) if asked.assign_to else None
        handling.assign(tx, row_id, to, by)
    tags.change(tx, row_id, by, add=asked.tag, remove=asked.untag)
    if asked.snooze_until is not None:
        if asked.snooze_until.tzinfo is None:
            raise Invalid("snooze_until: the time has no zone.", "Give it as 2026-05-06T09:00:00Z.")
        handling.snooze(tx, row_id, asked.snooze_until, by)
    elif asked.wake:
        handling.wake(tx, row_id, by)
    if asked.close:
        conversations.close(tx, row_id, asked.reason or "staff", actor=by.email)


@router.post("/conversations/{conversation_id}/hand-over", response_model=InboxRow)
def hand_over(request: Request, staff: Actor, conversation_id: str, asked: HandOverIn) -> InboxRow:
    """A colleague speaks from now on; the guest sees who."""
    with house_of(request).store.writing() as tx:
        row_id = id_of(tx, conversation_id)
        handling.hand_over(tx, row_id, accounts.by_id(tx, asked.user_id), staff.user)
        tx.flush()
        row = row_out(request, tx, row_id)
    ring(request, row_id)
    return row


@router.post("/escalations/{escalation_id}/priority", response_model=EscalationOut)
def prioritise(
    request: Request, staff: Actor, escalation_id: RowId, asked: PriorityIn
) -> EscalationOut:
    with house_of(request).store.writing() as tx:
        found = escalations.prioritise(tx, escalation_id, asked.priority, staff.user)
        told = views.escalation_out(tx, found, house_of(request).settings)
    ring(request, found.conversation_id)
    return told


# --- notes and texts at hand ----------------------------------------------------------------


@router.post("/conversations/{conversation_id}/notes", status_code=201, response_model=NoteOut)
def add_note(request: Request, staff: Actor, conversation_id: str, asked: NoteIn) -> NoteOut:
    """For colleagues only. `@name` tells that colleague."""
    with house_of(request).store.writing() as tx:
        row_id = id_of(tx, conversation_id)
        told = views.note_out(notes.add(tx, row_id, asked.text, staff.user))
    ring(request, row_id)
    return told


@router.post("/canned", status_code=201, response_model=CannedOut)
def keep_canned(request: Request, staff: Actor, asked: CannedIn) -> CannedOut:
    """A text staff send often; one of the same name is written anew."""
    with house_of(request).store.writing() as tx:
        return CannedOut.model_validate(canned.put(tx, asked.name, asked.text, staff.user))


@router.delete("/canned/{canned_id}", status_code=204)
def remove_canned(request: Request, staff: Actor, canned_id: RowId) -> None:
    with house_of(request).store.writing() as tx:
        canned.remove(tx, canned_id)


# --- drafts ---------------------------------------------------------------------------------


@router.post("/drafts/{draft_id}/regenerate", response_model=DraftOut)
def regenerate(request: Request, staff: Actor, draft_id: RowId, asked: VersionIn) -> DraftOut:
    """Composed anew, of all the guest has written until now; it goes on waiting."""
    limit_of(request, "copilot", 30, 60).take(str(staff.user.id))
    house = house_of(request)
    draft = composed_anew(house, draft_id, asked.version, staff.user)
    with house.store.reading() as tx:
        told = views.draft_out(tx, draft)
    ring(request, draft.conversation_id)
    return told


@router.post("/drafts/{draft_id}/remember", response_model=StaffMessage)
def remember(request: Request, staff: Actor, draft_id: RowId, asked: RememberIn) -> StaffMessage:
    """Send it, and answer the question in these words from then on: both, or neither."""
    if not staff.may("teach"):
        raise Forbidden("This token lacks the scope 'teach'.", "Make one that has it.")
    scope = Scope(asked.lang, asked.valid_from, asked.valid_to, asked.yearly)
    sent = approve_and_remember(
        house_of(request), draft_id, asked.version, asked.question, asked.text, scope, staff.user
    )
    ring(request, sent.conversation_id)
    return views.staff_message(sent)
