"""How replies of chat mode came about, and what became of the conversations by prompt version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select

from store import rows
from store.db import Tx
from store.tables import Composition, Conversation, Escalation, Message, utcnow


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


# --- how many replies models have written --------------------------------------------------------

_MADE = rows.table_of(Composition).c
_SAID = rows.table_of(Message).c
_TALKS = rows.table_of(Conversation).c
_BY_MODEL = _MADE.route != "none"
_WRITTEN = (
    select(_MADE.id, _MADE.message_id, _BY_MODEL)
    .where(_MADE.id > bindparam("last"), _MADE.composed_at >= bindparam("since"))
    .order_by(_MADE.id)
)
_REPLIES_IN = (
    select(func.count())
    .select_from(rows.table_of(Composition).join(rows.table_of(Message)))
    .where(_SAID.conversation_id == bindparam("conversation"), _BY_MODEL)
)
_SAME_GUEST = select(_TALKS.id).where(
    _TALKS.contact_id
    == select(_TALKS.contact_id).where(_TALKS.id == bindparam("conversation")).scalar_subquery()
)
_REPLIES_FOR = select(func.count()).where(
    _MADE.composed_at >= bindparam("since"), _MADE.conversation_id.in_(_SAME_GUEST), _BY_MODEL
)


def written_after(tx: Tx, last_id: int, since: datetime) -> list[tuple[int, int, bool]]:
    """Id, message and whether a model was asked, of what was composed since then."""
    found = rows.look(tx, _WRITTEN, {"last": last_id, "since": since})
    return [(int(row_id), int(message), bool(asked)) for row_id, message, asked in found]


def replies_in(tx: Tx, conversation_id: int) -> int:
    """By a model, in the whole conversation."""
    return int(rows.scalar(tx, _REPLIES_IN, {"conversation": conversation_id}) or 0)


def replies_for_guest_of(tx: Tx, conversation_id: int, since: datetime) -> int:
    """By a model, to the guest of this conversation on whatever channel."""
    asked = {"conversation": conversation_id, "since": since}
    return int(rows.scalar(tx, _REPLIES_FOR, asked) or 0)


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
