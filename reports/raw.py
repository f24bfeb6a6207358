"""One day read from the messages themselves: `read` makes the facts that figures count.

Each conversation is judged from its first message up to the horizon by what has a time in the
store, never by how things stand now, so that a settled day reads the same for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from reports import period as periods
from reports.facts import (
    Call,
    Composed,
    Facts,
    Question,
    Saying,
    Sending,
    Spent,
    Talk,
    ToolUse,
    Unknown,
)
from reports.period import Period
from reports.staffed import Staffed
from reports.threads import BY_OUTCOME, NEEDED_A_PERSON, PARTING, SMALL_TALK, written_in
from reports.wording import one_line
from store.db import Tx
from store.tables import (
    Composition,
    Conversation,
    Delivery,
    Draft,
    Escalation,
    Event,
    Gap,
    Message,
    Rating,
    Spending,
    ToolRun,
)

SETTLES_AFTER = timedelta(hours=72)


def horizon_of(period: Period, now: datetime) -> datetime:
    return min(now, period.end + SETTLES_AFTER)


def read(tx: Tx, day: date, staffed: Staffed, now: datetime) -> Facts:
    """One day of the business's own clock, in memory: a day's messages and never more."""
    period = periods.day(day, staffed.zone)
    facts = Facts(day, horizon_of(period, now))
    _read_talks(tx, facts, period, staffed)
    # The horizon cuts the day short only where it is not over yet.
    within = (period.start, min(period.end, facts.horizon))
    facts.sayings = [
        Saying(row.conversation_id, row.author)
        for row in tx.execute(
            select(Message.conversation_id, Message.author).where(
                Message.created_at >= within[0], Message.created_at < within[1]
            )
        )
    ]
    facts.calls = _calls(tx, within, facts.horizon)
    facts.gaps = [
        Unknown(found or 0)
        for found in tx.scalars(
            select(Gap.conversation_id).where(
                Gap.created_at >= within[0], Gap.created_at < within[1]
            )
        )
    ]
    _read_machines(tx, facts, within)
    return facts


def _calls(tx: Tx, within: tuple[datetime, datetime], horizon: datetime) -> list[Call]:
    rows = tx.execute(
        select(Escalation.conversation_id, Escalation.reason, Escalation.resolved_at)
        .where(Escalation.created_at >= within[0], Escalation.created_at < within[1])
        .order_by(Escalation.id)
    )
    return [
        Call(
            row.conversation_id,
            one_line(row.reason),
            row.resolved_at is None or row.resolved_at >= horizon,
        )
        for row in rows
    ]


def _read_machines(tx: Tx, facts: Facts, within: tuple[datetime, datetime]) -> None:
    """What models, tools and couriers did."""
    since, until = within
    facts.composed = [
        Composed(*row)
        for row in tx.execute(
            select(
                Composition.conversation_id,
                Composition.route,
                Composition.version,
                Composition.outcome,
                Composition.checked,
                Composition.repaired,
                Composition.withheld,
                Composition.tokens,
            ).where(Composition.composed_at >= since, Composition.composed_at < until)
        )
    ]
    facts.tools = [
        ToolUse(row.conversation_id, row.tool, row.state)
        for row in tx.execute(
            select(ToolRun.conversation_id, ToolRun.tool, ToolRun.state).where(
                ToolRun.proposed_at >= since, ToolRun.proposed_at < until
            )
        )
    ]
    facts.sendings = [
        Sending(row.conversation_id, row.courier, row.state)
        for row in tx.execute(
            select(Delivery.conversation_id, Delivery.courier, Delivery.state).where(
                Delivery.created_at >= since, Delivery.created_at < until
            )
        )
    ]
    facts.spent = [
        Spent(row.model, int(row.nanos or 0), int(row.tokens or 0))
        for row in tx.execute(
            select(
                Spending.model,
                func.sum(Spending.nanos).label("nanos"),
                func.sum(Spending.tokens).label("tokens"),
            )
            .where(Spending.day == str(facts.day), Spending.state != "held")
            .group_by(Spending.model)
        )
    ]


def _read_talks(tx: Tx, facts: Facts, period: Period, staffed: Staffed) -> None:
    ours = written_in(period)
    horizon = facts.horizon
    known = {
        row.id: row
        for row in tx.execute(
            select(
                Conversation.id,
                Conversation.public_id,
                Conversation.channel,
                Conversation.locale,
                Conversation.contact_id,
            ).where(Conversation.id.in_(ours))
        )
    }
    drafts = {
        row.message_id: row
        for row in tx.execute(
            select(
                Draft.message_id, Draft.state, Draft.text, Draft.proposed, Draft.decided_at
            ).where(Draft.conversation_id.in_(ours), Draft.created_at < horizon)
        )
    }
    calls: dict[int, list[Any]] = {}
    for row in tx.execute(
        select(Escalation.conversation_id, Escalation.created_at, Escalation.resolved_at).where(
            Escalation.conversation_id.in_(ours), Escalation.created_at < horizon
        )
    ):
        calls.setdefault(row.conversation_id, []).append(row)
    reopened = set(
        tx.scalars(
            select(Event.conversation_id).where(
                Event.conversation_id.in_(ours),
                Event.kind == "conversation.reopened",
                Event.at < horizon,
            )
        )
    )
    scores = {
        row.conversation_id: row.score
        for row in tx.execute(
            select(Rating.conversation_id, Rating.score).where(
                Rating.conversation_id.in_(ours), Rating.rated_at < horizon
            )
        )
    }
    seen_before = _returning(tx, [row.contact_id for row in known.values()], period.start)
    for conversation_id, rows in groupby(_said(tx, ours, horizon), lambda m: m.conversation_id):
        one = known[conversation_id]
        talk = _Reading(list(rows), drafts, calls.get(conversation_id, []), horizon)
        facts.questions += talk.questions(period, staffed)
        if period.start <= talk.asked[0].created_at < period.end:
            told = talk.told(one, staffed, conversation_id in reopened)
            told.score = scores.get(conversation_id)
            told.returning = one.contact_id in seen_before
            facts.talks.append(told)


def _said(tx: Tx, ours: Any, horizon: datetime) -> Iterable[Any]:
    """Columns and not rows, and no words; those of a busy day are thousands."""
    yield from tx.execute(
        select(
            Message.id,
            Message.conversation_id,
            Message.author,
            Message.user_id,
            Message.lang,
            Message.turn,
            Message.in_reply_to,
            Message.outcome,
            Message.kind,
            Message.citations,
            Message.latency_ms,
            Message.created_at,
        )
        .where(Message.conversation_id.in_(ours), Message.created_at < horizon)
        .order_by(Message.conversation_id, Message.seq)
    )


def _returning(tx: Tx, contacts: list[int], before: datetime) -> set[int]:
    """Of these guests, those who had begun a conversation on an earlier day."""
    found: set[int] = set()
    for start in range(0, len(contacts), 500):
        found |= set(
            tx.scalars(
                select(Conversation.contact_id)
                .where(
                    Conversation.contact_id.in_(contacts[start : start + 500]),
                    Conversation.started_at < before,
                    Conversation.last_seq > 0,
                )
                .distinct()
            )
        )
    return found


class _Reading:
    """One conversation from its first message to the horizon, and what became of it."""

    def __init__(
        self, rows: list[Any], drafts: dict[int, Any], calls: list[Any], horizon: datetime
    ) -> None:
        self.rows, self.drafts, self.calls, self.horizon = rows, drafts, calls, horizon
        self.asked = [row for row in rows if row.author == "guest"]
        self.replies = {row.in_reply_to: row for row in rows if row.in_reply_to is not None}
        self.ends = [self._end(row) for row in self.asked]

    def questions(self, period: Period, staffed: Staffed) -> list[Question]:
        return [
            self._question(row, end, staffed)
            for row, end in zip(self.asked, self.ends, strict=True)
            if end and period.start <= row.created_at < period.end
        ]

    def _question(self, row: Any, end: str, staffed: Staffed) -> Question:
        told = Question(
            row.id,
            row.conversation_id,
            row.created_at,
            staffed.local(row.created_at).hour,
            not staffed.at(row.created_at),
            end,
        )
        reply = self.replies.get(row.id)
        if reply is not None:
            told.latency_ms = reply.latency_ms
            if end == "alone" and reply.citations:
                first = reply.citations[0]
                told.page = (one_line(str(first.get("title"))), str(first.get("url")))
        return told

    def _by_person(self) -> list[Any]:
        since = self.asked[0].created_at
        return [
            row
            for row in self.rows
            if row.created_at >= since
            and (row.author == "staff" or (row.author == "concierge" and row.user_id is not None))
        ]

    def _end(self, row: Any) -> str:
        """What became of a guest's message; "" for small talk."""
        draft, reply = self.drafts.get(row.id), self.replies.get(row.id)
        if draft is not None:
            if draft.decided_at is None or draft.decided_at >= self.horizon:
                return "draft_waiting"
            if draft.state == "rejected":
                return "draft_rejected"
            return "draft_unchanged" if draft.text == draft.proposed else "draft_edited"
        if reply is not None:
            return "" if reply.kind in SMALL_TALK else BY_OUTCOME.get(reply.outcome, "alone")
        if row.turn == "staff":
            return "staff" if self._by_person() else "waiting"
        return "handed_over" if self._called_after(row.created_at) else "waiting"

    def _called_after(self, at: datetime) -> bool:
        return any(call.resolved_at is None or call.resolved_at >= at for call in self.calls)

    def _still_called(self) -> bool:
        return any(
            call.resolved_at is None or call.resolved_at >= self.horizon for call in self.calls
        )

    def _outcome(self, reopened: bool) -> str:
        ends, person = [end for end in self.ends if end], bool(self._by_person())
        if self._still_called() or "waiting" in ends or "draft_waiting" in ends:
            return "waiting"
        if not ends and not person:
            return "greeting_only"
        given_up = {"handed_over", "draft_rejected"} & set(ends)
        if not person and "staff" not in ends and (ends[-1] != "alone" or given_up):
            return "abandoned"
        if reopened:
            return "reopened"
        return "assisted" if person or "staff" in ends else "alone"

    def told(self, one: Any, staffed: Staffed, reopened: bool) -> Talk:
        first, ends = self.asked[0], [end for end in self.ends if end]
        at, end, last = staffed.local(first.created_at), self._outcome(reopened), self.asked[-1]
        reply = self.replies.get(last.id)
        parting = not self.ends[-1] and reply is not None and reply.kind in PARTING
        return Talk(
            one.id,
            one.public_id,
            one.channel,
            (first.lang or one.locale or "")[:2].lower(),
            first.created_at,
            at.hour,
            at.weekday(),
            not staffed.at(first.created_at),
            False,
            end,
            confirmed=end == "alone" and parting,
            handed_over=any(e in NEEDED_A_PERSON for e in ends),
            first_reply_s=self._wait(first.created_at, self._spoken()),
            first_person_s=self._person_wait(),
            solved_s=self._solved(end),
        )

    def _spoken(self) -> list[Any]:
        return [row for row in self.rows if row.author != "guest"]

    def _person_wait(self) -> float | None:
        needed = [
            row.created_at
            for row, end in zip(self.asked, self.ends, strict=True)
            if end in NEEDED_A_PERSON
        ]
        return self._wait(needed[0], self._by_person()) if needed else None

    def _solved(self, end: str) -> float | None:
        spoken: list[datetime] = [row.created_at for row in self._spoken()]
        if end not in ("alone", "assisted", "reopened") or not spoken:
            return None
        began: datetime = self.asked[0].created_at
        return max(0.0, (max(spoken) - began).total_seconds())

    @staticmethod
    def _wait(since: datetime, spoken: list[Any]) -> float | None:
        after = (row.created_at for row in spoken if row.created_at >= since)
        first: datetime | None = min(after, default=None)
        waited: float | None = None if first is None else (first - since).total_seconds()
        return waited
