"""How many falsehoods the claims guard catches, and how many true replies it withholds.

    python -m bench.guard ../shared/samples [--homes DIR] [--misses] [--sets NAMES] [--only NAME]

True replies: free wordings in several languages (`bench/guard_replies/samples.jsonl`) and what
structured mode answers rightly to the samples' questions. Each is judged against what a model would
be given for the question: the first passages and the facts; structured mode's own answers as it
judges them itself, against what they cite. False replies are made from the true
ones: a digit altered, a figure of another row, another month or season, another weekday, another
currency, morning for evening, a policy turned round, words of another language, and telephone
numbers, addresses of mail and web, names, promises and "free" that nobody ever said.

With other `--sets` (known, unseen, hotel: businesses the guard was never looked at with) the true
replies are structured mode's alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent.claim_answers import unproven
from agent.claim_spans import spans_of
from agent.claims import Evidence, Guard, Span
from agent.composer import Answer, Turn
from agent.sentences import sentences
from agent.understand import understand
from bench.answers import NOW, Desks, _says
from bench.businesses import questions
from bench.falsehoods import falsehoods

REPLIES = Path(__file__).resolve().parent / "guard_replies"


@dataclass(frozen=True)
class Told:
    """A reply that is true, with what a model would have been given to make it, or the answer of
    structured mode that it is."""

    question: dict[str, Any]
    lang: str
    text: str
    evidence: Evidence
    false: tuple[str, ...] = ()
    answer: Answer | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        desks = Desks(options.samples, options.homes or Path(scratch))
        told = [
            one
            for name in options.sets.split(",")
            for one in _true_replies(desks, name, options.samples, options.only)
        ]
    spent = time.process_time()
    withheld = [one for one in told if not _passes(one, one.text)]
    checked = sum(len(sentences(one.text)) for one in told)
    per_sentence = (time.process_time() - spent) / max(1, checked) * 1000
    made: Counter[str] = Counter()
    missed: dict[str, list[tuple[Told, str]]] = defaultdict(list)
    chance = random.Random(5)
    for one in told:
        if one in withheld:
            continue
        for family, text in falsehoods(one.text, one.lang, one.false, one.evidence, chance):
            made[family] += 1
            if _passes(one, text):
                missed[family].append((one, text))
    if options.misses:
        _print_misses(withheld, missed)
    _print_figures(told, withheld, made, missed, per_sentence)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("samples", type=Path)
    parser.add_argument("--homes", type=Path, help="keep the homes here and use them again")
    parser.add_argument("--misses", action="store_true", help="print what was judged wrongly")
    parser.add_argument("--sets", default="samples", help="of bench.businesses, parted by commas")
    parser.add_argument("--only", default="", help="only questions with this in their id")
    return parser.parse_args(arguments)


def _true_replies(desks: Desks, name: str, samples: Path, only: str) -> Iterator[Told]:
    worded: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (REPLIES / "samples.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        worded[one["id"]].append(one)
    for question in questions(name, samples):
        if not question["answerable"] or only not in question["id"]:
            continue
        composer, recall, settings = desks.at(question["source"])
        understood = understand(question["question"], NOW.date(), "", settings.business.languages)
        found = recall.look_up(question["question"], understood)
        spans = _with_gold(spans_of(found), question)
        evidence = Evidence(
            spans, said=question["question"], now=NOW, names=(settings.business.name,)
        )
        for one in worded[question["id"]]:
            yield _told(question, one["lang"], one["reply"], evidence, tuple(one["false"]))
        answer = composer.compose(Turn(question["question"], NOW))
        if answer.outcome == "answered" and _says(question["facts"], answer.text):
            yield _told(question, answer.lang, answer.text, evidence, answer=answer)


def _told(
    question: dict[str, Any],
    lang: str,
    text: str,
    evidence: Evidence,
    false: tuple[str, ...] = (),
    answer: Answer | None = None,
) -> Told:
    own = Evidence(evidence.spans, evidence.said, evidence.now, names=evidence.names, lang=lang)
    return Told(question, lang, text, own, false, answer)


def _with_gold(spans: list[Span], question: dict[str, Any]) -> list[Span]:
    """Recall is judged elsewhere: the passage that answers is always among those given."""
    gold = question.get("evidence") or ""
    bare = re.sub(r"\W+", "", gold).lower()
    if any(bare in re.sub(r"\W+", "", span.text).lower() for span in spans):
        return spans
    return [*spans, Span("gold", gold, question.get("item") or "")]


def _passes(one: Told, text: str) -> bool:
    if one.answer is not None:
        return not unproven(replace(one.answer, text=text), one.question["question"], NOW)
    guard = Guard(one.evidence)
    verdicts = [guard.check(sentence) for sentence in sentences(text)]
    return all(verdict.ok and not verdict.removed for verdict in verdicts)


def complaints(one: Told, text: str) -> list[str]:
    if one.answer is not None:
        found = unproven(replace(one.answer, text=text), one.question["question"], NOW)
        return [str(complaint) for complaint in found]
    guard = Guard(one.evidence)
    return [
        str(complaint)
        for sentence in sentences(text)
        for complaint in guard.check(sentence).complaints
    ]


def _print_misses(withheld: Sequence[Told], missed: dict[str, list[tuple[Told, str]]]) -> None:
    for one in withheld:
        print(f"\nWITHHELD {one.question['id']} [{one.lang}] {one.text!r}")
        for complaint in complaints(one, one.text):
            print(f"    {complaint}")
    for family, pairs in missed.items():
        for one, text in pairs:
            print(f"\nMISSED {family} {one.question['id']} [{one.lang}] {text!r}")


def _print_figures(
    told: Sequence[Told],
    withheld: Sequence[Told],
    made: Counter[str],
    missed: dict[str, list[tuple[Told, str]]],
    per_sentence: float,
) -> None:
    for family in sorted(made):
        caught = made[family] - len(missed[family])
        print(f"{family:<22} {caught:>5} of {made[family]:>5} caught")
    whole, lost = sum(made.values()), sum(len(pairs) for pairs in missed.values())
    caught, kept = whole - lost, len(withheld)
    print(f"falsified replies      {caught:>5} of {whole:>5} caught = {_share(caught, whole)}")
    print(f"true replies withheld  {kept:>5} of {len(told):>5} = {_share(kept, len(told))}")
    print(f"milliseconds of CPU a sentence, first time seen: {per_sentence:.2f}")


def _share(count: int, of: int) -> str:
    return f"{100 * count / max(1, of):.1f} %"


if __name__ == "__main__":
    sys.exit(main())
