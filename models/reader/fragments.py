"""Businesses made up for the reader to learn from: fragments as websites and papers have them.

    trade      what it sells, its places, its people and topics come from `lessons/`
    fragments  price rows and lists, hours, contacts, staff, rules, forms, menus of the page
    keys       what each fragment answers; whoever asks for a key is answered by those that hold it

Prose is what published questions are about; real pages are rows. Everything is drawn from one seed.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Key = tuple[str, str, str]
MONTHS = ("March", "May", "June", "September", "November")
STREETS = ("Mill Street", "Harbour Square", "Kings Road", "Lindenweg", "Rue du Port", "Via Roma",
           "Station Road", "Market Place", "Calle Mayor", "Elm Avenue", "Old Quay")  # fmt: skip
TOWNS = ("Northgate", "Ashford", "Bellwater", "Lindau", "Saint-Cyr", "Porto Alto", "Kelso", "Mere")
FIRST = ("Anna", "Tom", "Maria", "Peter", "Lucia", "Jan", "Sofia", "David", "Eva", "Omar", "Ines")
LAST = ("Keller", "Brown", "Novak", "Rossi", "Moreau", "Visser", "Silva", "O'Neill", "Haas", "Lee")


@dataclass(frozen=True, slots=True)
class Item:
    """Something sold: `other` are a guest's words for it, `minutes` empty when it has no length."""

    name: str
    other: tuple[str, ...]
    about: str
    minutes: str
    prices: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A passage with the keys it answers and the things it is near to."""

    text: str
    answers: frozenset[Key]
    near: frozenset[str]


@dataclass(slots=True)
class Made:
    """A made-up business. `asks` holds the ways to ask for a key; `withheld` its keys that no
    fragment answers."""

    trade: str
    name: str
    fragments: list[Fragment] = field(default_factory=list)
    asks: dict[Key, list[str]] = field(default_factory=dict)
    nearness: dict[Key, frozenset[str]] = field(default_factory=dict)

    def add(self, text: str, answers: Sequence[Key], near: Sequence[str]) -> None:
        self.fragments.append(Fragment(text.strip(), frozenset(answers), frozenset(near)))

    def may_ask(self, key: Key, ways: Sequence[str], near: Sequence[str]) -> None:
        self.asks.setdefault(key, []).extend(ways)
        self.nearness[key] = frozenset(near)


@cache
def lessons(name: str) -> dict[str, Any]:
    return tomllib.loads((files("models.reader.lessons") / f"{name}.toml").read_text("utf-8"))


def trades(held_out: bool) -> list[str]:
    return [name for name, t in lessons("trades").items() if t.get("held_out", False) is held_out]


def made_business(trade: str, seed: int, foreign: str = "") -> Made:
    """`foreign` is the language of a part of its pages, besides English; "" for none."""
    rng = random.Random(f"{trade} {seed}")
    lesson = lessons("trades")[trade]
    made = Made(trade, f"{trade}-{seed}")
    money = _money(rng)
    for section, lines in lesson["sections"].items():
        columns = rng.choice(lesson["columns"]) if rng.random() < 0.55 else []
        _add_section(made, rng, section, _items(lines, columns, money, rng), columns)
    _add_hours(made, rng, lesson["places"], foreign)
    _add_contacts(made, rng, foreign)
    _add_staff(made, rng, lesson["staff"])
    _add_topics(made, rng, lesson["topics"], money, foreign)
    _add_own(made, rng, lesson["own"], money)
    _add_noise(made, rng, lesson)
    return made


def _money(rng: random.Random) -> Callable[[int, int], str]:
    form = rng.choice(("€{}", "{} €", "£{}", "${}", "{}.-", "EUR {}", "CHF {}", "${}", "£{}"))
    cents = rng.choice(("", "", ".00", ".50", ",00", ".90"))

    def amount(low: int, high: int) -> str:
        number = rng.randint(low, max(low, high))
        return form.format(f"{number}{cents if number < 100 and '.-' not in form else ''}")

    return amount


def _items(
    lines: Sequence[str], columns: Sequence[str], money: Callable[[int, int], str], rng: Any
) -> list[Item]:
    items = []
    for line in lines:
        names, about, minutes, prices = (part.strip() for part in line.split("|"))
        name, _, other = names.partition(";")
        low, high = (int(n) for n in prices.split("-"))
        heads = [column.split(";")[0] for column in columns] or [""]
        shown = {head: money(low, high) for head in heads}
        others = tuple(word.strip() for word in other.split(","))
        items.append(Item(name, others, about, minutes, shown))
    rng.shuffle(items)
    return items


def _add_section(
    made: Made, rng: random.Random, section: str, items: list[Item], columns: Sequence[str]
) -> None:
    spoken = dict(column.split("; ") for column in columns)
    for item in items:
        _ask_for_item(made, rng, item, section, spoken)
    absent = items.pop() if len(items) > 3 else None
    if absent and rng.random() < 0.5:
        # Named with what it is, never with its price: the likest wrong passage there is.
        made.add(f"{absent.name}\n{absent.about}", _described(absent), [absent.name])
    heading = rng.choice((section, f"Prices > {section}", f"Our prices > {section}", section))
    form = rng.choice(("rows", "rows", "block", "block", "columns", "sentence", "menu", "split"))
    _FORMS[form](made, rng, heading, items)
    for item in items:
        if item.about and rng.random() < 0.35:
            about = rng.choice(("{0.name}\n{0.about}", "{0.name}: {0.about}.")).format(item)
            made.add(about, _described(item), [item.name, section])


def _ask_for_item(
    made: Made, rng: random.Random, item: Item, section: str, spoken: dict[str, str]
) -> None:
    ways = lessons("abroad")["en"]
    near = [item.name, section, "price"]
    words = (item.name, item.name.lower(), *item.other)
    for head in item.prices:
        asks = [way.format(item=rng.choice(words)) for way in ways["price"]]
        if head:
            column = spoken[head]
            asks = [f"{ask.rstrip('?')} {rng.choice((column, head.lower()))}" for ask in asks]
        made.may_ask(("price", item.name, head), asks, [*near, head])
    if len(item.prices) > 1:
        asks = [way.format(item=rng.choice(words)) for way in ways["price"]]
        made.may_ask(("price", item.name, "any"), asks, near)
    for kind in ("about", "length"):
        if item.about if kind == "about" else item.minutes:
            asks = [way.format(item=rng.choice(words)) for way in ways[kind]]
            made.may_ask((kind, item.name, ""), asks, [item.name, section])
    asks = [way.format(item=rng.choice(words)) for way in ways["exists"]]
    made.may_ask(("exists", item.name, ""), asks, [item.name, section])


def _holds(item: Item, head: str = "*", about: bool = False, minutes: bool = False) -> list[Key]:
    heads = list(item.prices) if head == "*" else [head]
    keys = [("price", item.name, h) for h in heads]
    keys += [("price", item.name, "any"), ("exists", item.name, "")]
    if about and item.about:
        keys.append(("about", item.name, ""))
    if minutes and item.minutes:
        keys.append(("length", item.name, ""))
    return keys


def _described(item: Item) -> list[Key]:
    return [("about", item.name, ""), ("exists", item.name, "")]


def _rows(made: Made, rng: random.Random, heading: str, items: Sequence[Item]) -> None:
    """One row a passage, its column named in the heading."""
    between = rng.choice((" | ", " ", ": ", " – "))
    for item in items:
        for head, price in item.prices.items():
            above = f"{heading} > {head}" if head else heading
            long = f" ({item.minutes} min)" if item.minutes and rng.random() < 0.6 else ""
            made.add(
                f"{above}\n{item.name}{long}{between}{price}",
                _holds(item, head, minutes=bool(long)),
                [item.name, heading.split(" > ")[-1], head, "price"],
            )


def _block(made: Made, rng: random.Random, heading: str, items: Sequence[Item]) -> None:
    """A few rows together, a list to a column."""
    between = rng.choice((" | ", " ", ": ", " ... ", " - "))
    size = rng.choice((2, 3, 4, 6))
    for head in items[0].prices:
        for start in range(0, len(items), size):
            part = items[start : start + size]
            above = f"{heading} > {head}" if head else heading
            rows = "\n".join(f"{i.name}{between}{i.prices[head]}" for i in part)
            names = [i.name for i in part]
            keys = [key for i in part for key in _holds(i, head)]
            made.add(f"{above}\n{rows}", keys, [*names, heading.split(" > ")[-1], head, "price"])


def _columns(made: Made, rng: random.Random, heading: str, items: Sequence[Item]) -> None:
    """A table with its head row, two or three rows at a time."""
    heads = list(items[0].prices)
    size = rng.choice((1, 2, 3))
    for start in range(0, len(items), size):
        part = items[start : start + size]
        top = " | ".join(["", *heads]).strip() if heads[0] else "Item | Price"
        rows = "\n".join(" | ".join([i.name, *i.prices.values()]) for i in part)
        keys = [key for i in part for key in _holds(i)]
        names = [i.name for i in part]
        made.add(f"{heading}\n{top}\n{rows}", keys, [*names, heading, *heads, "price"])


def _sentence(made: Made, rng: random.Random, heading: str, items: Sequence[Item]) -> None:
    for item in items:
        for head, price in item.prices.items():
            when = f" ({head.lower()})" if head else ""
            long = f" and takes {item.minutes} minutes" if item.minutes else ""
            text = rng.choice(("{0}{1} costs {2}{3}.", "For {0}{1} we charge {2}{3}."))
            made.add(
                text.format(item.name, when, price, long),
                _holds(item, head, minutes=bool(long)),
                [item.name, heading, head, "price"],
            )


def _menu(made: Made, rng: random.Random, heading: str, items: Sequence[Item]) -> None:
    """Name, what it is, price: as on a menu, with one line or two."""
    newline = rng.choice((" ", "\n", ", "))
    for item in items:
        for head, price in item.prices.items():
            above = f"{heading} > {head}" if head else heading
            made.add(
                f"{above}\n{item.name}{newline}{item.about} {price}",
                _holds(item, head, about=True),
                [item.name, heading, head, "price"],
            )


def _split(made: Made, rng: random.Random, heading: str, items: Sequence[Item]) -> None:
    """Cards: name, length, what it is and price on lines of their own, several columns in one."""
    for item in items:
        prices = "\n".join(f"{h}: {p}" if h else p for h, p in item.prices.items())
        long = f"\n{item.minutes} minutes" if item.minutes else ""
        made.add(
            f"{item.name}{long}\n{item.about}\n{prices}",
            _holds(item, about=True, minutes=True),
            [item.name, heading, "price", *item.prices],
        )


_FORMS = {
    "rows": _rows,
    "block": _block,
    "columns": _columns,
    "sentence": _sentence,
    "menu": _menu,
    "split": _split,
}


def _add_hours(made: Made, rng: random.Random, places: Sequence[str], foreign: str) -> None:
    from models.reader.timetables import add_hours

    add_hours(made, rng, places, foreign)


def _add_contacts(made: Made, rng: random.Random, foreign: str) -> None:
    words = lessons("abroad")[foreign if foreign and rng.random() < 0.5 else "en"]
    _, _, phone, mail, address, _ = words["labels"]
    number = f"0{rng.randint(100, 999)} {rng.randint(10, 99)} {rng.randint(1000, 9999)}"
    box = rng.choice(("info", "hello", "desk", "mail"))
    email = f"{box}@{made.trade.replace('_', '-')}.example"
    street = f"{rng.randint(1, 99)} {rng.choice(STREETS)}"
    street += f", {rng.randint(1000, 99999)} {rng.choice(TOWNS)}"
    lines = {
        "phone": f"{phone}: {number}",
        "mail": f"{mail}: {email}",
        "place": rng.choice((f"{address}: {street}", street)),
    }
    kept = [kind for kind in lines if rng.random() < 0.85]
    heading = rng.choice(("Contact", "Find us", "Contact > Visit us", "Imprint", ""))
    if rng.random() < 0.5:
        made.add(
            f"{heading}\n" + "\n".join(lines[k] for k in kept),
            [("contact", kind, "") for kind in kept],
            ["contact", *kept],
        )
    else:
        for kind in kept:
            made.add(f"{heading}\n{lines[kind]}", [("contact", kind, "")], ["contact", kind])
    made.add(
        f"{heading}\nContact us with the form below. Name | Your message | Send", [], ["contact"]
    )
    if rng.random() < 0.5:
        made.add("Follow us on Instagram and Facebook.", [("contact", "social", "")], ["contact"])
    for kind in ("phone", "mail", "place", "social"):
        ways = lessons("abroad")["en"][kind]
        made.may_ask(("contact", kind, ""), ways, ["contact", kind])
        if foreign and kind != "social":
            made.may_ask(("contact", kind, ""), lessons("abroad")[foreign][kind] * 2, ["contact"])


def _add_staff(made: Made, rng: random.Random, roles: Sequence[str]) -> None:
    ways = lessons("abroad")["en"]
    for both in roles:
        role, *other = both.split("; ")
        words = (role, *other)
        for kind in ("person", "person_days"):
            asks = [way.format(role=rng.choice(words)) for way in ways[kind]]
            made.may_ask((kind, role, ""), asks, [role, "staff"])
        if rng.random() < 0.35:
            continue
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        days = ", ".join(rng.sample(("Mon", "Tue", "Wed", "Thu", "Fri"), 2))
        if rng.random() < 0.5:
            text, keys = f"Our team\n{name} | {role}", [("person", role, "")]
        else:
            text = f"Team > {role.capitalize()}\n{name}, {days}"
            keys = [("person", role, ""), ("person_days", role, "")]
        made.add(text, keys, [role, "staff"])


def _add_topics(
    made: Made,
    rng: random.Random,
    topics: Sequence[str],
    money: Callable[[int, int], str],
    foreign: str,
) -> None:
    for topic in topics:
        lesson = lessons("topics")[topic]
        near = [topic, *lesson["near"]]
        made.may_ask(("topic", topic, ""), lesson["ask"], near)
        if foreign:
            made.may_ask(("topic", topic, ""), lesson.get(foreign, []) * 2, near)
        if rng.random() < 0.25:
            continue
        text = rng.choice(lesson["say"])
        abroad = [s[4:] for s in lesson.get("says", []) if s.startswith(f"{foreign}:")]
        if foreign and abroad and rng.random() < 0.6:
            text = abroad[0]
        heading = rng.choice(
            ("", "", f"{topic.replace('_', ' ').capitalize()}\n", "Good to know\n")
        )
        made.add(heading + filled(text, rng, money), [("topic", topic, "")], near)


def _add_own(
    made: Made, rng: random.Random, own: Sequence[str], money: Callable[[int, int], str]
) -> None:
    for number, line in enumerate(own):
        asks, text = line.split("|", 1)
        key = ("own", str(number), "")
        made.may_ask(key, [ask.strip() for ask in asks.split(";")] * 2, ["own"])
        if rng.random() < 0.8:
            made.add(filled(text, rng, money), [key], ["own"])


def _add_noise(made: Made, rng: random.Random, lesson: dict[str, Any]) -> None:
    """Menus of the page, banners and headings: they name everything and tell nothing."""
    names = [
        line.split(";")[0].split("|")[0].strip() for s in lesson["sections"].values() for line in s
    ]
    topics = [t.replace("_", " ").capitalize() for t in lesson["topics"]]
    menu = ["Home", *rng.sample(list(lesson["sections"]), 1), *rng.sample(topics, 4), "Contact"]
    made.add(" | ".join(menu), [], [t.lower() for t in menu])
    made.add(
        "Welcome! We look forward to your visit. Prices, hours and news at a glance.", [], ["price"]
    )
    made.add(f"Book now: {', '.join(rng.sample(names, 2))}", [], names)
    made.add("All prices include VAT. Subject to change.", [], ["price"])
    made.add(f"{rng.choice(names)}\nOur guests love it. Ask our team!", [], names)
    made.add("We use cookies to improve this page. Accept | Settings", [], [])


def filled(text: str, rng: random.Random, money: Callable[[int, int], str]) -> str:
    """A lesson's line with its blanks filled in, each time it occurs."""
    drawn: Iterator[tuple[str, Callable[[], str]]] = iter(
        (
            ("{money}", lambda: money(2, 60)),
            ("{time}", lambda: rng.choice(("8:00", "2 pm", "10 am", "17:30", "noon", "3 pm"))),
            ("{n}", lambda: str(rng.randint(2, 9))),
            ("{day}", lambda: rng.choice(("Monday", "Tuesday", "Wednesday", "Thursday"))),
            ("{month}", lambda: rng.choice(MONTHS)),
            ("{percent}", lambda: f"{rng.choice((5, 10, 20, 25, 50))} %"),
        )
    )
    for blank, value in drawn:
        while blank in text:
            text = text.replace(blank, value(), 1)
    return text.strip()
