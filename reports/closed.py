"""Gaps that staff closed, and by how much each fell: asked before the answer and since.

Both counts are over stretches of the same length, four weeks at most, so that a gap closed
yesterday is not praised for a day's silence: it is held against the day before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from reports.period import Period
from reports.wording import one_line
from store.db import Tx
from store.tables import Gap, GapTopic

LONGEST = timedelta(days=28)
SHORTEST = timedelta(days=1)
MOST = 10


def closed(tx: Tx, period: Period, now: datetime) -> list[dict[str, Any]]:
    """Topics answered in the four weeks to the period's end, the greatest fall first."""
    end = min(period.end, now)
    topics = tx.scalars(
        select(GapTopic).where(
            GapTopic.state == "answered",
            GapTopic.decided_at >= end - LONGEST,
            GapTopic.decided_at <= end - SHORTEST,
        )
    ).all()
    rows = [_row(tx, topic, topic.decided_at, end) for topic in topics if topic.decided_at]
    return sorted(rows, key=lambda row: (row["since"] - row["before"], row["question"]))[:MOST]


def _row(tx: Tx, topic: GapTopic, decided_at: datetime, end: datetime) -> dict[str, Any]:
    days = (min(end - decided_at, LONGEST)).days
    stretch = timedelta(days=days)

    def asked(first: datetime, last: datetime) -> int:
        query = select(func.count()).where(
            Gap.topic_id == topic.id, Gap.created_at > first, Gap.created_at <= last
        )
        return tx.scalar(query) or 0

    return {
        "question": one_line(topic.question),
        "days": days,
        "before": asked(decided_at - stretch, decided_at),
        "since": asked(decided_at, decided_at + stretch),
    }


def sentence(row: dict[str, Any]) -> str:
    days = "day" if row["days"] == 1 else f"{row['days']} days"
    return (
        f"{row['question']} (not known {row['before']:,} times in the {days} before the answer, "
        f"{row['since']:,} in the {days} since)"
    )
