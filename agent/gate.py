"""The publishing gate: new knowledge is published only if no case of the owner's gets worse.

Both generations are asked every case at the same moment, by composers that differ in nothing else.
What was wrong before may stay wrong: the gate holds the line, it does not move it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.composer import Composer
from agent.evaluation import Comparison, Result, Run, compare, evaluate, trials_of
from store import cases
from store.db import Store

SHOWN = 3
# Says why a generation must wait: (published, new) to a reason, "" when it may be published.
Allowed = Callable[[int | None, int], str]


@dataclass(frozen=True, slots=True)
class Examined:
    """What the gate saw. `reason` is empty when the new generation may be published."""

    cases: int
    old: Run
    new: Run
    comparison: Comparison
    reason: str


def examine(
    store: Store,
    composer_of: Callable[[int], Composer],
    published: int,
    new: int,
    zone: ZoneInfo,
    now: datetime,
) -> Examined:
    """Ask both. Slow (some milliseconds a case, twice); no transaction is open meanwhile."""
    with store.reading() as tx:
        trials = trials_of(cases.due(tx, now.astimezone(zone).date()))
    old = evaluate(composer_of(published), trials, now, name=f"generation {published}")
    fresh = evaluate(composer_of(new), trials, now, name=f"generation {new}")
    found = compare(old, fresh)
    return Examined(len(trials), old, fresh, found, _reason(found, len(trials)))


def _reason(found: Comparison, of: int) -> str:
    if not found.worse:
        return ""
    # What the owner added says more than what every house of the trade is asked.
    worse = sorted(found.worse, key=lambda pair: pair[1].source == "template")
    named = "; ".join(_named(old, new) for old, new in worse[:SHOWN])
    more = f"; and {len(found.worse) - SHOWN} more" if len(found.worse) > SHOWN else ""
    return f"{len(found.worse)} of {of} cases got worse: {named}{more}."


def _named(old: Result, new: Result) -> str:
    return f'"{new.question[:80]}" was {old.verdict} and is {new.verdict}'


def gate(
    store: Store,
    composer_of: Callable[[int], Composer],
    zone: ZoneInfo,
    now: Callable[[], datetime],
) -> Allowed:
    """The gate as an ingest asks it. The first generation of a home always passes."""

    def allowed(published: int | None, new: int) -> str:
        if published is None:
            return ""
        return examine(store, composer_of, published, new, zone, now()).reason

    return allowed
