"""Recall that looks a question up once a turn: structured mode and chat mode ask it the same."""

from __future__ import annotations

import threading

from agent.recall import Found, Recall
from agent.understand import Understanding


class RecallOnce(Recall):
    """What a thread has looked up since `begin` is kept for it, and for nobody else. A thread that
    never began looks everything up."""

    _turn: threading.local | None = None

    def begin(self) -> None:
        """A new turn: what was found for the last one is forgotten."""
        if self._turn is None:
            self._turn = threading.local()
        self._turn.found = {}

    def look_up(self, question: str, understood: Understanding) -> Found:
        kept: dict[tuple[str, Understanding], Found] | None = getattr(self._turn, "found", None)
        if kept is None:
            return super().look_up(question, understood)
        found = kept.get((question, understood))
        if found is None:
            found = kept[(question, understood)] = super().look_up(question, understood)
        return found
