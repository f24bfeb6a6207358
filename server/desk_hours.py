"""When somebody at the desk should have come, counted in the hours in which anybody is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from store.desk_settings import Desk

if TYPE_CHECKING:
    from agent.own_words import OwnWords
    from store.settings import Settings

# Hours that never open within this promise nothing.
LOOKS_AHEAD = timedelta(days=60)


def due(called_at: datetime, desk: Desk, zone: ZoneInfo) -> datetime | None:
    """The end of `answer_within` minutes of the desk's hours after this moment. None where there is
    no clock, or the desk stays empty."""
    if not desk.answer_within:
        return None
    return _after(called_at, desk.answer_within, desk.hours, zone)


def is_open(desk: Desk, zone: ZoneInfo, now: datetime) -> bool:
    """Whether anybody is at the desk."""
    local = now.astimezone(zone).replace(tzinfo=None)
    return not desk.hours or bool(OpeningHours(desk.hours).is_open(local))


def own_words_of(settings: Settings) -> OwnWords:
    """What the concierge says when it fetches a person, by the hours of the desk."""
    from agent.own_words import OwnWords
    from templates.industry import template_of

    here = partial(is_open, settings.desk, settings.business.zone)
    return OwnWords(template_of(settings), settings.business.name, here)


@lru_cache(maxsize=4_096)
def _after(start: datetime, minutes: int, hours: str, zone: ZoneInfo) -> datetime | None:
    left = timedelta(minutes=minutes)
    if not hours:
        return start + left
    begin = start.astimezone(zone).replace(tzinfo=None)
    spans = OpeningHours(hours).intervals(begin, begin + LOOKS_AHEAD)
    for first, last, state, _ in spans:
        if str(state) != "open":
            continue
        # In UTC, for an hour that the clocks skip or repeat is an hour all the same.
        opens = max(start, first.replace(tzinfo=zone).astimezone(UTC))
        closes = (last or begin + LOOKS_AHEAD).replace(tzinfo=zone).astimezone(UTC)
        if closes - opens >= left:
            return opens + left
        left -= max(timedelta(), closes - opens)
    return None
