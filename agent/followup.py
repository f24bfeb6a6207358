"""What was said before, and what it means for the next reply.

choice      a guest who taps one of our "did you mean" is answered from just that place
leaning     "and on Sundays?", "how much is that for two?" ask what was asked before
misses      asked back once and still not understood: a person, not a second list
again       the same words twice in a row help nobody
parts       "what does it cost and is there parking" is two questions
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.composer import Answer, Citation, Turn, public_name, public_url
from agent.phrases import Phrases
from agent.quoting import LONGEST, cut_short, heading_of
from agent.recall import Candidate, Found
from agent.understand import Understanding
from agent.words import fold

MOST_WORDS = 7
LONGEST_CHOICE = 80
_LEANS = re.compile(
    r"\b(?:that|it|this|them|those|these|das|es|davon|eso|esto|lo|la|cela|ca|quello|questo|isso|isto"
    r"|dat|het|die)\b|זה|זאת"
)
_PART = re.compile(
    r"\?\s+(?=\S{2,})|,?\s+(?:and|und|y|et|e|en)\s+(?=(?:is|are|do|does|can|could|how|what|when|where"
    r"|which|was|wann|wie|wo|kann|gibt|haben|cuanto|cuando|hay|tienen|se puede|combien|quand|est-ce"
    r"|y a-t-il|quanto|quando|c.e|avete|ha|tem|aceitam|hoeveel|wanneer|is er|mag|kan)\b)"
)
FEWEST_WORDS = 2


def last_of(turn: Turn, author: str) -> str:
    return next((said.text for said in reversed(turn.said) if said.author == author), "")


def leaning(turn: Turn, understood: Understanding) -> str:
    """The question with what it leans on; the question alone when it stands by itself."""
    short = len(understood.words) <= MOST_WORDS
    leans = understood.follows or (short and _LEANS.search(understood.folded) is not None)
    # Only a question that names nothing of its own leans by a mere "it".
    bare = set(understood.words) <= understood.little | understood.light | _numbers(understood)
    if not short or not (understood.follows or (leans and bare)):
        return turn.question
    before = last_of(turn, "guest")
    return f"{before.rstrip(' ?.!')} {turn.question}" if before else turn.question


def _numbers(understood: Understanding) -> frozenset[str]:
    from agent.values import number_of

    return frozenset(word for word in understood.words if number_of(word) is not None)


def chosen(turn: Turn, found: Found, said: Phrases) -> Answer | None:
    """The passage a guest picked among the choices we gave."""
    wanted = fold(turn.question).strip().rstrip("…").strip()
    before = last_of(turn, "concierge")
    offered = {fold(line[2:]).strip().rstrip("…").strip() for line in before.split("\n")
               if line.startswith("- ")}  # fmt: skip
    if not wanted or wanted not in offered:
        return None
    for candidate in found.candidates:
        if fold(choice_of(candidate)).rstrip("…").strip() == wanted:
            return _shown(candidate, found, said)
    return None


def choice_of(candidate: Candidate, line: int = 0) -> str:
    """How a passage is offered: by its heading, or by its first line where it has none."""
    scrap = candidate.scrap
    return cut_short(heading_of(scrap) or scrap.lines[line].text, LONGEST_CHOICE)


def _shown(candidate: Candidate, found: Found, said: Phrases) -> Answer:
    """All that stands under that heading, as far as it fits."""
    scrap = candidate.scrap
    same = [c.scrap for c in found.candidates
            if (c.scrap.address, c.scrap.heading) == (scrap.address, scrap.heading)]  # fmt: skip
    lines: list[str] = []
    for one in sorted(same, key=lambda s: (s.kind == "row", s.passage_id)):
        lines += [line.text for line in one.lines if one.kind != "row" and line.text not in lines]
    lines = lines or [line.text for line in scrap.lines]
    body = ""
    for line in lines:
        if body and len(body) + len(line) + 1 > LONGEST:
            break
        body = f"{body}\n{line}" if body else line
    cite = Citation(
        public_name(scrap.title or scrap.address), public_url(scrap.address), scrap.page, body,
        scrap.passage_id,
    )  # fmt: skip
    shown = cut_short(body.replace(" | ", " – "), LONGEST)
    return Answer(shown, confidence=0.7, citations=(cite,), kind="answer")


def not_twice(answer: Answer, turn: Turn, said: Phrases) -> Answer:
    """A second miss in a row, or the very words that were said last, fetch a person."""
    before = last_of(turn, "concierge")
    if not before or answer.outcome == "handed_over":
        return answer
    missed = before.startswith(said.clarify) or said.unknown in before
    if answer.kind == "clarify" and missed:
        return _hand_over(said.unknown, turn, "Asked twice and not understood.")
    if answer.citations and before.endswith(answer.text):
        return _hand_over(said.again, turn, "The guest asks again after the same answer.")
    return answer


def _hand_over(text: str, turn: Turn, reason: str) -> Answer:
    return Answer(
        text, outcome="handed_over", escalate=reason, gap=turn.question.strip(), kind="unknown"
    )


def parts(question: str) -> Sequence[str]:
    """The questions in a message; just the one when it cannot be parted."""
    if question.count("?") > 1 or not _PART.search(fold(question)):
        asks = question.count("?") > 1 and question.rstrip().endswith("?")
    else:
        asks = _PART.search(fold(question)) is not None and "? " not in question
    if not asks:
        return ()
    pieces = [piece.strip(" ?,.") for piece in _PART.split(fold(question).strip()) if piece]
    if len(pieces) != 2 or any(len(piece.split()) < FEWEST_WORDS for piece in pieces):
        return ()
    return pieces


def joined(first: Answer, second: Answer, said: Phrases, question: str) -> Answer | None:
    """Both parts in one reply, or the part that is known and a person for the rest; None when
    neither is known."""
    known = [one for one in (first, second) if one.outcome == "answered" and one.citations]
    if not known:
        return None
    if len(known) == 2 and len(first.text) + len(second.text) < LONGEST:
        return replace(
            first,
            text=f"{first.text}\n{second.text}",
            confidence=min(first.confidence, second.confidence),
            citations=(*first.citations, *second.citations),
        )
    one = known[0]
    room = LONGEST - len(said.partly) - 1
    return replace(
        one,
        text=f"{cut_short(one.text, room)}\n{said.partly}",
        escalate="Only a part of the question could be answered.",
        gap=question.strip(),
    )
