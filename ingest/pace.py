"""How quick an ingest is, and how long its step will still take."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from ingest.summary import Step

LEAST_SECONDS = 1.0
"""A step younger than this has no rate worth telling."""


class Pace:
    """Measures each stage of each source from its first step on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage: tuple[str, str] = ("", "")
        self._began = 0.0
        self._from = 0

    def of(self, step: Step) -> Step:
        """The step with its rate (things a second) and the seconds left, as far as known."""
        now = self._clock()
        if (step.stage, step.source) != self._stage:
            # What a killed ingest had done already is not this one's speed.
            self._stage = (step.stage, step.source)
            self._began, self._from = now, step.done
        spent = now - self._began
        if spent < LEAST_SECONDS or step.done <= self._from:
            return step
        rate = (step.done - self._from) / spent
        left = (step.total - step.done) / rate if step.total > step.done else None
        return replace(step, rate=round(rate, 2), left=None if left is None else round(left, 1))
