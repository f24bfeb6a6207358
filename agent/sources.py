"""What a model is given to answer from: numbered sources, made harmless, with where they stand.

    gather     passages the question found, facts, the house's own computing
    tidy       lines that talk to machines are left out; marks and invisible letters too; links lead
               to the business's own places or nowhere
    cite       the ids a reply names, back to page and words

A source is data to the model. What it says may still be wrong or an attack; the guard and the tool
frame make that harmless, this only makes it rarer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from agent.claim_source import Span, SpanKind
from agent.composer import WEB, Answer, Citation, public_name, public_url
from agent.quoting import cut_short, fact_citation, heading_of
from agent.recall import Candidate, Found, KnownFact
from agent.scraps import Scrap
from agent.words import fold, tokens

PASSAGES, SHORT = 6, 3
LONGEST_PASSAGE = 1_400
LONGEST_QUOTE = 400
FACTS = 24
_KINDS = ("hours", "phone", "email", "address")
# An e-mail address is no link; a bare host is one.
_LINK = re.compile(
    r"(?:https?:|mailto:|javascript:|data:[a-z]+/|//|www\.)[^\s<>\"')\]]*"
    r"|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|example|io|co|ru|xyz|app|de|es|fr|it|nl"
    r"|pt|il|uk)\b(?:/[^\s<>\"')\]]*)?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|<!--.*?-->|</?[a-zA-Z][^>]{0,200}>", re.DOTALL)
_MARKUP_BUT_IMAGES = re.compile(r"<!--.*?-->|</?[a-zA-Z!][^>]{0,400}>", re.DOTALL)
_DESK_MARKS = re.compile(r"\[/?@[^\]]*\]?|\[/[a-z]*\]")
_NAMED_LINK = re.compile(r"!?\[([^\]\n]*)\]\s?\([^)\n]*\)*")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\s?\([^)\n]*\)?")
_ACTING_LINK = re.compile(
    r"\[([^\]\n]*)\]\s?\(\s*(?:javascript|vbscript|data|file)\s*:[^\n)]*\)*"
    r"|\b(?:java|vb)script\s*:\S*",
    re.IGNORECASE,
)
_MAILTO = re.compile(r"mailto:([^\s?]*)(?:\?\S*)?", re.IGNORECASE)
_OUR_MARKS = re.compile(r"\[\s*(?:[a-z]\d+\s*,?\s*)+\]", re.IGNORECASE)
_CITED = re.compile(r"\s?\[\s*((?:[a-z]\d+)(?:\s*[,;]\s*[a-z]\d+)*)\s*\]", re.IGNORECASE)
_ID = re.compile(r"[a-z]\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that may be cited. `span` is what the guard stands on, `citation` what guests see;
    its quote is narrowed to the lines that were used."""

    span: Span
    citation: Citation

    @property
    def id(self) -> str:
        return self.span.id


def own_hosts(website: str, addresses: Iterable[str]) -> frozenset[str]:
    """The places links may lead to: the business's website and wherever it was read from."""
    hosts = (urlsplit(one).hostname or "" for one in (website, *addresses) if one.startswith(WEB))
    return frozenset(host.lower().removeprefix("www.") for host in hosts) - {""}


@lru_cache(maxsize=4_096)
def tidy(text: str, hosts: frozenset[str] = frozenset()) -> str:
    """Foreign text as a model may read it: letters that are seen, no markup, no foreign link, and
    nothing that looks like a mark of ours. Passages come again and again, so they are kept."""
    seen = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    named = _NAMED_LINK.sub(r"\1", _MARKUP.sub(" ", _MAILTO.sub(r"\1", seen)))
    plain = _OUR_MARKS.sub("", _DESK_MARKS.sub("", named))
    return _LINK.sub(lambda found: _kept(found[0], hosts), plain).replace("<", "‹").strip()


def harmless(sentence: str) -> str:
    """A model's sentence as text and nothing else: no tags or images, no marks of a terminal or a
    desk, no letters that are not seen. The space around it stays."""
    seen = "".join(c for c in sentence if c in "\n\t" or unicodedata.category(c)[0] != "C")
    seen = _IMAGE.sub("", seen)
    plain = _DESK_MARKS.sub("", _MARKUP_BUT_IMAGES.sub("", seen)).replace("<", "‹")
    return _MAILTO.sub(r"\1", _ACTING_LINK.sub(lambda found: found[1] or "", plain))


