"""Evidence into words: the lines that are needed, the heading they stand under, and the citation.

Every figure of the answer stands in the citation's quote, because the answer is the quote.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.composer import Citation, public_name, public_url
from agent.evidence import Evidence
from agent.phrases import Phrases
from agent.recall import KnownFact
from agent.scraps import Scrap, Words
from agent.terms import Term
from agent.understand import Understanding
from agent.values import figures, kinds
from agent.verdict import denial, verdict
from agent.words import fold

LONGEST = 400
SMALL = 110
COMFORTABLE = 200
BUTTON = 35
HEADING = 80
LONGEST_LABEL_WORDS = 7
EQUAL = 0.03
MOST_EQUALS = 3


def quoted(
    evidence: Sequence[Evidence],
    understood: Understanding,
    said: Phrases,
    kind: str,
    terms: Sequence[Term],
) -> tuple[str, tuple[Citation, ...]]:
    """The answer's text and its citations, out of the best evidence and what equals it. `kind` is
    the kind of value it must hold, "" for none."""
    best = evidence[0]
    opening = ""
    if best.scrap.lang and best.scrap.lang != understood.lang:
        opening = said.original + "\n"
    decided = verdict(best, terms, understood, said)
    against = denial(best, terms) if decided == said.yes else None
    if against is not None:
        decided = said.no
    equals = [] if decided else _equals(evidence)
    if decided:
        opening = f"{decided}\n{opening}" if opening else f"{decided} "
    room = LONGEST - len(opening)
    telling = [number for number in (against, best.line) if number is not None]
    told = [best.scrap.lines[number].text for number in telling]
    lines = told if decided else _lines(best, room, kind, terms)
    bodies = [cut_short("\n".join(lines), room)]
    citations = [cited(best.scrap, bodies[0])]
    for equal in equals:
        body = "\n".join(_lines(equal, room, kind, terms))
        if not any(_same(body, other) for other in bodies) and _adds_a_figure(body, bodies):
            if len("\n".join([*bodies, body])) > room:
                break
            bodies.append(body)
            citations.append(cited(equal.scrap, body))
    return opening + "\n".join(bodies).replace(" | ", " – "), tuple(citations)


def _adds_a_figure(body: str, bodies: Sequence[str]) -> bool:
    """What repeats the figures already shown says nothing new."""
    new = set(figures(body))
    return not new or not new <= {figure for other in bodies for figure in figures(other)}


def _equals(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What answers just as well: two rows for two seasons, two days for one dish. Showing both is
    better than choosing by chance."""
    best = evidence[0]
    return [
        one
        for one in evidence[1:6]
        if one.fits
        and best.score - one.score <= EQUAL
        and best.coverage - one.coverage <= EQUAL
        and one.scrap.kind == best.scrap.kind
    ][: MOST_EQUALS - 1]


def _same(one: str, other: str) -> bool:
    return fold(one) in fold(other) or fold(other) in fold(one)


def cited(scrap: Scrap, body: str) -> Citation:
    return Citation(
        title=scrap.title or public_name(scrap.address),
        url=public_url(scrap.address),
        page=scrap.page,
        quote=body,
        passage_id=scrap.passage_id,
    )


def _lines(best: Evidence, room: int, kind: str, terms: Sequence[Term]) -> list[str]:
    """The deciding lines under their heading. A short passage is shown whole, for company, unless
    one of its lines alone holds the value that was asked for."""
    scrap = best.scrap
    heading = heading_of(scrap)
    whole = _without_buttons([line.text for line in scrap.lines])
    alone = kind not in ("", "where") and kind in scrap.lines[best.line].kinds
    most = SMALL if alone else COMFORTABLE
    narrow = [scrap.lines[number].text for number in _with_the_answer(best)]
    chosen = whole if len("\n".join(whole)) <= most - len(heading) else narrow
    if not set(narrow) <= set(chosen):
        chosen = narrow
    if heading and _needs_heading(heading, chosen, terms):
        with_heading = [heading, *chosen]
        if len("\n".join(with_heading)) <= room:
            return with_heading
    return chosen


def _with_the_answer(best: Evidence) -> Sequence[int]:
    """The lines that are needed, and what follows where they end with a question."""
    numbers = list(best.lines)
    lines = best.scrap.lines
    while lines[numbers[-1]].text.endswith("?") and numbers[-1] + 1 < len(lines):
        numbers.append(numbers[-1] + 1)
    return numbers


def _needs_heading(heading: str, chosen: Sequence[str], terms: Sequence[Term]) -> bool:
    """Whether the lines say too little without it: they lack a word of the question that it has, or
    are no sentences. "Sleep where the boats come home" explains nothing above a full sentence."""
    text = "\n".join(chosen)
    if fold(heading) in fold(text):
        return False
    above, own = Words.of(heading), Words.of(text)
    if any(term.held_by(above) > term.held_by(own) for term in terms if not term.light):
        return True
    if heading.endswith((".", "!", "?")) or len(heading.split()) > LONGEST_LABEL_WORDS:
        return False
    return not any(line.endswith((".", "!", "?")) and len(line.split()) > 4 for line in chosen)


def _without_buttons(lines: list[str]) -> list[str]:
    """Without a last "Read more" or "Click here" under a text."""
    if len(lines) > 1 and len(lines[-1]) <= BUTTON < len(lines[-2]) and not kinds(lines[-1]):
        return lines[:-1]
    return lines


def heading_of(scrap: Scrap) -> str:
    """The last step of the heading's path, unless it only names the page."""
    leaf = scrap.heading.rsplit(" > ", 1)[-1].strip()
    return leaf if leaf and len(leaf) <= HEADING and fold(leaf) != fold(scrap.title) else ""


def cut_short(text: str, length: int) -> str:
    """At most `length` characters, cut between words where it must be cut."""
    if len(text) <= length:
        return text
    kept = text[: max(0, length - 1)]
    return kept[: max(kept.rfind(" "), kept.rfind("\n"), length // 2)].rstrip(" ,;:\n") + "…"


def fact_citation(fact: KnownFact) -> Citation:
    title = fact.title or public_name(fact.address)
    return Citation(title, public_url(fact.address), fact.page, fact.text)
