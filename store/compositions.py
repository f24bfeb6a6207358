"""How replies of chat mode came about, and what became of the conversations by prompt version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from store import rows
from store.db import Tx
from store.tables import Composition, Escalation, utcnow


@dataclass(frozen=True, slots=True)
class Made:
    """What a composer tells of one turn."""

    route: str
    version: str = ""
    model: str = ""
    checked: int = 0
    repaired: int = 0
    withheld: int = 0
    tokens: int = 0
    trace: dict[str, Any] | None = None


def keep(
    tx: Tx,
    conversation_id: int,
    message_id: int,
    made: Made,
    outcome: str,
    now: datetime | None = None,
) -> None:
    """In the write that ends the turn."""
    rows.put(
        tx,
        Composition(),
        conversation_id=conversation_id,
        message_id=message_id,
        version=made.version,
        route=made.route,
        model=made.model,
        outcome=outcome,
        checked=made.checked,
        repaired=made.repaired,
        withheld=made.withheld,
        tokens=made.tokens,
        trace=made.trace or {},
        composed_at=now or utcnow(),
    )


def of_message(tx: Tx, message_id: int) -> Composition | None:
    return tx.scalars(select(Composition).where(Composition.message_id == message_id)).first()


@dataclass(frozen=True, slots=True)
class VersionOutcome:
    """What one version of the prompt led to in a period."""

    version: str
    conversations: int
    turns: int
    answered: int
    handed_over: int
    escalated: int
    checked: int
    repaired: int
    withheld: int
    tokens: int


def by_version(tx: Tx, since: datetime, until: datetime) -> list[VersionOutcome]:
    """One row for each version that spoke between the two moments, by name."""
    within = (Composition.composed_at >= since) & (Composition.composed_at < until)
    called = (
        select(Escalation.conversation_id)
        .where(Escalation.created_at >= since, Escalation.created_at < until)
        .distinct()
    )
    found = tx.execute(
        select(
            Composition.version,
            func.count(Composition.conversation_id.distinct()),
            func.count(),
            func.sum(case((Composition.outcome == "answered", 1), else_=0)),
            func.sum(case((Composition.outcome == "handed_over", 1), else_=0)),
            func.count(
                case(
                    (Composition.conversation_id.in_(called), Composition.conversation_id)
                ).distinct()
            ),
            func.sum(Composition.checked),
            func.sum(Composition.repaired),
            func.sum(Composition.withheld),
            func.sum(Composition.tokens),
        )
        .where(within)
        .group_by(Composition.version)
        .order_by(Composition.version)
    ).all()
    return [VersionOutcome(row[0], *(int(n or 0) for n in row[1:])) for row in found]
