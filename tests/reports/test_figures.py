"""The figures, against a day counted by hand and a month counted as it was made."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from reports import figures
from reports import period as periods
from reports.period import Period
from store import outbox, turns
from store.db import Store
from store.settings import Settings
from store.tables import User
from tests.reports.desk import BREAKFAST, MINUTE, SECOND, Desk
from tests.reports.month import a_month

NOON = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def gather(store: Store, settings: Settings, period: Period | None = None) -> dict[str, Any]:
    period = period or periods.day(date(2026, 11, 19), settings.business.zone)
    with store.reading() as tx:
        return figures.gather(
            tx, "daily", "Daily report", period, settings=settings, now=NOW, late=False
        )


def test_a_day_counted_by_hand(store: Store, settings: Settings, desk: Desk, ana: User) -> None:
    """Six conversations: two alone, one draft approved, one handed over and answered, one asked
    back, one still waiting for a person; seven questions and one thank-you.
    """
    first = desk.one_question("When is breakfast?", NOON, citations=[BREAKFAST])
    thanks = desk.asks(first, "thanks", NOON + MINUTE)
    desk.answers(thanks, NOON + MINUTE + SECOND, kind="thanks")
    second = desk.one_question("BREAKFAST hours", NOON + 60 * MINUTE, citations=[BREAKFAST])
    more = desk.asks(second, "when is breakfast", NOON + 61 * MINUTE)
    desk.answers(more, NOON + 61 * MINUTE + SECOND, citations=[BREAKFAST])
    third = desk.asks(desk.opens(NOON, "mail"), "Dogs?", NOON)
    desk.approves(desk.drafts(third, NOON + SECOND), ana, NOON + 4 * MINUTE)
    fourth = desk.opens(NOON, "mail")
    desk.hands_over(desk.asks(fourth, "Heated pool?", NOON), NOON + 4 * SECOND, "not known")
    desk.person_says(fourth, ana, "It is.", NOON + 10 * MINUTE)
    desk.resolves(fourth, ana, NOON + 10 * MINUTE)
    desk.one_question("Price?", NOON, outcome="clarify")
    sixth = desk.opens(NOON)
    desk.hands_over(desk.asks(sixth, "heated pool", NOON), NOON + 6 * SECOND, "not known")

    told = gather(store, settings)

    assert told["conversations"]["total"] == told["conversations"]["new"] == 6
    assert told["conversations"]["by_channel"] == {"widget": 4, "mail": 2}
    assert told["conversations"]["ends"] == {
        "alone": 2,
        "person": 2,
        "waiting": 1,
        "abandoned": 1,
        "greeting_only": 0,
    }
    assert told["conversations"]["confirmed"] == 1
    assert told["conversations"]["by_hour"][12:14] == [6, 2]
    assert sum(told["conversations"]["by_hour"]) == told["messages"]["guest"] == 8
    assert told["messages"] == {"guest": 8, "concierge": 8, "staff": 1, "small_talk": 1}
    assert told["questions"]["total"] == 7
    assert {end: n for end, n in told["questions"]["ends"].items() if n} == {
        "alone": 3,
        "clarified": 1,
        "handed_over": 2,
        "draft_unchanged": 1,
    }
    assert told["questions"]["alone_share"] == round(3 / 7, 4)
    # 2, 2, 4, 2 and 6 seconds; the draft's conversation had no word of the house's own.
    assert told["first_reply"]["concierge"] == {
        "count": 5,
        "mean_s": 3.2,
        "p50_s": 2.0,
        "p95_s": 6.0,
    }
    assert told["first_reply"]["person"] == {
        "count": 2,
        "mean_s": 420.0,
        "p50_s": 240.0,
        "p95_s": 600.0,
    }
    assert told["escalations"] == {"total": 2, "by_reason": [{"reason": "not known", "count": 2}]}
    assert told["waiting"]["escalations"] == 1
    assert told["waiting"]["oldest_at"] == (NOON + 6 * SECOND).isoformat()
    assert told["asked"][0] == {"question": "BREAKFAST hours", "count": 3}
    assert {"question": "heated pool", "count": 2} in told["asked"]
    assert told["pages"] == [
        {"title": "Breakfast", "url": "https://seaview.example/breakfast", "count": 3}
    ]
    assert told["gaps"] == {
        "new": 2,
        "open": 2,
        "questions": [{"question": "heated pool", "count": 2}],
    }
    assert told["staff"] == {
        "replies": 1,
        "decided": 1,
        "people": [{"name": "Ana", "replies": 1, "decided": 1}],
    }


def test_a_month_of_conversations_adds_up(
    store: Store, settings: Settings, desk: Desk, ana: User, bruno: User
) -> None:
    done = a_month(desk, datetime(2026, 10, 1, tzinfo=UTC), 31, [ana, bruno])

    told = gather(store, settings, periods.month(date(2026, 10, 1), settings.business.zone))

    talks, questions = told["conversations"], told["questions"]
    assert talks["total"] == done.conversations == sum(talks["ends"].values())
    assert talks["by_channel"] == dict(done.channels)
    assert {end: n for end, n in questions["ends"].items() if n} == dict(done.ends)
    assert questions["total"] == sum(questions["ends"].values())
    assert {d["day"]: d["conversations"] for d in talks["by_day"] if d["conversations"]} == dict(
        done.days
    )
    assert sum(d["questions"] for d in talks["by_day"]) == questions["total"]
    assert told["gaps"]["new"] == done.gaps == told["escalations"]["total"]
    assert sum(talks["by_hour"]) == questions["total"] + told["messages"]["small_talk"]
    assert told["staff"]["decided"] == sum(
        done.ends[end] for end in ("draft_unchanged", "draft_edited", "draft_rejected")
    )


def test_the_days_of_a_month_add_up_to_the_month(
    store: Store, settings: Settings, desk: Desk, ana: User
) -> None:
    """Only new conversations add up: one that goes on past midnight is one of both days."""
    a_month(desk, datetime(2026, 10, 1, tzinfo=UTC), 31, [ana], seed=3)
    zone = settings.business.zone
    month = periods.month(date(2026, 10, 1), zone)

    days = [gather(store, settings, periods.day(day, zone)) for day in month.days(zone)]

    whole = gather(store, settings, month)
    for path in (("questions", "total"), ("messages", "guest"), ("conversations", "new")):
        assert sum(day[path[0]][path[1]] for day in days) == whole[path[0]][path[1]]


def test_an_hour_that_comes_twice_is_one_hour_of_the_clock(
    store: Store, settings: Settings, desk: Desk
) -> None:
    desk.one_question("Before the change", datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    desk.one_question("After the change", datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    told = gather(store, settings, periods.day(date(2026, 10, 25), settings.business.zone))

    assert told["conversations"]["by_hour"][2] == 2


def test_figures_are_the_same_after_a_journey_through_json(
    store: Store, settings: Settings, desk: Desk
) -> None:
    desk.one_question("Breakfast?", NOON, citations=[BREAKFAST])

    told = gather(store, settings)

    assert json.loads(json.dumps(told)) == told


def test_a_day_on_which_nobody_wrote_has_all_its_figures(store: Store, settings: Settings) -> None:
    told = gather(store, settings)

    assert told["conversations"]["total"] == 0
    assert told["questions"]["alone_share"] is None
    assert told["first_reply"]["concierge"]["p50_s"] is None
    assert told["waiting"]["oldest_at"] is None
    assert told["knowledge"]["generation"] is None


def test_every_key_is_explained_at_the_top_of_the_file(store: Store, settings: Settings) -> None:
    told = gather(store, settings)

    missing = [
        key
        for name, value in told.items()
        for key in [name, *(value if isinstance(value, dict) else ())]
        if key not in (figures.__doc__ or "")
    ]

    assert missing == []


def test_hostile_words_are_one_short_line_without_control_characters(
    store: Store, settings: Settings, desk: Desk
) -> None:
    desk.one_question("\x1b[2Jevil\n\u202egnp.exe\x00 " + "long " * 100, NOON, outcome="clarify")

    (asked,) = gather(store, settings)["asked"]

    assert asked["question"].startswith("[2Jevil gnp.exe\ufffd long")
    assert len(asked["question"]) <= 140


def test_what_went_wrong_is_told(store: Store, settings: Settings, desk: Desk) -> None:
    message = desk.asks(desk.opens(NOON), "Hello?", NOON)
    with store.writing() as tx:
        turns.set_aside(tx, message, "It waited too long.", now=NOON)
        for name in ("dead", "lost"):
            outbox.queue(tx, "mail", "a@b.example", {}, key=name, now=NOON)
    with store.writing() as tx:
        dead = outbox.claim(tx, "w", now=NOON)
        lost = outbox.claim(tx, "w", now=NOON)
        assert dead
        assert lost
        outbox.give_up(tx, dead, "no such address", NOON)
        outbox.unknown(tx, lost, "interrupted")

    trouble = gather(store, settings)["trouble"]

    assert (trouble["dead"], trouble["unknown"]) == (1, 1)
    assert trouble["set_aside"] == [{"reason": "It waited too long.", "count": 1}]


def test_a_day_is_compared_with_the_same_weekday_before(
    store: Store, settings: Settings, desk: Desk
) -> None:
    desk.one_question("A week ago", NOON - timedelta(days=7))
    desk.one_question("Yesterday", NOON - timedelta(days=1))

    assert gather(store, settings)["compared"] == {
        "label": "Thursday 12 November 2026",
        "conversations": 1,
        "questions": 1,
        "alone_share": 1.0,
    }
