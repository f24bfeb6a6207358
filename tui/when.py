"""Times as people at a desk read them: how long ago, and what the clock said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def utc_now() -> datetime:
    return datetime.now(UTC)


def age(seconds: float) -> str:
    """`now`, `4m`, `3h`, `2d`: never more than four characters for what a desk keeps open."""
    if seconds < MINUTE:
        return "now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)}m"
    if seconds < DAY:
        return f"{int(seconds // HOUR)}h"
    return f"{int(seconds // DAY)}d"


@dataclass(frozen=True)
class Clock:
    """`now` in UTC, and the zone its readers live in (None: the terminal's own)."""

    now: Callable[[], datetime] = utc_now
    zone: tzinfo | None = None

    def seconds_since(self, moment: datetime) -> float:
        return max(0.0, (self.now() - moment).total_seconds())

    def age(self, moment: datetime) -> str:
        return age(self.seconds_since(moment))

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def time(self, moment: datetime) -> str:
        """`09:30` for today, `3 May 09:30` before."""
        local, today = self.local(moment), self.local(self.now())
        clock = f"{local:%H:%M}"
        if local.date() == today.date():
            return clock
        day = f"{local.day} {local:%b}"
        return f"{day} {clock}" if local.year == today.year else f"{day} {local.year} {clock}"


def countdown(due_at: datetime, clock: Clock) -> tuple[str, str]:
    """(words, meaning): how long is left of what guests are promised, or was."""
    left = (due_at - clock.now()).total_seconds()
    if left < 0:
        return f"late {age(-left)}", "bad"
    return f"due {age(left)}", "warn" if left < 5 * MINUTE else "text"
