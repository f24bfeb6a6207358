"""A budget holds whatever is asked at once, and whoever is killed in the middle."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from models.estimate import PICTURE_TOKENS, Learned, most_input
from models.model import Failed, Halt, Message, TextDelta, ToolCall, Usage, gather
from models.prices import NANOS, price_list
from models.purse import Metered, Purse
from models.speaker import letters
from store import spending
from store.db import Store
from store.home import Home
from store.spending import LOST_AFTER, Allowance
from store.tables import Delivery, Spending, utcnow
from tests.models.doubles.running import ROOT, SHORT, Running
from tests.models.questions import question, told_back

OWNER = "owner@seaview.example"
ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
RICH = Allowance(day_nanos=100 * NANOS)
# What the double says each whole answer took, at the price of a model nobody knows.
WHOLE = price_list().unknown.of(Usage(40, 11, 30, 20))


def purse(store: Store, allowance: Allowance = RICH) -> Purse:
    return Purse(store, allowance, price_list(), ZONE, [OWNER, OWNER.upper()], lambda: NOW)


def metered(double: Running, store: Store, name: str, allowance: Allowance = RICH) -> Metered:
    return Metered(double.model(name, SHORT), purse(store, allowance))


def pay_for(model: Metered) -> None:
    try:
        gather(model, question())
    finally:
        model.purse.settle_now()


def spent(store: Store) -> spending.Spent:
    with store.reading() as tx:
        return spending.spent(tx, "2026-11-20")


def pay(store: Store, allowance: Allowance, nanos: int) -> None:
    with store.writing() as tx:
        held = spending.hold(tx, allowance, "a:one", nanos=nanos, tokens=1, day=NOW.date(), now=NOW)
        assert held.id is not None
        spending.settle(tx, held.id, allowance, nanos=nanos, tokens=1, now=NOW)


def mails(store: Store) -> list[tuple[str, str]]:
    with store.reading() as tx:
        rows = tx.scalars(select(Delivery).order_by(Delivery.id)).all()
    return [(row.recipient, str(row.payload["subject"])) for row in rows]


def test_an_answer_costs_what_its_vendor_says(anthropic_double: Running, store: Store) -> None:
    pay_for(metered(anthropic_double, store, "ok"))

    found = spent(store)
    assert (found.nanos, found.tokens, found.held) == (WHOLE, 101, 0)


def test_a_model_on_the_houses_own_machine_is_counted_in_tokens_alone(
    ollama_double: Running, store: Store
) -> None:
    allowance = Allowance(day_nanos=1, day_tokens=2_000)

    pay_for(metered(ollama_double, store, "ok", allowance))

    assert (spent(store).nanos, spent(store).tokens) == (0, 50)


@pytest.mark.parametrize("name", ["says-429", "says-401", "says-529", "hangs-up", "too-long"])
def test_a_refusal_at_the_door_is_free(anthropic_double: Running, store: Store, name: str) -> None:
    with pytest.raises(Failed):
        pay_for(metered(anthropic_double, store, name))

    assert (spent(store).nanos, spent(store).held) == (0, 0)


@pytest.mark.parametrize("name", ["silent", "stalls", "cut-400", "garbage", "fault", "drips"])
def test_what_was_broken_off_is_counted_and_never_above_what_was_held(
    double: Running, store: Store, name: str
) -> None:
    with pytest.raises(Failed):
        pay_for(metered(double, store, name))

    with store.reading() as tx:
        row = tx.scalars(select(Spending)).one()
    assert 0 < row.tokens <= row.held_tokens
    assert row.nanos <= row.held_nanos
    assert row.state == "settled"


def test_a_guest_who_leaves_early_is_counted_too(anthropic_double: Running, store: Store) -> None:
    model = metered(anthropic_double, store, "ok")

    with closing(model.stream(question())) as stream:
        assert isinstance(next(stream), TextDelta)
    model.purse.settle_now()

    assert spent(store).nanos > 0
    assert spent(store).held == 0


def test_an_empty_purse_asks_nobody_and_the_owner_hears_of_it_once(
    anthropic_double: Running, store: Store
) -> None:
    anthropic_double.seen()
    poor = metered(anthropic_double, store, "ok", Allowance(day_nanos=NANOS // 1000))

    for _ in range(3):
        with pytest.raises(Failed) as failed:
            pay_for(poor)
        assert failed.value.why == "budget"

    assert anthropic_double.seen() == []
    assert mails(store) == [(OWNER, "The day's budget for language models is used up (2026-11-20)")]


def test_at_eighty_percent_the_owner_is_told_and_it_is_tight(
    anthropic_double: Running, store: Store
) -> None:
    most = price_list().unknown.at_most(most_input(question()), 800)
    allowance = Allowance(day_nanos=most * 5)
    pay(store, allowance, most * 4 - 1)
    before = purse(store, allowance).level()

    pay_for(metered(anthropic_double, store, "ok", allowance))

    assert (before, purse(store, allowance).level()) == ("open", "tight")
    assert mails(store) == [(OWNER, "80 % of the day's language model budget is spent")]


def test_what_a_dead_process_held_is_counted_when_it_is_surely_dead(
    anthropic_double: Running, store: Store
) -> None:
    dead = purse(store).hold("anthropic:ok", 100, 100)
    later = Purse(store, RICH, price_list(), ZONE, clock=lambda: NOW + LOST_AFTER * 2)
    held = spent(store).held

    pay_for(Metered(anthropic_double.model("ok"), later))

    assert dead is not None
    assert (spent(store).nanos, spent(store).held) == (held + WHOLE, 0)


def test_without_a_database_to_count_in_nothing_is_spent(
    anthropic_double: Running, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    anthropic_double.seen()
    monkeypatch.setattr("store.db.WRITER_PATIENCE_S", 0.01)
    busy = threading.Thread(target=_hold_the_pen, args=(store, begun := threading.Event()))
    busy.start()
    begun.wait()

    with pytest.raises(Failed) as failed:
        gather(metered(anthropic_double, store, "ok"), question())

    busy.join()
    assert failed.value.why == "budget"
    assert anthropic_double.seen() == []


def _hold_the_pen(store: Store, begun: threading.Event) -> None:
    with store.writing():
        begun.set()
        time.sleep(0.5)


def test_the_day_is_the_businesss_own(store: Store) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    there = Purse(store, RICH, price_list(), ZoneInfo("Asia/Tokyo"), clock=lambda: late)

    assert there.today() == late.date() + timedelta(days=1)


def test_what_a_vendor_told_of_the_same_orders_bounds_the_next_call() -> None:
    learned, asked = Learned(), question()
    longer = replace(asked, messages=[*asked.messages, Message("assistant", "It is at eight.")])

    learned.note("a:one", asked, Usage(90, 10, 30, 20))

    assert learned.most("a:one", asked) < most_input(asked)
    assert learned.most("a:one", asked) > 140
    assert learned.most("a:one", longer) > learned.most("a:one", asked)
    assert learned.most("a:two", asked) == most_input(asked)


@pytest.mark.parametrize("usage", [Usage(2, 10), Usage(90, 10, told=False)])
def test_what_cannot_be_all_of_a_request_bounds_nothing(usage: Usage) -> None:
    learned, asked = Learned(), question()

    learned.note("a:one", asked, usage)

    assert learned.most("a:one", asked) == most_input(asked)


def test_a_call_waits_for_what_another_gives_back(store: Store) -> None:
    most = price_list().unknown.at_most(100, 100)
    ours = purse(store, Allowance(day_nanos=most * 3 // 2))
    first = ours.hold("a:one", 100, 100)
    assert first is not None
    refused = ours.hold("a:one", 100, 100)
    threading.Timer(0.05, ours.settle, (first, "a:one", Usage(10, 1))).start()

    assert refused is None
    assert ours.hold("a:one", 100, 100, Halt()) is not None


def test_no_text_has_more_tokens_than_bytes_were_counted() -> None:
    asked = question()

    assert letters(asked) > len("When is breakfast?") + len("look_up")
    assert letters(told_back(ToolCall("call_one", "look_up", {"question": "When?"}))) > letters(
        asked
    )
    assert most_input(asked) > letters(asked)


def test_a_picture_counts_as_the_most_that_one_can_take_also_when_the_orders_are_known() -> None:
    plain = question()
    shown = replace(plain, messages=[Message("user", "When is breakfast?", pictures=[b"PNG"])])
    learned = Learned()
    learned.note("a:one", plain, Usage(90, 1))

    assert most_input(shown) == most_input(plain) + PICTURE_TOKENS
    assert learned.most("a:one", shown) == learned.most("a:one", plain) + PICTURE_TOKENS


# --- killed in the middle ----------------------------------------------------------------------

WORTH = 20
SLOW = "paced-30-6-20"
EACH = price_list().unknown.of(Usage(40, 21, 30, 20))


def take_turns(
    home: Home, double: Running, processes: int, turns: int, dollars: float
) -> list[dict[str, Any]]:
    """All at once; half of the processes are killed somewhere in the middle, once the vendor has
    been asked at all. All that he was asked."""
    command = [sys.executable, "-m", "tests.models.spender", str(home.path), double.url, SLOW]
    running = [
        subprocess.Popen([*command, str(turns), str(dollars)], cwd=ROOT) for _ in range(processes)
    ]
    seen: list[dict[str, Any]] = []
    while not seen and any(process.poll() is None for process in running):
        time.sleep(0.05)
        seen += double.seen()
    for process in running[: processes // 2]:
        time.sleep(random.uniform(0.0, 0.4))
        process.kill()
    for process in running:
        process.wait(timeout=240)
    return [*seen, *double.seen()]


def overspent(
    store: Store, asked: list[dict[str, Any]], budget: int
) -> tuple[int, int, spending.Spent]:
    """Nanos over the budget by the vendor's own count, his calls, and what our books say."""
    calls = sum(row["path"] == "/v1/messages" for row in asked)
    with store.writing() as tx:
        spending.give_up(tx, now=utcnow() + LOST_AFTER * 2)
    with store.reading() as tx:
        books = spending.spent(tx, utcnow().date().isoformat())
    return max(0, calls * EACH - budget), calls, books


@pytest.mark.parametrize(
    ("processes", "turns"), [(4, 10), pytest.param(8, 25, marks=pytest.mark.slow)]
)
def test_killed_processes_never_spend_more_than_the_budget(
    anthropic_double: Running, home: Home, store: Store, processes: int, turns: int
) -> None:
    anthropic_double.seen()
    budget = WORTH * EACH

    asked = take_turns(home, anthropic_double, processes, turns, budget / NANOS)

    over, calls, books = overspent(store, asked, budget)
    print(f"{processes * turns} turns, {calls} calls, {books.nanos / budget:.2f} of the budget")
    assert over == 0
    assert 0 < calls <= WORTH
    assert calls * EACH <= books.nanos <= budget
    assert books.held == 0
    with store.reading() as tx:
        assert tx.scalar(select(func.count()).where(Spending.state == "held")) == 0
