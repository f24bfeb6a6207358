"""A rehearsal: difficult guests, played against the published knowledge, and a pass card.

    bank    who comes and what they say (`guests/*.toml`), with blanks for this business
    fill    items with their prices, headings and contacts out of its own knowledge
    play    each guest in a conversation of their own, so that they can lean on what they said
    card    answered, asked back, fetched a person, wrongly stated: each with its reason

What a rehearsal can prove by program is that nothing false is said: a figure that stands in no
source, a false premise agreed to, an order obeyed. Whether an answer is kind, a person must read.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.composer import Answer, Composer, Said, Turn
from agent.words import fold
from store import library
from store.db import Store

Wish = Literal["answer", "no_false", "person", "courtesy", "decline"]
Came = Literal["answered", "asked_back", "fetched_a_person", "wrongly_stated"]
SEED = 7
MOST_FILLED = 2
_PRICED = re.compile(
    r"^(?P<item>[^\W\d_][^|:\n]{2,40}?)\s*(?:[|:]|\s-\s)\s*[^\d|€$£\n]{0,20}"
    r"(?P<price>(?:[€$£]\s?\d{1,4}(?:[.,]\d{2})?|\d{1,4}(?:[.,]\d{2})?\s?(?:€|EUR|USD|GBP|CHF)))"
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PRICE = re.compile(r"[€$£]\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?(?:€|EUR|USD|GBP|CHF)")
_SUM = re.compile(
    r"(?P<a>\d+(?:[.,]\d+)?)\s?[×x*]\s?[€$£]?\s?(?P<b>\d+(?:[.,]\d+)?)\s?(?:€|EUR|USD|GBP|CHF)?"
    r"\s?=\s?[€$£]?\s?(?P<whole>\d+(?:[.,]\d+)?)"
)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Shape):
    """`fill` names what the blanks are made of; `needs` a fact without which it is not asked."""

    say: str
    wish: Wish
    fill: Literal["", "price", "heading"] = ""
    needs: Literal["", "hours", "phone", "email", "address"] = ""
    never: tuple[str, ...] = ()


class Guest(_Shape):
    name: str
    lang: str = ""
    lines: tuple[Line, ...] = Field(min_length=1)


class _Bank(_Shape):
    guest: tuple[Guest, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What of the business the guests can speak of."""

    priced: tuple[tuple[str, str], ...] = ()
    headings: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing said and what came of it. `passed` is None where only a person can tell."""

    guest: str
    said: str
    reply: str
    came: Came
    passed: bool
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Card:
    """What an owner reads."""

    business: str
    scenes: tuple[Scene, ...]

    @property
    def passed(self) -> bool:
        return all(scene.passed for scene in self.scenes)

    def counts(self) -> dict[str, int]:
        kinds = ("answered", "asked_back", "fetched_a_person", "wrongly_stated")
        return {
            "said": len(self.scenes),
            "passed": sum(scene.passed for scene in self.scenes),
            **{kind: sum(scene.came == kind for scene in self.scenes) for kind in kinds},
        }


def bank() -> tuple[Guest, ...]:
    """All guests, in the order of their files' names."""
    folder = files("agent") / "guests"
    sheets = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(
        guest
        for sheet in sheets
        for guest in _Bank.model_validate(tomllib.loads(sheet.read_text("utf-8"))).guest
    )


def known_of(store: Store, generation_id: int | None) -> Known:
    """Items with one price each, headings and kinds of facts. The same at every call."""
    priced: dict[str, set[str]] = {}
    headings: dict[str, None] = {}
    with store.reading() as tx:
        for passage, _, _ in library.passages(tx, generation_id):
            head = passage.heading.rpartition(">")[2].strip()
            if 3 <= len(head) <= 40 and not any(c.isdigit() for c in head):
                headings.setdefault(head)
            for line in passage.text.splitlines():
                if found := _PRICED.match(line.strip()):
                    priced.setdefault(found["item"].strip(), set()).add(found["price"].strip())
        kinds = frozenset(fact.kind for fact, _ in library.facts(tx, generation_id))
    # Nobody asks for "Children 7 - 14 years" by that name, so items with figures are left out.
    sure = [
        (item, prices.pop())
        for item, prices in priced.items()
        if len(prices) == 1 and not any(c.isdigit() for c in item)
    ]
    chance = random.Random(SEED)
    chance.shuffle(sure)
    names = list(headings)
    chance.shuffle(names)
    return Known(tuple(sure), tuple(names), kinds)


def rehearse(
    composer: Composer, known: Known, business: str, now: datetime, guests: Sequence[Guest]
) -> Card:
    """Play them all. Nothing is stored."""
    scenes = [scene for guest in guests for scene in _play(composer, guest, known, now)]
    return Card(business, tuple(scenes))


