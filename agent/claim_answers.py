"""The claims guard for structured mode, whose answers are quotes already.

A line that stands word for word in a citation claims what its source claims, and a sentence of the
house's own claims nothing a source must say; these are most lines, and cost a comparison. What is
left (a total, a week put into words, a list of prices) is judged like the words of a model, against
the citations of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache

from agent.claim_evidence import plain
from agent.claim_spans import spans_of_citations
from agent.claims import Complaint, Evidence, Guard, Span
from agent.composer import Answer
from agent.phrases import phrases
from agent.weekwords import in_words

_PLACE = re.compile(r"\s\([^()]*\)$")
_PIECES = re.compile(r"\s/\s|…")
# "Restaurant: Monday 9 to 5", where the part of the house stands in another place than its hours.
_PART = re.compile(r"^(?:- )?([^:|]{1,40}):\s")
NAMES_PARTS = ("hours", "conflict")
CLAIMS_NOTHING = ("small_talk", "robot", "person", "unknown", "clarify", "empty")


def unproven(answer: Answer, question: str, now: datetime) -> tuple[Complaint, ...]:
    """What an answer of structured mode says that its citations do not. `now` in the business's
    zone."""
    if answer.kind in CLAIMS_NOTHING or answer.outcome == "handed_over":
        return ()
    told = _told_of_hours(answer)
    left = _not_literal(answer, told)
    if not left:
        return ()
    guard = Guard(
        Evidence(
            [*spans_of_citations(answer.citations), *told],
            said=question,
            now=now,
            names=tuple(one.title for one in answer.citations),
            done=("fetch",) if answer.escalate else (),
            lang=answer.lang,
        )
    )
    found: list[Complaint] = []
    for line in answer.text.removeprefix(answer.opening).split("\n"):
        if line not in left:
            guard.hear(f"{line}\n")
            continue
        verdict = guard.check(f"{line}\n")
        found += verdict.complaints
        found += [Complaint("link", link, "it leads elsewhere") for link in verdict.removed]
    return tuple(found)


def counted(answer: Answer) -> tuple[int, int, int]:
    """Lines checked, mended and withheld: each was looked at, and either all stand or none."""
    return answer.text.count("\n") + 1, 0, len(answer.trace.get("withheld", ()))


def _told_of_hours(answer: Answer) -> list[Span]:
    """What a machine wrote of its hours ("Tu-Sa 18:00-21:30"), in the words they are told in."""
    said = phrases(answer.lang)
    found: list[Span] = []
    for one in answer.citations if answer.kind == "hours" else ():
        for whole in (False, True):
            words = in_words(one.quote, said, whole=whole)
            if words != one.quote:
                found.append(Span(f"h{len(found)}", words, kind="fact", lang=answer.lang))
    return found


def _not_literal(answer: Answer, told: Sequence[Span] = ()) -> list[str]:
    """Lines that neither stand in a citation nor are our own."""
    quoted = " ".join(plain(f"{one.title}\n{one.quote}") for one in answer.citations)
    lines = answer.text.removeprefix(answer.opening).split("\n")
    left = [line for line in lines if not _stands(line.removesuffix("…"), quoted)]
    if not left:
        return []
    # A heading is told above its lines, and cited by its page.
    above = (plain(one["heading"]) for one in answer.trace.get("candidates", ()))
    quoted = " ".join([quoted, *above, *(plain(span.text) for span in told)])
    ours = _our_sentences(answer.lang)
    parted = [line for line in left if not _quotes(line, ours, quoted)]
    if answer.kind not in NAMES_PARTS:
        return parted
    return [line for line in parted if not _quotes(_PART.sub("- ", line), ours, quoted)]


def _quotes(line: str, ours: re.Pattern[str], quoted: str) -> bool:
    """Whether all of a line is quoted, pieces of several lines included ("Monday 9 to 5 / Tuesday
    9 to 1 (Our hours)"), but for a sentence of our own; what is put into that must stand too."""
    own = ours.match(line)
    rest = [*(gap for gap in own.groups() if gap), line[own.end() :]] if own else [line]
    bare = [_PLACE.sub("", text) if line.startswith("- ") else text for text in rest]
    pieces = [piece for text in bare for piece in _PIECES.split(text.removeprefix("- "))]
    return all(_stands(piece or "", quoted) for piece in pieces)


def _stands(text: str, quoted: str) -> bool:
    """Word for word, and no word or figure cut in two: "1" does not stand in "12"."""
    said = plain(text)
    at = quoted.find(said)
    while at >= 0 and said:
        before, after = quoted[at - 1 : at], quoted[at + len(said) : at + len(said) + 1]
        inside = (before.isalnum() and said[0].isalnum()) or (
            after.isalnum() and said[-1].isalnum()
        )
        if not inside:
            return True
        at = quoted.find(said, at + 1)
    return not said


@cache
def _our_sentences(lang: str) -> re.Pattern[str]:
    """The house's own sentences, with a group for whatever day, time or words are put into them."""
    said = phrases(lang)
    texts = [text for one in fields(said) if isinstance(text := getattr(said, one.name), str)]
    # "{first} to {last}" is no sentence of ours, it is how we write days.
    texts = [text for text in texts if text.endswith((".", "!", "?", ":"))]
    ways = sorted((_with_gaps(text) for text in texts), key=len, reverse=True)
    return re.compile(rf"(?:- )?(?:{'|'.join(ways)})(?=\s|$)")


def _with_gaps(text: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "(.{1,160}?)", re.escape(text))
