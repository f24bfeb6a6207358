"""Prices that only a page's structured data tells: menus, catalogues, products and their offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ingest.nouns import Passage

MOST_OFFERS = 500
MOST_OBJECTS = 3_000
_LONGEST = 600
Plain = Callable[[Any], str]


def offers(data: Any, seen: str, title: str, lang: str, plain: Plain) -> Iterator[Passage]:
    """One passage an offer, under the names of the sections it lies in. `seen` is the page's own
    text in small letters: what it says itself is not said twice."""
    given = 0
    for path, item in _walk(data, plain):
        price = _price(item, plain)
        name = _name(item, plain)
        if not price or not name or given >= MOST_OFFERS:
            continue
        amount = price.split(" ", 1)[0]
        if name.lower() in seen and amount.rstrip("0").rstrip(".") in seen:
            continue
        given += 1
        about = plain(item.get("description"))[:_LONGEST]
        inner = item.get("itemOffered")
        if not about and isinstance(inner, dict):
            about = plain(inner.get("description"))[:_LONGEST]
        text = "\n".join(part for part in (name, price, about) if part)
        yield Passage(text, " > ".join(path) or title, "item", lang=lang)


def _walk(data: Any, plain: Plain) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every object with the names of those around it, in order, without recursion."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), data)]
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        path, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(path, one) for one in reversed(value[:500])]
        elif isinstance(value, dict):
            yield path, value
            inside = value
            name = plain(value.get("name"))[:120]
            below = (*path, name)[-4:] if name and not _price(value, plain) else path
            if _price(value, plain):
                inside = {k: v for k, v in value.items() if k not in ("offers", "itemOffered")}
            parts = [v for v in inside.values() if isinstance(v, dict | list)]
            waiting += [(below, part) for part in reversed(parts)]


def _name(item: dict[str, Any], plain: Plain) -> str:
    inner = item.get("itemOffered")
    name = plain(item.get("name"))
    return (name or plain(inner.get("name")) if isinstance(inner, dict) else name)[:160]


def _price(item: dict[str, Any], plain: Plain) -> str:
    """ "27.00 GBP", "12 GBP - 19 GBP"; "" for what has no price of its own."""
    for key in ("offers", "priceSpecification"):
        inner = item.get(key)
        inner = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(inner, dict) and (price := _price(inner, plain)):
            return price
    currency = plain(item.get("priceCurrency"))[:3]
    amounts = [plain(item.get(key))[:12] for key in ("price", "lowPrice", "highPrice", "minPrice")]
    shown = [amount for amount in amounts if amount and any(c.isdigit() for c in amount)]
    return " - ".join(f"{amount} {currency}".strip() for amount in dict.fromkeys(shown))
