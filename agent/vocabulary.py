"""Every word of a business's documents, and how a guest may have written it otherwise."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from functools import cache
from typing import Any

from agent.language import language
from agent.verbs import is_form
from agent.words import LANGUAGES, bare_of_prefix, close, fold, stem

MOST_REMEMBERED = 10_000
MOST_WITH_ROOT = 200


@cache
def _everyday() -> frozenset[str]:
    """Words too common to be a part of a compound: "immer" is no end of "Zimmer"."""
    known = [language(code) for code in LANGUAGES]
    return frozenset(word for one in known for word in one.stop | one.common)


class Vocabulary:
    """Every word of a generation, by spelling, stem and concept."""

    def __init__(self, counts: dict[str, int], passages: int, langs: Sequence[str] = ()) -> None:
        self.langs = frozenset(langs) or frozenset(LANGUAGES)
        self.passages = max(passages, 1)
        self._spellings: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}
        self._by_stem: dict[str, list[str]] = {}
        for raw, count in counts.items():
            word = fold(raw)
            self._spellings.setdefault(word, []).append(raw)
            self._counts[word] = self._counts.get(word, 0) + count
        for word in self._counts:
            self._by_stem.setdefault(stem(word), []).append(word)
            if bare := bare_of_prefix(word):
                self._by_stem.setdefault(stem(bare), []).append(word)
        self._compounds: dict[str, list[str]] = {}
        # What words of questions are here (`agent.terms`); it lives as long as the generation.
        self.terms: dict[Hashable, Any] = {}
        self._sorted = sorted(word for word in self._counts if word.isalpha())
        self._long = [word for word in self._counts if len(word) >= 4 and word.isalpha()]

    def same_stem(self, word: str) -> list[str]:
        return self._by_stem.get(stem(word), [])

    def with_stem(self, stemmed: str) -> list[str]:
        return self._by_stem.get(stemmed, [])

    def with_root(self, root: str, lang: str) -> list[str]:
        """Every form of a verb that is written."""
        start = bisect_left(self._sorted, root)
        found = []
        for word in self._sorted[start : start + MOST_WITH_ROOT]:
            if not word.startswith(root):
                break
            if is_form(word, root, lang):
                found.append(word)
        return found

    def compounds(self, word: str) -> list[str]:
        """Words that begin or end with this one, or whose beginning or end it is."""
        known = self._compounds.get(word)
        if known is None:
            known = [] if len(stem(word)) < 5 else self._compounds_of(word)
            if len(self._compounds) < MOST_REMEMBERED:
                self._compounds[word] = known
        return known

    def _compounds_of(self, word: str) -> list[str]:
        base = stem(word)
        longer = len(base) + 3
        return [
            other
            for other in self._long
            if other != word
            and other not in _everyday()
            and (
                (len(other) >= longer and (other.startswith(base) or other.endswith(word)))
                or (
                    5 <= len(other) <= len(word) - 3
                    and (word.endswith(other) or word.startswith(stem(other)))
                    and len(stem(other)) >= 5
                )
            )
        ]

    def slips(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        if len(word) == 4:
            # Of so short a word only a letter left out or turned round is sure enough.
            return [w for w in self._long if w[0] == word[0] and close(word, w) and (
                len(w) == 5 or sorted(w) == sorted(word))]  # fmt: skip
        return [other for other in self._long if close(word, other)]

    def parts(self, word: str) -> list[tuple[str, str]]:
        """Two words we have that make this one together: "Pizzatag" of "Pizza" and "Tag"."""
        if len(word) < 7 or not word.isalpha():
            return []
        pairs = ((word[:n], word[n:]) for n in range(3, len(word) - 2))
        return [(stem(a), stem(b)) for a, b in pairs if self.same_stem(a) and self.same_stem(b)]

    def kin(self, word: str) -> list[str]:
        """Words it shortens ("mac", "macaroni") or shares a long beginning with in another
        language ("belgische", "Belgian")."""
        if not word.isalpha():
            return []
        if len(word) in (3, 4):
            longer = len(word) + 4
            return [w for w in self._long if len(w) >= longer and w.startswith(word)][:3]
        start = word[: max(5, len(word) - 4)]
        return [other for other in self._long if other.startswith(start)]

    def spellings(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(raw for word in words for raw in self._spellings.get(word, ()))

    def rarity(self, words: Iterable[str]) -> float:
        """IDF of the words taken as one; the greatest there is when none of them occurs."""
        count = min(self.passages, sum(self._counts.get(word, 0) for word in words))
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))

    @property
    def rarest(self) -> float:
        """The weight of a word that no passage has."""
        return math.log(1 + (self.passages + 0.5) / 0.5)

    def __contains__(self, word: str) -> bool:
        return word in self._counts
