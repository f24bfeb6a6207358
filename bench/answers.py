"""How well the house answers: each sample business in a home of its own, its questions asked.

    python -m bench.answers ../shared/samples [--only NAME] [--misses] [--homes DIR] [--json FILE]

A folder of samples holds one folder per source and `questions.jsonl`: id, source, question,
answerable, type, `facts` (groups of regular expressions of which each group must match) and
`must_not`. Right: every group matches and nothing forbidden does. Wrong: answered, but not right.
Honest: an unanswerable question was handed over or asked back. `--homes` keeps the ingested homes
there and uses them again, so that only the answering is measured anew.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.composer import Answer, Turn
from agent.modes.structured import Desk, StructuredComposer
from agent.recall import Recall
from models.registry import build_embedder
from store import generations
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings

LONGEST = 400
NOT_SOURCES = ("SOURCE.md",)
# A Friday in November, so that "tomorrow" means the same in every run.
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """One question with what came of it: right, wrong, silent (answerable, not answered),
    honest or invented (unanswerable)."""

    question: dict[str, Any]
    answer: Answer
    verdict: str
    milliseconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("samples", type=Path)
    parser.add_argument(
        "--only", default="", help="only sources or questions with this in their id"
    )
    parser.add_argument("--misses", action="store_true", help="print every failure")
    parser.add_argument("--homes", type=Path, help="keep the homes here and use them again")
    parser.add_argument("--json", type=Path, help="write one line per question to this file")
    options = parser.parse_args(arguments)
    questions = [q for q in _questions(options.samples) if options.only in q["id"]]
    with tempfile.TemporaryDirectory() as scratch:
        homes = options.homes or Path(scratch)
        asked = list(_ask_all(options.samples, homes, questions))
    if options.misses:
        _print_misses(asked)
    if options.json:
        options.json.write_text("".join(_as_line(one) for one in asked), "utf-8")
    _print_tables(asked)
    return 0


def _questions(samples: Path) -> list[dict[str, Any]]:
    lines = (samples / "questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _ask_all(samples: Path, homes: Path, questions: Sequence[dict[str, Any]]) -> Iterable[Asked]:
    by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for question in questions:
        by_source[question["source"]].append(question)
    for source, own in by_source.items():
        composer = _composer(samples / source, homes / source)
        composer.compose(Turn("warm up", NOW))
        for question in own:
            yield _ask(composer, question)


def _composer(sample: Path, folder: Path) -> StructuredComposer:
    home = Home(folder)
    fresh = not home.config.exists()
    if fresh:
        folder.mkdir(parents=True, exist_ok=True)
        name = sample.name.replace("-", " ").title()
        home.config.write_text(f"[business]\nname = {json.dumps(name)}\n", "utf-8")
    settings = read_settings(home)
    store = open_store(home, create=True)
    embedder = build_embedder(threads=2)
    with store.reading() as tx:
        empty = generations.published_id(tx) is None
    if empty:
        _ingest(sample, settings, store, embedder)
    business = settings.business
    desk = Desk(business.name, business.zone, tuple(business.languages))
    return StructuredComposer(Recall(store, embedder, business.name), desk)


def _ingest(sample: Path, settings: Settings, store: Any, embedder: Any) -> None:
    from ingest.run import ingest

    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / sample.name
        shutil.copytree(sample, copy, ignore=shutil.ignore_patterns(*NOT_SOURCES))
        began = time.perf_counter()
        ingest(store, embedder, settings, [str(copy)])
    print(f"ingested {sample.name} in {time.perf_counter() - began:.1f} s", file=sys.stderr)


def _ask(composer: StructuredComposer, question: dict[str, Any]) -> Asked:
    began = time.perf_counter()
    answer = composer.compose(Turn(question["question"], NOW))
    milliseconds = (time.perf_counter() - began) * 1000
    return Asked(question, answer, _verdict(question, answer), milliseconds)


def _verdict(question: dict[str, Any], answer: Answer) -> str:
    if not question["answerable"]:
        return "honest" if answer.outcome != "answered" else "invented"
    if answer.outcome != "answered":
        return "silent"
    return "right" if _holds(question, answer.text) else "wrong"


def _holds(question: dict[str, Any], text: str) -> bool:
    def says(pattern: str) -> bool:
        return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None

    groups = all(any(says(pattern) for pattern in group) for group in question["facts"])
    return groups and not any(says(pattern) for pattern in question["must_not"])


def _print_misses(asked: Sequence[Asked]) -> None:
    for one in asked:
        if one.verdict in ("right", "honest"):
            continue
        question, trace = one.question, one.answer.trace
        print(f"\n{one.verdict.upper()} {question['id']}: {question['question']}")
        print(
            f"  wanted  {question['facts'] or 'an honest no'}  | {question.get('evidence') or ''}"
        )
        print(f"  said    [{one.answer.outcome}/{one.answer.kind}] {one.answer.text!r}")
        print(f"  terms   {[(t['word'], t['weight'], t['known']) for t in trace.get('terms', [])]}")
        for found in trace.get("candidates", [])[:3]:
            print(
                f"    {found['score']:.2f} cov {found['coverage']:.2f} cos {found['cosine']:.2f} "
                f"{'fits' if found['holds_the_kind'] else 'lacks'} missing {found['missing']} "
                f"<{found['heading'][-40:]}> {found['text']!r}"
            )


def _print_tables(asked: Sequence[Asked]) -> None:
    for field in ("source", "type"):
        groups: dict[str, list[Asked]] = defaultdict(list)
        for one in asked:
            groups[one.question[field]].append(one)
        print(f"\n{field:<18} right  wrong silent | honest invented")
        for name, own in [*sorted(groups.items()), ("all", list(asked))]:
            counts = [
                sum(one.verdict == verdict for one in own)
                for verdict in ("right", "wrong", "silent", "honest", "invented")
            ]
            print("{:<18} {:>5} {:>6} {:>6} | {:>6} {:>8}".format(name, *counts))
    answerable = [one for one in asked if one.question["answerable"]]
    others = [one for one in asked if not one.question["answerable"]]
    right = sum(one.verdict == "right" for one in answerable)
    honest = sum(one.verdict == "honest" for one in others)
    spent = sorted(one.milliseconds for one in asked)
    print(f"\nanswerable right   {right}/{len(answerable)} = {_share(right, answerable)}")
    print(f"unanswerable honest {honest}/{len(others)} = {_share(honest, others)}")
    print(f"longer than {LONGEST}     {sum(len(one.answer.text) > LONGEST for one in asked)}")
    late = spent[int(len(spent) * 0.95)]
    print(f"milliseconds        p50 {statistics.median(spent):.1f}  p95 {late:.1f}")


def _share(count: int, of: Sequence[Asked]) -> str:
    return f"{100 * count / len(of):.0f} %" if of else "-"


def _as_line(one: Asked) -> str:
    known = {"id": one.question["id"], "verdict": one.verdict, "outcome": one.answer.outcome}
    return json.dumps({**known, "text": one.answer.text, "ms": round(one.milliseconds, 2)}) + "\n"


if __name__ == "__main__":
    sys.exit(main())
