"""What a reply may stand on, taken apart once: spans of sources, house answers, computed facts,
results of tools, and the guest's own words.

Each figure keeps the line it stands in, with the label and the heading above it and, in a table,
the head of its column. Sources are taken apart the first time something is looked up in them, so
that this costs nothing while a model is still thinking.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from math import log
from typing import Literal

from agent.claim_contacts import Contact, contacts_of, host_of, without_contacts
from agent.claim_marks import Mark, marked
from agent.claim_policies import negations
from agent.claim_roles import LINE, Keys, Placed, keys_of, placed, words_in
from agent.sentences import sentences
from agent.words import TOKEN, fold

SpanKind = Literal["passage", "house", "fact", "tool"]
LONGEST_LABEL = 70
OF_CONCEPT = 0.7
LABEL, HEADING, TITLE, EARLIER = 0.8, 0.6, 0.4, 0.3
# A sentence with these shares of a line's words repeats it.
FEWEST_IN_FRAME, OF_FRAME, NEARLY, LONGEST_FRAME = 4, 0.79, 0.04, 300
_SEASON = re.compile(
    r"season|saison|temporada|stagione|epoca|seizoen|עונה|summer|winter|sommer|verano|invierno"
    r"|estate"
    r"|inverno|verao|zomer|קיץ|חורף|\bete\b|\bhiver\b"
)
_LEADERS = re.compile(r"\s*(?:\.(?:\s?\.)+|…)[.…\s]*")
_CLAUSE_END = re.compile(r"[;!?\n]|[.]\s|\s\|\s")
_FRAMED = ("money", "clock", "number", "percent", "date")
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
    what it is a figure of."""

    placed: Placed
    span: Span
    line: str
    held: dict[str, float]
    named: tuple[Keys, ...]
    days: frozenset[str]
    months: frozenset[str]

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


