"""What a business sells, in the ways price lists and menus are printed, for the reader to learn
from."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.reader.made import Key, Made, lessons


@dataclass(frozen=True, slots=True)
class Item:
    """Something sold: `other` are a guest's words for it, `minutes` empty when it has no length."""

    name: str
    other: tuple[str, ...]
    about: str
    minutes: str
    prices: dict[str, str]


def items_of(
    lines: Sequence[str],
    columns: Sequence[str],
    money: Callable[[int, int], str],
    rng: random.Random,
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


def add_section(
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
