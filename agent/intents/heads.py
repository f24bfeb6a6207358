"""What a guest wants of the desk, where no pattern tells: one linear head for each intent.

A head looks at the embedder's vector and at the pieces of the words, since the embedder knows
English best. Weights and thresholds come from `train.py` and the examples beside it.

surely    told before anything is looked up: no question of the examples was ever taken for it
likely    told in place of "I don't know that", where a slip costs no answer

A question never yields to small talk beside it: who thanks us and asks is answered.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from agent.understand import Understanding
from models.protocols import Vectors

SMALL = ("greeting", "thanks", "goodbye", "robot", "abilities")
NAMES = (*SMALL, "person", "angry", "emergency", "act", "question")
QUESTION = NAMES.index("question")
# The others are for a person to see either way; a page may still say more than "somebody comes".
EARLY = (*SMALL, "person")
BUCKETS = 1024
MEANT, WORDED = 12.0, 10.0
MOST_WORDS = 40
# Its vector is kept beside the weights: an embedder that gives another is not the one they know.
PROBE = "thank you, and when is breakfast?"
SAME = 0.95
_ASKED_BY = {
    "robot": frozenset({"yes_no", "person"}),
    "abilities": frozenset({"yes_no", "list"}),
    "angry": frozenset(),
    "emergency": frozenset(),
}
_YES_NO = frozenset({"yes_no"})


@dataclass(frozen=True, slots=True)
class Heads:
    """Rows of `weights`: the vector less `mean`, then the buckets of the words' pieces."""

    mean: Vectors
    weights: Vectors
    bias: Vectors
    surely: tuple[float, ...]
    likely: tuple[float, ...]
    probe: Vectors

    def chances(self, vector: Vectors, words: Sequence[str]) -> Vectors:
        width = len(self.mean)
        meant = (vector - self.mean) * np.float32(MEANT)
        logits = np.asarray(meant @ self.weights[:width] + self.bias, np.float32)
        if found := buckets(words):
            pieces = self.weights[width:][found].sum(axis=0)
            logits += pieces * np.float32(WORDED / len(found) ** 0.5)
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), np.float32)


@dataclass(frozen=True, slots=True)
class Heard:
    """Names of intents, or "": what is surely meant, and what is likely meant."""

    surely: str = ""
    likely: str = ""


NOTHING = Heard()


@cache
def heads() -> Heads:
    with (files("agent") / "intents" / "heads.npz").open("rb") as file, np.load(file) as kept:
        held = {name: kept[name].astype(np.float32) for name in kept.files}
    return Heads(
        held["mean"],
        held["weights"],
        held["bias"],
        tuple(held["surely"].tolist()),
        tuple(held["likely"].tolist()),
        held["probe"],
    )


def buckets(words: Sequence[str]) -> list[int]:
    """Where the words, their pieces of three and four letters, and pairs of words are counted."""
    words = words[:MOST_WORDS]
    pieces = {f"={word}" for word in words}
    pieces.update(f"{one} {other}" for one, other in pairwise(words))
    for word in words:
        whole = f"<{word}>"
        for size in (3, 4):
            pieces.update(whole[i : i + size] for i in range(len(whole) - size + 1))
    return sorted({zlib.crc32(piece.encode()) % BUCKETS for piece in pieces})


def intents(vector: Vectors, words: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Every intent with how sure we are of it (0 to 1), the surest first; nothing where the
    embedder is away or another one. What asks a question is that much less anything else."""
    known = heads()
    if vector.shape != known.mean.shape or not vector.any():
        return ()
    chances = known.chances(vector, words)
    chances[:QUESTION] *= 1.0 - chances[QUESTION]
    order = np.argsort(-chances, kind="stable")
    return tuple((NAMES[i], float(chances[i])) for i in order)


def hear(understood: Understanding, meaning: Callable[[str], Vectors]) -> Heard:
    """`meaning` gives the vector of a text; the question's own is asked for first."""
    told = intents(meaning(understood.asked), understood.words)
    name, sure = next((one for one in told if one[0] != "question"), ("", 0.0))
    if not name or not may_be(name, understood):
        return NOTHING
    known, number = heads(), NAMES.index(name)
    heard = Heard(
        name if name in EARLY and sure >= known.surely[number] else "",
        name if sure >= known.likely[number] else "",
    )
    # Only now, when something would be said: the question of the vectors' kind costs a look-up.
    if heard == NOTHING or float(meaning(PROBE) @ known.probe) < SAME:
        return NOTHING
    return heard


def may_be(name: str, understood: Understanding) -> bool:
    """Who wants something of the desk asks for no price or time; who is hurt asks for nothing."""
    return not understood.availability and understood.wants <= _ASKED_BY.get(name, _YES_NO)
