"""Stand-ins for what lies outside the house. They record, and never assert."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from agent.composer import Answer, Turn, no_preview
from models.protocols import Vectors


class ScriptedComposer:
    """Answers what it was told to, in order, and remembers what it was shown."""

    def __init__(
        self,
        *script: Answer | Exception,
        previews: Sequence[str] = (),
        while_composing: Callable[[], None] = lambda: None,
    ) -> None:
        self.was_shown: list[Turn] = []
        self._script = list(script)
        self._previews = previews
        self._while_composing = while_composing

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        self.was_shown.append(turn)
        self._while_composing()
        for text in self._previews:
            preview(text)
        step = self._script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


class EchoComposer:
    """Answers every question with the question, so that a reply tells what it replies to."""

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        text = f"You asked: {turn.question}"
        preview(text)
        return Answer(text, confidence=1.0)


class LetterEmbedder:
    """Vectors of eight numbers that depend on the text alone; quick, and remembers its work."""

    name = "letters"
    dimensions = 8

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.stack([self.query(text) for text in texts]) if texts else np.zeros((0, 8), "f4")

    def query(self, text: str) -> Vectors:
        digest = np.frombuffer(hashlib.sha256(text.encode()).digest()[:8], np.uint8)
        raw = digest.astype(np.float32) + 1
        vector: Vectors = raw / np.float32(np.linalg.norm(raw))
        return vector
