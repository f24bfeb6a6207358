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
from typing import Any, Literal, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, insert, or_, select, update

from store import events, rows
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
    """`id` is None when the call may not be made; `later` that it might be, once calls under way
    have given back what they do not need. `reached` is what the owner must be told."""

    id: int | None
    reached: tuple[Reached, ...] = ()
    later: bool = False


def periods(day: date) -> tuple[str, str]:
    return day.isoformat(), day.isoformat()[:7]


# --- statements, built once --------------------------------------------------------------------

_BUDGETS = rows.table_of(Budget).c
_CALLS = rows.table_of(Spending).c
_FIGURES = (_BUDGETS.nanos, _BUDGETS.tokens, _BUDGETS.held_nanos, _BUDGETS.held_tokens)


def _number(name: str) -> Any:
    return bindparam(name, type_=BigInteger)


def _fits(used: Any, held: Any, what: str) -> Any:
    most = _number(f"most_{what}")
    return or_(most == 0, used + held + _number(f"by_{what}") <= most)


_THIS = _BUDGETS.period == bindparam("named")
_SEEN = select(*_FIGURES, _BUDGETS.told).where(_THIS)
_OPEN = insert(rows.table_of(Budget)).values(
    period=bindparam("named"), nanos=0, tokens=0, held_nanos=0, held_tokens=0, told=0
)
# The row count decides, so that it holds with several processes on one database.
_TAKE = (
    update(rows.table_of(Budget))
    .where(
        _THIS,
        _fits(_BUDGETS.nanos, _BUDGETS.held_nanos, "nanos"),
        _fits(_BUDGETS.tokens, _BUDGETS.held_tokens, "tokens"),
    )
    .values(
        held_nanos=_BUDGETS.held_nanos + _number("by_nanos"),
        held_tokens=_BUDGETS.held_tokens + _number("by_tokens"),
    )
)
_MOVE = (
    update(rows.table_of(Budget))
    .where(_THIS)
    .values({one: one + _number(f"by_{one.name}") for one in _FIGURES})
)
_TOLD = update(rows.table_of(Budget)).where(_THIS).values(told=_number("percent"))
_CALL = select(
    _CALLS.day,
    _CALLS.state,
    _CALLS.held_nanos,
    _CALLS.held_tokens,
    _CALLS.nanos,
    _CALLS.tokens,
).where(_CALLS.id == bindparam("call"))


class _Purse(NamedTuple):
    """A row of `budgets`."""

    nanos: int
    tokens: int
    held_nanos: int
    held_tokens: int
    told: int


_EMPTY = _Purse(0, 0, 0, 0, 0)


# --- verbs -------------------------------------------------------------------------------------


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
    for done, name in enumerate(names):
        limits = allowance.of(name)
        if not _take(tx, name, limits, nanos, tokens):
            for taken in names[:done]:
                _move(tx, taken, held_nanos=-nanos, held_tokens=-tokens)
            full = _would_never_fit(_seen(tx, name), limits, nanos, tokens)
            return Held(None, _tell(tx, name, FULL, now) if full else (), later=not full)
    call = rows.put(
        tx,
        Spending(),
        day=names[0],
        model=model,
        state="held",
        held_nanos=nanos,
        held_tokens=tokens,
        nanos=0,
        tokens=0,
        held_at=now,
    )
    return Held(call.id)


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
    day, state, held_nanos, held_tokens, *counted = rows.look(tx, _CALL, {"call": spending_id})[0]
    if state == "settled":
        return ()
    freed = state == "held"
    rows.change(
        tx, Spending, spending_id, state="settled", nanos=nanos, tokens=tokens, settled_at=now
    )
    reached: tuple[Reached, ...] = ()
    for name in periods(date.fromisoformat(day)):
        _move(
            tx,
            name,
            nanos=nanos - counted[0],
            tokens=tokens - counted[1],
            held_nanos=-held_nanos * freed,
            held_tokens=-held_tokens * freed,
        )
        reached += _reached(tx, name, allowance, now)
    return reached


def give_up(tx: Tx, *, now: datetime | None = None) -> int:
    """Count calls as the most they could cost when nobody can still be waiting for them."""
    now = now or utcnow()
    lost = tx.scalars(
        select(Spending).where(Spending.state == "held", Spending.held_at < now - LOST_AFTER)
    ).all()
    for call in lost:
        call.state, call.settled_at = "lost", now
        call.nanos, call.tokens = call.held_nanos, call.held_tokens
        for name in periods(date.fromisoformat(call.day)):
            _move(
                tx,
                name,
                nanos=call.nanos,
                tokens=call.tokens,
                held_nanos=-call.held_nanos,
                held_tokens=-call.held_tokens,
            )
    return len(lost)


def level(tx: Tx, allowance: Allowance, day: date) -> Level:
    """How much of the fuller of day and month is spent: under 80 percent, more, or all."""
    percent = max(_percent(_seen(tx, name), allowance.of(name)) for name in periods(day))
    return "spent" if percent >= FULL else "tight" if percent >= TIGHT else "open"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a period has cost; `held` is set aside for calls under way."""

    nanos: int
    tokens: int
    held: int


def spent(tx: Tx, period: str) -> Spent:
    seen = _seen(tx, period)
    return Spent(seen.nanos, seen.tokens, seen.held_nanos)


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


def _seen(tx: Tx, period: str) -> _Purse:
    found = rows.look(tx, _SEEN, {"named": period})
    return _Purse(*found[0]) if found else _EMPTY


def _take(tx: Tx, period: str, limits: tuple[int, int], nanos: int, tokens: int) -> bool:
    asked = {
        "named": period,
        "most_nanos": limits[0],
        "most_tokens": limits[1],
        "by_nanos": nanos,
        "by_tokens": tokens,
    }
    if rows.run(tx, _TAKE, asked):
        return True
    if rows.look(tx, _SEEN, {"named": period}):
        return False
    rows.run(tx, _OPEN, {"named": period})
    return rows.run(tx, _TAKE, asked) == 1


def _move(tx: Tx, period: str, **by: int) -> None:
    moved = {f"by_{one.name}": by.get(one.name, 0) for one in _FIGURES}
    rows.run(tx, _MOVE, {"named": period, **moved})


def _would_never_fit(seen: _Purse, limits: tuple[int, int], nanos: int, tokens: int) -> bool:
    """Not even if every call under way cost nothing."""
    over = bool(limits[0]) and seen.nanos + nanos > limits[0]
    return over or (bool(limits[1]) and seen.tokens + tokens > limits[1])


def _percent(seen: _Purse, limits: tuple[int, int]) -> int:
    by_money = seen.nanos * FULL // limits[0] if limits[0] else 0
    return max(by_money, seen.tokens * FULL // limits[1] if limits[1] else 0)


def _reached(tx: Tx, period: str, allowance: Allowance, now: datetime) -> tuple[Reached, ...]:
    seen = _seen(tx, period)
    percent = _percent(seen, allowance.of(period))
    if percent >= TIGHT:
        return _tell(tx, period, FULL if percent >= FULL else TIGHT, now)
    if seen.told:  # the owner has allowed more since he was told
        rows.run(tx, _TOLD, {"named": period, "percent": 0})
    return ()


def _tell(tx: Tx, period: str, percent: int, now: datetime) -> tuple[Reached, ...]:
    if _seen(tx, period).told >= percent:
        return ()
    rows.run(tx, _TOLD, {"named": period, "percent": percent})
    events.happened(tx, "budget.reached", at=now, period=period, percent=percent)
    return (Reached(period, percent),)
