"""One clock for all turns: calls something at a moment, unless it was called off before.

A thread for each turn that only waits would cost as much as the turn. What is called must be quick
and must not raise.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from functools import cache

IDLE_S = 30.0


class Bell:
    """Something that will be called; `off` calls it off."""

    __slots__ = ("_call",)

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def off(self) -> None:
        self._call = None

    def ring(self) -> None:
        call = self._call
        if call is not None:
            call()


class Alarm:
    """Its thread is started with a bell, and ends when none has been there for a while."""

    def __init__(self) -> None:
        self._bells: list[tuple[float, int, Bell]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def at(self, moment: float, call: Callable[[], None]) -> Bell:
        """`moment` is one of `time.monotonic()`; one that has passed rings at once."""
        bell = Bell(call)
        with self._changed:
            first = not self._bells or moment < self._bells[0][0]
            heapq.heappush(self._bells, (moment, next(self._count), bell))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="alarm", daemon=True)
                self._thread.start()
            elif first:
                self._changed.notify()
        return bell

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._bells and not self._changed.wait(IDLE_S) and not self._bells:
                    self._thread = None
                    return
                if not self._bells:
                    continue
                wait = self._bells[0][0] - time.monotonic()
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                bell = heapq.heappop(self._bells)[2]
            bell.ring()


@cache
def house_clock() -> Alarm:
    """The one of this process: composers come and go, and a thread for each would stay behind."""
    return Alarm()
