"""What one generation of the knowledge changed, in words an owner reads.

    pages    new, gone
    facts    of each changed page: what stands in both is left out, what is of one thing is one
             change ("Double room: 120.00 → 135.00 GBP"), the rest is new or gone
    words    passages of a changed page that say something else, where no fact says it already

The same is told by `knowledge diff`, at the end of an ingest and by the scheduled refresh.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any, Literal

from ingest.text import fold
from store import differences
from store.db import Tx
from store.differences import Held, PageDifference
from store.tables import Fact

Became = Literal["changed", "new", "gone"]
LONGEST = 160
_FIGURE = re.compile(r"\d+")
MOST_TOLD = 2_000
"""Single changes kept in a summary; the counts are of all."""

_ONE_AND_MANY = {
    "hours": ("opening hours", "opening hours"),
    "price": ("price", "prices"),
    "phone": ("telephone number", "telephone numbers"),
    "email": ("e-mail address", "e-mail addresses"),
    "address": ("address", "addresses"),
    "policy": ("house rule", "house rules"),
    "clock": ("time", "times"),
    "capacity": ("capacity", "capacities"),
    "payment": ("way of paying", "ways of paying"),
    "validity": ("date", "dates"),
    "link": ("link", "links"),
    "name": ("name", "names"),
    "page": ("page", "pages"),
    "words": ("passage", "passages"),
}
_ORDER = list(_ONE_AND_MANY)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: the sentence, and the words of the source it stands on."""

    became: Became
    kind: str
    said: str
    address: str
    title: str
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Changes:
    """All of them. `headline` is one line, "" when guests would notice nothing."""

    old: int | None
    new: int | None
    headline: str = ""
    told: list[Change] = field(default_factory=list)
    untold: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def changes(tx: Tx, old: int | None, new: int | None) -> Changes:
    """What `new` says that `old` did not, and the other way round."""
    told = [change for page in differences.between(tx, old, new) for change in _of_page(page)]
    told.sort(key=lambda change: _ORDER.index(change.kind))
    return Changes(old, new, headline(told), told[:MOST_TOLD], max(0, len(told) - MOST_TOLD))


def headline(told: Iterable[Change]) -> str:
    """ "3 prices changed, 1 page gone"."""
    counted = Counter((change.kind, change.became) for change in told)
    parts = []
    for kind in _ORDER:
        one, many = _ONE_AND_MANY[kind]
        for became in ("changed", "new", "gone"):
            if number := counted[kind, became]:
                parts.append(f"{number} {one if number == 1 else many} {became}")
    return ", ".join(parts)


def _of_page(page: PageDifference) -> Iterator[Change]:
    title = page.title or PurePath(page.address).name or page.address
    if page.kind != "changed":
        facts = page.facts_after if page.kind == "new" else page.facts_before
        holds = _counted(facts)
        said = f"{title} is {page.kind}" + (f", with {holds}" if holds else "")
        yield Change(page.kind, "page", said, page.address, title)
        return
    spoken: list[str] = []
    for change in _facts(page, title):
        spoken += [change.before, change.after, change.said]
        yield change
    yield from _words(page, title, [words for words in spoken if words])


def _counted(facts: Sequence[Fact]) -> str:
    counted = Counter(fact.kind for fact in facts if fact.kind in ("price", "hours"))
    return " and ".join(
        f"{number} {_ONE_AND_MANY[kind][number > 1]}" for kind, number in sorted(counted.items())
    )


# --- facts ----------------------------------------------------------------------------------


def _facts(page: PageDifference, title: str) -> Iterator[Change]:
    kinds = {fact.kind for fact in (*page.facts_before, *page.facts_after)}
    for kind in sorted(kinds & _ONE_AND_MANY.keys()):
        before = [fact for fact in page.facts_before if fact.kind == kind]
        after = [fact for fact in page.facts_after if fact.kind == kind]
        _pair(before, after, lambda f: (*_thing(f), fold(f.heading).lower(), value_of(f)))
        _pair(before, after, lambda f: (*_thing(f), value_of(f)))
        pairs = _pair(before, after, lambda f: (*_thing(f), fold(f.heading).lower()))
        pairs += _pair(before, after, _thing)
        for old, new in pairs:
            said = f"{_name(new)} changed from {value_of(old)} to {value_of(new)}"
            yield _change("changed", kind, said, page, title, old, new)
        for old in before:
            said = f"{_name(old)} is gone ({value_of(old)})"
            yield _change("gone", kind, said, page, title, old, None)
        for new in after:
            said = f"{_name(new)} is new: {value_of(new)}"
            yield _change("new", kind, said, page, title, None, new)


def _change(
    became: Became,
    kind: str,
    said: str,
    page: PageDifference,
    title: str,
    old: Fact | None,
    new: Fact | None,
) -> Change:
    texts = (old.text[:LONGEST] if old else "", new.text[:LONGEST] if new else "")
    return Change(became, kind, _short(said, 2 * LONGEST), page.address, title, *texts)


