from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from store import events, spending
from store.db import Store
from store.spending import Allowance, Held, Reached
from store.tables import Budget

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
TODAY, MONTH = "2026-11-20", "2026-11"
TEN = Allowance(day_nanos=100)


def hold(store: Store, allowance: Allowance = TEN, nanos: int = 10, tokens: int = 5) -> Held:
    with store.writing() as tx:
        return spending.hold(tx, allowance, "a:one", nanos=nanos, tokens=tokens, day=DAY, now=NOW)


def settle(
    store: Store, held: Held, nanos: int, tokens: int = 5, allowance: Allowance = TEN
) -> tuple[Reached, ...]:
    assert held.id is not None
    with store.writing() as tx:
        return spending.settle(tx, held.id, allowance, nanos=nanos, tokens=tokens, now=NOW)


def spent(store: Store, period: str = TODAY) -> tuple[int, int, int]:
    with store.reading() as tx:
        found = spending.spent(tx, period)
    return found.nanos, found.tokens, found.held


def level(store: Store, allowance: Allowance = TEN) -> str:
    with store.reading() as tx:
        return spending.level(tx, allowance, DAY)


def told(store: Store) -> list[dict[str, object]]:
    with store.reading() as tx:
        return [e.data for e in events.after(tx, 0) if e.kind == "budget.reached"]


def test_what_is_held_counts_until_it_is_settled(store: Store) -> None:
    held = hold(store)
    assert spent(store) == (0, 0, 10)

    settle(store, held, 4)

    assert spent(store) == spent(store, MONTH) == (4, 5, 0)


def test_no_call_is_made_that_might_not_fit(store: Store) -> None:
    first = [hold(store) for _ in range(10)]

    assert hold(store).id is None
    settle(store, first[0], 3)
    assert hold(store, nanos=7).id is not None
    assert hold(store, nanos=1).id is None


@pytest.mark.parametrize(
    "allowance",
    [
        Allowance(day_nanos=25),
        Allowance(month_nanos=25),
        Allowance(day_tokens=12),
        Allowance(month_tokens=12),
    ],
    ids=["day", "month", "day-tokens", "month-tokens"],
)
def test_day_and_month_money_and_tokens_each_end_it(store: Store, allowance: Allowance) -> None:
    assert [hold(store, allowance).id is not None for _ in range(3)] == [True, True, False]
    assert spent(store)[2] == spent(store, MONTH)[2] == 20


def test_without_limits_everything_is_only_counted(store: Store) -> None:
    free = Allowance()

    settle(store, hold(store, free, nanos=10**15), 10**15, allowance=free)

    assert spent(store)[0] == 10**15
    assert level(store, free) == "open"


def test_a_call_nobody_settled_counts_as_the_most(store: Store) -> None:
    hold(store)
    with store.writing() as tx:
        assert spending.give_up(tx, now=NOW + timedelta(minutes=1)) == 0
        assert spending.give_up(tx, now=NOW + timedelta(minutes=6)) == 1

    assert spent(store) == (10, 5, 0)


def test_a_call_settled_after_it_was_given_up_counts_as_what_it_cost(store: Store) -> None:
    held = hold(store)
    with store.writing() as tx:
        spending.give_up(tx, now=NOW + timedelta(minutes=6))

    settle(store, held, 4)
    settle(store, held, 9)

    assert spent(store) == (4, 5, 0)


def test_the_owner_is_told_once_at_eighty_and_once_at_a_hundred(store: Store) -> None:
    reached = [settle(store, hold(store), 10) for _ in range(10)]

    assert [r for r in reached if r] == [(Reached(TODAY, 80),), (Reached(TODAY, 100),)]
    assert hold(store).reached == ()
    assert [(t["period"], t["percent"]) for t in told(store)] == [(TODAY, 80), (TODAY, 100)]
    assert level(store) == "spent"


def test_a_call_too_dear_for_what_is_left_tells_that_it_is_used_up(store: Store) -> None:
    settle(store, hold(store, nanos=75), 75)

    refused = [hold(store, nanos=30), hold(store, nanos=30)]

    assert [r.reached for r in refused] == [(Reached(TODAY, 100),), ()]


def test_a_crowd_of_calls_under_way_is_no_empty_purse(store: Store) -> None:
    for _ in range(10):
        hold(store)

    assert hold(store) == Held(None, later=True)
    assert told(store) == []
    assert level(store) == "open"


def test_between_eighty_and_a_hundred_it_is_tight(store: Store) -> None:
    settle(store, hold(store, nanos=79), 79)
    assert level(store) == "open"

    settle(store, hold(store, nanos=1), 1)

    assert level(store) == "tight"


def test_an_owner_who_allows_more_is_told_anew(store: Store) -> None:
    settle(store, hold(store, nanos=85), 85)
    more = Allowance(day_nanos=1_000)

    settle(store, hold(store, more), 10, allowance=more)
    assert level(store, more) == "open"
    settle(store, hold(store, more, nanos=800), 800, allowance=more)

    assert [t["percent"] for t in told(store)] == [80, 80]


def test_what_each_model_cost_can_be_asked(store: Store) -> None:
    settle(store, hold(store), 7)
    settle(store, hold(store), 8)

    with store.reading() as tx:
        assert spending.by_model(tx, DAY, DAY) == [("a:one", 2, 10, 15)]
        assert spending.by_model(tx, DAY + timedelta(days=1), DAY + timedelta(days=9)) == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    calls=st.lists(
        st.tuples(st.integers(0, 60), st.floats(0, 1), st.sampled_from(["settle", "die"])),
        max_size=25,
    )
)
def test_never_is_more_spent_than_allowed(
    store: Store, calls: list[tuple[int, float, str]]
) -> None:
    """Whatever calls cost (never more than held) and whoever dies in the middle."""
    with store.reading() as tx:
        days = len(tx.scalars(select(Budget.period)).all())
    day = DAY + timedelta(days=days)
    for nanos, share, end in calls:
        with store.writing() as tx:
            held = spending.hold(tx, TEN, "a:one", nanos=nanos, tokens=1, day=day, now=NOW)
        if held.id is not None and end == "settle":
            settle(store, held, int(nanos * share))
        used, _, kept = spent(store, day.isoformat())
        assert used + kept <= 100
    with store.writing() as tx:
        spending.give_up(tx, now=NOW + timedelta(hours=1))
    used, _, kept = spent(store, day.isoformat())
    assert (used <= 100, kept) == (True, 0)
