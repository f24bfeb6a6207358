"""What a figure is about: the words around it, in a reply and in a source, so that a price of
another row, season or day is not taken for the right one.

A line is cut at commas, bars and the like. Words in the piece of the figure are near it; the rest
of the line, the label and the heading above count less. Days and months bind the figures that
follow them, or that stand before them where the line begins with figures.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.claim_calendar import is_every_day, spans_weekend
from agent.claim_marks import Mark, marked
from agent.claim_policies import KINDS
from agent.language import language
from agent.values import number_of
from agent.words import LANGUAGES, TOKEN, lexicon, stem

LINE, APART, REACH = 0.5, 0.5, 120
_CUT = re.compile(r"\s\|\s|[;•·]|,\s|\.\s|\s[–—-]\s(?!\d)|\n|\(|\)")
_AFTER = re.compile(
    r"\W{0,4}(?:(?:euros?|eur|dollars?|dolares|dollari|usd|pounds?|gbp|chf)\W{1,2})?"
    r"(?:for|per|para|por|fur|pro|pour|par|voor|per|with|mit|con|avec|com|met|on|an|am|el"
    r"|los|le|il|op|in|im|ל)\b"
)
_JOINS = re.compile(
    r"\W*(?:-|–|—|to|bis|and|und|y|e|et|en|a|al|au|or|oder|o|ou|of|from|till|until|tot|ate|hasta"
    r"|von|ab|as|alle|las|le)?\W*"
)
_RANGE = re.compile(
    r"(?: uhr| h)?\s?(?:-|–|—|‑|to|bis|a|al?le|till|until|tot|ate|as|hasta|עד)(?: las?| um)?\s?"
)
_ENDS = re.compile(
    r"(?:\b(?:until|till|bis|hasta|jusqu'?a|fino|ate|tot)(?: (?:las?|alle?|as|um|zu))?|\bclos(?:e"
    r"|es|ing)(?: at)?|\bschlie(?:ss|s)\w*(?: um)?"
    r"|\bcierra\w*(?: a las?)?|\bferme(?: a)?|\bchiud\w+(?: alle)?|\bfecha\w*(?: as)?"
    r"|\bsluit(?: om)?|\bends?(?: at)?|עד)\s$"
)
_STARTS = re.compile(
    r"(?:\b(?:from|ab|desde|a partir de|des|dalle|vanaf|after|starts?|begins?|opens?|offnet|abre"
    r"|ouvre|apre|beginnt|inizia|comienza)"
    r"(?: (?:at|um|a|las?|alle|as|om|de))*)\s$"
)
_SAID = "euro euros eur dollar dollars dolares dollari usd pounds gbp chf libras שקל שקלים יורו"
_CURRENCIES = frozenset(_SAID.split())
_HALF = "half halb halbe halber halbes halve demi demie medio media mezzo mezza meio meia חצי"
_HALVES = frozenset(_HALF.split())
_WITHOUT = ("without", "ohne", "sin", "sans", "senza", "sem", "zonder", "ללא", "בלי")
_NOT = ("not", "nicht", "non", "no", "kein", "keine", "pas", "niet", "geen", "nao", "לא", "אין")
_EXCEPT = {**dict.fromkeys(_WITHOUT, "~"), **dict.fromkeys(_NOT, "!")}
Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark and what is around it. `near` and `line` are sets of words as they are compared, one
    per word; `beside` are the words next to it, which say what a number counts; `edge` says of a
    time whether something starts or ends then; `days` and `months` are those it holds on."""

    mark: Mark
    near: tuple[Keys, ...]
    line: tuple[Keys, ...]
    beside: Keys
    edge: str
    days: frozenset[str]
    months: frozenset[str]


@lru_cache(maxsize=1)
def _stop() -> frozenset[str]:
    return frozenset(word for code in LANGUAGES for word in language(code).stop)


@lru_cache(maxsize=32_768)
def keys_of(word: str) -> Keys:
    """All that a folded word may be known by; empty for words that say nothing."""
    if word in _EXCEPT:
        return frozenset({_EXCEPT[word]})
    if word in _CURRENCIES:
        return frozenset()
    if word in _HALVES:
        return frozenset({"n:0.5"})
    number = number_of(word)
    if number is not None:
        return frozenset({f"n:{number:g}"})
    if word in _stop() or len(word) < 2:
        return frozenset()
    return frozenset({f"s:{stem(word)}", *(f"c:{concept}" for concept in lexicon().concepts(word))})


def keyed(folded: str) -> list[tuple[int, Keys]]:
    """Place and keys of each word that says something; a phrase ("petit déjeuner") is known by
    its first word too."""
    found = list(TOKEN.finditer(folded))
    keys = [keys_of(match[0]) for match in found]
    for start, _, concepts in lexicon().phrases([match[0] for match in found]):
        keys[start] |= {f"c:{concept}" for concept in concepts}
    return [(match.start(), own) for match, own in zip(found, keys, strict=True) if own]


@lru_cache(maxsize=8_192)
def words_in(text: str, lang: str = "") -> tuple[Keys, ...]:
    """The keys of each word of a text, days, months and figures included."""
    found = marked(text, lang, generous=not lang)
    values = [frozenset(mark.values | mark.upto) for mark in found.marks]
    return (*(keys for _, keys in keyed(found.text)), *values)


@lru_cache(maxsize=8_192)
def placed(text: str, lang: str = "", *, generous: bool = False) -> tuple[Placed, ...]:
    """The marks of one line or sentence with what is around them."""
    found = marked(text, lang, generous=generous)
    if not found.marks:
        return ()
    return tuple(_Line(found.text, found.marks).placed())