def _pair(
    before: list[Fact], after: list[Fact], key: Callable[[Fact], object]
) -> list[tuple[Fact, Fact]]:
    """Takes out of both lists, in order, what is alike by this key."""
    waiting: dict[object, list[Fact]] = {}
    for fact in after:
        waiting.setdefault(key(fact), []).append(fact)
    pairs = []
    for fact in before:
        if alike := waiting.get(key(fact)):
            pairs.append((fact, alike.pop(0)))
    used = {id(fact) for pair in pairs for fact in pair}
    before[:] = [fact for fact in before if id(fact) not in used]
    after[:] = [fact for fact in after if id(fact) not in used]
    return pairs


def _thing(fact: Fact) -> tuple[str, ...]:
    """What a fact is about; two values of the same thing are one change."""
    value = fact.value
    named = {
        "hours": (value.get("subject") or fact.subject,),
        "price": (value.get("item") or fact.subject,),
        "policy": (value.get("topic"),),
        "clock": (value.get("topic"), value.get("bound")),
        "capacity": (value.get("item") or fact.subject,),
        "link": (value.get("label"),),
    }
    return tuple(fold(str(part or "")).lower() for part in named.get(fact.kind, (fact.subject,)))


def value_of(fact: Fact) -> str:
    """The value alone, as a person writes it."""
    value = fact.value
    said = {
        "hours": value.get("osm"),
        "price": " ".join(filter(None, (str(value.get("amount", "")), value.get("currency")))),
        "phone": value.get("number"),
        "email": value.get("address"),
        "policy": value.get("text"),
        "clock": value.get("said") or value.get("time"),
        "capacity": value.get("people"),
        "payment": ", ".join(map(str, value.get("methods", []))),
        "validity": value.get("said") or f"{value.get('from', '')} to {value.get('to', '')}",
        "link": value.get("url"),
    }
    return _short(str(said.get(fact.kind) or value.get("text") or fact.text))


def _name(fact: Fact) -> str:
    """What stands before "changed from": "The price of Double room"."""
    thing = _short(" ".join(part for part in _shown(fact) if part), 80)
    one = _ONE_AND_MANY[fact.kind][0]
    if fact.kind == "clock" and thing:
        return f"The time of {thing}"
    if fact.kind == "policy" and thing:
        return f"The house rule on {thing}"
    return f"The {one} of {thing}" if thing else f"The {one}"


def _shown(fact: Fact) -> tuple[str, ...]:
    value = fact.value
    if fact.kind == "price":
        return (str(value.get("item") or fact.subject),)
    if fact.kind == "clock":
        return (str(value.get("topic", "")),)
    if fact.kind == "policy":
        return (str(value.get("topic", "")).replace("_", " "),)
    return (str(value.get("item") or value.get("subject") or fact.subject),)


# --- words ----------------------------------------------------------------------------------


def _words(page: PageDifference, title: str, told: Sequence[str]) -> Iterator[Change]:
    """Passages of which some line came or went; lines that only carry a fact that is told already
    are left out."""

    def fresh(mine: Sequence[Held], other: Sequence[Held]) -> list[Held]:
        known = {line for held in other for line in _lines(held)}
        left = [
            Held(held.heading, "\n".join(x for x in _lines(held) if x not in known and unsaid(x)))
            for held in mine
        ]
        return [held for held in dict.fromkeys(left) if held.text]

    whole = {fold(line) for words in told for line in words.split("\n")}
    figures = {figure for words in told for figure in _FIGURE.findall(words)}

    def unsaid(line: str) -> bool:
        mine = set(_FIGURE.findall(line))
        return not (mine and mine <= figures) and line not in whole

    before, after = page.passages_before, page.passages_after
    gone, new = fresh(before, after), fresh(after, before)
    for old, now in _of_same_heading(gone, new):
        said = f"{title}{_under(now)} now says: {_short(now.text)}"
        yield Change("changed", "words", said, page.address, title, old.text, now.text)
    for held in gone:
        said = f"{title}{_under(held)} no longer says: {_short(held.text)}"
        yield Change("gone", "words", said, page.address, title, held.text, "")
    for held in new:
        said = f"{title}{_under(held)} also says: {_short(held.text)}"
        yield Change("new", "words", said, page.address, title, "", held.text)


def _lines(held: Held) -> list[str]:
    return [line for line in map(fold, held.text.split("\n")) if line]


def _of_same_heading(gone: list[Held], new: list[Held]) -> list[tuple[Held, Held]]:
    """Takes out of both what stands under one heading: there it was reworded."""
    waiting: dict[str, list[Held]] = {}
    for held in new:
        waiting.setdefault(held.heading, []).append(held)
    pairs = []
    for old in gone:
        if alike := waiting.get(old.heading):
            pairs.append((old, alike.pop(0)))
    used = {id(held) for pair in pairs for held in pair}
    gone[:] = [held for held in gone if id(held) not in used]
    new[:] = [held for held in new if id(held) not in used]
    return pairs


def _under(held: Held) -> str:
    last = held.heading.rpartition(" > ")[2]
    return f", under {_short(last, 60)}," if last else ""


def _short(text: str, most: int = LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
