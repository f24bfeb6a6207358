"""Evidence into words: the lines that are needed, the heading they stand under, and the citation.

Every figure of the answer stands in the citation's quote, because the answer is the quote.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.composer import Citation, public_name, public_url
from agent.evidence import Evidence
from agent.phrases import Phrases
from agent.recall import KnownFact
from agent.scraps import Scrap
from agent.understand import Understanding
from agent.values import kinds
from agent.words import fold

LONGEST = 400
SMALL = 110
COMFORTABLE = 300
BUTTON = 35
HEADING = 80
EQUAL = 0.03
MOST_EQUALS = 3


def quoted(
    evidence: Sequence[Evidence], understood: Understanding, said: Phrases, kind: str
) -> tuple[str, tuple[Citation, ...]]:
    """The answer's text and its citations, out of the best evidence and what equals it. `kind` is
    the kind of value it must hold, "" for none."""
    best = evidence[0]
    opening = ""
    if best.scrap.lang and best.scrap.lang != understood.lang:
        opening = said.original + "\n"
    room = LONGEST - len(opening)
    bodies = [cut_short("\n".join(_lines(best, room, kind)), room)]
    citations = [_cited(best, bodies[0])]
    for equal in _equals(evidence):
        body = "\n".join(_lines(equal, room, kind))
        if not any(_same(body, other) for other in bodies):
            if len("\n".join([*bodies, body])) > room:
                break
            bodies.append(body)
            citations.append(_cited(equal, body))
    return opening + "\n".join(bodies), tuple(citations)


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


def _cited(evidence: Evidence, body: str) -> Citation:
    scrap = evidence.scrap
    return Citation(
        title=scrap.title or public_name(scrap.address),
        url=public_url(scrap.address),
        page=scrap.page,
        quote=body,
        passage_id=scrap.passage_id,
    )


def _lines(best: Evidence, room: int, kind: str) -> list[str]:
    """The deciding lines under their heading. A short passage is shown whole, for company, unless
    one of its lines alone holds the value that was asked for."""
    scrap = best.scrap
    heading = heading_of(scrap)
    whole = _without_buttons([line.text for line in scrap.lines])
    alone = kind not in ("", "where") and kind in scrap.lines[best.line].kinds
    most = SMALL if alone else COMFORTABLE
    narrow = [scrap.lines[number].text for number in best.lines]
    chosen = whole if len("\n".join(whole)) <= most - len(heading) else narrow
    if not set(narrow) <= set(chosen):
        chosen = narrow
    if heading and fold(heading) not in fold("\n".join(chosen)):
        with_heading = [heading, *chosen]
        if len("\n".join(with_heading)) <= room:
            return with_heading
    return chosen


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
