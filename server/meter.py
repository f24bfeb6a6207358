"""What the house did since it was opened, counted from its own tables, and how it stands now.

Nothing on the way of a guest's message is slowed for it: each time somebody asks, the rows that
came since are read by their ids. Counters begin at nothing when the house opens, as Prometheus
expects of them. Labels are words of the house (channels, outcomes, kinds), never of a guest.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from reports import figures
from server.exposition import Family, Histogram
from server.house import House
from server.loops import Loops
from store import outbox, spending
from store.db import Tx
from store.tables import (
    Composition,
    Conversation,
    Delivery,
    Event,
    Message,
    ToolRun,
    utcnow,
)

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 60.0)
STAGES = ("wait", "compose", "reply")
# More than a minute's rows of the busiest house; the rest is read when it is asked again.
AT_ONCE = 20_000
NANOS = 1_000_000_000
Key = tuple[str, ...]


class Meter:
    """One for a house. `begin` once it is open, then `families` whenever somebody asks."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._began = time.time()
        self._last: dict[Any, int] = {Message: 0, Event: 0, Composition: 0, ToolRun: 0}
        self._events: Counter[str] = Counter()
        self._replies: Counter[Key] = Counter()
        self._guard: Counter[str] = Counter()
        self._tools: Counter[Key] = Counter()
        self._tokens = 0
        self._stages = {stage: Histogram(SECONDS) for stage in STAGES}

    def begin(self) -> None:
        with self._house.store.reading() as tx:
            for table in self._last:
                self._last[table] = tx.scalar(select(func.max(table.id))) or 0

    def families(self, loops: Loops) -> list[Family]:
        """Everything, counters first. Quick: rows since the last time, and a few counts."""
        with self._lock, self._house.store.reading() as tx:
            self._catch_up(tx)
            return [*self._counters(), *self._gauges(tx), *_loop_families(loops)]

    # --- counters ------------------------------------------------------------------------

    def _catch_up(self, tx: Tx) -> None:
        for row in self._new(tx, Event, Event.kind):
            self._events[row.kind] += 1
        self._count_replies(tx)
        for row in self._new(
            tx, Composition, Composition.checked, Composition.repaired, Composition.withheld,
            Composition.tokens,
        ):  # fmt: skip
            self._guard.update(checked=row.checked, repaired=row.repaired, withheld=row.withheld)
            self._tokens += row.tokens
        for row in self._new(tx, ToolRun, ToolRun.tool, ToolRun.state):
            self._tools[row.tool, row.state] += 1

    def _new(self, tx: Tx, table: Any, *columns: Any) -> Iterator[Any]:
        rows = tx.execute(
            select(table.id, *columns)
            .where(table.id > self._last[table])
            .order_by(table.id)
            .limit(AT_ONCE)
        )
        for row in rows:
            self._last[table] = row.id
            yield row

    def _count_replies(self, tx: Tx) -> None:
        """Replies, and of each how long it waited, was composed, and took in all."""
        asked = aliased(Message)
        rows = tx.execute(
            select(
                Message.id,
                Message.author,
                Message.outcome,
                Message.mode,
                Message.latency_ms,
                Message.created_at,
                Message.user_id,
                asked.created_at.label("asked_at"),
                Conversation.channel,
            )
            .join(Conversation, Conversation.id == Message.conversation_id)
            .outerjoin(asked, asked.id == Message.in_reply_to)
            .where(Message.id > self._last[Message])
            .order_by(Message.id)
            .limit(AT_ONCE)
        )
        for row in rows:
            self._last[Message] = row.id
            if row.author != "concierge" or row.asked_at is None or row.user_id is not None:
                continue
            self._replies[row.channel, row.outcome or "answered", row.mode or "structured"] += 1
            self._time(row.asked_at, row.created_at, row.latency_ms)

    def _time(self, asked_at: datetime, replied_at: datetime, composed_ms: float | None) -> None:
        whole = max(0.0, (replied_at - asked_at).total_seconds())
        self._stages["reply"].observe(whole)
        if composed_ms is not None:
            self._stages["compose"].observe(composed_ms / 1000)
            self._stages["wait"].observe(max(0.0, whole - composed_ms / 1000))

    def _counters(self) -> Iterator[Family]:
        events = Family(
            "concierge_events_total", "counter", "Lines of the event log, by what happened."
        )
        for kind, number in sorted(self._events.items()):
            events.add(number, kind=kind)
        replies = Family(
            "concierge_replies_total", "counter", "Replies the concierge gave by itself."
        )
        for (channel, outcome, mode), number in sorted(self._replies.items()):
            replies.add(number, channel=channel, outcome=outcome, mode=mode)
        stages = Family(
            "concierge_turn_seconds",
            "histogram",
            "How long replies took: waiting and writing, composing, and in all.",
        )
        for stage, histogram in self._stages.items():
            stages.spread(histogram, stage=stage)
        guard = Family(
            "concierge_guard_sentences_total", "counter", "A model's sentences, by their fate."
        )
        for fate in ("checked", "repaired", "withheld"):
            guard.add(self._guard[fate], fate=fate)
        tools = Family("concierge_tool_calls_total", "counter", "Calls of tools, as begun.")
        for (tool, state), number in sorted(self._tools.items()):
            tools.add(number, tool=tool, state=state)
        tokens = Family(
            "concierge_model_tokens_total", "counter", "Tokens of turns a model was asked in."
        )
        yield from (events, replies, stages, guard, tools, tokens.add(self._tokens))
        yield from self._kept()

    def _kept(self) -> Iterator[Family]:
        cache = self._house.cache
        if cache is None:
            return
        looks = Family(
            "concierge_kept_answers_total", "counter", "Looks for an answer given before."
        )
        yield looks.add(cache.hits, found="yes").add(cache.misses, found="no")

    # --- how it stands now -----------------------------------------------------------------

    def _gauges(self, tx: Tx) -> Iterator[Family]:
        yield Family("concierge_info", "gauge", "The version that runs.").add(
            1, version=version("concierge-desk")
        )
        yield Family(
            "concierge_start_time_seconds", "gauge", "When the house was opened, in Unix time."
        ).add(round(self._began, 3))
        yield from self._queues(tx)
        yield from self._knowledge(tx)
        yield from self._spent(tx)

    def _queues(self, tx: Tx) -> Iterator[Family]:
        waiting = figures.waiting(tx)
        queues = Family("concierge_waiting", "gauge", "What waits now, by what it is.")
        for kind in ("messages", "drafts", "escalations"):
            queues.add(waiting[kind], kind=kind)
        due = select(func.count(), func.min(Delivery.created_at)).where(
            Delivery.state.in_(["waiting", "claimed"])
        )
        number, oldest_delivery = tx.execute(due).one()
        yield queues.add(number, kind="deliveries")
        oldest = Family(
            "concierge_waiting_oldest_seconds", "gauge", "How long the oldest of them has waited."
        )
        people = waiting["oldest_at"]
        oldest.add(_age(datetime.fromisoformat(people) if people else None), kind="people")
        yield oldest.add(_age(oldest_delivery), kind="deliveries")
        given_up = Family(
            "concierge_deliveries_stuck", "gauge", "What could not be sent, or may not have been."
        )
        stuck = outbox.stuck(tx)
        yield given_up.add(stuck.get("dead", 0), state="dead").add(
            stuck.get("unknown", 0), state="unknown"
        )
        yield Family(
            "concierge_gaps_open", "gauge", "Questions of all days that have no answer."
        ).add(figures.open_gaps(tx))

    def _knowledge(self, tx: Tx) -> Iterator[Family]:
        held = figures.knowledge(tx)
        yield (
            Family(
                "concierge_knowledge", "gauge", "What the published knowledge holds; 0 without one."
            )
            .add(held["documents"], of="documents")
            .add(held["passages"], of="passages")
            .add(held["sources"], of="sources")
        )
        yield Family(
            "concierge_knowledge_generation", "gauge", "The published generation; 0 for none."
        ).add(held["generation"] or 0)
        if held["published_at"]:
            yield Family(
                "concierge_knowledge_age_seconds", "gauge", "Since when it is published."
            ).add(_age(datetime.fromisoformat(held["published_at"])))
        yield Family(
            "concierge_ingest_unpublished", "gauge", "Generations being built or held back."
        ).add(held["unpublished"])

    def _spent(self, tx: Tx) -> Iterator[Family]:
        today = utcnow().astimezone(self._house.settings.business.zone).date()
        money = Family(
            "concierge_model_spent_dollars", "gauge", "What models have cost in this stretch."
        )
        day, month = spending.periods(today)
        for name, period in (("day", day), ("month", month)):
            money.add(round(spending.spent(tx, period).nanos / NANOS, 6), of=name)
        yield money


def _age(since: datetime | None) -> float:
    return 0.0 if since is None else round(max(0.0, (utcnow() - since).total_seconds()), 1)


def _loop_families(loops: Loops) -> Iterator[Family]:
    alive = Family("concierge_loop_alive", "gauge", "1 while the loop runs.")
    quiet = Family(
        "concierge_loop_quiet_seconds", "gauge", "Since the loop last went round without a fault."
    )
    for loop in loops.all:
        alive.add(loop.alive, loop=loop.name)
        quiet.add(round(max(0.0, time.monotonic() - loop.last_ok), 1), loop=loop.name)
    yield from (alive, quiet)