@dataclass(frozen=True)
class Evidence:
    """`said` are the guest's own words, which may be said back; `hosts` the business's own;
    `names` what needs no source (the business's name, the persona's); `done` the acts that tools
    did in this turn; `now` in the business's zone. Immutable in what it says; shared by every
    guard of a turn."""

    spans: Sequence[Span]
    said: str = ""
    now: datetime | None = None
    hosts: Collection[str] = ()
    names: Sequence[str] = ()
    done: Collection[str] = ()
    lang: str = "en"

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for span in self.spans for line in _lines(span))

    @cached_property
    def sites(self) -> dict[str, list[Site]]:
        """By kind of mark."""
        found: dict[str, list[Site]] = {}
        for line in self.lines:
            for one in placed(line.bare, line.span.lang, generous=True):
                found.setdefault(one.mark.kind, []).append(_site(one, line, self.seasons))
        return found

    @cached_property
    def currencies(self) -> frozenset[str]:
        return frozenset(s.mark.unit for s in self.sites.get("money", ()) if s.mark.unit)

    @cached_property
    def signed(self) -> frozenset[str]:
        """Lines with a price that has its sign: what has none there is no price."""
        return frozenset(s.line for s in self.sites.get("money", ()) if s.mark.unit)

    @cached_property
    def seasons(self) -> dict[str, frozenset[str]]:
        """Which months a season has, by its name, where a line below its name or behind it tells:
        "High season: July, August"."""
        found: dict[str, frozenset[str]] = {}
        for line in self.lines:
            months = _named_in(line.text, "mo:") if not _has_figure(line.text) else frozenset()
            for name in (
                line.label,
                line.span.heading.rsplit(" > ", 1)[-1],
                line.text.split(":")[0],
            ):
                if months and _SEASON.search(fold(name)) and not _named_in(name, "mo:"):
                    found[fold(name)] = found.get(fold(name), frozenset()) | months
        return found

    @cached_property
    def literal(self) -> frozenset[str]:
        """Every line and sentence of the sources, as one that is quoted is compared with it."""
        return frozenset(
            plain(part)
            for span in self.spans
            for raw in (*span.text.split("\n"), *span.heading.split(" > "), span.title)
            for part in (raw, *sentences(raw))
        ) - {""}

    @cached_property
    def contacts(self) -> tuple[tuple[Contact, Span], ...]:
        return tuple(
            (contact, span)
            for span in self.spans
            for text in (span.text, span.heading, span.url)
            for contact in contacts_of(text)
        )

    @cached_property
    def known_hosts(self) -> frozenset[str]:
        cited = {host_of(one.text) for one, _ in self.contacts if one.kind == "url"}
        return frozenset(host.lower().removeprefix("www.") for host in self.hosts) | (cited - {""})

    @cached_property
    def guest_contacts(self) -> tuple[Contact, ...]:
        return contacts_of(self.said)

    @cached_property
    def guest_values(self) -> frozenset[str]:
        """Figures the guest named: numbers, times and days, but no price."""
        found = marked(self.said, self.lang, generous=True).marks
        return frozenset(
            value for mark in found for value in (*mark.values, *mark.upto)
            if value[0] != "m" or value.startswith("mo:")
        ) - {value for mark in found if mark.kind == "money" for value in mark.values}  # fmt: skip

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word that stands anywhere, the guest's words and names included."""
        texts = [part for s in self.spans for part in (s.text, s.heading, s.title)]
        return frozenset(
            part
            for text in (*texts, self.said, *self.names)
            for word in TOKEN.findall(fold(text))
            for part in (word, *word.split("'"))
        )

    @cached_property
    def _worded(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple(
            (line.text, frozenset(_plain_words(line.text)) | _values_in(line.bare))
            for line in self.lines
            if len(line.text) <= LONGEST_FRAME
        )

    def told_like(self, text: str, bare: str) -> tuple[str, ...]:
        """The lines that hold nearly all words and figures of a text; none when it is so short
        that this says nothing. `bare` is the text without addresses and telephone numbers."""
        words: list[frozenset[str]] = [frozenset({word}) for word in set(_plain_words(text))]
        figures = [m.values for m in marked(bare, self.lang).marks if m.kind in _FRAMED]
        if not words or len(words) + len(figures) < FEWEST_IN_FRAME:
            return ()
        whole = [*words, *figures]
        shares = [
            (sum(not one.isdisjoint(known) for one in whole) / len(whole), line)
            for line, known in self._worded
        ]
        best = max((share for share, _ in shares), default=0.0)
        if best < OF_FRAME:
            return ()
        return tuple(line for share, line in shares if share >= best - NEARLY)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The sources in the smallest pieces that say yes or no to something."""
        return tuple(clause for line in self.lines for clause in _clauses(line))

    @cached_property
    def _counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for clause in self.clauses:
            for key in clause.held:
                counts[key] = counts.get(key, 0) + 1
        return counts

    def knows(self, keys: Keys) -> bool:
        """Whether a word is one of the sources' at all."""
        return any(key in self._counts for key in keys)

    def rarity(self, keys: Keys) -> float:
        """From 1, said once, towards 0, said everywhere."""
        return 1.0 / (1.0 + log(max(1, *(self._counts.get(key, 1) for key in keys))))

    def words_of(self, text: str) -> tuple[Keys, ...]:
        return words_in(text, self.lang)

    @cached_property
    def today(self) -> dict[str, str]:
        """Values that follow from what day it is, and in which words that is said."""
        if self.now is None:
            return {}
        found: dict[str, str] = {f"n:{self.now.year}": "year", f"n:{self.now.year + 1}": "year"}
        for days, said in ((0, "today"), (1, "tomorrow"), (2, "after_tomorrow")):
            day = self.now.date() + timedelta(days)
            found.setdefault(f"wd:{day.weekday()}", said)
            found[f"d:{day.month}-{day.day}"] = said
            found.setdefault(f"mo:{day.month}", said)
        return found


def _plain_words(text: str) -> list[str]:
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
    for raw in span.text.split("\n"):
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
        if bare and len(line) <= LONGEST_LABEL and not line.endswith((".", "!")):
            label = line
        if bare:
            name = line


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


def _site(one: Placed, line: Line, seasons: dict[str, frozenset[str]]) -> Site:
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
    if not months:
        heads = _head(one, line)
        months = _named_in(line.label, "mo:") or _named_in(" ".join(heads), "mo:")
        leaf = line.span.heading.rsplit(" > ", 1)[-1]
        for name in (*heads, line.label, leaf) if seasons else ():
            months = months or seasons.get(fold(name), months)
    held |= dict.fromkeys((*days, *months), 1.0)
    return Site(one, line.span, line.text, held, one.near or words_in(line.label), days, months)


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
