from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reports.closed import closed, sentence
from reports.figures import gather
from reports.page import to_html
from reports.period import day
from reports.render import to_text
from store import gaps
from store.db import Store
from store.settings import Settings
from store.tables import Gap, GapTopic

DECIDED = datetime(2026, 11, 10, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def topic(store: Store, question: str, *asked_days_from_decision: float) -> int:
    """A topic answered on DECIDED, not known at these moments."""
    with store.writing() as tx:
        made = GapTopic(question=question, key="k", first_at=DECIDED, last_at=DECIDED)
        tx.add(made)
        tx.flush()
        for days in asked_days_from_decision:
            at = DECIDED + timedelta(days=days)
            tx.add(Gap(question=question, topic_id=made.id, created_at=at))
        gaps.close(tx, made.id, "answered", None, now=DECIDED)
        return made.id


def told(store: Store, settings: Settings, now: datetime = NOW) -> list[dict[str, object]]:
    zone = settings.business.zone
    with store.reading() as tx:
        return closed(tx, day(now.date(), zone), now)


def test_a_closed_gap_is_told_by_how_much_it_fell_over_equal_stretches(
    store: Store, settings: Settings
) -> None:
    topic(store, "Is there a gym?", -20, -9, -3, -1, -0.1, 2)

    assert told(store, settings) == [
        {"question": "Is there a gym?", "days": 10, "before": 4, "since": 1}
    ]


def test_what_was_answered_today_is_not_praised_yet(store: Store, settings: Settings) -> None:
    topic(store, "Is there a gym?", -1, -2)

    assert told(store, settings, DECIDED + timedelta(hours=5)) == []


def test_the_greatest_fall_stands_first_and_old_ones_are_gone(
    store: Store, settings: Settings
) -> None:
    topic(store, "Own wine?", -1)
    topic(store, "Is there a gym?", -1, -2, -3)

    rows = told(store, settings)
    assert [row["question"] for row in rows] == ["Is there a gym?", "Own wine?"]
    assert told(store, settings, DECIDED + timedelta(days=40)) == []


def test_text_and_page_say_it_in_one_sentence(store: Store, settings: Settings) -> None:
    topic(store, "Is there a <gym>?", -1, -2)
    with store.reading() as tx:
        zone = settings.business.zone
        period = day(NOW.date(), zone)
        figures = gather(
            tx, "daily", "Daily report", period, settings=settings, now=NOW, late=False
        )

    assert "not known 2 times in the 10 days before the answer, 0 in the 10 days since" in " ".join(
        to_text(figures).split()
    )
    assert "&lt;gym&gt;" in to_html(figures, "#1f5f5b")
    assert sentence(figures["closed"][0]).startswith("Is there a <gym>?")
