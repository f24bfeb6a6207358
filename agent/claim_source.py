"""A span of a source taken apart, once: lines, figures in their places, clauses, addresses.

Each figure keeps the line it stands in, with the label and the heading above it and, in a table,
the head of its column. Passages never change once stored, and the same ones are found for many
questions, so what was taken apart is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agent.claim_contacts import Contact, contacts_of, without_contacts
from agent.claim_marks import Mark, marked
from agent.claim_policies import negations
from agent.claim_roles import LINE, Keys, Placed, keys_of, placed, words_in
from agent.sentences import sentences
from agent.words import TOKEN, fold

SpanKind = Literal["passage", "house", "fact", "tool"]
LONGEST_LABEL = 70
# A line as long as this is no row of a table, and is taken apart by its sentences.
LONG = 1_000
OF_CONCEPT = 0.7
LABEL, HEADING, TITLE, EARLIER = 0.8, 0.6, 0.4, 0.3
LONGEST_FRAME = 300
_SEASON = re.compile(
    r"season|saison|temporada|stagione|epoca|seizoen|עונה|summer|winter|sommer|verano|invierno"
    r"|estate"
    r"|inverno|verao|zomer|קיץ|חורף|\bete\b|\bhiver\b"
)
_LEADERS = re.compile(r"\s*(?:\.(?:\s?\.)+|…)[.…\s]*")
_CLAUSE_END = re.compile(r"[;!?\n]|[.]\s|\s\|\s")
_FIGURE = ("money", "clock", "percent", "date")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of what is known. `id` is what a citation names it by; `kind` says who vouches for
    it: a passage of a source, a house answer, a fact we computed, or a tool's result."""

    id: str
    text: str
    heading: str = ""
    title: str = ""
    url: str = ""
    kind: SpanKind = "passage"
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A mark of a source in its place. `held` weighs each key around it; `named` are the words of
    what it is a figure of, `seasons` the names above it that may be a season's."""

    placed: Placed
    span: Span
    line: str
    held: dict[str, float]
    named: tuple[Keys, ...]
    days: frozenset[str]
    months: frozenset[str]
    seasons: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        return self.placed.mark

    def holds(self, keys: Keys) -> float:
        """How well a word is held: as itself, or less well as another word of its concept."""
        best = 0.0
        for key in keys:
            weight = self.held.get(key, 0.0)
            if weight > best:
                best = max(best, weight * OF_CONCEPT if key[:2] == "c:" else weight)
        return best


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source with what stands above it."""

    text: str
    span: Span
    label: str
    above: dict[str, float]
    heads: tuple[str, ...] = ()

    @property
    def bare(self) -> str:
        """Without telephone numbers and addresses, whose digits are no figures."""
        return without_contacts(self.text, contacts_of(self.text))


@dataclass(frozen=True, slots=True)
class Clause:
    """`held` are the words of the clause and of the label above it."""

    text: str
    held: frozenset[str]
    says_no: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What a span consists of. `literal` are its lines and sentences as a quote is compared with
    them; `words` all its folded words; `frames` its lines with their words and figures; `seasons`
    the months of each season it tells of."""

    lines: tuple[Line, ...]
    sites: tuple[Site, ...]
    clauses: tuple[Clause, ...]
    contacts: tuple[Contact, ...]
    literal: frozenset[str]
    words: frozenset[str]
    frames: tuple[tuple[str, frozenset[str]], ...]
    seasons: dict[str, frozenset[str]]


@lru_cache(maxsize=2_048)
def parts_of(span: Span) -> Parts:
    lines = tuple(_lines(span))
    return Parts(
        lines,
        tuple(
            _site(one, line)
            for line in lines
            for one in placed(line.bare, span.lang, generous=True)
        ),
        tuple(clause for line in lines for clause in _clauses(line)),
        tuple(c for text in (span.text, span.heading, span.url) for c in contacts_of(text)),
        _literal(span),
        frozenset(
            word for text in (span.text, span.heading, span.title) for word in words_of(text)
        ),
        tuple(
            (line.text, frozenset(plain_words(line.text)) | _values_in(line.bare))
            for line in lines
            if len(line.text) <= LONGEST_FRAME and _values_in(line.bare)
        ),
        _seasons(lines),
    )


def _literal(span: Span) -> frozenset[str]:
    raws = (*span.text.split("\n"), *span.heading.split(" > "), span.title)
    return frozenset(plain(part) for raw in raws for part in (raw, *sentences(raw))) - {""}


def _seasons(lines: Sequence[Line]) -> dict[str, frozenset[str]]:
    """Which months a season has, by its name, where a line below its name or behind it tells:
    "High season: July, August"."""
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        months = _named_in(line.text, "mo:") if not _has_figure(line.text) else frozenset()
        leaf = line.span.heading.rsplit(" > ", 1)[-1]
        for name in (line.label, leaf, line.text.split(":")[0]):
            if months and _SEASON.search(fold(name)) and not _named_in(name, "mo:"):
                found[fold(name)] = found.get(fold(name), frozenset()) | months
    return found


