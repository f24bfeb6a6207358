"""How well the house answers: each business in a home of its own, its questions asked.

    python -m bench.answers [../shared/samples] [--sets known,unseen,...] [--only NAME] [--misses]
                            [--homes DIR] [--json FILE] [--read N] [--stability] [--speed]

Sets: samples (where a folder of them is given), hotel, known, workshop, unseen, adversarial.
A question has id, source, question, answerable, type, `facts` (groups of regular expressions of
which each group must match) and `must_not`. Right: every group matches and nothing forbidden does.
Wrong: answered, but not right. Honest: an unanswerable question was handed over or asked back.
Nothing is ever tuned on the set "unseen". `--homes` keeps the ingested homes there and uses them
again, so that only the answering is measured anew; `--read N` prints N answers that passed, to be
read by a person.

Beside right and wrong: every figure of an answer must stand in a citation (`bench.grounding`), and
the passage that answers, known by the very words of its evidence, should be among the first that
are found and weighed (top 1, top 5). Other passages that say the same count as wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.composer import Answer, Turn
from agent.evidence import weigh
from agent.modes.structured import Desk, StructuredComposer
from agent.recall import Recall
from agent.understand import understand
from bench.businesses import SETS, questions, written
from bench.grounding import ungrounded
from models.registry import build_embedder, build_reader
from store import generations
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings

LONGEST = 400
# A Friday in November, so that "tomorrow" means the same in every run.
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
VERDICTS = ("right", "wrong", "silent", "honest", "invented")


@dataclass(frozen=True)
class Asked:
    """One question with what came of it: right, wrong, silent (answerable, not answered),
    honest or invented (unanswerable). `rank` is the place of the passage that answers, from 0."""

    question: dict[str, Any]
    answer: Answer
    verdict: str
    milliseconds: float
    rank: int | None = None
    strangers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Desks:
    """Opens each business once."""

    samples: Path | None
    homes: Path
    careful: float = 0.5
    unread: bool = False
    opened: dict[str, tuple[StructuredComposer, Recall, Settings]] = field(default_factory=dict)

    def at(self, source: str) -> tuple[StructuredComposer, Recall, Settings]:
        if source not in self.opened:
            self.opened[source] = self._open(source)
        return self.opened[source]

    def _open(self, source: str) -> tuple[StructuredComposer, Recall, Settings]:
        home = Home(self.homes / source)
        if not home.config.exists():
            home.config.parent.mkdir(parents=True, exist_ok=True)
            name = source.replace("-", " ").replace("_", " ").title().removeprefix("Made ")
            home.config.write_text(f"[business]\nname = {json.dumps(name)}\n", "utf-8")
        settings = read_settings(home)
        store = open_store(home, create=True)
        embedder = build_embedder(threads=1)
        with store.reading() as tx:
            empty = generations.published_id(tx) is None
        if empty:
            self._ingest(source, settings, store, embedder)
        business = settings.business
        recall = Recall(store, embedder, business.name)
        desk = Desk(business.name, business.zone, tuple(business.languages), self.careful)
        reader = None if self.unread else build_reader()
        composer = StructuredComposer(recall, desk, reader=reader)
        composer.compose(Turn("warm up", NOW))
        return composer, recall, settings

    def _ingest(self, source: str, settings: Settings, store: Any, embedder: Any) -> None:
        from ingest.run import ingest

        with tempfile.TemporaryDirectory() as scratch:
            folder = written(source, self.samples, Path(scratch))
            began = time.perf_counter()
            ingest(store, embedder, settings, [str(folder)])
        print(f"ingested {source} in {time.perf_counter() - began:.1f} s", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        desks = Desks(
            options.samples, options.homes or Path(scratch), options.careful, options.unread
        )
        if options.stability:
            from bench.stability import print_stability

            print_stability(desks)
            return 0
        if options.speed:
            from bench.answer_speed import print_speed

            print_speed(options.homes or Path(scratch))
            return 0
        lines: list[str] = []
        for name in options.sets.split(","):
            asked = list(_ask_all(desks, name, options.only))
            if asked:
                _print_set(name, asked, options.misses, options.read)
                lines += [_as_line(name, one) for one in asked]
        if options.json:
            options.json.write_text("".join(lines), "utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("samples", type=Path, nargs="?")
    parser.add_argument("--sets", default=",".join(SETS), help="which, parted by commas")
    parser.add_argument("--only", default="", help="only questions with this in their id or source")
    parser.add_argument("--misses", action="store_true", help="print every failure")
    parser.add_argument("--read", type=int, default=0, help="print so many that passed")
    parser.add_argument("--homes", type=Path, help="keep the homes here and use them again")
    parser.add_argument("--json", type=Path, help="write one line per question to this file")
    parser.add_argument("--stability", action="store_true", help="paraphrases instead")
    parser.add_argument("--careful", type=float, default=0.5, help="the owner's slider, 0 to 1")
    parser.add_argument("--unread", action="store_true", help="without the reader")
    parser.add_argument("--speed", action="store_true", help="milliseconds by passages instead")
    return parser.parse_args(arguments)


def _ask_all(desks: Desks, name: str, only: str) -> Iterator[Asked]:
    for question in questions(name, desks.samples):
        if only in question["id"] or only in question["source"]:
            composer, recall, settings = desks.at(question["source"])
            began = time.perf_counter()
            answer = composer.compose(Turn(question["question"], NOW))
            milliseconds = (time.perf_counter() - began) * 1000
            yield Asked(
                question,
                answer,
                _verdict(question, answer),
                milliseconds,
                _rank(recall, settings, question) if question["answerable"] else None,
                ungrounded(answer, question["question"], NOW),
            )


def _rank(recall: Recall, settings: Settings, question: dict[str, Any]) -> int | None:
    """Where the passage that answers stands among what is found, in the order in which both modes
    read it; -1 when it is not there."""
    if question.get("site_lang", "en") != question["lang"] or question.get("conflict"):
        return None
    understood = understand(question["question"], NOW.date(), "", settings.business.languages)
    found = recall.look_up(question["question"], understood)
    evidence = re.sub(r"\W+", "", question.get("evidence") or "").lower()
    for place, one in enumerate(weigh(found, understood)):
        text = f"{one.scrap.heading}\n{one.scrap.text}"
        held = evidence and evidence in re.sub(r"\W+", "", text).lower()
        if held or (not evidence and _says(question["facts"], text)):
            return place
    return -1


def _verdict(question: dict[str, Any], answer: Answer) -> str:
    if not question["answerable"]:
        claims = answer.outcome == "answered" and answer.kind not in ("small_talk", "robot")
        return "invented" if claims else "honest"
    if answer.outcome != "answered" and answer.kind != "conflict":
        return "silent"
    forbidden = any(_matches(pattern, answer.text) for pattern in question["must_not"])
    return "right" if _says(question["facts"], answer.text) and not forbidden else "wrong"


def _says(facts: Sequence[Sequence[str]], text: str) -> bool:
    return all(any(_matches(pattern, text) for pattern in group) for group in facts)


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _print_set(name: str, asked: Sequence[Asked], misses: bool, read: int) -> None:
    print(f"\n===== {name}: {len(asked)} questions")
    passed = [one for one in asked if one.verdict in ("right", "honest")]
    for one in asked if misses else ():
        if one not in passed or one.strangers:
            _print_miss(one)
    for one in passed[:: max(1, len(passed) // read)] if read else ():
        print(f"\n{one.verdict} {one.question['id']}: {one.question['question']}")
        print(f"  [{one.answer.outcome}/{one.answer.kind}] {one.answer.text!r}")
    for group in ("source", "type", "lang"):
        _print_table(group, asked)
    _print_figures(asked)


def _print_miss(one: Asked) -> None:
    question, trace = one.question, one.answer.trace
    print(f"\n{one.verdict.upper()} {question['id']}: {question['question']}")
    print(f"  wanted  {question['facts'] or 'an honest no'}  | {question.get('evidence') or ''}")
    print(f"  said    [{one.answer.outcome}/{one.answer.kind}] {one.answer.text!r}")
    if one.strangers:
        print(f"  figures from nowhere: {one.strangers}")
    print(f"  terms   {[(t['word'], t['weight'], t['known']) for t in trace.get('terms', [])]}")
    for found in trace.get("candidates", [])[:3]:
        print(
            f"    {found['score']:.2f} cov {found['coverage']:.2f} cos {found['cosine']:.2f} "
            f"{'fits' if found['holds_the_kind'] else 'lacks'} missing {found['missing']} "
            f"<{found['heading'][-40:]}> {found['text']!r}"
        )


def _print_table(group: str, asked: Sequence[Asked]) -> None:
    groups: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.question[group]].append(one)
    print(f"\n{group:<20} right  wrong silent | honest invented")
    for name, own in [*sorted(groups.items()), ("all", list(asked))]:
        counts = [sum(one.verdict == verdict for one in own) for verdict in VERDICTS]
        print("{:<20} {:>5} {:>6} {:>6} | {:>6} {:>8}".format(name, *counts))


def _print_figures(asked: Sequence[Asked]) -> None:
    answerable = [one for one in asked if one.question["answerable"]]
    others = [one for one in asked if not one.question["answerable"]]
    ranks = [one.rank for one in asked if one.rank is not None]
    spent = sorted(one.milliseconds for one in asked)
    right = sum(one.verdict == "right" for one in answerable)
    honest = sum(one.verdict == "honest" for one in others)
    print(f"\nanswerable right     {_share(right, len(answerable))}")
    print(f"unanswerable honest  {_share(honest, len(others))}")
    print(f"passage in top 1     {_share(sum(rank == 0 for rank in ranks), len(ranks))}")
    print(f"passage in top 5     {_share(sum(0 <= rank < 5 for rank in ranks), len(ranks))}")
    print(f"figures with source  {_share(sum(not one.strangers for one in asked), len(asked))}")
    print(f"longer than {LONGEST}      {sum(len(one.answer.text) > LONGEST for one in asked)}")
    late = spent[int(len(spent) * 0.95)]
    print(f"milliseconds         p50 {statistics.median(spent):.1f}  p95 {late:.1f}")


def _share(count: int, of: int) -> str:
    return f"{count}/{of} = {100 * count / of:.0f} %" if of else "-"


def _as_line(name: str, one: Asked) -> str:
    known = {"set": name, "id": one.question["id"], "verdict": one.verdict}
    more = {"outcome": one.answer.outcome, "kind": one.answer.kind, "text": one.answer.text}
    line = {**known, **more, "ms": round(one.milliseconds, 2), "strangers": one.strangers}
    return json.dumps(line, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
