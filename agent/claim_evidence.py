"""What a reply may stand on: spans of sources, house answers, computed facts, results of tools, and
the guest's own words.

Sources are taken apart the first time something is looked up in them, so that this costs nothing
while a model is still thinking.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import log

from agent.ages import ages_told
from agent.claim_contacts import Contact, contacts_of, host_of
from agent.claim_marks import marked
from agent.claim_roles import Keys, words_in
from agent.claim_source import (
    Clause,
    Line,
    Parts,
    Site,
    Span,
    parts_of,
    plain,
    plain_words,
    words_of,
)
from agent.values import number_of
from agent.words import fold, tokens

__all__ = ["Evidence", "Line", "Site", "Span", "plain"]

# A sentence with this share of a line's words and figures repeats it.
FEWEST_IN_FRAME, OF_FRAME, NEARLY = 4, 0.79, 0.04
_FRAMED = ("money", "clock", "number", "percent", "date")


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
    def _parts(self) -> tuple[Parts, ...]:
        return tuple(parts_of(span) for span in self.spans)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for parts in self._parts for line in parts.lines)

    @cached_property
    def sites(self) -> dict[str, list[Site]]:
        """By kind of mark. What stands under the name of a season holds in its months, wherever
        those are told."""
        seasons = {name: months for parts in self._parts for name, months in parts.seasons.items()}
        found: dict[str, list[Site]] = {}
        for parts in self._parts:
            for site in parts.sites:
                months = next((seasons[name] for name in site.seasons if name in seasons), None)
                if months:
                    held = {**site.held, **dict.fromkeys(months, 1.0)}
                    site = replace(site, months=months, held=held)
                found.setdefault(site.mark.kind, []).append(site)
        return found

    @cached_property
    def currencies(self) -> frozenset[str]:
        return frozenset(s.mark.unit for s in self.sites.get("money", ()) if s.mark.unit)

    @cached_property
    def signed(self) -> frozenset[str]:
        """Lines with a price that has its sign: what has none there is no price."""
        return frozenset(s.line for s in self.sites.get("money", ()) if s.mark.unit)

    def quoted(self, text: str, label: str = "") -> Span | None:
        """The span of which a text is a whole line or sentence, and its label too, where that is
        one of a source's: "Low season" above a line of the high season is no quote."""
        said, above = plain(text), plain(label)
        known = bool(above) and any(above in parts.literal for parts in self._parts)
        for span, parts in zip(self.spans, self._parts, strict=True):
            if said in parts.literal and (not known or above in parts.literal):
                return span
        return None

    @cached_property
    def contacts(self) -> tuple[tuple[Contact, Span], ...]:
        every = zip(self.spans, self._parts, strict=True)
        return tuple((contact, span) for span, parts in every for contact in parts.contacts)

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
    def guest_ages(self) -> frozenset[float]:
        """Numbers the guest told as ages and as nothing else: they count nothing."""
        words = tokens(fold(self.said))
        told = {place: number for place, word in enumerate(words) if (number := number_of(word))}
        ages = ages_told(words)
        counted = {number for place, number in told.items() if place not in ages}
        return frozenset(told[place] for place in ages) - counted

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word that stands anywhere, the guest's words and names included."""
        own = frozenset(word for text in (self.said, *self.names) for word in words_of(text))
        return own.union(*(parts.words for parts in self._parts))

    def told_like(self, text: str, bare: str) -> tuple[str, ...]:
        """The lines that hold nearly all words and figures of a text; none when it is so short
        that this says nothing. `bare` is the text without addresses and telephone numbers."""
        words: list[frozenset[str]] = [frozenset({word}) for word in set(plain_words(text))]
        figures = [m.values for m in marked(bare, self.lang).marks if m.kind in _FRAMED]
        if not words or len(words) + len(figures) < FEWEST_IN_FRAME:
            return ()
        whole = [*words, *figures]
        shares = [
            (sum(not one.isdisjoint(known) for one in whole) / len(whole), line)
            for parts in self._parts
            for line, known in parts.frames
        ]
        best = max((share for share, _ in shares), default=0.0)
        if best < OF_FRAME:
            return ()
        return tuple(line for share, line in shares if share >= best - NEARLY)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The sources in the smallest pieces that say yes or no to something."""
        return tuple(clause for parts in self._parts for clause in parts.clauses)

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
