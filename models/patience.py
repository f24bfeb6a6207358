"""How long a model is waited for, and how a wait is ended early.

connect   until the connection stands
first     from the question sent until the first token
between   from one token to the next; bytes that are no token do not count
deadline  the request's own, over all of them
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from models.model import Failed, Halt, Request


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds. The sum of `first_s` of two vendors must leave a guest's turn some time."""

    connect_s: float = 3.0
    first_s: float = 8.0
    between_s: float = 5.0


class Patience:
    """One request's clock; `wait` is asked before every step that may take time."""

    def __init__(self, model: str, request: Request, limits: Limits) -> None:
        self.model = model
        self._request, self._limits = request, limits
        self._until = time.monotonic() + limits.connect_s + limits.first_s
        self._heard = False

    @property
    def halt(self) -> Halt:
        return self._request.halt

    def connecting(self) -> float:
        return min(self._limits.connect_s, self.wait())

    def sent(self) -> None:
        """The question is out; from now on its first token is waited for."""
        self._until = time.monotonic() + self._limits.first_s

    def token(self) -> None:
        """The model said something, be it a thought we do not read."""
        self._heard = True
        self._until = time.monotonic() + self._limits.between_s

    def check(self) -> None:
        if self._request.halt.rung:
            raise Failed("halted", "The answer is no longer wanted.", model=self.model)

    def wait(self) -> float:
        """Seconds that may pass until something must have come; raises `Failed` when over."""
        self.check()
        left = min(self._until, self._request.deadline) - time.monotonic()
        if left <= 0:
            raise self.slow()
        return left

    def slow(self) -> Failed:
        said = "stopped in the middle of its answer" if self._heard else "did not answer in time"
        return Failed("slow", f"The model {self.model} {said}.", model=self.model)