def _kept(link: str, hosts: frozenset[str]) -> str:
    whole = link if link.lower().startswith(WEB) else f"https://{link}"
    try:
        host = (urlsplit(whole).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    return link if host in hosts else ""


def of_passages(
    candidates: Sequence[Candidate], hosts: frozenset[str], most: int = PASSAGES
) -> list[Source]:
    """The best of what was found, each piece once."""
    found: list[Source] = []
    said: set[str] = set()
    for candidate in candidates:
        source = of_scrap(candidate.scrap, hosts)
        if source is not None and source.span.text not in said:
            said.add(source.span.text)
            found.append(source)
        if len(found) == most:
            break
    return found


def of_scrap(scrap: Scrap, hosts: frozenset[str]) -> Source | None:
    """None when nothing of it is meant for guests."""
    text = tidy(cut_short("\n".join(line.text for line in scrap.lines), LONGEST_PASSAGE), hosts)
    if not text:
        return None
    title = tidy(scrap.title or public_name(scrap.address), hosts)
    span = Span(
        f"p{scrap.passage_id}",
        text,
        tidy(heading_of(scrap), hosts),
        title,
        public_url(scrap.address),
        "passage",
        scrap.lang,
    )
    cited = Citation(title, public_url(scrap.address), scrap.page, text, scrap.passage_id)
    return Source(span, cited)


def of_facts(found: Found, hosts: frozenset[str]) -> list[Source]:
    """Hours and ways to reach the business, as they were read; the same text once."""
    known: dict[str, KnownFact] = {}
    for kind in _KINDS:
        for fact in found.facts.get(kind, ()):
            known.setdefault(fold(f"{fact.subject} {fact.text}"), fact)
    return [
        _of_words(f"f{number}", "fact", _named(fact), fact_citation(fact), fact.heading, hosts)
        for number, fact in enumerate(list(known.values())[:FACTS], 1)
    ]


def _named(fact: KnownFact) -> str:
    lacks = fact.subject and fold(fact.subject) not in fold(fact.text)
    return f"{fact.subject}: {fact.text}" if lacks else fact.text


def _of_words(
    id_: str,
    kind: SpanKind,
    text: str,
    citation: Citation,
    heading: str,
    hosts: frozenset[str],
) -> Source:
    clean = tidy(cut_short(text, LONGEST_PASSAGE), hosts)
    span = Span(id_, clean, tidy(heading, hosts), tidy(citation.title, hosts), citation.url, kind)
    return Source(span, citation)


def of_citations(
    prefix: str, kind: SpanKind, citations: Sequence[Citation], hosts: frozenset[str]
) -> list[Source]:
    """What a tool gave: passages keep their own ids."""
    return [
        _of_words(
            f"p{one.passage_id}" if one.passage_id else f"{prefix}{number}",
            "passage" if one.passage_id else kind,
            one.quote,
            one,
            "",
            hosts,
        )
        for number, one in enumerate(citations, 1)
    ]


def of_words(id_: str, kind: SpanKind, text: str) -> Source:
    """Something of our own computing: it is vouched for, and there is no page to show."""
    return Source(Span(id_, text, kind=kind), Citation("", "", None, text))


def of_answer(answer: Answer, hosts: frozenset[str]) -> list[Source]:
    """What structured mode would stand on: its citations, and a house answer as it is."""
    kind: SpanKind = "house" if answer.kind == "house" else "fact"
    return of_citations("h" if answer.kind == "house" else "c", kind, answer.citations, hosts)


def marks_of(sentence: str) -> tuple[str, list[str]]:
    """The sentence without the marks, and the ids they name."""
    ids: list[str] = []
    for found in _CITED.finditer(sentence):
        ids += [one.lower() for one in _ID.findall(found[1])]
    return _CITED.sub("", sentence), ids


def citations_of(ids: Iterable[str], shelf: dict[str, Source], text: str) -> tuple[Citation, ...]:
    """The pages behind these ids, each with the lines the reply rests on."""
    used = set(tokens(fold(text)))
    found: list[Citation] = []
    for id_ in dict.fromkeys(ids):
        source = shelf.get(id_)
        if source is not None and (source.citation.title or source.citation.url):
            quote = _narrowed(source.citation.quote, used)
            found.append(replace(source.citation, quote=quote))
    return tuple(found)


def _narrowed(quote: str, used: set[str]) -> str:
    """The lines that share most words with the reply, in their order."""
    lines = [line for line in quote.split("\n") if line.strip()]
    if len(quote) <= LONGEST_QUOTE or len(lines) < 2:
        return cut_short(quote, LONGEST_QUOTE)
    weights = [len(used & set(tokens(fold(line)))) for line in lines]
    kept: set[int] = set()
    room = LONGEST_QUOTE
    for number in sorted(range(len(lines)), key=lambda n: -weights[n]):
        if weights[number] and len(lines[number]) + 1 <= room:
            kept.add(number)
            room -= len(lines[number]) + 1
    return "\n".join(line for n, line in enumerate(lines) if n in kept) or cut_short(quote, 400)
