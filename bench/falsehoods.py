"""Falsehoods made out of true replies, for `bench.guard`."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from agent.claim_contacts import contacts_of, without_contacts
from agent.claim_evidence import Evidence
from agent.claim_marks import Mark, marked
from agent.language import language
from agent.words import fold

SWAPS, DIGITS = 3, 4
_FIGURES = ("money", "clock", "number", "percent", "date")
_SEASONS = (
    ("high season", "low season"), ("summer", "winter"), ("temporada alta", "temporada baja"),
    ("verano", "invierno"), ("hochsaison", "nebensaison"), ("sommer", "winter"),
    ("alta stagione", "bassa stagione"),
)  # fmt: skip
_SIGNS = ("€", "$", "£")
_CURRENCY = (
    ("euros", "dollars"), ("euro", "dollars"), ("dollars", "euros"), ("dólares", "euros"),
    ("dollar", "euro"), ("pounds", "euros"),
)  # fmt: skip
_SAYS_FREE = re.compile(r"free|gratis|gratuit|kostenlos|donat|no extra charge|aufpreis|inclu|inkl")
INVENTIONS = Path(__file__).resolve().parent / "guard_replies" / "inventions.toml"


def falsehoods(
    text: str, lang: str, told: Sequence[str], evidence: Evidence, chance: random.Random
) -> Iterator[tuple[str, str]]:
    """Family and text of each; `told` are ones written by hand."""
    yield from (("written", one) for one in told)
    bare = without_contacts(text, contacts_of(text))
    own = {value for mark in marked(bare, lang).marks for value in mark.values}
    for mark in marked(bare, lang).marks:
        if mark.kind in _FIGURES and _place(text, mark):
            yield from (("digit", one) for one in _digits(text, mark, lang, own, evidence, chance))
            yield from (
                ("other row", one) for one in _rows(text, mark, lang, own, evidence, chance)
            )
    yield from (("phone digit", one) for one in _phones(text, chance))
    yield from (("season", one) for one in _other_seasons(text, lang, evidence))
    yield from (("weekday", one) for one in _other_days(text, lang, evidence, chance))
    yield from (("currency", one) for one in _other_currency(text))
    yield from (("half of the day", one) for one in _other_half(text))
    for family, ways in tomllib.loads(INVENTIONS.read_text("utf-8")).items():
        if family != "free" or not _SAYS_FREE.search(fold(text)):
            yield f"invented {family}", f"{text.rstrip()} {ways.get(lang, ways['en'])}"


def _place(text: str, mark: Mark) -> tuple[int, int] | None:
    """Where the mark stands in the text itself, if it is written in figures and only once."""
    found = list(re.finditer(rf"(?<![\d.,]){re.escape(_bare(mark))}(?![\d]|[.,]\d)", fold(text)))
    if len(found) != 1 or len(fold(text)) != len(text):
        return None
    return found[0].span()


def _bare(mark: Mark) -> str:
    return re.sub(r"^[^\d]+|[^\d]+$", "", mark.text) or mark.text


def _instead(text: str, mark: Mark, new: str) -> str:
    start, end = _place(text, mark) or (0, 0)
    return text[:start] + new + text[end:]


def _digits(
    text: str, mark: Mark, lang: str, own: set[str], evidence: Evidence, chance: random.Random
) -> Iterator[str]:
    figure = _bare(mark)
    places = [n for n, c in enumerate(figure) if c.isdigit()]
    chance.shuffle(places)
    for place in places[:DIGITS]:
        others = [d for d in "123456789" if d != figure[place]]
        new = figure[:place] + chance.choice(others) + figure[place + 1 :]
        changed = _instead(text, mark, new)
        now = {value for m in marked(changed, lang).marks for value in m.values}
        # "31:00" is no time and "25 May" said twice is no other date: only a new claim is false.
        if now != own and not now < own:
            yield changed


def _rows(
    text: str, mark: Mark, lang: str, own: set[str], evidence: Evidence, chance: random.Random
) -> Iterator[str]:
    """The figure of another line of what was given, of the same kind."""
    sites = [
        site for site in evidence.sites.get(mark.kind, [])
        if not site.mark.values & own and (site.mark.unit == mark.unit or not mark.unit)
    ]  # fmt: skip
    figures = list(dict.fromkeys(_bare(site.mark) for site in sites))
    chance.shuffle(figures)
    for figure in figures[:SWAPS]:
        changed = _instead(text, mark, figure)
        now = [m for m in marked(changed, lang).marks if m.kind == mark.kind]
        if any(not m.values & own for m in now):
            yield changed


def _phones(text: str, chance: random.Random) -> Iterator[str]:
    for one in contacts_of(text):
        if one.kind == "phone":
            digits = [n for n in range(one.start, one.end) if text[n].isdigit()]
            for place in chance.sample(digits, 3):
                new = chance.choice([d for d in "0123456789" if d != text[place]])
                yield text[:place] + new + text[place + 1 :]


def _other_seasons(text: str, lang: str, evidence: Evidence) -> Iterator[str]:
    for one, other in _SEASONS:
        for a, b in ((one, other), (other, one)):
            if re.search(rf"\b{a}\b", text, re.IGNORECASE):
                yield re.sub(rf"\b{a}\b", b, text, flags=re.IGNORECASE)
    yield from _renamed(text, lang, evidence, "month", "mo:")


def _other_days(text: str, lang: str, evidence: Evidence, chance: random.Random) -> Iterator[str]:
    yield from _renamed(text, lang, evidence, "weekday", "wd:")


def _renamed(text: str, lang: str, evidence: Evidence, kind: str, prefix: str) -> Iterator[str]:
    """With another day or month, one that none of the lines with the reply's figures is about."""
    marks = marked(text, lang).marks
    names = language(lang).weekdays if kind == "weekday" else language(lang).months
    figures = {v for m in marks if m.kind in ("clock", "money", "percent") for v in m.values}
    true_on = {v for m in marks for v in (*m.values, *m.upto) if v.startswith(prefix)}
    for line in evidence.lines:
        found = marked(line.text, line.span.lang, generous=True).marks
        values = {v for m in found for v in (*m.values, *m.upto)}
        if not figures or values & figures or values & true_on:
            true_on |= {v for v in values if v.startswith(prefix)}
    for mark in marks:
        if mark.kind != kind or not _place(text, mark):
            continue
        false = [
            name for name, number in names.items()
            if f"{prefix}{number}" not in true_on and len(name) > 4 and " " not in name
        ]  # fmt: skip
        for name in false[:2]:
            yield _instead(text, mark, name.capitalize())


def _other_currency(text: str) -> Iterator[str]:
    for sign in _SIGNS:
        if sign in text:
            yield from (text.replace(sign, other) for other in _SIGNS if other != sign)
    for word, other in _CURRENCY:
        if re.search(rf"\b{word}\b", text):
            yield re.sub(rf"\b{word}\b", other, text)
            return


def _other_half(text: str) -> Iterator[str]:
    for a, b in (("am", "pm"), ("pm", "am")):
        for match in re.finditer(rf"(?<=\d)\s?{a}\b", text):
            yield text[: match.start()] + f" {b}" + text[match.end() :]
