"""Rows of the store as the staff's wire models."""

from __future__ import annotations

from typing import Any

from server.house import House
from server.knowledge_wire import (
    GenerationOut,
    IngestOut,
    KnowledgeOut,
    SourceOut,
)
from server.stream import message_out
from server.wire import (
    ContactOut,
    DraftOut,
    EscalationOut,
    InboxRow,
    ReportOut,
    StaffConversation,
    StaffMessage,
)
from store import conversations, desk, drafts, escalations, generations, library, messages, visits
from store.db import Tx
from store.tables import Contact, Draft, Escalation, Generation, Message, utcnow

PAGE = 200


def inbox_row(row: desk.Row) -> InboxRow:
    c = row.conversation
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
        escalation=row.escalation.reason if row.escalation else "",
        priority=row.escalation.priority if row.escalation else None,
        draft_id=row.draft_id,
        waiting_since=row.waiting_since,
    )


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
    )


def escalation_out(tx: Tx, escalation: Escalation) -> EscalationOut:
    conversation = conversations.get(tx, escalation.conversation_id)
    return EscalationOut(
        id=escalation.id,
        conversation_id=conversation.public_id,
        contact=_contact_of(tx, conversation.contact_id),
        channel=conversation.channel,
        title=conversation.title,
        reason=escalation.reason,
        priority=escalation.priority,
        state=escalation.state,
        created_at=escalation.created_at,
    )


def staff_conversation(tx: Tx, row_id: int, before_seq: int | None) -> StaffConversation:
    row = desk.row_of(tx, row_id)
    said = messages.history(tx, row_id, before_seq=before_seq, limit=PAGE)
    needed = escalations.open_escalation(tx, row_id)
    linked = row.conversation.linked_to
    rating = visits.rating_of(tx, row_id)
    return StaffConversation(
        row=inbox_row(row),
        messages=[staff_message(message) for message in said],
        drafts=[draft_out(tx, draft) for draft in drafts.waiting(tx, conversation_id=row_id)],
        escalation=escalation_out(tx, needed) if needed else None,
        earlier=bool(said and said[0].seq > 1),
        page=row.conversation.page,
        linked_to=conversations.get(tx, linked).public_id if linked else "",
        rating=rating.score if rating else None,
        rating_comment=rating.comment if rating else "",
        read_seq=visits.read_by(tx, row_id, "guest"),
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
