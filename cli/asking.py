"""Questions in, answers out: one at a time, or a line at a time for programs.

The objects written here are what evaluations stand on: keys are added at the end, never changed.
"""

from __future__ import annotations

import json as jsonlib
import logging
import time
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.output import say, write_line
from store.errors import ConciergeError, Invalid
from store.messages import check_text

if TYPE_CHECKING:
    from agent.composer import Answer
    from server.house import House

log = logging.getLogger(__name__)


class Line(NamedTuple):
    """One line of input, understood. `id` is the asker's own, or the line's number."""

    id: Any
    question: str
    lang: str


def asked(house: House, question: str, lang: str = "") -> tuple[Answer, float]:
    """The answer, and the milliseconds it took to compose."""
    from agent.composer import Turn

    turn = Turn(
        question=check_text(question),
        now=datetime.now(house.settings.business.zone),
        channel="widget",
        lang=lang,
    )
    began = time.perf_counter()
    answer = house.composer.compose(turn)
    return answer, (time.perf_counter() - began) * 1000


def as_object(asked_id: Any, question: str, answer: Answer, latency_ms: float) -> dict[str, Any]:
    return {
        "id": asked_id,
        "question": question,
        "answer": answer.text,
        "outcome": answer.outcome,
        "confidence": round(answer.confidence, 4),
        "citations": [citation.as_dict() for citation in answer.citations],
        "lang": answer.lang,
        "latency_ms": round(latency_ms, 2),
        "mode": answer.mode,
    }


def answer_lines(house: House, lines: Iterable[bytes], *, json: bool, trace: bool) -> None:
    """One answer for every line, each sent before the next line is read."""
    from cli.commands.ask import tell

    for number, raw in enumerate(lines, 1):
        line = Line(number, raw.decode("utf-8", "replace").rstrip("\r\n"), "")
        try:
            line = read_line(line.question, number)
            answer, latency_ms = asked(house, line.question, line.lang)
        except ConciergeError as error:
            _refuse(line, f"{error.message} {error.hint}".strip(), json=json)
        except Exception:
            # One question that breaks us must not take the rest of a long run with it.
            log.exception("A question could not be answered")
            _refuse(line, "Something went wrong inside the concierge.", json=json)
        else:
            if json:
                told = as_object(line.id, line.question, answer, latency_ms)
                write_line({**told, "trace": answer.trace} if trace else told)
            else:
                tell(answer, latency_ms, trace=trace)
                say()


def _refuse(line: Line, why: str, *, json: bool) -> None:
    if json:
        write_line({"id": line.id, "question": line.question, "error": why})
    else:
        say(f"{line.id}: {why}")


def read_line(text: str, number: int) -> Line:
    """A question as it stands, or an object with `question` and optional `id` and `lang`."""
    text = text.strip().removeprefix("\ufeff")
    if not text.startswith("{"):
        return Line(number, text, "")
    try:
        said = jsonlib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("This line is not valid JSON.") from error
    question, lang = said.get("question"), said.get("lang") or ""
    if not isinstance(question, str) or not isinstance(lang, str):
        raise Invalid('This line has no "question" that is text.')
    return Line(said.get("id", number), question, lang)
