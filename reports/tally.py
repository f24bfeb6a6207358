"""Figures of a day as numbers that add up, and what they say once they are added.

    {"counts": {id: n}, "spreads": {id: {"n", "ms", "at": {rung: n}}}, "splits": {id: {key: n}}}

Nothings are left out. A week, a month and a year are the sum of their days, so a report from kept
days and one from raw messages are the same report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import ceil
from typing import Any

from reports.catalogue import ADDED, FIGURES
from reports.definitions import Count, Figure, Share, Split, Spread, Total, rung
from reports.facts import Facts

Tally = dict[str, dict[str, Any]]
NANOS = 1_000_000_000


def of(facts: Facts) -> Tally:
    told: Tally = {"counts": {}, "spreads": {}, "splits": {}}
    for figure in ADDED:
        if isinstance(figure, Count):
            _put(told["counts"], figure.id, sum(1 for _ in figure.things(facts)))
        elif isinstance(figure, Total):
            _put(told["counts"], figure.id, sum(figure.of(x) for x in figure.things(facts)))
        elif isinstance(figure, Spread):
            _put(told["spreads"], figure.id, _spread(figure, facts))
        elif isinstance(figure, Split):
            counted = Counter(figure.by(thing) for thing in figure.things(facts))
            _put(told["splits"], figure.id, dict(sorted(counted.items())))
    return told


def _put(where: dict[str, Any], name: str, value: Any) -> None:
    if value:
        where[name] = value


def _spread(figure: Spread, facts: Facts) -> dict[str, Any]:
    known = [figure.of(thing) for thing in figure.things(facts)]
    spans = [round(seconds * 1000) for seconds in known if seconds is not None]
    if not spans:
        return {}
    at = Counter(rung(span) for span in spans)
    return {"n": len(spans), "ms": sum(spans), "at": {str(k): at[k] for k in sorted(at)}}


def added(days: Iterable[Tally]) -> Tally:
    """The sum of days. Plain loops: a year of a busy house is some hundred thousand additions."""
    counts: dict[str, int] = {}
    spreads: dict[str, Any] = {}
    splits: dict[str, dict[str, int]] = {}
    for day in days:
        _add(counts, day["counts"])
        for name, spread in day["spreads"].items():
            whole = spreads.setdefault(name, {"n": 0, "ms": 0, "at": {}})
            whole["n"] += spread["n"]
            whole["ms"] += spread["ms"]
            _add(whole["at"], spread["at"])
        for name, split in day["splits"].items():
            _add(splits.setdefault(name, {}), split)
    return {"counts": counts, "spreads": spreads, "splits": splits}


def _add(whole: dict[str, int], part: dict[str, int]) -> None:
    for name, number in part.items():
        whole[name] = whole.get(name, 0) + number


def renewed(kept: Tally, again: Tally) -> Tally:
    """`again`, but for what is deleted by itself before its messages are: calls of tools."""
    for figure in ADDED:
        if figure.noun == "tools" and again["counts"].get(figure.id, 0) < (
            was := kept["counts"].get(figure.id, 0)
        ):
            again["counts"][figure.id] = was
    return again


def count(tally: Tally, figure_id: str) -> int:
    return int(tally["counts"].get(figure_id, 0))


def split(tally: Tally, figure_id: str) -> dict[str, int]:
    return dict(tally["splits"].get(figure_id, {}))


def share(tally: Tally, figure_id: str) -> float | None:
    """None where the denominator is nothing."""
    figure = FIGURES[figure_id]
    assert isinstance(figure, Share)
    whole = count(tally, figure.whole)
    return round(count(tally, figure.part) / whole, 4) if whole else None


def spread(tally: Tally, figure_id: str) -> dict[str, Any]:
    """`count`, `mean_s`, `p50_s` and `p95_s`; the last two by nearest rank, to the next step."""
    found = tally["spreads"].get(figure_id)
    if not found:
        return {"count": 0, "mean_s": None, "p50_s": None, "p95_s": None}
    ordered = sorted((int(ms), n) for ms, n in found["at"].items())
    return {
        "count": found["n"],
        "mean_s": round(found["ms"] / found["n"] / 1000, 3),
        "p50_s": _ranked(ordered, found["n"], 0.50) / 1000,
        "p95_s": _ranked(ordered, found["n"], 0.95) / 1000,
    }


def _ranked(ordered: list[tuple[int, int]], total: int, part: float) -> int:
    rank, seen = max(1, ceil(part * total)), 0
    for ms, number in ordered:
        seen += number
        if seen >= rank:
            return ms
    raise AssertionError("a spread counts what it holds")


def value(tally: Tally, figure: Figure) -> Any:
    """What a report shows of a figure, as JSON can hold it."""
    if isinstance(figure, Share):
        return share(tally, figure.id)
    if isinstance(figure, Spread):
        return spread(tally, figure.id)
    if isinstance(figure, Split):
        return split(tally, figure.id)
    found = count(tally, figure.id)
    return round(found / NANOS, 6) if figure.unit == "dollars" else found