class _Line:
    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.text, self.marks = text, marks
        self.cuts = sorted({0, len(text), *(m.start() for m in _CUT.finditer(text))})
        self.words = keyed(text)
        taken = [(mark.start, mark.end) for mark in marks if mark.kind != "number"]
        self.words = [
            (at, keys) for at, keys in self.words
            if keys and not any(start <= at < end for start, end in taken)
        ]  # fmt: skip
        self.words += [
            (mark.start, frozenset(mark.values | mark.upto)) for mark in marks
            if mark.kind not in ("number", "date")
        ]  # fmt: skip
        self.words.sort(key=lambda one: one[0])

    def placed(self) -> list[Placed]:
        found = []
        every = is_every_day(self.text)
        weekend = spans_weekend(self.text)
        for kind in dict.fromkeys(mark.kind for mark in self.marks):
            groups = self._groups(kind)
            for number, group in enumerate(groups):
                near = self._near(groups, number)
                for mark in group:
                    line = tuple(
                        keys
                        for at, keys in self.words
                        if not mark.start <= at < mark.end and abs(at - mark.start) <= REACH
                    )
                    days = self._bound(mark, "weekday")
                    if not days and weekend and kind == "clock":
                        days = frozenset({"wd:5", "wd:6"})
                    if not days and every:
                        days = frozenset(f"wd:{n}" for n in range(7))
                    months = self._bound(mark, "month")
                    beside, edge = self._beside(mark), self._edge(group, mark)
                    found.append(Placed(mark, near, line, beside, edge, days, months))
        return found

    def _groups(self, kind: str) -> list[list[Mark]]:
        """Marks of a kind, those together that only a dash or an "and" parts."""
        groups: list[list[Mark]] = []
        for mark in self.marks:
            if mark.kind != kind:
                continue
            if groups and _JOINS.fullmatch(self.text, groups[-1][-1].end, mark.start):
                groups[-1].append(mark)
            else:
                groups.append([mark])
        return groups

    def _near(self, groups: Sequence[list[Mark]], number: int) -> tuple[Keys, ...]:
        group = groups[number]
        start, end = group[0].start, group[-1].end
        cut = bisect_right(self.cuts, start) - 1
        left = self.cuts[cut]
        right = next((c for c in self.cuts if c >= end), len(self.text))
        if group[0].kind in KINDS:
            left, right = self._own_clause(left, right, start, end)
        elif len(groups) == 1:
            left, right = 0, len(self.text)
        before_from = max(left, groups[number - 1][-1].end) if number else left
        after_to = min(right, groups[number + 1][0].start) if number + 1 < len(groups) else right
        before = self._between(before_from, start, start, end)
        after = self._between(end, after_to, start, end)
        alone = before_from == left and after_to == right
        if alone or len(groups) == 1:
            near = [*before, *after]
        elif _AFTER.match(self.text, end) and after:
            near = after
        else:
            near = before or after
        row = self.text.find(" | ")
        if (not near and left > 0) or -1 < row < start:
            # A cell belongs to the name at the head of its row.
            near = [*near, *self._between(0, row if row > 0 else self.cuts[1], start, end)]
        return tuple(near)

    def _own_clause(self, left: int, right: int, start: int, end: int) -> tuple[int, int]:
        """A policy is said of what stands beside it, not of what has a price or an hour of its own
        in the same sentence; of the whole sentence where nothing stands beside it."""
        figures = [mark for mark in self.marks if mark.kind in ("money", "clock", "percent")]
        nearer = max((m.end for m in figures if m.end <= start), default=0)
        further = min((m.start for m in figures if m.start >= end), default=len(self.text))
        left, right = max(left, nearer), min(right, further)
        own = self._between(left, start, start, end) or self._between(end, right, start, end)
        return (left, right) if own else (0, len(self.text))

    def _beside(self, mark: Mark) -> Keys:
        after = next(
            (keys for at, keys in self.words if mark.end <= at <= mark.end + 2), frozenset()
        )
        before = frozenset[str]()
        for at, keys in self.words:
            if (
                at < mark.start
                and mark.start - at <= 24
                and not self.text[at : mark.start].count(" ") > 1
            ):
                before = keys
        return after | before

    def _edge(self, group: Sequence[Mark], mark: Mark) -> str:
        if mark.kind != "clock":
            return ""
        before = self.text[max(0, mark.start - 26) : mark.start]
        place = next(number for number, one in enumerate(group) if one is mark)
        if place and _RANGE.fullmatch(self.text, group[place - 1].end, mark.start):
            return "end"
        if _ENDS.search(before):
            return "end"
        following = group[place + 1].start if place + 1 < len(group) else -1
        in_range = following > 0 and _RANGE.fullmatch(self.text, mark.end, following)
        return "start" if in_range or _STARTS.search(before) else ""

    def _between(self, start: int, end: int, skip_from: int, skip_to: int) -> list[Keys]:
        return [
            keys for at, keys in self.words if start <= at < end and not skip_from <= at < skip_to
        ]

    def _bound(self, mark: Mark, kind: str) -> frozenset[str]:
        """The days (or months) a figure holds on: those named last before it, or first after it
        where the line begins with figures."""
        if mark.kind == kind:
            return frozenset(mark.values | mark.upto)
        groups = self._groups(kind)
        if not groups:
            return frozenset()
        figures = [m.start for m in self.marks if m.kind in ("clock", "money", "percent")]
        leads = bool(figures) and min(figures) < groups[0][0].start
        before = [group for group in groups if group[-1].end <= mark.start]
        after = [group for group in groups if group[0].start >= mark.end]
        chosen = (
            (after or before)[0 if after else -1]
            if leads
            else (before or after)[-1 if before else 0]
        )
        return frozenset(name for one in chosen for name in (*one.values, *one.upto))
