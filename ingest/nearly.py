"""Prose that says nearly the same twice in one document is kept once.

Two texts are near when most runs of four words stand in both and their figures are the same: a
price or a time that differs is news, however alike the words. Only texts that share one of their
few smallest run marks are compared, so that nothing is quadratic in a long document.
"""

from __future__ import annotations

import re
from hashlib import blake2b

RUN = 4
FEWEST_WORDS = 20
ALIKE = 0.8
_MARKS = 6
_FIGURES = re.compile(r"\d+")
_WORDS = re.compile(r"\w+")


class Nearly:
    """Remembers the prose of one document."""

    def __init__(self) -> None:
        self._known: list[tuple[frozenset[int], frozenset[str]]] = []
        self._by_mark: dict[int, list[int]] = {}

    def said(self, text: str) -> bool:
        """Whether nearly these words were said before; if not, they are from now on."""
        words = _WORDS.findall(text.lower())
        if len(words) < FEWEST_WORDS:
            return False
        runs = frozenset(_mark(" ".join(words[n : n + RUN])) for n in range(len(words) - RUN + 1))
        figures = frozenset(_FIGURES.findall(text))
        marks = sorted(runs)[:_MARKS]
        near = {number for mark in marks for number in self._by_mark.get(mark, ())}
        if any(self._is_near(runs, figures, number) for number in near):
            return True
        for mark in marks:
            self._by_mark.setdefault(mark, []).append(len(self._known))
        self._known.append((runs, figures))
        return False

    def _is_near(self, runs: frozenset[int], figures: frozenset[str], number: int) -> bool:
        other, known = self._known[number]
        return figures <= known and len(runs & other) >= ALIKE * max(1, len(runs))


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")
