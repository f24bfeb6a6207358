"""What the reader adds: ranking, and knowing when not to answer, on businesses it never saw.

    python -m bench.reader [../shared/training] [--most 250] [--graph FILE]

Every set is judged twice by the same questions: as they are, and with what answers them taken out.
The baseline orders by 0.7 z(cosine) + 0.3 z(BM25) and trusts the best cosine; the reader scores the
five best of it, orders by halves of both, and trusts its own best score.

    R@1       the first is one that answers
    AUROC     an answerable question is trusted more than the same one robbed of its answer
    right@5   answerable questions answered rightly, when at most 5 % of all answers given to a
              crowd with a fifth of unanswerable questions are wrong
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.reader.cases import Case, Crowd
from models.reader.lessons_of import made_cases
from models.reader.reader import Reader
from models.registry import build_embedder

SEED = 77_000
TOP = 5
UNANSWERABLE = 0.2
STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and any are at be by can could do does for from have how i if in is it me my of on "
        "or our please s that the their there they this to u ur was we what when where which who "
        "will with would you your r d hi hello thanks",
    )
)
HEAD = f"{'':<22}{'n':>5}  R@1 base/both/alone    AUROC base/read right@5 base/read logit 5%/2.5%"
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class World:
    """One question over one set of passages: what each way of ordering put first, how sure."""

    right: dict[str, bool]
    sure: dict[str, float]


class Judge:
    """Remembers vectors, since businesses are asked many questions."""

    def __init__(self, reader: Reader) -> None:
        self._embedder = build_embedder(threads=1)
        self._reader = reader
        self._known: dict[str, Array] = {}

    def learn(self, texts: Sequence[str]) -> None:
        fresh = sorted({piece for text in texts for piece in _pieces(text)} - set(self._known))
        if fresh:
            self._known.update(zip(fresh, self._embedder.vectors(fresh), strict=True))

    def world(self, case: Case, passages: Sequence[str]) -> World:
        self.learn(passages)
        query = self._embedder.query(case.question)
        likest = [max(float(self._known[p] @ query) for p in _pieces(t)) for t in passages]
        cosines = np.array(likest)
        fused = 0.7 * _z(cosines) + 0.3 * _z(_bm25(case.question, passages))
        best = np.argsort(-fused, kind="stable")[:TOP]
        read = self._reader.scores(case.question, [passages[n] for n in best])
        both = best[int(np.argmax(0.5 * _z(read) + 0.5 * _z(fused[best])))]
        alone = best[int(np.argmax(read))]
        return World(
            {
                "baseline": passages[best[0]] in case.gold,
                "reader": passages[both] in case.gold,
                "alone": passages[alone] in case.gold,
            },
            {"baseline": float(cosines.max()), "reader": float(read.max())},
        )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("training", type=Path, nargs="?", default=Path("../shared/training"))
    parser.add_argument("--most", type=int, default=250, help="questions of each set")
    parser.add_argument("--graph", type=Path, help="another file than the one that ships")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    asked = parser.parse_args(arguments)
    judge = Judge(Reader(graph=asked.graph))
    figures = {}
    print(HEAD)
    for name, cases in _sets(asked.training, asked.most).items():
        if cases:
            figures[name] = row = _judged(judge, cases)
            print(_line(name, row), flush=True)
    _print_carried(figures)
    print(f"ms a pair (batch of 5)  {_cost(judge._reader)}")
    if asked.json:
        plain = {n: {k: v for k, v in r.items() if k != "worlds"} for n, r in figures.items()}
        asked.json.write_text(json.dumps(plain, indent=1), "utf-8")
    return 0


def _sets(training: Path, most: int) -> dict[str, list[Case]]:
    rng = random.Random(SEED)
    sets: dict[str, list[Case]] = {}
    if training.is_dir():
        people = Crowd(training)
        sets["crowd, FAQ"] = list(people.cases("calibrate", "dstc9", "faq"))
        sets["crowd, prose"] = list(people.cases("calibrate", "dstc9", "prose"))
        sets["crowd, reviews"] = list(people.cases("calibrate", "dstc11", "prose"))
    made = list(made_cases(12 * most, SEED, held_out=True, abroad=0.3))
    rows = ("price", "about", "length", "exists", "strange")
    sets["made, prices"] = [c for c in made if c.form in rows]
    sets["made, hours, contact"] = [c for c in made if c.form in ("hours", "contact")]
    sets["made, people, rules"] = [
        c for c in made if c.form in ("topic", "own", "person", "person_days")
    ]
    sets["made, other language"] = [c for c in made if c.form == "abroad"]
    return {name: rng.sample(own, min(most, len(own))) for name, own in sets.items()}


def _judged(judge: Judge, cases: Sequence[Case]) -> dict[str, Any]:
    there, gone = [], []
    for case in cases:
        others = [*case.wrong, *case.rest]
        if case.gold:
            there.append(judge.world(case, [*case.gold, *others]))
        # With crowds, passages that say nearly the same as the gold are in `rest` alone.
        robbed = list(case.wrong) if case.form in ("faq", "prose") else others
        if robbed:
            gone.append(judge.world(case, robbed))
    return {
        "n": len(cases),
        "first": {k: _share([w.right[k] for w in there]) for k in ("baseline", "reader", "alone")},
        "auroc": {k: _auroc(there, gone, k) for k in ("baseline", "reader")},
        "right": {k: _at_most(there, gone, k, 0.05)[0] for k in ("baseline", "reader")},
        "limit": [_at_most(there, gone, "reader", wrong)[1] for wrong in (0.05, 0.025)],
        "worlds": (there, gone),
    }


def _at_most(
    there: Sequence[World], gone: Sequence[World], key: str, most: float
) -> tuple[float, float]:
    """Rightly answered at the lowest limit that keeps wrong answers under `most`, and the limit."""
    for limit in sorted({w.sure[key] for w in (*there, *gone)}):
        right, wrong = _outcome(there, gone, key, limit)
        if wrong <= most:
            return right, limit
    return 0.0, math.inf


def _outcome(
    there: Sequence[World], gone: Sequence[World], key: str, limit: float
) -> tuple[float, float]:
    """The shares of answerable questions answered rightly and of all questions answered wrongly."""
    told = [w.right[key] for w in there if w.sure[key] >= limit]
    right, misled = sum(told) / len(there), (len(told) - sum(told)) / len(there)
    invented = sum(w.sure[key] >= limit for w in gone) / len(gone)
    return right, (1 - UNANSWERABLE) * misled + UNANSWERABLE * invented


def _print_carried(figures: dict[str, dict[str, Any]]) -> None:
    """One limit, chosen on the crowd's prose and kept elsewhere: thresholds hardly carry."""
    if "crowd, prose" not in figures:
        return
    for wrong, limit in zip(("5", "2.5"), figures["crowd, prose"]["limit"], strict=True):
        print(f"limit {limit:.2f} ({wrong} % wrong on the crowd's prose) gives right/wrong:")
        for name, row in figures.items():
            there, gone = row["worlds"]
            right, misled = _outcome(there, gone, "reader", limit)
            print(f"  {name:<22}{right:.2f} {misled:.3f}")


