"""Figures of days: against a computation by other means, and kept days against raw ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from reports import days, tally
from reports.catalogue import ADDED, FIGURES
from reports.definitions import Share, rung
from reports.period import each
from store import rollups
from store.db import Store
from store.errors import NotFound
from store.home import Home
from store.settings import Settings, read_settings
from store.tables import User
from tests.reports.byhand import Day, exported, half_within
from tests.reports.desk import MINUTE, SECOND, Desk
from tests.reports.month import a_month
from tests.reports.random_days import BEFORE_CHANGES, DAYS, Story, forget, lived, stories

NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
MUCH_LATER = datetime(2026, 12, 31, tzinfo=UTC)
ZONED = '[business]\nname = "Seaview"\ntimezone = "{zone}"\n'
BY_HAND = {"composed", "tools", "spent", "sendings"}
# One house for every example: each begins by emptying it.
FEW = hypothesis_settings(
    derandomize=True,
    phases=(Phase.generate,),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def zoned(home: Home, zone: str) -> Settings:
    home.config.write_text(ZONED.format(zone=zone))
    return read_settings(home)


def assert_equal_by_hand(
    store: Store, settings: Settings, first: date, last: date, now: datetime
) -> None:
    tables = exported(store)
    with store.reading() as tx:
        told = days.told(tx, first, last, settings, now)
    for day in told:
        by_hand = Day(tables, day.day, settings.business.timezone, now)
        for figure in ADDED:
            if figure.noun in BY_HAND or figure.id in ("returning", "by_language", "compose_time"):
                continue
            if figure.kind in ("count", "total"):
                found: Any = tally.count(day.figures, figure.id)
                assert (day.day, figure.id, found) == (
                    day.day, figure.id, by_hand.counts[figure.id],
                )  # fmt: skip
            elif figure.kind == "split" and figure.id != "escalation_reasons":
                split = tally.split(day.figures, figure.id)
                assert (figure.id, split) == (figure.id, by_hand.splits.get(figure.id, {}))
            elif figure.kind == "spread":
                spans = by_hand.waits[figure.id]
                spread = tally.spread(day.figures, figure.id)
                assert (figure.id, spread["count"]) == (figure.id, len(spans))
                assert spread["p50_s"] == half_within(spans, 0.5)
                assert spread["p95_s"] == half_within(spans, 0.95)


def check_a_history(
    store: Store, home: Home, desk: Desk, staff: User, zone: str, change: int, told: list[Story]
) -> None:
    forget(store)
    settings, first = zoned(home, zone), BEFORE_CHANGES[zone][change]
    lived(desk, first, told, staff)
    begins, ends = first.date() - timedelta(days=1), first.date() + timedelta(days=DAYS + 3)
    for now in (first + timedelta(days=4), MUCH_LATER):
        assert_equal_by_hand(store, settings, begins, ends, now)
    with store.reading() as tx:
        raw = days.told(tx, begins, ends, settings, MUCH_LATER)
    days.keep_up(store, settings, MUCH_LATER, most=DAYS + 5)
    with store.reading() as tx:
        assert bool(rollups.bases(tx, begins, ends)) == any(d.figures["counts"] for d in raw)
        kept = days.told(tx, begins, ends, settings, MUCH_LATER)
    assert kept == raw


@pytest.mark.parametrize("zone", list(BEFORE_CHANGES))
@hypothesis_settings(FEW, max_examples=3)
@given(told=stories, change=st.integers(0, 1))
def test_figures_equal_a_computation_by_other_means_and_kept_days_equal_raw_ones(
    store: Store, home: Home, desk: Desk, ana: User, zone: str, change: int, told: list[Story]
) -> None:
    check_a_history(store, home, desk, ana, zone, change, told)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("zone", list(BEFORE_CHANGES))
@hypothesis_settings(FEW, max_examples=67)
@given(told=stories, change=st.integers(0, 1))
def test_so_they_do_on_two_hundred_histories(
    store: Store, home: Home, desk: Desk, ana: User, zone: str, change: int, told: list[Story]
) -> None:
    check_a_history(store, home, desk, ana, zone, change, told)


def test_a_month_equals_a_computation_by_other_means(
    store: Store, settings: Settings, desk: Desk, ana: User
) -> None:
    a_month(desk, datetime(2026, 10, 20, tzinfo=UTC), 12, [ana])

    assert_equal_by_hand(store, settings, date(2026, 10, 20), date(2026, 10, 31), MUCH_LATER)


def test_reports_keep_their_figures_when_messages_are_deleted(
    store: Store, settings: Settings, desk: Desk, ana: User
) -> None:
    a_month(desk, datetime(2026, 10, 20, tzinfo=UTC), 4, [ana])
    first, last = date(2026, 10, 20), date(2026, 10, 23)
    days.keep_up(store, settings, MUCH_LATER, most=10)
    with store.reading() as tx:
        before = days.told(tx, first, last, settings, MUCH_LATER)
    desk.one_question("Much later", MUCH_LATER - timedelta(days=20))
    with store.writing() as tx:
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in ("drafts", "escalations", "gaps", "receipts", "messages"):
            tx.execute(text(f"DELETE FROM {table} WHERE 1 = 1"))

    again = days.recompute(store, settings, MUCH_LATER, first, last)

    with store.reading() as tx:
        assert days.told(tx, first, last, settings, MUCH_LATER) == before
    assert again.written == 0


def test_a_kept_day_is_written_again_only_when_it_lost_nothing(
    store: Store, settings: Settings, desk: Desk
) -> None:
    desk.one_question("One", NOON)
    days.keep_up(store, settings, MUCH_LATER)

    with store.writing() as tx:
        fewer = rollups.keep(tx, NOON.date(), "other", {}, 0, MUCH_LATER)
        as_many = rollups.keep(tx, NOON.date(), "other", days.EMPTY, 1, MUCH_LATER)

    assert (fewer, as_many) == (False, True)


def test_other_staffed_hours_have_the_days_reckoned_anew(
    store: Store, home: Home, desk: Desk
) -> None:
    desk.one_question("At noon", NOON)
    home.config.write_text(ZONED.format(zone="Europe/Madrid"))
    days.keep_up(store, read_settings(home), MUCH_LATER)
    home.config.write_text(
        ZONED.format(zone="Europe/Madrid") + '[desk]\nhours = "Mo-Su 20:00-22:00"\n'
    )
    changed = read_settings(home)

    assert days.keep_up(store, changed, MUCH_LATER, most=100) > 0

    with store.reading() as tx:
        (day,) = days.told(tx, NOON.date(), NOON.date(), changed, MUCH_LATER)
    assert tally.count(day.figures, "after_hours") == 1
    assert days.keep_up(store, changed, MUCH_LATER) == 0


def test_a_day_is_kept_no_sooner_than_72_hours_after_its_end(
    store: Store, settings: Settings, desk: Desk
) -> None:
    desk.one_question("At noon", NOON)
    end = datetime(2026, 11, 19, 23, tzinfo=UTC)

    assert days.keep_up(store, settings, end + timedelta(hours=72) - SECOND) == 0
    assert days.keep_up(store, settings, end + timedelta(hours=72)) == 1


def test_a_figure_opens_to_the_conversations_behind_it(
    store: Store, settings: Settings, desk: Desk
) -> None:
    desk.one_question("Alone", NOON)
    missed = desk.opens(NOON + 9 * 60 * MINUTE)
    question = desk.asks(missed, "Anybody?", NOON + 9 * 60 * MINUTE)
    desk.hands_over(question, NOON + 9 * 60 * MINUTE + SECOND, "Unknown.")
    day = NOON.date()

    with store.reading() as tx:
        found = list(days.behind(tx, "missed_after_hours", day, day, settings, MUCH_LATER))
        parts = list(days.behind(tx, "alone_share", day, day, settings, MUCH_LATER))

    assert found == [(day, missed.id)]
    assert len(parts) == 1
    with store.reading() as tx, pytest.raises(NotFound, match="no figure 'happiness'"):
        list(days.behind(tx, "happiness", day, day, settings, MUCH_LATER))


def test_every_number_of_a_figure_is_as_many_things_as_open_behind_it(
    store: Store, settings: Settings, desk: Desk, ana: User
) -> None:
    a_month(desk, datetime(2026, 10, 20, tzinfo=UTC), 3, [ana])
    day = date(2026, 10, 21)

    with store.reading() as tx:
        (told,) = days.told(tx, day, day, settings, MUCH_LATER)
        for figure in ADDED:
            if figure.noun == "talks" and figure.kind == "count":
                behind = list(days.behind(tx, figure.id, day, day, settings, MUCH_LATER))
                assert len(behind) == tally.count(told.figures, figure.id)


def test_every_figure_has_a_definition_and_every_share_a_denominator() -> None:
    assert len(FIGURES) == len({figure.id for figure in FIGURES.values()}) > 60
    assert [f.id for f in FIGURES.values() if not f.definition.endswith(".")] == []
    for figure in FIGURES.values():
        if isinstance(figure, Share):
            assert {FIGURES[figure.part].kind, FIGURES[figure.whole].kind} <= {"count", "total"}


def test_how_conversations_end_adds_up_to_the_one_denominator(
    store: Store, settings: Settings, desk: Desk, ana: User
) -> None:
    a_month(desk, datetime(2026, 10, 1, tzinfo=UTC), 10, [ana])

    with store.reading() as tx:
        told = days.told(tx, date(2026, 10, 1), date(2026, 10, 10), settings, MUCH_LATER)
    whole = tally.added(day.figures for day in told)

    ends = ("alone", "assisted", "abandoned", "reopened", "left_waiting")
    assert sum(tally.count(whole, end) for end in ends) == tally.count(whole, "inquiries") > 0


@pytest.mark.parametrize(
    ("span", "told"),
    [(0, 0), (7, 7), (99, 100), (100, 100), (101, 110), (2_345, 2_400), (5_999, 6_200)],
)
def test_times_are_kept_in_steps_and_never_told_shorter_than_they_were(
    span: int, told: int
) -> None:
    assert rung(span) == told


def test_a_reason_is_kept_without_the_guests_words(
    store: Store, settings: Settings, desk: Desk
) -> None:
    question = desk.asks(desk.opens(NOON), "My wallet?", NOON)
    desk.hands_over(question, NOON + SECOND, "The guest left a message: “I am Zenobia”")

    with store.reading() as tx:
        (day,) = days.told(tx, NOON.date(), NOON.date(), settings, MUCH_LATER)

    assert tally.split(day.figures, "escalation_reasons") == {"The guest left a message": 1}


def test_each_day_of_a_stretch_is_named_once() -> None:
    assert len(list(each(date(2026, 10, 24), date(2026, 10, 26)))) == 3
    assert list(each(date(2026, 10, 2), date(2026, 10, 1))) == []