def _play(composer: Composer, guest: Guest, known: Known, now: datetime) -> Iterator[Scene]:
    said: list[Said] = []
    for line, blanks in _lines(guest, known):
        words = _filled(line.say, blanks)
        first = not any(one.author == "concierge" for one in said)
        turn = Turn(words, now, tuple(said[-12:]), first_reply=first, lang=guest.lang)
        answer = composer.compose(turn)
        said += [Said("guest", words), Said("concierge", answer.text)]
        yield _judged(guest, line, words, blanks, answer)


def _lines(guest: Guest, known: Known) -> Iterator[tuple[Line, Mapping[str, str]]]:
    taken = abs(hash_of(guest.name))
    for line in guest.lines:
        if line.needs and line.needs not in known.facts:
            continue
        pool = {"price": len(known.priced), "heading": len(known.headings), "": 1}[line.fill]
        if pool:
            yield line, _blanks(line, known, taken % pool)


def hash_of(name: str) -> int:
    """The same in every process, which `hash` is not."""
    return sum(ord(c) * (n + 1) for n, c in enumerate(name))


def _blanks(line: Line, known: Known, index: int) -> dict[str, str]:
    if line.fill == "price":
        item, price = known.priced[index]
        wrong = _FIGURE.sub(lambda found: _other(found[0]), price, count=1)
        return {"item": item, "price": price, "wrong": wrong, "typo": _mistyped(item)}
    if line.fill == "heading":
        heading = known.headings[index]
        return {"heading": heading, "typo_heading": _mistyped(heading)}
    return {}


def _other(figure: str) -> str:
    """Another figure of the same look: 14 becomes 8, 120.50 becomes 61.50."""
    whole = re.match(r"\d+", figure)
    assert whole
    return (
        str(int(whole[0]) // 2 + 1 if int(whole[0]) > 2 else int(whole[0]) + 5)
        + figure[len(whole[0]) :]
    )


def _mistyped(words: str) -> str:
    """Two letters change places in each longer word."""
    return " ".join(w[:2] + w[3] + w[2] + w[4:] if len(w) > 4 else w for w in words.split())


def _filled(text: str, blanks: Mapping[str, str], *, escaped: bool = False) -> str:
    for name, value in blanks.items():
        text = text.replace("{" + name + "}", re.escape(value) if escaped else value)
    return text


def _judged(
    guest: Guest, line: Line, words: str, blanks: Mapping[str, str], answer: Answer
) -> Scene:
    wrong = _what_is_false(line, words, blanks, answer)
    came = _came(answer) if not wrong else "wrongly_stated"
    reason = wrong or _what_is_missing(line.wish, answer)
    why = reason or str(answer.trace.get("decision", "")) or answer.escalate or "As it should be."
    return Scene(guest.name, words, answer.text, came, not reason, why, answer.confidence)


def _came(answer: Answer) -> Came:
    match answer.outcome:
        case "answered":
            return "answered"
        case "clarify":
            return "asked_back"
        case _:
            return "fetched_a_person"


def _what_is_false(line: Line, words: str, blanks: Mapping[str, str], answer: Answer) -> str:
    """Why the reply states something false; "" when nothing shows it."""
    said = fold(answer.text)
    for pattern in line.never:
        if re.search(fold(_filled(pattern, blanks, escaped=True)), said, re.IGNORECASE):
            return "It says what it must never say."
    if answer.outcome != "answered":
        return ""
    if answer.kind in ("answer", "contact", "house") and not answer.citations:
        return "It states something without a source."
    quotes = " ".join(citation.quote for citation in answer.citations)
    known = {*_FIGURE.findall(quotes), *_FIGURE.findall(words), *_worked_out(answer.text)}
    loose = set(_FIGURE.findall(answer.text)) - known
    if answer.kind == "answer" and loose:
        return f"The figure {sorted(loose)[0]} stands in no source."
    prices = _PRICE.findall(answer.text)
    if line.fill == "price" and prices and not _names(blanks["price"], prices):
        return f"It tells a price, and not the one of its source, {blanks['price']}."
    if line.wish == "decline" and answer.kind not in ("small_talk", "robot", "empty"):
        return "It answers what nobody of the house can know."
    return ""


def _worked_out(text: str) -> set[str]:
    """Results of sums that are shown and right: "2 × €35 = €70"."""
    return {
        found["whole"]
        for found in _SUM.finditer(text)
        if abs(_number(found["a"]) * _number(found["b"]) - _number(found["whole"])) < 0.01
    }


def _number(figure: str) -> float:
    return float(figure.replace(",", "."))


def _names(price: str, told: Sequence[str]) -> bool:
    wanted = _FIGURE.findall(price)
    return any(_FIGURE.findall(one) == wanted for one in told)


def _what_is_missing(wish: Wish, answer: Answer) -> str:
    if wish == "answer" and answer.outcome != "answered":
        return "The knowledge holds it, and it was not told."
    if wish == "person" and answer.outcome != "handed_over":
        return "A person should have been fetched."
    if wish == "courtesy" and answer.outcome == "handed_over":
        return "A person was fetched for a courtesy."
    return ""