def _line(name: str, row: dict[str, Any]) -> str:
    first, auroc, right = row["first"], row["auroc"], row["right"]
    return (
        f"{name:<22}{row['n']:>5}  {first['baseline']:.2f} {first['reader']:.2f} "
        f"{first['alone']:.2f}         {auroc['baseline']:.2f} {auroc['reader']:.2f}       "
        f"{right['baseline']:.2f} {right['reader']:.2f}        "
        f"{row['limit'][0]:.2f} {row['limit'][1]:.2f}"
    )


def _cost(reader: Reader) -> str:
    shown = []
    for tokens in (32, 64, 128):
        passages = ["breakfast " * (tokens - 12)] * 5
        reader.scores("when is breakfast on sunday please", passages)
        spent = []
        for _ in range(20):
            began = time.perf_counter()
            reader.scores("when is breakfast on sunday please", passages)
            spent.append((time.perf_counter() - began) * 1000 / 5)
        shown.append(f"{tokens} tokens: {min(spent):.1f} at best, {sorted(spent)[10]:.1f} median")
    return "; ".join(shown)


def _pieces(text: str) -> list[str]:
    """Heading and body, embedded apart as the house does."""
    heading, _, body = text.partition("\n")
    return [piece for piece in (heading, body) if piece.strip()] or [text]


def _bm25(question: str, passages: Sequence[str]) -> Array:
    asked = [word for word in _words(question) if word not in STOP]
    bags = [Counter(_words(text)) for text in passages]
    lengths = np.array([sum(bag.values()) for bag in bags], float)
    total = np.zeros(len(passages))
    for word in asked:
        counts = np.array([bag[word] for bag in bags], float)
        held = float((counts > 0).sum())
        rare = math.log(1 + (len(bags) - held + 0.5) / (held + 0.5))
        total += rare * counts * 2.2 / (counts + 1.2 * (0.25 + 0.75 * lengths / lengths.mean()))
    return total


def _words(text: str) -> list[str]:
    return [word[:-1] if len(word) > 3 and word.endswith("s") else word
            for word in re.findall(r"\w+", text.lower())]  # fmt: skip


def _z(values: Array) -> Array:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-6 else values * 0.0


def _auroc(there: Sequence[World], gone: Sequence[World], key: str) -> float:
    high = np.array([w.sure[key] for w in there])
    low = np.array([w.sure[key] for w in gone])
    if not len(high) or not len(low):
        return math.nan
    beaten = [((low < value) + 0.5 * (low == value)).mean() for value in high]
    return float(np.mean(beaten))


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else math.nan


if __name__ == "__main__":
    sys.exit(main())
