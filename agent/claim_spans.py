"""What was found for a question as spans a reply may stand on and a citation can name."""

from __future__ import annotations

from collections.abc import Sequence

from agent.claim_evidence import Span
from agent.composer import Citation, public_name, public_url
from agent.recall import Found, KnownFact
from agent.scraps import Scrap

PASSAGES, FACTS_OF_A_KIND = 8, 6


def spans_of(found: Found, limit: int = PASSAGES) -> list[Span]:
    """The best passages ("p12") and the facts ("f3") of what was looked up."""
    passages = [span_of_scrap(one.scrap) for one in found.candidates[:limit]]
    facts = [
        fact
        for kind, known in found.facts.items()
        if kind != "document"
        for fact in known[:FACTS_OF_A_KIND]
    ]
    return [*passages, *(_of_fact(fact, number) for number, fact in enumerate(facts))]


def span_of_scrap(scrap: Scrap) -> Span:
    return Span(
        f"p{scrap.passage_id}",
        "\n".join(line.text for line in scrap.lines),
        scrap.heading,
        scrap.title,
        public_url(scrap.address),
        lang=scrap.lang,
    )


def _of_fact(fact: KnownFact, number: int) -> Span:
    url = public_url(fact.address)
    heading = f"{fact.heading} {fact.subject}".strip()
    return Span(f"f{number}", fact.text, heading, fact.title, url, "fact")


def spans_of_citations(citations: Sequence[Citation]) -> list[Span]:
    """What an answer cites already, as it cites it."""
    return [
        Span(f"c{number}", one.quote, "", one.title or public_name(one.url), one.url)
        for number, one in enumerate(citations)
    ]
