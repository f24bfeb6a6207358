"""Trains the heads on the examples and writes what ships: a developer's command.

python -m agent.intents.train

read      `examples/*.toml`, one message a line; `held_out.toml` is only measured on
fit       logistic heads, one against the rest, the same on every run
choose    thresholds, from five folds: no question taken for anything else
write     `heads.npz` and the card, `README.md`
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from agent.intents.heads import (
    BUCKETS,
    EARLY,
    MEANT,
    NAMES,
    PROBE,
    QUESTION,
    SMALL,
    WORDED,
    buckets,
    may_be,
)
from agent.understand import Understanding, understand
from agent.words import LANGUAGES
from models.protocols import Embedder, Vectors
from models.registry import build_embedder

FOLDS, SEED, STEPS = 5, 20261120, 200
SHRINK = 0.01
# Shares of what a threshold lets through: questions, and anything that is another intent. In place
# of a miss small talk still costs the hand-over, and a false alarm frightens; the other intents
# fetch somebody all the same.
SURELY = dict.fromkeys(NAMES, (0.0, 0.05))
LIKELY = {
    **dict.fromkeys(SMALL, (0.02, 0.1)),
    **dict.fromkeys(("person", "angry", "act"), (0.05, 0.12)),
    "emergency": (0.0, 0.12),
}
NEVER = 2.0
# Any Friday; only whether a message names a day matters here.
TODAY = date(2026, 11, 20)
FOLDER = files("agent") / "intents"


@dataclass(frozen=True, slots=True)
class Example:
    """`meant` holds every intent of the message."""

    lang: str
    text: str
    meant: frozenset[str]

    @property
    def asks(self) -> bool:
        return "question" in self.meant

    @property
    def understood(self) -> Understanding:
        return understand(self.text, TODAY, self.lang, (self.lang,))


@dataclass(frozen=True, slots=True)
class Fitted:
    mean: Vectors
    weights: Vectors
    bias: Vectors


def main() -> None:
    embedder = build_embedder(threads=1)
    examples, unseen = list(trained_on()), list(held_out())
    vectors, words = measured(embedder, examples)
    targets = wanted(examples)
    fitted = fit(vectors, words, targets)
    guessed = crossed(vectors, words, targets)
    surely = thresholds(examples, guessed, SURELY)
    likely = thresholds(examples, guessed, LIKELY)
    np.savez_compressed(
        str(FOLDER / "heads.npz"),
        mean=fitted.mean.astype(np.float16),
        weights=fitted.weights.astype(np.float16),
        bias=fitted.bias.astype(np.float16),
        surely=np.array(surely, np.float32),
        likely=np.array(likely, np.float32),
        probe=embedder.query(PROBE).astype(np.float16),
    )
    strange = chances(fitted, *measured(embedder, unseen))
    parts = [
        ("Cross-validated", examples, guessed),
        ("Held out", unseen, strange),
    ]
    Path(str(FOLDER / "README.md")).write_text(card(parts, surely, likely), "utf-8")


def trained_on() -> Iterator[Example]:
    for code in LANGUAGES:
        text = (FOLDER / "examples" / f"{code}.toml").read_text("utf-8")
        yield from _examples(code, tomllib.loads(text))


def held_out() -> Iterator[Example]:
    for code, data in tomllib.loads((FOLDER / "held_out.toml").read_text("utf-8")).items():
        yield from _examples(code, data)


def _examples(code: str, data: dict[str, str]) -> Iterator[Example]:
    for name, block in data.items():
        for line in block.strip().splitlines():
            text, _, several = line.partition("|")
            yield Example(code, text.strip(), frozenset(several.split() or [name]))


def fingerprint() -> str:
    """Of the examples: the card names those that the weights were trained on."""
    texts = [(FOLDER / "examples" / f"{code}.toml").read_bytes() for code in sorted(LANGUAGES)]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]


def measured(embedder: Embedder, examples: Sequence[Example]) -> tuple[Vectors, Vectors]:
    """The vectors, and the pieces of the words in their buckets."""
    vectors = np.stack([embedder.query(one.text) for one in examples]).astype(np.float32)
    words = np.zeros((len(examples), BUCKETS), np.float32)
    for row, one in zip(words, examples, strict=True):
        found = buckets(one.understood.words)
        row[found] = WORDED / max(1, len(found)) ** 0.5
    return vectors, words


def wanted(examples: Sequence[Example]) -> Vectors:
    return np.array([[name in one.meant for name in NAMES] for one in examples], np.float32)


def fit(vectors: Vectors, words: Vectors, targets: Vectors) -> Fitted:
    """Nesterov's descent from zero, by the steepest step that cannot overshoot."""
    mean = vectors.mean(axis=0)
    seen = np.hstack([(vectors - mean) * MEANT, words])
    weights = np.zeros((seen.shape[1], targets.shape[1]), np.float32)
    bias = np.zeros(targets.shape[1], np.float32)
    at, at_bias, pace = weights, bias, 1.0
    step = 1.0 / (0.25 * float(np.linalg.norm(seen.T @ seen, 2)) / len(seen) + SHRINK + 0.25)
    for _ in range(STEPS):
        slope, slope_bias = gradient(seen, targets, at, at_bias)
        following, following_bias = at - step * slope, at_bias - step * slope_bias
        faster = (1.0 + (1.0 + 4.0 * pace * pace) ** 0.5) / 2.0
        swing = np.float32((pace - 1.0) / faster)
        at = following + swing * (following - weights)
        at_bias = following_bias + swing * (following_bias - bias)
        weights, bias, pace = following, following_bias, faster
    return Fitted(mean, weights, bias)