def words_of(text: str) -> Iterator[str]:
    """The folded words of a text, and both sides of an apostrophe."""
    for word in TOKEN.findall(fold(text)):
        yield word
        yield from word.split("'") if "'" in word else ()


def plain_words(text: str) -> list[str]:
    return [word for word in TOKEN.findall(fold(text)) if word.isalpha()]


def _values_in(text: str) -> frozenset[str]:
    return frozenset(v for mark in marked(text, generous=True).marks for v in mark.values)


def plain(text: str) -> str:
    """For comparing literally: folded, one space between words, no bars between cells."""
    return re.sub(r"[\s|–—\-•·]+", " ", fold(text)).strip(" .:;,")


def _lines(span: Span) -> Iterator[Line]:
    for text in (span.title, *span.heading.split(" > ")):
        if text:
            yield Line(text, span, "", {})
    label, name = "", ""
    heads: tuple[str, ...] = ()
    for raw in _raw_lines(span.text):
        # The dots that lead to a price end no sentence.
        line = _LEADERS.sub(" – ", raw).strip(" –")
        if not line:
            continue
        cells = tuple(cell.strip() for cell in line.split(" | "))
        bare = not _has_figure(line)
        if len(cells) > 1 and bare:
            heads = cells
        under = heads if len(heads) == len(cells) else ()
        pieces = [line] if len(cells) > 1 else sentences(line)
        alone = not bare and not any(keys_of(w) for w in TOKEN.findall(fold(line)) if w.isalpha())
        for earlier, piece in zip(["", *pieces], pieces, strict=False):
            above = _above(span, label, earlier)
            yield Line(piece.strip(), span, name if alone else label, above, under)
        if bare and len(cells) == 1 and len(line) <= LONGEST_LABEL and line[-1] not in ".!":
            label = line
        if bare:
            name = line


def _raw_lines(text: str) -> Iterator[str]:
    for raw in text.split("\n"):
        if len(raw) <= LONG:
            yield raw
        else:
            yield from sentences(raw)


def _clauses(line: Line) -> Iterator[Clause]:
    above = frozenset(line.above)
    for part in _CLAUSE_END.split(fold(line.text)):
        if words := words_in(part):
            held = frozenset(key for keys in words for key in keys)
            yield Clause(line.text, held | above, bool(negations(part, line.span.lang)))


def _has_figure(line: str) -> bool:
    return any(mark.kind in _FIGURE for mark in marked(line, generous=True).marks)


@lru_cache(maxsize=4_096)
def _above(span: Span, label: str, earlier: str) -> dict[str, float]:
    held: dict[str, float] = {}
    for text, weight in (
        (earlier, EARLIER),
        (span.title, TITLE),
        (span.heading, HEADING),
        (label, LABEL),
    ):
        for keys in words_in(text):
            held |= dict.fromkeys(keys, weight)
    return held


def _site(one: Placed, line: Line) -> Site:
    held = dict(line.above)
    label_weight = 1.0 if not one.near else LABEL
    for keys in words_in(line.label):
        # The line above names another day, where this one names its own.
        if not (one.days and any(key.startswith(("wd:", "opening:")) for key in keys)):
            held |= dict.fromkeys(keys, label_weight)
    for keys in one.line:
        for key in keys:
            held[key] = max(held.get(key, 0.0), LINE)
    for keys in (*one.near, *_head_of(one, line), one.mark.values | one.mark.upto):
        held |= dict.fromkeys(keys, 1.0)
    days, months = one.days, one.months
    if not days:
        days = _named_in(line.label, "wd:")
    heads = _head(one, line)
    if not months:
        months = _named_in(line.label, "mo:") or _named_in(" ".join(heads), "mo:")
    leaf = line.span.heading.rsplit(" > ", 1)[-1]
    names = () if months else tuple(fold(name) for name in (*heads, line.label, leaf) if name)
    held |= dict.fromkeys((*days, *months), 1.0)
    named = one.near or words_in(line.label)
    return Site(one, line.span, line.text, held, named, days, months, names)


def _head(one: Placed, line: Line) -> Sequence[str]:
    if not line.heads:
        return ()
    place = marked(line.text, line.span.lang, generous=True).text[: one.mark.start].count(" | ")
    return (line.heads[place],) if place < len(line.heads) else ()


def _head_of(one: Placed, line: Line) -> Sequence[Keys]:
    return [keys for head in _head(one, line) for keys in words_in(head)]


def _named_in(text: str, prefix: str) -> frozenset[str]:
    found = marked(text, generous=True).marks
    return frozenset(v for m in found for v in (*m.values, *m.upto) if v.startswith(prefix))
