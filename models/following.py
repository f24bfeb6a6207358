"""The embedder guests' questions are understood with: always the published knowledge's own.

Vectors of two models cannot be compared. So after the owner chose another embedder, questions go to
the old one until the knowledge is embedded anew; and when an embedder behind an address is away,
its questions get a vector of zeros, which lies near nothing: they are answered by words alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import numpy as np

from models.protocols import Embedder, Vectors
from store.errors import ConciergeError

log = logging.getLogger(__name__)


class Following:
    """An embedder that is whichever `name_of()` names now. `size_of` is the length of that model's
    stored vectors, 0 when there are none."""

    def __init__(
        self,
        name_of: Callable[[], str],
        make: Callable[[str], Embedder],
        size_of: Callable[[str], int],
    ) -> None:
        self._name_of, self._make, self._size_of = name_of, make, size_of
        self._made: dict[str, Patient] = {}

    def of(self, model: str) -> Patient:
        """The embedder of one model, whatever is published meanwhile."""
        found = self._made.get(model)
        if found is None:
            made = self._make(model)
            found = Patient(made, lambda: self._size_of(made.name))
            self._made[model] = found
        return found

    @property
    def name(self) -> str:
        return self._now().name

    @property
    def dimensions(self) -> int:
        return self._now().dimensions

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return self._now().vectors(texts)

    def query(self, text: str) -> Vectors:
        return self._now().query(text)

    def _now(self) -> Patient:
        return self.of(self._name_of())


class Patient:
    """One embedder whose questions never fail: zeros, and `fault` says why."""

    def __init__(self, embedder: Embedder, size: Callable[[], int]) -> None:
        self._embedder, self._size = embedder, size
        self.fault = ""

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._size() or self._embedder.dimensions

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.vectors(texts)

    def query(self, text: str) -> Vectors:
        try:
            vector = self._embedder.query(text)
        except ConciergeError as error:
            if not self.fault:
                log.warning("Questions are answered by words alone: %s", error.message)
            self.fault = error.message
            return np.zeros(self._size() or 1, np.float32)
        self.fault = ""
        return vector


def of_model(embedder: Embedder, model: str) -> Embedder:
    """The embedder of a generation's model; one that follows nothing is taken as it is."""
    return embedder.of(model) if isinstance(embedder, Following) and model else embedder
