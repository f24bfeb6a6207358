"""How long guests lately waited for a person: looked up now and then, told to everyone who asks."""

from __future__ import annotations

import time
from collections.abc import Callable

from server.house import House
from store import visits

LOOK_EVERY_S = 60.0


class Waits:
    """Two requests at once may both look; the later one is kept."""

    def __init__(self, house: House, clock: Callable[[], float] = time.monotonic) -> None:
        self._house, self._clock = house, clock
        self._known: tuple[float, int | None] | None = None

    def minutes(self) -> int | None:
        """The usual wait in whole minutes, one at least; None when nobody has been called yet."""
        now = self._clock()
        if self._known is None or now - self._known[0] > LOOK_EVERY_S:
            with self._house.store.reading() as tx:
                wait = visits.usual_wait(tx)
            minutes = None if wait is None else max(1, round(wait.total_seconds() / 60))
            self._known = (now, minutes)
        return self._known[1]
