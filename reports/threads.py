"""Conversations as a report sees them: every guest message has one end, every conversation too.

A *question* is a guest's message that wants something; a greeting or a thank-you is none. What
became of each is told once, so the ends add up to the questions and nothing is counted twice:

    alone            the concierge answered, nobody helped
    clarified        the concierge asked back instead of answering
    handed_over      the concierge fetched a person, because it did not know or could not speak
    draft_unchanged  staff approved the concierge's words as they were
    draft_edited     staff approved them with changes
    draft_rejected   staff threw them away
    draft_waiting    they still lie before the staff
    staff            a person had the conversation and dealt with it
    waiting          nobody has answered yet

And a conversation, in this order, so that the less flattering word wins:

    waiting          somebody still owes the guest something
    person           a person answered in it, or had it in hand
    abandoned        it ended without an answer: the guest left after being asked back, or nobody
                     took up what was handed over
    alone            everything asked was answered by the concierge alone
    greeting_only    nothing was asked

Silence is not a "yes": `alone` says who answered, never that the guest was content. Only
`confirmed` comes near that: the guest's last word, after an answer, was a thank-you, a goodbye or
the like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from reports.period import Period
from store.db import Tx
from store.tables import Conversation, Draft, Escalation, Message

QUESTION_ENDS = (
    "alone",
    "clarified",
    "handed_over",
    "draft_unchanged",
    "draft_edited",
    "draft_rejected",
    "draft_waiting",
    "staff",
    "waiting",
)
CONVERSATION_ENDS = ("alone", "person", "waiting", "abandoned", "greeting_only")
SMALL_TALK = frozenset({"small_talk", "greeting", "thanks", "goodbye", "robot", "empty"})
PARTING = frozenset({"small_talk", "thanks", "goodbye"})
BY_OUTCOME = {"clarify": "clarified", "handed_over": "handed_over"}
NEEDED_A_PERSON = frozenset(
    {"handed_over", "staff", "draft_unchanged", "draft_edited", "draft_rejected", "draft_waiting"}
)


@dataclass(slots=True)
class Asked:
    """One guest message of the period, its end ("" for small talk) and the reply, if any."""

    id: int
    text: str
    at: datetime
    end: str
    kind: str = ""
    reply: Any = None


@dataclass(slots=True)
class Thread:
    """One conversation in which a guest wrote in the period, from their first message in it on.

    `person_at` are the moments a person spoke to the guest, own words and approved drafts alike.
    """

    conversation: Any
    asked: list[Asked] = field(default_factory=list)
    person_at: list[datetime] = field(default_factory=list)
    concierge_at: list[datetime] = field(default_factory=list)
    escalated: bool = False

    @property
    def questions(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.end]

    @property
    def end(self) -> str:
        ends = [asked.end for asked in self.questions]
        if self.escalated or "waiting" in ends or "draft_waiting" in ends:
            return "waiting"
        if self.person_at or "staff" in ends:
            return "person"
        if not ends:
            return "greeting_only"
        given_up = {"handed_over", "draft_rejected"} & set(ends)
        return "alone" if ends[-1] == "alone" and not given_up else "abandoned"

    @property
    def confirmed(self) -> bool:
        return self.end == "alone" and not self.asked[-1].end and self.asked[-1].kind in PARTING

    def seconds_to_concierge(self) -> float | None:
        """From the first message to the first words the house said by itself.

        None when it did not, or when a person spoke before it: then nobody was waiting for it.
        """
        if self.person_at and self.concierge_at and self.person_at[0] < self.concierge_at[0]:
            return None
        return _wait(self.asked[0].at, self.concierge_at)

    def seconds_to_person(self) -> float | None:
        """From the first message that needed a person to the first one who spoke."""
        needed = [asked.at for asked in self.questions if asked.end in NEEDED_A_PERSON]
        return _wait(needed[0], self.person_at) if needed else None


def _wait(since: datetime, spoken: Iterable[datetime]) -> float | None:
    after = [(at - since).total_seconds() for at in spoken if at >= since]
    return min(after) if after else None


def written_in(period: Period) -> Select[int]:
    """Ids of the conversations a guest wrote in, by the index on when messages were made."""
    return (
        select(Message.conversation_id)
        .where(
            Message.created_at >= period.start,
            Message.created_at < period.end,
            Message.author == "guest",
        )
        .distinct()
    )


def read(tx: Tx, period: Period, now: datetime) -> list[Thread]:
    """Every conversation of the period with what became of it up to `now`, oldest first."""
    ours = written_in(period)
    facts = {
        row.id: row
        for row in tx.execute(
            select(
                Conversation.id,
                Conversation.public_id,
                Conversation.channel,
                Conversation.status,
                Conversation.speaker,
                Conversation.unread,
                Conversation.started_at,
            ).where(Conversation.id.in_(ours))
        )
    }
    drafts = {
        row.message_id: row
        for row in tx.execute(
            select(Draft.message_id, Draft.state, Draft.text, Draft.proposed).where(
                Draft.conversation_id.in_(ours), Draft.created_at < now
            )
        )
    }
    waiting = set(
        tx.scalars(
            select(Escalation.conversation_id).where(
                Escalation.conversation_id.in_(ours), Escalation.state == "open"
            )
        )
    )
    threads = []
    for conversation_id, rows in groupby(_messages(tx, period, now), lambda m: m.conversation_id):
        thread = Thread(facts[conversation_id], escalated=conversation_id in waiting)
        _fill(thread, list(rows), drafts, period)
        if thread.asked:
            threads.append(thread)
    return sorted(threads, key=lambda thread: (thread.asked[0].at, thread.asked[0].id))


def _messages(tx: Tx, period: Period, now: datetime) -> Iterator[Any]:
    """Columns and not rows: a month holds tens of thousands, and most of each is not needed."""
    yield from tx.execute(
        select(
            Message.id,
            Message.conversation_id,
            Message.author,
            Message.user_id,
            Message.text,
            Message.turn,
            Message.in_reply_to,
            Message.outcome,
            Message.kind,
            Message.citations,
            Message.created_at,
        )
        .where(
            Message.conversation_id.in_(written_in(period)),
            Message.created_at >= period.start,
            Message.created_at < now,
        )
        .order_by(Message.conversation_id, Message.seq)
    )


def _fill(thread: Thread, rows: list[Any], drafts: dict[int, Any], period: Period) -> None:
    replies = {row.in_reply_to: row for row in rows if row.in_reply_to is not None}
    for row in rows:
        if row.author == "guest":
            if row.created_at < period.end:
                thread.asked.append(_asked(thread, row, replies.get(row.id), drafts.get(row.id)))
        elif thread.asked and (row.author == "staff" or row.user_id is not None):
            thread.person_at.append(row.created_at)
        elif thread.asked and row.author == "concierge":
            thread.concierge_at.append(row.created_at)


def _asked(thread: Thread, row: Any, reply: Any, draft: Any) -> Asked:
    kind = reply.kind if reply is not None else ""
    end = "" if kind in SMALL_TALK and draft is None else _end(thread, row, reply, draft)
    return Asked(row.id, row.text, row.created_at, end, kind, reply)


def _end(thread: Thread, row: Any, reply: Any, draft: Any) -> str:
    if draft is not None:
        if draft.state == "approved":
            return "draft_unchanged" if draft.text == draft.proposed else "draft_edited"
        return f"draft_{draft.state}"
    if row.turn == "staff":
        # A guest's "thank you" needs no answer, so a message that staff have seen is dealt with.
        unseen = thread.conversation.speaker == "staff" and thread.conversation.unread > 0
        return "waiting" if unseen and thread.conversation.status == "open" else "staff"
    if reply is not None:
        return BY_OUTCOME.get(reply.outcome, "alone")
    return "waiting" if row.turn == "waiting" else "handed_over"
