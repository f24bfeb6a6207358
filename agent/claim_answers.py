"""The claims guard for structured mode, whose answers are quotes already.

A line that stands word for word in a citation claims what its source claims, and a sentence of the
house's own claims nothing a source must say; these are most lines, and cost a comparison. What is
left (a total, a week put into words, a list of prices) is judged like the words of a model, against
the citations of the answer.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime
from functools import cache

from agent.claim_evidence import plain
from agent.claim_spans import spans_of_citations
from agent.claims import Complaint, Evidence, Guard
from agent.composer import Answer
from agent.phrases import phrases
from agent.weekwords import in_words

_PLACE = re.compile(r"\s\([^()]*\)$")
_PIECES = re.compile(r"\s/\s|…|^[^:|]{1,40}:\s")
CLAIMS_NOTHING = ("small_talk", "robot", "person", "unknown", "clarify", "empty")


def unproven(answer: Answer, question: str, now: datetime) -> tuple[Complaint, ...]:
    """What an answer of structured mode says that its citations do not. `now` in the business's
    zone."""
    if answer.kind in CLAIMS_NOTHING or answer.outcome == "handed_over":
        return ()
    left = _not_literal(answer)
    if not left:
        return ()
    guard = Guard(
        Evidence(
            spans_of_citations(answer.citations),
            said=question,
            now=now,
            names=tuple(one.title for one in answer.citations),
            done=("fetch",) if answer.escalate else (),
            lang=answer.lang,
        )
    )
    return tuple(found for line in left for found in guard.check(line).complaints)


def counted(answer: Answer) -> tuple[int, int, int]:
    """Lines checked, mended and withheld: each was looked at, and either all stand or none."""
    return answer.text.count("\n") + 1, 0, len(answer.trace.get("withheld", ()))


def _not_literal(answer: Answer) -> list[str]:
    """Lines that neither stand in a citation nor are our own."""
    quoted = " ".join(plain(f"{one.title}\n{one.quote}") for one in answer.citations)
    left = [
        line
        for line in answer.text.removeprefix(answer.opening).split("\n")
        if plain(line.removesuffix("…")) not in quoted
    ]
    if not left:
        return []
    ours = _our_sentences(answer.lang)
    said = phrases(answer.lang)
    for one in answer.citations:
        # What a machine wrote of its hours is told in words.
        quoted += " ".join(plain(in_words(one.quote, said, whole=w)) for w in (False, True))
    # A heading is told above its lines, and cited by its page.
    quoted += " ".join(plain(one["heading"]) for one in answer.trace.get("candidates", ()))
    return [line for line in left if not _quotes(ours.sub("", line), quoted)]


def _quotes(line: str, quoted: str) -> bool:
    """Whether all of a line is quoted, pieces of several lines included ("Monday 9 to 5 / Tuesday
    9 to 1 (Our hours)")."""
    without_place = _PLACE.sub("", line.removeprefix("- "))
    return all(plain(piece) in quoted for piece in _PIECES.split(without_place))


@cache
def _our_sentences(lang: str) -> re.Pattern[str]:
    """The house's own sentences, with whatever day, time or words of a page are put into them."""
    said = phrases(lang)
    texts = [
        text for one in fields(said) if isinstance(text := getattr(said, one.name), str) and text
    ]
    ways = sorted((_with_gaps(text) for text in texts), key=len, reverse=True)
    return re.compile(rf"^(?:- )?(?:{'|'.join(ways)})(?=\s|$)")


def _with_gaps(text: str) -> str:
    return re.sub(r"\\\{\w+\\\}", ".{1,160}?", re.escape(text))
