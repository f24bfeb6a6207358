"""What tools did, and what guests were asked before one acts.

    record          a tool that only reads has run
    propose         a guest is asked; what was asked before is asked no more
    confirm         the guest's yes: proposed → running, by row count, once
    settle          running → done or failed
    decline         the guest's no

A run that was confirmed and not settled is one that a killed house left; whoever takes the same
turn again finds it by the message that confirmed it, and goes on under the same key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update

from store import rows
from store.db import Tx, changed
from store.tables import ToolRun, utcnow

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as it is kept. `message_id` is the guest's message whose turn made it."""

    conversation_id: int
    message_id: int
    tool: str
    arguments: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The same for the same call in the same turn, however often that turn is taken."""
        said = json.dumps(self.arguments, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(said.encode()).hexdigest()[:24]
        return f"{self.conversation_id}:{self.message_id}:{self.tool}:{digest}"


def record(
    tx: Tx,
    asked: Asked,
    *,
    result: Mapping[str, Any],
    error: str = "",
    took_ms: float | None = None,
    now: datetime | None = None,
) -> ToolRun:
    """Keep a reading call; one made again in the same turn keeps its first line."""
    now = now or utcnow()
    there = by_key(tx, asked.key)
    if there is not None:
        return there
    run = _run(asked, acting=False, state="failed" if error else "done", now=now)
    run.result, run.error, run.took_ms, run.ended_at = dict(result), error, took_ms, now
    tx.add(run)
    tx.flush()
    return run


def propose(tx: Tx, asked: Asked, read_back: str, now: datetime | None = None) -> ToolRun:
    """Ask a guest. Whatever else was asked in this conversation lapses: one question at a time."""
    there = by_key(tx, asked.key)
    if there is not None:
        return there
    tx.execute(
        update(ToolRun)
        .where(ToolRun.conversation_id == asked.conversation_id, ToolRun.state == "proposed")
        .values(state="lapsed", ended_at=now or utcnow())
    )
    run = _run(asked, acting=True, state="proposed", now=now or utcnow())
    run.read_back = read_back
    tx.add(run)
    tx.flush()
    return run


def _run(asked: Asked, *, acting: bool, state: str, now: datetime) -> ToolRun:
    return ToolRun(
        key=asked.key,
        conversation_id=asked.conversation_id,
        message_id=asked.message_id,
        tool=asked.tool,
        acting=acting,
        arguments=dict(asked.arguments),
        state=state,
        proposed_at=now,
    )


def by_key(tx: Tx, key: str) -> ToolRun | None:
    return tx.scalars(select(ToolRun).where(ToolRun.key == key)).first()


def get(tx: Tx, run_id: int) -> ToolRun | None:
    return tx.get(ToolRun, run_id)


_RUNS = rows.table_of(ToolRun).c
_AWAITING = (
    select(_RUNS.id)
    .where(
        _RUNS.conversation_id == bindparam("conversation"),
        or_(_RUNS.state == "proposed", _RUNS.confirmed_by == bindparam("message")),
    )
    .limit(1)
)


def awaiting(tx: Tx, conversation_id: int, message_id: int) -> bool:
    """Whether a guest was asked something, or this message has answered it; asked in every turn."""
    asked = {"conversation": conversation_id, "message": message_id}
    return rows.scalar(tx, _AWAITING, asked) is not None


def proposed(tx: Tx, conversation_id: int) -> ToolRun | None:
    """What the guest of this conversation was asked and has not answered."""
    return tx.scalars(
        select(ToolRun)
        .where(ToolRun.conversation_id == conversation_id, ToolRun.state == "proposed")
        .order_by(ToolRun.id.desc())
        .limit(1)
    ).first()


def confirmed_by(tx: Tx, message_id: int) -> ToolRun | None:
    """The run that this message said yes to, whatever became of it."""
    return tx.scalars(select(ToolRun).where(ToolRun.confirmed_by == message_id)).first()


def confirm(tx: Tx, run_id: int, message_id: int) -> bool:
    """False when it was answered already, or something else was asked since."""
    won = tx.execute(
        update(ToolRun)
        .where(ToolRun.id == run_id, ToolRun.state == "proposed")
        .values(state="running", confirmed_by=message_id)
    )
    return changed(won) == 1


def settle(
    tx: Tx,
    run_id: int,
    *,
    result: Mapping[str, Any],
    error: str = "",
    took_ms: float | None = None,
    now: datetime | None = None,
) -> bool:
    """The end of a running call; False when it has one."""
    done = tx.execute(
        update(ToolRun)
        .where(ToolRun.id == run_id, ToolRun.state == "running")
        .values(
            state="failed" if error else "done",
            result=dict(result),
            error=error,
            took_ms=took_ms,
            ended_at=now or utcnow(),
        )
    )
    return changed(done) == 1


def decline(tx: Tx, run_id: int, now: datetime | None = None) -> None:
    tx.execute(
        update(ToolRun)
        .where(ToolRun.id == run_id, ToolRun.state == "proposed")
        .values(state="declined", ended_at=now or utcnow())
    )


def acted_since(tx: Tx, conversation_id: int, since: datetime) -> int:
    """How many acting calls a guest of this conversation said yes to."""
    return (
        tx.scalar(
            select(func.count())
            .select_from(ToolRun)
            .where(
                ToolRun.conversation_id == conversation_id,
                ToolRun.acting,
                ToolRun.confirmed_by.is_not(None),
                ToolRun.proposed_at >= since,
            )
        )
        or 0
    )


def confirmed_since(tx: Tx, tool: str, since: datetime) -> list[ToolRun]:
    """Calls of one tool that guests said yes to, in whatever conversation."""
    asked = (ToolRun.tool == tool) & ToolRun.confirmed_by.is_not(None)
    return list(tx.scalars(select(ToolRun).where(asked, ToolRun.proposed_at >= since)))


def forget(tx: Tx, before: datetime) -> int:
    """Runs that ended before this moment are kept no longer; returns how many."""
    done = tx.execute(delete(ToolRun).where(ToolRun.ended_at < before))
    return changed(done)


def of_conversation(tx: Tx, conversation_id: int) -> list[ToolRun]:
    """In the order they were called."""
    return list(
        tx.scalars(
            select(ToolRun).where(ToolRun.conversation_id == conversation_id).order_by(ToolRun.id)
        )
    )