def gradient(
    seen: Vectors, targets: Vectors, weights: Vectors, bias: Vectors
) -> tuple[Vectors, Vectors]:
    off: Vectors = 1.0 / (1.0 + np.exp(-(seen @ weights + bias))) - targets
    count = np.float32(len(seen))
    return seen.T @ off / count + np.float32(SHRINK) * weights, off.mean(axis=0)


def chances(fitted: Fitted, vectors: Vectors, words: Vectors) -> Vectors:
    seen = np.hstack([(vectors - fitted.mean) * MEANT, words])
    given: Vectors = 1.0 / (1.0 + np.exp(-(seen @ fitted.weights + fitted.bias)))
    given[:, :QUESTION] *= 1.0 - given[:, QUESTION:]
    return given


def crossed(vectors: Vectors, words: Vectors, targets: Vectors) -> Vectors:
    """Chances of each example, by heads that were trained without it."""
    fold = np.random.default_rng(SEED).permutation(len(targets)) % FOLDS
    guessed = np.zeros_like(targets)
    for number in range(FOLDS):
        out = fold == number
        fitted = fit(vectors[~out], words[~out], targets[~out])
        guessed[out] = chances(fitted, vectors[out], words[out])
    return guessed


def thresholds(
    examples: Sequence[Example], guessed: Vectors, shares: Mapping[str, tuple[float, float]]
) -> list[float]:
    """The lowest that lets through no more than these shares; `NEVER` where there is none."""
    told = _told(examples, guessed)
    found = []
    for name in NAMES[:QUESTION]:
        let = sorted((sure, one) for one, (said, sure) in zip(examples, told, strict=True)
                     if said == name)[::-1]  # fmt: skip
        questions, others = shares[name]
        lowest, asking, wrong = NEVER, 0, 0
        for count, (sure, one) in enumerate(let, 1):
            asking += one.asks
            wrong += name not in one.meant
            if asking <= questions * count and wrong <= others * count:
                lowest = sure
        found.append(lowest)
    return found


def _told(examples: Sequence[Example], guessed: Vectors) -> list[tuple[str, float]]:
    """As `heads.hear`: the surest intent but the question, where it may be meant at all."""
    best = guessed[:, :QUESTION].argmax(axis=1)
    told = []
    for one, number, row in zip(examples, best, guessed, strict=True):
        name = NAMES[number]
        told.append((name, float(row[number])) if may_be(name, one.understood) else ("", 0.0))
    return told


def card(
    parts: Sequence[tuple[str, Sequence[Example], Vectors]],
    surely: Sequence[float],
    likely: Sequence[float],
) -> str:
    lines = [
        "# The heads",
        "",
        "Written by `python -m agent.intents.train`; what they are for is in decision 22.",
        "",
        f"- trained {datetime.now(UTC).date()} on {len(parts[0][1])} messages of our own, in "
        f"{len(LANGUAGES)} languages; examples `{fingerprint()}`, seed {SEED}",
        f"- measured besides on {len(parts[1][1])} that were written before and never trained on",
        "- precision and recall count what the heads would tell, patterns aside: before anything "
        "is looked up (surely), and in place of a miss (likely)",
        "- `asked`: messages with a question that were taken for this",
    ]
    for title, examples, guessed in parts:
        told = _told(examples, guessed)
        for kind, limits in (("surely", surely), ("likely", likely)):
            lines += ["", f"## {title}, {kind}", ""]
            lines += _table(examples, told, limits, kind)
    return "\n".join(lines) + "\n"


def _table(
    examples: Sequence[Example],
    told: Sequence[tuple[str, float]],
    limits: Sequence[float],
    kind: str,
) -> list[str]:
    """Recall in each language; the whole precision beside it."""
    head = f"| intent | precision | recall | asked | {' | '.join(LANGUAGES)} |"
    lines = [head, "|---" * (4 + len(LANGUAGES)) + "|"]
    for name, limit in zip(NAMES, limits, strict=False):
        if kind == "surely" and name not in EARLY:
            continue
        said = [said == name and sure >= limit for said, sure in told]
        let = [one for one, yes in zip(examples, said, strict=True) if yes]
        all_of, hit = Counter[str](), Counter[str]()
        for one, yes in zip(examples, said, strict=True):
            if name in one.meant and not (one.asks and name in SMALL):
                all_of[one.lang] += 1
                hit[one.lang] += yes
        right = sum(name in one.meant and not one.asks for one in let)
        row: list[Any] = [name, _share(right, len(let)), _share(hit.total(), all_of.total())]
        row += [sum(one.asks for one in let)]
        row += [f"{hit[code]}/{all_of[code]}" for code in LANGUAGES]
        lines.append(f"| {' | '.join(map(str, row))} |")
    return lines


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


if __name__ == "__main__":
    main()
