"""What the rest of the house may ask of a model, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into vectors of length one, so that a dot product is a cosine.

    Vectors of embedders with different names must never be compared: whoever stores vectors stores
    the name beside them.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in the order given."""
        ...

    def query(self, text: str) -> Vectors:
        """One vector, by the quickest way there is; not to be written to."""
        ...
