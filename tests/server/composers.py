"""Composers whose words a test can foretell."""

from __future__ import annotations

import threading
from collections.abc import Callable

from agent.composer import Answer, Citation, Turn, no_preview


class Echo:
    """Repeats the question, sure of itself as far as `confidence`, citing one page."""

    def __init__(self, confidence: float = 0.9) -> None:
        self.confidence = confidence
        self.asked: list[Turn] = []

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        self.asked.append(turn)
        text = f"You said: {turn.question}"
        preview(text)
        cited = Citation("Home", "https://seaview.example/", None, turn.question)
        return Answer(text, confidence=self.confidence, citations=(cited,))


class Ignorant:
    """Knows nothing, and says so."""

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        return Answer(
            "I don't know that; I'll get someone.",
            outcome="handed_over",
            escalate="Not in the knowledge.",
            gap=turn.question,
            kind="unknown",
        )


class Slow:
    """Holds its answer back until the test lets it go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go = threading.Event()

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        self.begun.set()
        assert self.go.wait(20)
        return Answer("At last.", confidence=1.0)


class Broken:
    """Breaks in a way nobody foresaw."""

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        raise ZeroDivisionError("a bug in a composer")
