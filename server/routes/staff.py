"""The staff's API: what the terminal desk does, and any other client may."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from server import stream, views
from server.auth import Actor, Reader, bearer, house_of, standing
from server.desk_wire import CloseIn
from server.knowledge_wire import KnowledgeOut
from server.live import Live
from server.parts import extra_of
from server.wire import (
    DecisionIn,
    DraftOut,
    EscalationOut,
    InboxCounts,
    InboxPage,
    InboxRow,
    Problem,
    ReportOut,
    ResolveIn,
    RowId,
    SayIn,
    StaffConversation,
    StaffMessage,
    StaffOut,
)
from store import conversations, desk, drafts, escalations, speakers, visits
from store.db import Tx
from store.errors import Invalid

PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {"application/problem+json": {}}}
    for code in (401, 403, 404, 409, 422, 429, 503)
}
router = APIRouter(prefix="/v1/staff", tags=["staff"], responses=PROBLEMS)


def ring(request: Request, *conversation_ids: int) -> None:
    live: Live = request.app.state.live
    live.ring(*conversation_ids)


def id_of(tx: Tx, public_id: str) -> int:
    return conversations.by_public_id(tx, public_id).id


def row_out(request: Request, tx: Tx, row_id: int) -> InboxRow:
    return views.inbox_row(desk.row_of(tx, row_id), house_of(request).settings)


# --- who is asking --------------------------------------------------------------------------


@router.get("/me", response_model=StaffOut)
def me(staff: Reader) -> StaffOut:
    return StaffOut.model_validate(staff.user)


# --- conversations --------------------------------------------------------------------------


@router.get("/inbox", response_model=InboxPage)
def inbox(
    request: Request,
    staff: Reader,
    view: str = "open",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    search: Annotated[str, Query(max_length=300)] = "",
) -> InboxPage:
    """A page of conversations, newest first, with counts. `search` looks through all that was said
    and at who the guests are; `channel:`, `tag:` and `from:` narrow it."""
    house = house_of(request)
    before = _cursor(cursor)
    with house.store.reading() as tx:
        found = desk.rows(tx, view, staff.user.id, search=search, before=before, limit=limit + 1)
        counted = desk.counts(tx, staff.user.id)
    page = found[:limit]
    return InboxPage(
        rows=[views.inbox_row(row, house.settings) for row in page],
        next=_next(page[-1]) if len(found) > limit else "",
        counts=InboxCounts.model_validate(counted),
    )


def _next(row: desk.Row) -> str:
    at = row.conversation.last_message_at
    return f"{int(at.timestamp() * 1_000_000)}-{row.conversation.id}"


def _cursor(text: str) -> desk.Cursor | None:
    if not text:
        return None
    at, _, row_id = text.partition("-")
    numbers = at.isdigit() and row_id.isdigit() and text.isascii()
    if not numbers or len(at) > 17 or len(row_id) > 18:
        raise Invalid("This cursor is not one of ours.", "Start again without it.")
    seconds, micros = divmod(int(at), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(row_id)


@router.get("/conversations/{conversation_id}", response_model=StaffConversation)
def conversation(
    request: Request, staff: Reader, conversation_id: str, before_seq: int | None = None
) -> StaffConversation:
    house = house_of(request)
    with house.store.reading() as tx:
        found = id_of(tx, conversation_id)
        return views.staff_conversation(tx, found, before_seq, house.settings)


@router.post("/conversations/{conversation_id}/take-over", response_model=InboxRow)
def take_over(request: Request, staff: Actor, conversation_id: str) -> InboxRow:
    with house_of(request).store.writing() as tx:
        row_id = id_of(tx, conversation_id)
        speakers.take_over(tx, row_id, staff.user)
        row = row_out(request, tx, row_id)
    ring(request, row_id)
    return row


@router.post("/conversations/{conversation_id}/hand-back", response_model=InboxRow)
def hand_back(request: Request, staff: Actor, conversation_id: str) -> InboxRow:
    with house_of(request).store.writing() as tx:
        row_id = id_of(tx, conversation_id)
        speakers.hand_back(tx, row_id, staff.user)
        row = row_out(request, tx, row_id)
    ring(request, row_id)
    return row


@router.post("/conversations/{conversation_id}/close", response_model=InboxRow)
def close(
    request: Request, staff: Actor, conversation_id: str, asked: CloseIn | None = None
) -> InboxRow:
    """The guest's next message opens it again. `reason` is for the staff's own figures."""
    reason = (asked.reason if asked else "") or "staff"
    with house_of(request).store.writing() as tx:
        row_id = id_of(tx, conversation_id)
        conversations.close(tx, row_id, reason, actor=staff.user.email)
        row = row_out(request, tx, row_id)
    ring(request, row_id)
    return row


@router.post("/conversations/{conversation_id}/seen", status_code=204)
def seen(request: Request, staff: Actor, conversation_id: str) -> None:
    with house_of(request).store.writing() as tx:
        conversation = conversations.by_public_id(tx, conversation_id)
        conversations.mark_seen(tx, conversation.id)
        noted = visits.read_up_to(tx, conversation.id, conversation.last_seq, "staff")
    if noted:
        ring(request, conversation.id)


@router.post(
    "/conversations/{conversation_id}/messages", status_code=201, response_model=StaffMessage
)
def say(request: Request, staff: Actor, conversation_id: str, asked: SayIn) -> StaffMessage:
    """Write to the guest. Takes the conversation over when nobody of the staff has it."""
    with house_of(request).store.writing() as tx:
        row_id = id_of(tx, conversation_id)
        said = speakers.say(
            tx,
            row_id,
            staff.user,
            asked.text,
            client_id=asked.client_id,
            extra=extra_of(asked.form, asked.cards),
        )
    ring(request, row_id)
    return views.staff_message(said)


# --- drafts ---------------------------------------------------------------------------------


@router.get("/drafts", response_model=list[DraftOut])
def list_drafts(request: Request, staff: Reader) -> list[DraftOut]:
    """Those waiting, oldest first."""
    with house_of(request).store.reading() as tx:
        return [views.draft_out(tx, draft) for draft in drafts.waiting(tx)]


@router.get("/drafts/{draft_id}", response_model=DraftOut)
def one_draft(request: Request, staff: Reader, draft_id: RowId) -> DraftOut:
    with house_of(request).store.reading() as tx:
        return views.draft_out(tx, drafts.find(tx, draft_id))


@router.post("/drafts/{draft_id}/approve", response_model=StaffMessage)
def approve(request: Request, staff: Actor, draft_id: RowId, asked: DecisionIn) -> StaffMessage:
    """Send it; with `text`, send those words instead."""
    with house_of(request).store.writing() as tx:
        sent = drafts.approve(tx, draft_id, asked.version, staff.user, text=asked.text)
    ring(request, sent.conversation_id)
    return views.staff_message(sent)


@router.post("/drafts/{draft_id}/edit", response_model=DraftOut)
def edit(request: Request, staff: Actor, draft_id: RowId, asked: DecisionIn) -> DraftOut:
    """Keep changed words; the draft goes on waiting."""
    if asked.text is None:
        raise Invalid("text: the new words are missing.")
    with house_of(request).store.writing() as tx:
        drafts.edit(tx, draft_id, asked.version, asked.text, staff.user)
        return views.draft_out(tx, drafts.find(tx, draft_id))


@router.post("/drafts/{draft_id}/reject", response_model=DraftOut)
def reject(request: Request, staff: Actor, draft_id: RowId, asked: DecisionIn) -> DraftOut:
    with house_of(request).store.writing() as tx:
        draft = drafts.reject(tx, draft_id, asked.version, staff.user, asked.note)
        told = views.draft_out(tx, draft)
    ring(request, draft.conversation_id)
    return told


# --- escalations, knowledge, reports --------------------------------------------------------


@router.get("/escalations", response_model=list[EscalationOut])
def list_escalations(request: Request, staff: Reader) -> list[EscalationOut]:
    """Open ones, most urgent first."""
    house = house_of(request)
    with house.store.reading() as tx:
        return views.escalations_out(tx, escalations.waiting(tx), house.settings)


@router.post("/escalations/{escalation_id}/resolve", response_model=EscalationOut)
def resolve(
    request: Request, staff: Actor, escalation_id: RowId, asked: ResolveIn | None = None
) -> EscalationOut:
    with house_of(request).store.writing() as tx:
        found = escalations.resolve(tx, escalation_id, staff.user, asked.note if asked else "")
        told = views.escalation_out(tx, found, house_of(request).settings)
    ring(request, found.conversation_id)
    return told


@router.get("/knowledge", response_model=KnowledgeOut)
def knowledge(request: Request, staff: Reader) -> KnowledgeOut:
    with house_of(request).store.reading() as tx:
        return views.knowledge_out(tx)


@router.get("/reports/daily", response_model=ReportOut)
def daily_report(request: Request, staff: Reader, day: str = "") -> ReportOut:
    """The figures of one day of the business (today, unless `day` is given as YYYY-MM-DD)."""
    return views.daily_report(house_of(request), day)


@router.get("/events")
async def follow(
    request: Request, staff: Reader, last_event_id: Annotated[str, Header()] = ""
) -> StreamingResponse:
    """The log as server-sent events, from `Last-Event-ID` or from now on."""
    house = house_of(request)
    live: Live = request.app.state.live
    token = bearer(request)
    seen = stream.event_named(last_event_id)
    if seen is None:
        seen = await to_thread.run_sync(stream.newest_event, house)

    def still_welcome() -> bool:
        with house.store.reading() as tx:
            return standing(tx, token) is not None

    return StreamingResponse(
        stream.staff_stream(house, live, seen, still_welcome),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
