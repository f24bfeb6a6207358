"""The vectors of one generation in memory, and which of its passages come nearest to a question.

Beyond `MOST_EXACT` vectors the sign of each number is compared first, one bit of thirty-two: that
fits a processor's cache where the numbers do not, and finds the same forty. The nearest by signs
are then compared by their true vectors, kept up to `MOST_KEPT` of them, else read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.protocols import Vectors

MOST_EXACT = 1_500
MOST_KEPT = 12_000
RESCORED = 200


@dataclass(frozen=True, slots=True)
class Nearest:
    """`passages`, the nearest first. `cosines` are those of every vector of the generation, by
    row; empty where not all were compared."""

    passages: list[int]
    cosines: Sequence[float] = ()


class Nearness:
    """`owners` are the passages of each vector: a heading may stand over many."""

    def __init__(
        self, keys: Sequence[str], owners: Sequence[Sequence[int]], matrix: Vectors
    ) -> None:
        self._keys = keys
        self._owners = owners
        self._matrix = matrix if len(keys) <= MOST_KEPT else None
        self._signs = _signs(matrix) if len(keys) > MOST_EXACT else None
        self._rows: dict[int, list[int]] = {}
        for row, passages in enumerate(owners):
            for passage in passages:
                self._rows.setdefault(passage, []).append(row)

    def nearest(
        self, query: Vectors, limit: int, vectors: Callable[[Sequence[str]], dict[str, Vectors]]
    ) -> Nearest:
        """`vectors` reads true vectors by their keys."""
        if not self._keys:
            return Nearest([])
        if self._matrix is not None and self._signs is None:
            scores = self._matrix @ query
            return Nearest(self._passages(_best(scores, limit), limit), scores.tolist())
        likely = self._likely(query, max(limit, RESCORED))
        if self._matrix is not None:
            scores = self._matrix[likely] @ query
        else:
            true = vectors([self._keys[row] for row in likely])
            scores = np.stack([true[self._keys[row]] for row in likely]) @ query
        return Nearest(self._passages([likely[place] for place in _best(scores, limit)], limit))

    def cosine(self, passage: int, found: Nearest) -> float | None:
        """How near a passage is, by the nearest of its vectors; None where that was not asked."""
        if not found.cosines:
            return None
        return max((found.cosines[row] for row in self._rows.get(passage, ())), default=0.0)

    def _likely(self, query: Vectors, limit: int) -> list[int]:
        assert self._signs is not None
        apart = np.bitwise_count(self._signs ^ _signs(query[None, :])).sum(axis=1, dtype=np.int32)
        return _best(-apart, limit)

    def _passages(self, rows: Sequence[int], limit: int) -> list[int]:
        found: dict[int, None] = {}
        for row in rows:
            for owner in self._owners[row]:
                found.setdefault(owner)
                if len(found) == limit:
                    return list(found)
        return list(found)


def _best(scores: NDArray[Any], limit: int) -> list[int]:
    few = min(limit, len(scores))
    chosen = np.argpartition(-scores, few - 1)[:few]
    return [int(row) for row in chosen[np.argsort(-scores[chosen], kind="stable")]]


def _signs(matrix: Vectors) -> NDArray[np.uint64]:
    bits = np.packbits(matrix > 0, axis=1)
    spare = -bits.shape[1] % 8
    if spare:
        bits = np.pad(bits, ((0, 0), (0, spare)))
    return np.ascontiguousarray(bits).view(np.uint64)
