"""What language models may cost: set aside before a call, settled after it.

    hold        what the call can cost at the most, if day and month have that much left
    settle      what it did cost; the rest is free again
    give_up     calls nobody settled, since their process is gone: they count as the most

A kill at any moment leaves money set aside, never money spent and not counted. Totals are kept
beside the rows, in the same write, so that the question before every call reads two rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, CursorResult, func, select, update

from store import events
from store.db import Tx
from store.tables import Budget, Spending, utcnow

Level = Literal["open", "tight", "spent"]
TIGHT = 80
FULL = 100
# No turn lasts as long.
LOST_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Nanos (billionths of a dollar) and tokens for a day and a month; 0 is no limit."""

    day_nanos: int = 0
    month_nanos: int = 0
    day_tokens: int = 0
    month_tokens: int = 0

    def of(self, period: str) -> tuple[int, int]:
        """Nanos and tokens of a period by its name."""
        if len(period) == len("2026-11"):
            return self.month_nanos, self.month_tokens
        return self.day_nanos, self.day_tokens


@dataclass(frozen=True, slots=True)
class Reached:
    """A period that has just become 80 or 100 percent full: said once for each."""

    period: str
    percent: int


@dataclass(frozen=True, slots=True)
class Held:
    """`id` is None when the call may not be made; `reached` is what the owner must be told."""

    id: int | None
    reached: tuple[Reached, ...] = ()


def periods(day: date) -> tuple[str, str]:
    return day.isoformat(), day.isoformat()[:7]


def hold(
    tx: Tx,
    allowance: Allowance,
    model: str,
    *,
    nanos: int,
    tokens: int,
    day: date,
    now: datetime | None = None,
) -> Held:
    """Set aside the most a call can cost. `day` is the business's own."""
    now = now or utcnow()
    names = periods(day)
    for name in names:
        if tx.get(Budget, name) is None:
            tx.add(Budget(period=name, nanos=0, tokens=0, held_nanos=0, held_tokens=0, told=0))
    tx.flush()
    for done, name in enumerate(names):
        if not _take(tx, name, allowance.of(name), nanos, tokens):
            for taken in names[:done]:
                _move(tx, taken, held_nanos=-nanos, held_tokens=-tokens)
            full = (
                _tell(tx, name, FULL, now) if _is_full(tx, name, allowance, nanos, tokens) else ()
            )
            return Held(None, full)
    row = Spending(
        day=names[0],
        model=model,
        state="held",
        held_nanos=nanos,
        held_tokens=tokens,
        nanos=0,
        tokens=0,
        held_at=now,
    )
    tx.add(row)
    tx.flush()
    return Held(row.id)


def settle(
    tx: Tx,
    spending_id: int,
    allowance: Allowance,
    *,
    nanos: int,
    tokens: int,
    now: datetime | None = None,
) -> tuple[Reached, ...]:
    """Count what a call did cost. One that was given up meanwhile is counted right after all."""
    now = now or utcnow()
    row = tx.get_one(Spending, spending_id)
    if row.state == "settled":
        return ()
    before, row.state = row.state, "settled"
    counted = (row.nanos, row.tokens) if before == "lost" else (0, 0)
    row.nanos, row.tokens, row.settled_at = nanos, tokens, now
    reached: tuple[Reached, ...] = ()
    for name in periods(date.fromisoformat(row.day)):
        freed = before == "held"
        _move(
            tx,
            name,
            nanos=nanos - counted[0],
            tokens=tokens - counted[1],
            held_nanos=-row.held_nanos * freed,
            held_tokens=-row.held_tokens * freed,
        )
        reached += _reached(tx, name, allowance, now)
    return reached


def give_up(tx: Tx, *, now: datetime | None = None) -> int:
    """Count calls as the most they could cost when nobody can still be waiting for them."""
    now = now or utcnow()
    rows = tx.scalars(
        select(Spending).where(Spending.state == "held", Spending.held_at < now - LOST_AFTER)
    ).all()
    for row in rows:
        row.state, row.settled_at = "lost", now
        row.nanos, row.tokens = row.held_nanos, row.held_tokens
        for name in periods(date.fromisoformat(row.day)):
            _move(
                tx,
                name,
                nanos=row.nanos,
                tokens=row.tokens,
                held_nanos=-row.held_nanos,
                held_tokens=-row.held_tokens,
            )
    return len(rows)


