"""How a conversation came about, step by step, from what was stored when it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from agent.replay import Again, replay
from server.house import House, structured_composer_of
from server.timeline_wire import AgainOut, CandidateOut, StepOut, TimelineOut
from server.wire import CitationOut, ContactOut
from store import messages
from store.db import Tx
from store.errors import TooLarge
from store.tables import (
    Composition,
    Contact,
    Conversation,
    Delivery,
    Draft,
    Escalation,
    Event,
    Gap,
    Message,
    Rating,
    Receipt,
    ToolRun,
    User,
)

MOST_MESSAGES = 500
# Answering again takes some hundredths of a second each, and somebody waits for it.
MOST_AGAIN = 60
# What other steps tell in more words, or nobody asks about.
_TOLD_BETTER = ("message.", "draft.", "escalation.", "conversation.escalated", "conversation.rated")


def timeline(tx: Tx, conversation: Conversation) -> TimelineOut:
    said = messages.history(tx, conversation.id, limit=MOST_MESSAGES)
    names = {user.id: user.name or user.email for user in tx.scalars(select(User))}
    steps = [
        *_messages(tx, said, names),
        *_composed(tx, conversation),
        *_tools(tx, conversation),
        *_drafts(tx, conversation, names),
        *_calls(tx, conversation, names),
        *_gaps(tx, conversation),
        *_sent(tx, conversation),
        *_ratings(tx, conversation),
        *_events(tx, conversation),
    ]
    earlier = bool(said and said[0].seq > 1)
    since = said[0].created_at if earlier else conversation.started_at
    return TimelineOut(
        id=conversation.public_id,
        channel=conversation.channel,
        title=conversation.title,
        status=conversation.status,
        contact=ContactOut.model_validate(tx.get(Contact, conversation.contact_id)),
        earlier=earlier,
        # Of one moment the message comes first: what followed from it was written with it.
        steps=sorted((s for s in steps if s.at >= since), key=lambda s: (s.at, s.seq is None)),
    )


def _messages(tx: Tx, said: Sequence[Message], names: dict[int, str]) -> Iterator[StepOut]:
    ids = [message.id for message in said]
    sealed = {
        receipt.message_id: receipt
        for receipt in tx.scalars(select(Receipt).where(Receipt.message_id.in_(ids)))
    }
    for message in said:
        receipt = sealed.get(message.id)
        yield StepOut(
            at=message.created_at,
            kind=message.author,
            who=message.author_name or names.get(message.user_id or 0, ""),
            text=message.text,
            notes=list(_about(message, receipt)),
            figures=_figures(
                confidence=message.confidence,
                latency_ms=message.latency_ms,
                generation=message.generation_id,
                receipt=receipt.id if receipt else None,
            ),
            citations=[CitationOut.model_validate(one) for one in message.citations or ()],
            seq=message.seq,
        )


def _figures(**known: Any) -> dict[str, Any]:
    return {name: value for name, value in known.items() if value is not None}


def _about(message: Message, receipt: Receipt | None) -> Iterator[str]:
    if message.turn:
        became = message.turn.replace("_", " ")
        yield f"{became}: {message.turn_note}" if message.turn_note else became
    if message.mode:
        yield f"{message.mode} mode, {message.kind or 'answer'}, {message.outcome or 'said'}"
    if message.confidence is not None and message.author == "concierge":
        yield f"sureness {message.confidence:.2f}"
    if message.latency_ms is not None:
        yield f"composed in {message.latency_ms:.0f} ms"
    if message.generation_id:
        yield f"from generation {message.generation_id} of the knowledge"
    if receipt:
        yield f"receipt {receipt.id}, {'sealed' if receipt.hash else 'not sealed yet'}"


def _composed(tx: Tx, conversation: Conversation) -> Iterator[StepOut]:
    for made in tx.scalars(
        select(Composition).where(Composition.conversation_id == conversation.id)
    ):
        guard = f"guard: {made.checked} checked, {made.repaired} mended, {made.withheld} withheld"
        complaints = [str(one) for one in made.trace.get("complaints", ())]
        tools = [str(one) for one in made.trace.get("tools", ())]
        notes = [
            f"{made.model or 'no model'}, orders {made.version or 'none'}, {made.outcome}",
            guard,
            *(f"guard said: {one}" for one in complaints),
            *(f"tool: {one}" for one in tools),
            *([str(made.trace["why"])] if made.trace.get("why") else []),
        ]
        yield StepOut(
            at=made.composed_at,
            kind="composed",
            who=made.model,
            text=f"The turn went by {made.route}.",
            notes=notes,
            figures={
                "checked": made.checked,
                "repaired": made.repaired,
                "withheld": made.withheld,
                "tokens": made.tokens,
            },
        )


def _tools(tx: Tx, conversation: Conversation) -> Iterator[StepOut]:
    for run in tx.scalars(select(ToolRun).where(ToolRun.conversation_id == conversation.id)):
        notes = [f"{name}: {value}" for name, value in run.arguments.items()]
        notes += [f"asked the guest: {run.read_back}"] if run.read_back else []
        notes += [f"failed: {run.error}"] if run.error else []
        yield StepOut(
            at=run.proposed_at,
            kind="tool",
            who=run.tool,
            text=f"{run.tool}: {run.state}",
            notes=notes,
            figures=_figures(took_ms=run.took_ms, result=run.result or None),
        )


def _drafts(tx: Tx, conversation: Conversation, names: dict[int, str]) -> Iterator[StepOut]:
    for draft in tx.scalars(select(Draft).where(Draft.conversation_id == conversation.id)):
        yield StepOut(
            at=draft.created_at,
            kind="draft",
            text=draft.proposed,
            notes=[f"waited for staff: {draft.reason}"] if draft.reason else [],
            figures=_figures(draft=draft.id, confidence=draft.answer.get("confidence")),
            citations=[CitationOut.model_validate(c) for c in draft.answer.get("citations", ())],
        )
        if draft.decided_at is not None:
            changed = draft.state == "approved" and draft.text != draft.proposed
            yield StepOut(
                at=draft.decided_at,
                kind="draft",
                who=names.get(draft.decided_by or 0, ""),
                text=f"{draft.state}{', with other words' if changed else ''}",
                notes=[draft.note] if draft.note else [],
                figures={"draft": draft.id},
            )


def _calls(tx: Tx, conversation: Conversation, names: dict[int, str]) -> Iterator[StepOut]:
    for call in tx.scalars(select(Escalation).where(Escalation.conversation_id == conversation.id)):
        urgent = " (urgent)" if call.priority == 1 else ""
        yield StepOut(at=call.created_at, kind="call", text=f"{call.reason}{urgent}")
        if call.resolved_at is not None:
            yield StepOut(
                at=call.resolved_at,
                kind="call",
                who=names.get(call.resolved_by or 0, ""),
                text="settled",
                notes=[call.note] if call.note else [],
            )


def _gaps(tx: Tx, conversation: Conversation) -> Iterator[StepOut]:
    for gap in tx.scalars(select(Gap).where(Gap.conversation_id == conversation.id)):
        yield StepOut(at=gap.created_at, kind="gap", text=gap.question, notes=[gap.state])


def _sent(tx: Tx, conversation: Conversation) -> Iterator[StepOut]:
    for delivery in tx.scalars(select(Delivery).where(Delivery.conversation_id == conversation.id)):
        yield StepOut(
            at=delivery.sent_at or delivery.created_at,
            kind="sent",
            who=delivery.courier,
            text=f"{delivery.courier}: {delivery.state}",
            notes=[delivery.error] if delivery.error else [],
            figures={"delivery": delivery.id, "attempts": delivery.attempts},
        )


def _ratings(tx: Tx, conversation: Conversation) -> Iterator[StepOut]:
    for rating in tx.scalars(select(Rating).where(Rating.conversation_id == conversation.id)):
        yield StepOut(
            at=rating.rated_at, kind="rated", text=f"{rating.score} of 5", notes=[rating.comment]
        )


def _events(tx: Tx, conversation: Conversation) -> Iterator[StepOut]:
    for event in tx.scalars(
        select(Event).where(Event.conversation_id == conversation.id).order_by(Event.id)
    ):
        if not event.kind.startswith(_TOLD_BETTER):
            yield StepOut(
                at=event.at,
                kind=event.kind,
                who=event.actor,
                text=str(event.data.get("reason", "")),
                figures=event.data,
            )


def answered_again(house: House, conversation: Conversation) -> list[AgainOut]:
    """What would be said today instead, without a language model: it costs nothing and is the same
    each time. Nothing is stored. Raises TooLarge for a long conversation."""
    if conversation.last_seq > 2 * MOST_AGAIN:
        raise TooLarge(
            "This conversation is too long to be answered again here.",
            f"Use the command: concierge replay {conversation.public_id}",
        )
    composer = structured_composer_of(house.store, house.embedder, house.settings)
    return [_again_out(one) for one in replay(house.store, composer, conversation)]


def _again_out(again: Again) -> AgainOut:
    now = again.now
    return AgainOut(
        seq=again.message.seq,
        question=again.message.text,
        before=again.before.text if again.before else "",
        now=now.text,
        outcome=now.outcome,
        confidence=now.confidence,
        decision=str(now.trace.get("decision", "")),
        candidates=[CandidateOut.model_validate(one) for one in now.trace.get("candidates", ())],
        citations=[CitationOut.model_validate(one.as_dict()) for one in now.citations],
    )
