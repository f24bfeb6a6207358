"""The figures of a day once more, by other means: plain Python over the tables as JSON.

Nothing of `reports` is used here. It is written from the definitions' words, so that a figure and
its definition cannot both drift.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from store.db import Store
from store.tables import Conversation, Draft, Escalation, Event, Gap, Message, Rating

Row = dict[str, Any]
NO_QUESTION = {"small_talk", "greeting", "thanks", "goodbye", "robot", "empty"}


def exported(store: Store) -> dict[str, list[Row]]:
    """The tables as they are, through JSON."""
    with store.reading() as tx:
        tables = {
            made.__tablename__: [
                {column.name: getattr(row, column.name) for column in made.__table__.columns}
                for row in tx.scalars(select(made))
            ]
            for made in (Conversation, Message, Draft, Escalation, Event, Gap, Rating)
        }
    back: dict[str, list[Row]] = json.loads(json.dumps(tables, default=str))
    return back


def _at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


class Day:
    """One day of a zone; `figures` are what the house should say of it."""

    def __init__(self, tables: dict[str, list[Row]], day: date, zone: str, now: datetime) -> None:
        self.tables, self.zone = tables, ZoneInfo(zone)
        begins = datetime.combine(day, time(), self.zone).astimezone(UTC)
        ends = datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)
        self.since, self.until = begins.timestamp(), ends.timestamp()
        self.seen_at = min(now.timestamp(), self.until + 72 * 3600)
        self.until = min(self.until, self.seen_at)
        self.counts: Counter[str] = Counter()
        self.waits: dict[str, list[int]] = {"first_reply": [], "first_person": [], "resolution": []}
        self.splits: dict[str, Counter[str]] = {}
        for conversation in tables["conversations"]:
            self._count(conversation)
        for message in tables["messages"]:
            if self.since <= _at(message["created_at"]) < self.until:
                self._add("messages")
                if message["author"] != "concierge":
                    self._add(f"{message['author']}_messages")
        for call in tables["escalations"]:
            if self.since <= _at(call["created_at"]) < self.until:
                self._add("escalations")
                settled = call["resolved_at"]
                if settled is None or _at(settled) >= self.seen_at:
                    self._add("escalations_open")
        for gap in tables["gaps"]:
            if self.since <= _at(gap["created_at"]) < self.until:
                self._add("gaps")

    def _add(self, name: str, number: int = 1) -> None:
        if number:
            self.counts[name] += number

    def _split(self, name: str, key: str) -> None:
        self.splits.setdefault(name, Counter())[key] += 1

    def _of(self, table: str, conversation: Row, key: str = "created_at") -> list[Row]:
        return [
            row
            for row in self.tables[table]
            if row["conversation_id"] == conversation["id"] and _at(row[key]) < self.seen_at
        ]

    def _local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self.zone)

    def _closed_then(self, at: str) -> bool:
        there = self._local(at)
        return there.weekday() > 4 or not 9 <= there.hour < 18

    def _count(self, conversation: Row) -> None:
        said = sorted(self._of("messages", conversation), key=lambda m: int(m["seq"]))
        guest = [m for m in said if m["author"] == "guest"]
        if not guest:
            return
        answer = {m["in_reply_to"]: m for m in said if m["in_reply_to"]}
        drafts = {d["message_id"]: d for d in self._of("drafts", conversation)}
        calls = self._of("escalations", conversation)
        person = [
            m
            for m in said
            if m["author"] == "staff" or (m["author"] == "concierge" and m["user_id"])
            if _at(m["created_at"]) >= _at(guest[0]["created_at"])
        ]
        became = [self._became(m, answer, drafts, calls, bool(person)) for m in guest]
        for message, end in zip(guest, became, strict=True):
            if end and self.since <= _at(message["created_at"]) < self.until:
                self._question(message, end, answer.get(message["id"]))
        if self.since <= _at(guest[0]["created_at"]) < self.until:
            self._talk(conversation, guest, became, said, person, calls, answer)

    def _question(self, message: Row, end: str, reply: Row | None) -> None:
        self._add("questions")
        self._add(f"questions_{end}")
        self._add("drafts_decided", end in ("draft_unchanged", "draft_edited", "draft_rejected"))
        self._add("replies_changed", end in ("draft_edited", "draft_rejected", "staff"))
        if reply is not None and end == "alone" and reply["citations"]:
            self._split("pages", reply["citations"][0]["title"])

    def _became(
        self, message: Row, answer: dict[Any, Row], drafts: dict[Any, Row], calls: list[Row],
        person: bool,
    ) -> str:  # fmt: skip
        draft, reply = drafts.get(message["id"]), answer.get(message["id"])
        if draft:
            if not draft["decided_at"] or _at(draft["decided_at"]) >= self.seen_at:
                return "draft_waiting"
            if draft["state"] == "approved":
                same = draft["text"] == draft["proposed"]
                return "draft_unchanged" if same else "draft_edited"
            return "draft_rejected"
        if reply:
            if reply["kind"] in NO_QUESTION:
                return ""
            return {"clarify": "clarified", "handed_over": "handed_over"}.get(
                reply["outcome"], "alone"
            )
        if message["turn"] == "staff":
            return "staff" if person else "waiting"
        asked_at = _at(message["created_at"])
        called = [c for c in calls if not c["resolved_at"] or _at(c["resolved_at"]) >= asked_at]
        return "handed_over" if called else "waiting"

    def _talk(
        self, conversation: Row, guest: list[Row], became: list[str], said: list[Row],
        person: list[Row], calls: list[Row], answer: dict[Any, Row],
    ) -> None:  # fmt: skip
        questions = [end for end in became if end]
        owed = any(not c["resolved_at"] or _at(c["resolved_at"]) >= self.seen_at for c in calls)
        began, helped = guest[0]["created_at"], bool(person) or "staff" in questions
        again = any(
            e["kind"] == "conversation.reopened" for e in self._of("events", conversation, "at")
        )
        if owed or {"waiting", "draft_waiting"} & set(questions):
            end = "left_waiting"
        elif not questions and not helped:
            end = "greetings"
        elif not helped and (
            questions[-1] != "alone" or {"handed_over", "draft_rejected"} & set(questions)
        ):
            end = "abandoned"
        else:
            end = "reopened" if again else "assisted" if helped else "alone"
        self._add("conversations")
        self._add(end)
        late, missed = self._closed_then(began), end in ("abandoned", "left_waiting")
        if end != "greetings":
            self._add("inquiries")
            self._add("after_hours", late)
            self._split("by_channel", conversation["channel"])
            self._split("by_hour", f"{self._local(began).hour:02d}")
            self._split("by_weekday", str(self._local(began).weekday()))
        if end == "alone":
            self._split("alone_by_channel", conversation["channel"])
            last = answer.get(guest[-1]["id"])
            thanked = (
                not became[-1] and last and last["kind"] in ("small_talk", "thanks", "goodbye")
            )
            self._add("confirmed", bool(thanked))
        self._add("after_hours_alone", late and end == "alone")
        self._add("missed_after_hours", late and missed)
        self._add("missed_in_hours", not late and missed)
        needed = [
            m
            for m, e in zip(guest, became, strict=True)
            if e in ("handed_over", "staff") or e.startswith("draft_")
        ]
        self._add("needed_person", bool(needed))
        for rating in self._of("ratings", conversation, "rated_at"):
            self._add("rated")
            self._add("satisfied", rating["score"] >= 4)
            self._add("score_points", rating["score"])
        house = [m for m in said if m["author"] != "guest"]
        self._waited("first_reply", began, house)
        if needed:
            self._waited("first_person", needed[0]["created_at"], person)
        if end in ("alone", "assisted", "reopened") and house:
            last_said = max(_at(m["created_at"]) for m in house)
            self.waits["resolution"].append(max(0, round((last_said - _at(began)) * 1000)))

    def _waited(self, name: str, since: str, said: list[Row]) -> None:
        after = [_at(m["created_at"]) - _at(since) for m in said]
        if later := [span for span in after if span >= 0]:
            self.waits[name].append(round(min(later) * 1000))


def half_within(spans: list[int], part: float) -> float | None:
    """Nearest rank, each span first rounded up to its step; in seconds."""
    if not spans:
        return None
    up = sorted(_stepped(span) for span in spans)
    return up[max(0, math.ceil(part * len(up)) - 1)] / 1000


def _stepped(span: int) -> int:
    """Up to the next of twenty-four steps in a power of ten."""
    steps = (
        *(10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62),
        *(68, 75, 82, 91),
    )
    known = [step * 10**power for power in range(12) for step in steps]
    return span if span < 10 else next(step for step in known if step >= span)
