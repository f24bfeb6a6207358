"""A report of a kind as one dictionary that JSON holds; its schema is `reports/schema.json`.

schema, kind, title, business, timezone, made_at, period   as in the daily report
summary     paragraph; actions [{what, how}], three at most
figures     every figure of the stretch by id (`concierge report figures` defines them)
before      label, and the same figures of the stretch it is held against
days        [{day, settled, inquiries, alone, missed}]
assumptions [{name, value, setting, origin}]: what the report reckons with
sections    what is shown (`reports/blocks.py`)
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reports import tally
from reports import view as views
from reports.brief import MOST_ACTIONS
from reports.catalogue import FIGURES
from reports.figures import SCHEMA, stretch
from reports.kinds import Kind
from reports.period import Period
from reports.tally import Tally
from reports.view import View
from store.db import Tx
from store.settings import Settings

OF_A_DAY = ("inquiries", "alone", "missed_after_hours", "missed_in_hours")


def gather(
    tx: Tx, kind: Kind, period: Period, *, settings: Settings, now: datetime, late: bool
) -> dict[str, Any]:
    """All of it from one consistent view of the store; the days that are kept from their figures,
    the others from their messages."""
    assert kind.tell is not None, "the daily report has figures of its own"
    view = views.look(tx, period, settings, now)
    told = kind.tell(view)
    return {
        "schema": SCHEMA,
        "kind": kind.name,
        "title": kind.title,
        "business": settings.business.name,
        "timezone": settings.business.timezone,
        "made_at": now.isoformat(),
        "period": stretch(period, settings, now, late),
        "summary": {
            "paragraph": told.paragraph,
            "actions": [action.as_json() for action in told.actions[:MOST_ACTIONS]],
        },
        "figures": _all(view.whole),
        "before": {"label": view.label_before, "figures": _all(view.whole_before)},
        "days": [_day(day) for day in view.days],
        "assumptions": told.assumptions,
        "sections": [section for section in told.sections if section],
        "unsettled": _unsettled(view),
    }


def _all(of: Tally) -> dict[str, Any]:
    return {name: tally.value(of, figure) for name, figure in FIGURES.items()}


def _day(day: Any) -> dict[str, Any]:
    counts = {name: tally.count(day.figures, name) for name in OF_A_DAY}
    return {"day": str(day.day), "settled": day.settled, **counts}


def _unsettled(view: View) -> int:
    """Days of which 72 hours have not passed, so that something may still change."""
    return sum(not day.settled for day in view.days)