def level(tx: Tx, allowance: Allowance, day: date) -> Level:
    """How much of the fuller of day and month is spent: under 80 percent, more, or all."""
    percent = max((_percent(tx, name, allowance) for name in periods(day)), default=0)
    return "spent" if percent >= FULL else "tight" if percent >= TIGHT else "open"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a period has cost; `held` is set aside for calls under way."""

    nanos: int
    tokens: int
    held: int


def spent(tx: Tx, period: str) -> Spent:
    row = tx.get(Budget, period)
    return Spent(row.nanos, row.tokens, row.held_nanos) if row else Spent(0, 0, 0)


def by_model(tx: Tx, first: date, last: date) -> list[tuple[str, int, int, int]]:
    """Model, calls, tokens and nanos of these days, dearest first."""
    query = (
        select(
            Spending.model,
            func.count(),
            func.sum(Spending.tokens),
            func.sum(Spending.nanos).label("cost"),
        )
        .where(Spending.day >= first.isoformat(), Spending.day <= last.isoformat())
        .group_by(Spending.model)
        .order_by(func.sum(Spending.nanos).desc(), Spending.model)
    )
    return [(model, int(n), int(t or 0), int(c or 0)) for model, n, t, c in tx.execute(query)]


# --- totals ------------------------------------------------------------------------------------


def _take(tx: Tx, period: str, limits: tuple[int, int], nanos: int, tokens: int) -> bool:
    """The row count decides, so that it holds with several processes on one database."""
    fits: list[ColumnElement[bool]] = []
    if limits[0]:
        fits.append(Budget.nanos + Budget.held_nanos + nanos <= limits[0])
    if limits[1]:
        fits.append(Budget.tokens + Budget.held_tokens + tokens <= limits[1])
    return _change(tx, period, *fits, held_nanos=nanos, held_tokens=tokens)


def _move(tx: Tx, period: str, **by: int) -> None:
    _change(tx, period, **by)


def _change(tx: Tx, period: str, *where: ColumnElement[bool], **by: int) -> bool:
    tx.flush()
    done = tx.execute(
        update(Budget)
        .where(Budget.period == period, *where)
        .values({name: getattr(Budget, name) + amount for name, amount in by.items()})
        .execution_options(synchronize_session=False)
    )
    row = tx.get(Budget, period)
    if row is not None:
        tx.refresh(row)
    return cast(CursorResult[Any], done).rowcount == 1


def _is_full(tx: Tx, period: str, allowance: Allowance, nanos: int, tokens: int) -> bool:
    """Whether it would not fit either when every call under way cost nothing."""
    row = tx.get_one(Budget, period)
    limits = allowance.of(period)
    over = bool(limits[0]) and row.nanos + nanos > limits[0]
    return over or (bool(limits[1]) and row.tokens + tokens > limits[1])


def _percent(tx: Tx, period: str, allowance: Allowance) -> int:
    row = tx.get(Budget, period)
    if row is None:
        return 0
    nanos, tokens = allowance.of(period)
    by_money = row.nanos * FULL // nanos if nanos else 0
    return max(by_money, row.tokens * FULL // tokens if tokens else 0)


def _reached(tx: Tx, period: str, allowance: Allowance, now: datetime) -> tuple[Reached, ...]:
    percent = _percent(tx, period, allowance)
    if percent < TIGHT:
        tx.get_one(Budget, period).told = 0  # the owner has allowed more since he was told
        return ()
    return _tell(tx, period, FULL if percent >= FULL else TIGHT, now)


def _tell(tx: Tx, period: str, percent: int, now: datetime) -> tuple[Reached, ...]:
    row = tx.get_one(Budget, period)
    if row.told >= percent:
        return ()
    row.told = percent
    tx.flush()
    events.happened(tx, "budget.reached", at=now, period=period, percent=percent)
    return (Reached(period, percent),)
