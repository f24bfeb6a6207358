"""Rows of the store as the staff's wire models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server import desk_hours
from server.desk_wire import CannedOut, DeskOut
from server.house import House
from server.knowledge_wire import (
    GenerationOut,
    IngestOut,
    KnowledgeOut,
    SourceOut,
)
from server.stream import message_out
from server.team_views import pause_out
from server.wire import (
    ContactOut,
    DraftOut,
    EarlierOut,
    EscalationOut,
    FileOut,
    InboxRow,
    NoteOut,
    ReportOut,
    StaffConversation,
    StaffMessage,
    StaffOut,
)
from store import (
    accounts,
    canned,
    conversations,
    desk,
    drafts,
    escalations,
    generations,
    handling,
    library,
    messages,
    notes,
    pausing,
    tags,
    visits,
)
from store.db import Tx
from store.rights import may
from store.settings import Settings
from store.tables import Contact, Draft, Escalation, Generation, Message, Note, utcnow

PAGE = 200


def inbox_row(row: desk.Row, settings: Settings) -> InboxRow:
    c, call = row.conversation, row.escalation
    return InboxRow(
        id=c.public_id,
        channel=c.channel,
        title=c.title,
        status=c.status,
        speaker=c.speaker,
        speaker_name=row.speaker_name,
        unread=c.unread,
        last_text=c.last_text,
        last_message_at=c.last_message_at,
        contact=ContactOut.model_validate(row.contact),
        escalation=call.reason if call else "",
        priority=call.priority if call else None,
        draft_id=row.draft_id,
        waiting_since=row.waiting_since,
        due_at=_due(call, settings) if call else None,
        assigned_to=c.assigned_to,
        assigned_name=row.assigned_name,
        tags=list(row.tags),
        snoozed_until=c.snoozed_until if handling.is_asleep(c, utcnow()) else None,
    )


def _due(call: Escalation, settings: Settings) -> datetime | None:
    return desk_hours.due(call.created_at, settings.desk, settings.business.zone)


def staff_message(message: Message) -> StaffMessage:
    fields: dict[str, Any] = {**message_out(message), "kind": message.kind}
    fields.pop("message_id")
    return StaffMessage(
        **fields,
        client_id=message.client_id,
        mode=message.mode,
        lang=message.lang,
        confidence=message.confidence,
        turn=message.turn,
        turn_note=message.turn_note,
        latency_ms=message.latency_ms,
    )


def _contact_of(tx: Tx, contact_id: int) -> ContactOut:
    return ContactOut.model_validate(tx.get(Contact, contact_id))


def draft_out(tx: Tx, draft: Draft) -> DraftOut:
    conversation = conversations.get(tx, draft.conversation_id)
    return DraftOut(
        id=draft.id,
        conversation_id=conversation.public_id,
        contact=_contact_of(tx, conversation.contact_id),
        channel=conversation.channel,
        question=messages.get_message(tx, draft.message_id).text,
        text=draft.text,
        proposed=draft.proposed,
        reason=draft.reason,
        confidence=draft.answer.get("confidence"),
        citations=draft.answer.get("citations", []),
        version=draft.version,
        state=draft.state,
        created_at=draft.created_at,
        stale=drafts.is_stale(tx, draft),
    )


def escalation_out(tx: Tx, escalation: Escalation, settings: Settings) -> EscalationOut:
    return escalations_out(tx, [escalation], settings)[0]


def escalations_out(tx: Tx, calls: Sequence[Escalation], settings: Settings) -> list[EscalationOut]:
    """With what their conversations show, in a few queries for all."""
    talks = [conversations.get(tx, call.conversation_id) for call in calls]
    rows = desk.dress(tx, talks)
    return [
        EscalationOut(
            id=call.id,
            conversation_id=row.conversation.public_id,
            contact=ContactOut.model_validate(row.contact),
            channel=row.conversation.channel,
            title=row.conversation.title,
            reason=call.reason,
            priority=call.priority,
            state=call.state,
            created_at=call.created_at,
            due_at=_due(call, settings),
            called_again_at=call.called_again_at,
            assigned_name=row.assigned_name,
            speaker_name=row.speaker_name,
        )
        for call, row in zip(calls, rows, strict=True)
    ]


def staff_conversation(
    tx: Tx, row_id: int, before_seq: int | None, settings: Settings
) -> StaffConversation:
    row = desk.row_of(tx, row_id)
    said = messages.history(tx, row_id, before_seq=before_seq, limit=PAGE)
    needed = escalations.open_escalation(tx, row_id)
    linked = row.conversation.linked_to
    rating = visits.rating_of(tx, row_id)
    return StaffConversation(
        row=inbox_row(row, settings),
        messages=[staff_message(message) for message in said],
        drafts=[draft_out(tx, draft) for draft in drafts.waiting(tx, conversation_id=row_id)],
        escalation=escalation_out(tx, needed, settings) if needed else None,
        earlier=bool(said and said[0].seq > 1),
        page=row.conversation.page,
        linked_to=conversations.get(tx, linked).public_id if linked else "",
        rating=rating.score if rating else None,
        rating_comment=rating.comment if rating else "",
        read_seq=visits.read_by(tx, row_id, "guest"),
        notes=[note_out(note) for note in notes.of_conversation(tx, row_id)],
        files=[FileOut.model_validate(file) for file in visits.files_of(tx, row_id)],
        before=[
            EarlierOut(
                id=other.public_id,
                channel=other.channel,
                title=other.title,
                status=other.status,
                last_message_at=other.last_message_at,
            )
            for other in desk.others_of(tx, row.conversation)
        ],
    )


def note_out(note: Note) -> NoteOut:
    return NoteOut(
        id=note.id,
        author_name=note.author_name,
        text=note.text,
        at=note.created_at,
    )


def desk_out(tx: Tx, house: House) -> DeskOut:
    team = [user for user in accounts.listed(tx) if user.disabled_at is None]
    return DeskOut(
        writes=not house.answers_alone,
        languages=list(house.settings.business.languages),
        pause=pause_out(pausing.current(tx)),
        team=[StaffOut.model_validate(user) for user in team if may(user.role, "act")],
        tags=list(tags.known(tx)),
        canned=[CannedOut.model_validate(kept) for kept in canned.listed(tx)],
        places=list(canned.PLACES),
    )


def knowledge_out(tx: Tx) -> KnowledgeOut:
    published = generations.published_id(tx)
    totals = library.totals(tx, published)
    return KnowledgeOut(
        generation=published,
        published_at=generations.find(tx, published).published_at if published else None,
        sources=[
            SourceOut(
                id=source.id,
                address=source.address,
                kind=source.kind,
                label=source.label,
                status=source.status,
                documents=len(library.documents(tx, published, source.id)),
                ingested_at=source.ingested_at,
            )
            for source in library.sources(tx)
        ],
        gaps=[gap.question for gap in desk.open_gaps(tx)],
        running=_running(tx),
        generations=[_generation(g) for g in generations.listed(tx, limit=5) if g.published_at],
        **totals,
    )


def _running(tx: Tx) -> IngestOut | None:
    found = generations.at_work(tx)
    if found is None:
        return None
    now = found.progress.get("now", {"stage": "read"})
    known = {name: now[name] for name in now if name in IngestOut.model_fields}
    return IngestOut(generation=found.id, **known)


def _generation(found: Generation) -> GenerationOut:
    told = found.summary
    return GenerationOut(
        id=found.id,
        state=found.state,
        created_at=found.created_at,
        documents=told.get("documents", 0),
        headline=told.get("headline", ""),
        changes=[change["said"] for change in told.get("changes", [])[:20]],
    )


def daily_report(house: House, day: str) -> ReportOut:
    """`day` as YYYY-MM-DD, or "" for today. Raises Invalid for anything else."""
    from reports import period
    from reports.run import run_report

    now = utcnow()
    zone = house.settings.business.zone
    wanted = period.read_day(day, zone, now) if day else period.today(zone, now)
    report = run_report(
        house.store, "daily", period.day(wanted, zone), settings=house.settings, now=now
    )
    return ReportOut.model_validate(report)
