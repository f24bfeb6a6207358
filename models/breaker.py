"""Leaving a model alone that keeps failing, so that guests do not wait for it in vain.

working   asked as usual
resting   not asked until its rest is over
trying    the rest is over: one request goes out, the others go elsewhere until it is back
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from models.model import Failed, Why

FAILURES = 3
REST_S = 20.0
LONG_REST_S = 120.0
LONGEST_REST_S = 600.0

# What no waiting of seconds mends.
_LASTING: frozenset[Why] = frozenset({"key", "unpaid", "unknown_model"})
# What says nothing of the model's health.
_OURS: frozenset[Why] = frozenset({"halted", "budget", "too_long", "invalid"})


class Breaker:
    """One model's. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0
        self._trying = False
        self.fault = ""

    def may_ask(self) -> bool:
        """Whether to ask now. Who gets True must tell how it went."""
        with self._lock:
            if self._until == 0.0:
                return True
            if self._clock() < self._until or self._trying:
                return False
            self._trying = True
            return True

    @property
    def resting(self) -> float:
        """Seconds of rest left; 0 when it is asked as usual, or tried."""
        with self._lock:
            return max(0.0, self._until - self._clock())

    def went_well(self) -> None:
        with self._lock:
            self._failures, self._until, self._trying, self.fault = 0, 0.0, False, ""

    def failed(self, failure: Failed) -> None:
        with self._lock:
            tried, self._trying = self._trying, False
            if failure.why in _OURS:
                return
            self._failures += 1
            self.fault = failure.message
            rest = self._rest(failure, tried)
            if rest:
                self._until = max(self._until, self._clock() + min(rest, LONGEST_REST_S))

    def _rest(self, failure: Failed, tried: bool) -> float:
        if failure.why in _LASTING:
            return LONG_REST_S
        enough = tried or self._failures >= FAILURES
        return max(failure.retry_after, REST_S if enough else 0.0)
