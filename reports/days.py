"""The figures of days, kept or raw, and the keeping of them.

told        every day of a stretch: kept where it is settled, from the messages where not
keep_up     write down the settled days that are not kept yet
recompute   reckon days again from their messages
behind      the conversations behind a figure
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from reports import period as periods
from reports import raw, tally
from reports.catalogue import FIGURES
from reports.definitions import Share
from reports.period import ONE
from reports.staffed import Staffed
from reports.tally import Tally
from store import rollups
from store.db import Store, Tx
from store.errors import NotFound
from store.settings import Settings

EMPTY: Tally = {"counts": {}, "spreads": {}, "splits": {}}
# A server over an old home catches up a little at a time: guests' turns come first, and reports
# read from the messages what is not kept yet.
AT_ONCE = 2
# A report has to read about so many days from their messages anyway.
AT_A_REPORT = 62


class Day(NamedTuple):
    """`settled`: 72 hours have passed since its end, so nothing of it changes any more."""

    day: date
    figures: Tally
    settled: bool


class Recomputed(NamedTuple):
    """`spared` had lost messages since, and keep the figures they had."""

    written: int
    spared: int


def settled(day: date, staffed: Staffed, now: datetime) -> bool:
    return periods.day(day, staffed.zone).end + raw.SETTLES_AFTER <= now


def told(tx: Tx, first: date, last: date, settings: Settings, now: datetime) -> list[Day]:
    """Every day from `first` to `last`, both included, in order."""
    staffed = Staffed.of(settings)
    kept = {row.day: row for row in rollups.between(tx, first, last)}
    earliest = _earliest(tx, staffed)
    return [
        _day(tx, day, kept.get(day), earliest, staffed, now) for day in periods.each(first, last)
    ]


def _day(
    tx: Tx, day: date, kept: Any, earliest: date | None, staffed: Staffed, now: datetime
) -> Day:
    done = settled(day, staffed, now)
    if kept is not None:
        return Day(day, kept.figures, done)
    if earliest is None or day < earliest or periods.starts(day, staffed.zone) > now:
        return Day(day, EMPTY, done)
    return Day(day, tally.of(raw.read(tx, day, staffed, now)), done)


def _earliest(tx: Tx, staffed: Staffed) -> date | None:
    """The first day of which messages are left."""
    at = rollups.first_message_at(tx)
    return None if at is None else staffed.local(at).date()


def since(tx: Tx, settings: Settings) -> date | None:
    """The first day anything is known of; None in an empty house."""
    days = [day for day in (rollups.first_day(tx), _earliest(tx, Staffed.of(settings))) if day]
    return min(days, default=None)


def keep_up(store: Store, settings: Settings, now: datetime, most: int = AT_ONCE) -> int:
    """Write down settled days that are missing, oldest first; how many. Each is one short write.

    A day that was kept under another time zone or other staffed hours is reckoned anew.
    """
    staffed = Staffed.of(settings)
    with store.reading() as tx:
        first = _earliest(tx, staffed)
        if first is None:
            return 0
        last = _last_settled(staffed, now)
        known = rollups.bases(tx, first, last)
    owed = [d for d in periods.each(first, last) if known.get(d) != staffed.basis]
    for day in owed[:most]:
        if not _keep(store, day, staffed, now) and day in known:
            _accept(store, day, staffed)
    return len(owed[:most])


def _accept(store: Store, day: date, staffed: Staffed) -> None:
    """A day that lost messages keeps its figures, and is not looked at again."""
    with store.writing() as tx:
        rollups.rename_basis(tx, day, staffed.basis)


def recompute(
    store: Store,
    settings: Settings,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    told_of: Callable[[date], None] = lambda _day: None,
) -> Recomputed:
    """Every settled day, or those from `first` to `last`, from its messages."""
    staffed, written, spared = Staffed.of(settings), 0, 0
    with store.reading() as tx:
        begins = _earliest(tx, staffed)
    if begins is None:
        return Recomputed(0, 0)
    newest = _last_settled(staffed, now)
    for day in periods.each(max(first or begins, begins), min(last or newest, newest)):
        if _keep(store, day, staffed, now):
            written += 1
        else:
            spared += 1
        told_of(day)
    return Recomputed(written, spared)


def _last_settled(staffed: Staffed, now: datetime) -> date:
    return staffed.local(now - raw.SETTLES_AFTER).date() - ONE


def _keep(store: Store, day: date, staffed: Staffed, now: datetime) -> bool:
    with store.reading() as tx:
        facts = raw.read(tx, day, staffed, now)
        again = tally.of(facts)
        for kept in rollups.between(tx, day, day):
            again = tally.renewed(kept.figures, again)
    guests = tally.count(again, "guest_messages")
    with store.writing() as tx:
        return rollups.keep(tx, day, staffed.basis, again, guests, now)


class Behind(NamedTuple):
    day: date
    conversation_id: int


def behind(
    tx: Tx, figure_id: str, first: date, last: date, settings: Settings, now: datetime
) -> Iterator[Behind]:
    """The conversations that make up a figure, each once a day, while their messages are there.

    Of a share those of its part. Raises NotFound for a figure there is none of.
    """
    figure = FIGURES.get(figure_id)
    if figure is None:
        raise NotFound(
            f"There is no figure {figure_id!r}.", "`concierge report figures` lists them."
        )
    if isinstance(figure, Share):
        figure = FIGURES[figure.part]
    staffed = Staffed.of(settings)
    for day in periods.each(first, last):
        found = figure.things(raw.read(tx, day, staffed, now))
        ids = {getattr(thing, "conversation_id", None) for thing in found}
        yield from (Behind(day, id_) for id_ in sorted(i for i in ids if i))
