"""When the business's own people are there, by its own clock: what "after hours" is told by.

The line is that of the desk (`desk.hours`). Without one, office hours are assumed, and every report
that leans on them says so.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from store.settings import Settings

ASSUMED = "Mo-Fr 09:00-18:00"


@lru_cache(maxsize=8)
def _rules(line: str) -> OpeningHours:
    return OpeningHours(line)


class Staffed:
    """Asked for one moment after another, most of them of the same hours: it remembers."""

    def __init__(self, zone: ZoneInfo, line: str = "") -> None:
        self.zone, self.line, self.assumed = zone, line or ASSUMED, not line
        self._known: dict[datetime, bool] = {}

    @classmethod
    def of(cls, settings: Settings) -> Staffed:
        return cls(settings.business.zone, settings.desk.hours.strip())

    @property
    def basis(self) -> str:
        """What days are reckoned by; one with another basis is another day."""
        return f"{self.zone.key} {self.line}"[:120]

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def at(self, moment: datetime) -> bool:
        minute = self.local(moment).replace(second=0, microsecond=0, tzinfo=None)
        known = self._known.get(minute)
        if known is None:
            if len(self._known) > 20_000:
                self._known.clear()
            known = self._known[minute] = bool(_rules(self.line).is_open(minute))
        return known
