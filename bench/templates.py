"""How well each template's demonstration answers its own questions, through the real desk.

    python -m bench.templates [TEMPLATE ...] [--misses] [--least 90] [--json FILE]

For each a home is made as `concierge demo` makes it, the website and the PDFs are read, what the
staff answered once is put in, and every question of its `questions.jsonl` is asked. Right: every
group of facts matches and nothing forbidden does. Wrong: answered, but not right, or an
unanswerable one answered ("invented"). Silent: answerable, and a person was fetched or asked back.
Ends with 1 when a template has less than `--least` per cent right, or anything wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from agent.composer import Answer, Composer, Turn
from cli.demonstrating import write_answers
from cli.founding import Wanted, found
from ingest.run import ingest
from models.registry import build_embedder
from server.house import composer_of, embedder_of
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from templates.demonstration.demo import Demonstration, Question, demonstration, demonstration_of
from templates.industry import list_templates

# A Friday morning, so that "tomorrow" means the same in every run.
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WRONG = ("wrong", "invented")


@dataclass(frozen=True)
class Asked:
    question: Question
    answer: Answer
    verdict: str


def answered(demo: Demonstration, folder: Path) -> Iterator[Asked]:
    """Makes the home in `folder`, and asks."""
    home = Home(folder / demo.name)
    business = demo.business
    found(
        home,
        Wanted(
            name=business.name,
            template=business.template,
            timezone=business.timezone,
            languages=business.languages,
            more={
                "server.demonstration": demo.name,
                "ingest.allow_private": True,
                "ingest.delay": 0.0,
            },
        ),
    )
    settings, store = read_settings(home), open_store(home)
    try:
        with served(demo.site) as address:
            ingest(store, build_embedder(threads=1), settings, [address])
        write_answers(store, settings, demo.answers)
        desk = composer_of(store, embedder_of(store, settings), settings)
        for question in demo.questions:
            yield _asked(desk, question)
    finally:
        store.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_said: object) -> None:
        """The bench prints figures, not requests."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The website at an address of this machine, as the demonstration's server has it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _asked(desk: Composer, question: Question) -> Asked:
    answer = desk.compose(Turn(question.question, NOW, lang=question.lang))
    return Asked(question, answer, _verdict(question, answer))


def _verdict(question: Question, answer: Answer) -> str:
    given = answer.outcome == "answered"
    forbidden = any(_says(answer, no) for no in question.must_not)
    if not question.answerable:
        # Where the page says only where to look, saying that is no invention.
        claims = given and answer.kind not in ("small_talk", "robot")
        return "invented" if claims and (forbidden or not question.must_not) else "honest"
    if not given:
        return "silent"
    facts = all(any(_says(answer, one) for one in group) for group in question.facts)
    return "right" if facts and not forbidden else "wrong"


def _says(answer: Answer, pattern: str) -> bool:
    return re.search(pattern, answer.text, re.IGNORECASE) is not None


def _told(template: str, asked: list[Asked], seconds: float) -> dict[str, object]:
    counted = Counter(one.verdict for one in asked)
    answerable = sum(one.question.answerable for one in asked)
    share = 100 * counted["right"] / answerable
    print(
        f"{template:<18} {len(asked):>3} asked  {counted['right']:>3} of {answerable} right "
        f"({share:.0f} %)  {counted['wrong']} wrong  {counted['invented']} invented  "
        f"{counted['silent']} silent  {counted['honest']} honest  {seconds:.1f} s CPU"
    )
    return {"template": template, "right_percent": round(share, 1), **counted}


def _misses(asked: list[Asked]) -> None:
    for one in asked:
        if one.verdict in ("right", "honest"):
            continue
        said = " | ".join(one.answer.text.splitlines())[:200]
        print(f"    {one.verdict:<9} {one.question.id}  {one.question.question}")
        print(f"              said: {said}")
        if one.question.evidence:
            print(f"              stands: {one.question.file}: {one.question.evidence}")


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    wanted.add_argument("templates", nargs="*")
    wanted.add_argument("--misses", action="store_true")
    wanted.add_argument("--least", type=float, default=90)
    wanted.add_argument("--json", type=Path)
    given = wanted.parse_args()
    told = []
    for template in given.templates or list_templates():
        began = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            asked = list(answered(demonstration(demonstration_of(template)), Path(folder)))
        told.append(_told(template, asked, time.process_time() - began))
        if given.misses:
            _misses(asked)
    if given.json:
        given.json.write_text(json.dumps(told, indent=1), encoding="utf-8")
    below = any(float(str(one["right_percent"])) < given.least for one in told)
    return int(below or any(one.get(verdict, 0) for one in told for verdict in WRONG))


if __name__ == "__main__":
    sys.exit(main())
