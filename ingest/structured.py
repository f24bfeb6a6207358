"""What a page says of itself in JSON-LD, as passages: a second source beside its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from ingest.nouns import Document, Passage
from ingest.offered import offers
from ingest.text import fold

MOST_OBJECTS = 500
_SAID = (
    "telephone",
    "email",
    "priceRange",
    "servesCuisine",
    "paymentAccepted",
    "currenciesAccepted",
)


def passages_of(document: Document) -> list[Passage]:
    found: list[Passage] = []
    for item in walk(document.structured):
        found += _questions(item, document.lang)
        if fact := _business(item):
            found.append(Passage(fact, document.title, "fact", lang=document.lang))
        if amenities := _amenities(item):
            found.append(Passage(amenities, document.title, "fact", lang=document.lang))
        if event := _event(item):
            found.append(Passage(event, document.title, "fact", lang=document.lang))
    seen = fold(" ".join(b.text for b in document.blocks)).lower()
    return [*found, *offers(document.structured, seen, document.title, document.lang, plain)]


def walk(data: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, outermost first, without recursion; hostile depth only costs a stop."""
    waiting = [data]
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, dict):
            yield item
            waiting += [v for v in item.values() if isinstance(v, dict | list)]
        elif isinstance(item, list):
            waiting += item[:100]


def types_of(item: dict[str, Any]) -> set[str]:
    kinds = item.get("@type", ())
    names = [kinds] if isinstance(kinds, str) else kinds
    return {k.rsplit("/", 1)[-1] for k in names if isinstance(k, str)} if names else set()


def plain(value: Any) -> str:
    """Text of a value that may hold markup; "" for what is no text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    value = value[:5_000]
    if "<" in value or "&" in value:
        value = LexborHTMLParser(value).text(separator=" ")
    return fold(value)


def address_of(item: dict[str, Any]) -> str:
    value = item.get("address")
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, dict):
        return plain(value)
    street = plain(value.get("streetAddress"))
    town = " ".join(
        part for key in ("postalCode", "addressLocality") if (part := plain(value.get(key)))
    )
    if street and (locality := plain(value.get("addressLocality"))) and locality in street:
        town = ""
    country = value.get("addressCountry")
    land = plain(country.get("name")) if isinstance(country, dict) else plain(country)
    return ", ".join(p for p in (street, town, plain(value.get("addressRegion")), land) if p)


def _amenities(item: dict[str, Any]) -> str:
    """What a business says it has; what it says it has not is left out."""
    given = item.get("amenityFeature")
    names = [
        plain(one.get("name"))
        for one in (given if isinstance(given, list) else [given])[:60]
        if isinstance(one, dict) and one.get("value") not in (False, "false", "False", 0)
    ]
    known = ", ".join(dict.fromkeys(name for name in names if name))
    owner = plain(item.get("name"))
    return f"{owner}: {known}" if owner and known else known


def _event(item: dict[str, Any]) -> str:
    if not any(kind.endswith("Event") for kind in types_of(item)):
        return ""
    where = item.get("location")
    place = plain(where.get("name")) if isinstance(where, dict) else plain(where)
    times = " - ".join(
        plain(item.get(key)).replace("T", " ")[:16]
        for key in ("startDate", "endDate")
        if plain(item.get(key))
    )
    said = [plain(item.get("name")), times, place, plain(item.get("description"))[:600]]
    return "\n".join(part for part in said if part) if times else ""


def _questions(item: dict[str, Any], lang: str) -> Iterator[Passage]:
    if "Question" not in types_of(item):
        return
    answer = item.get("acceptedAnswer")
    if isinstance(answer, list):
        answer = answer[0] if answer else None
    question = plain(item.get("name"))
    text = plain(answer.get("text")) if isinstance(answer, dict) else ""
    if question and text:
        yield Passage(f"{question}\n{text}", "", "qa", lang=lang)


def _business(item: dict[str, Any]) -> str:
    """One line on a business: address, telephone and the like; "" when there is too little."""
    address = address_of(item)
    told = [value for key in _SAID if (value := _listed(item.get(key)))]
    if "Person" in types_of(item) or not (address or len(told) > 1):
        return ""
    said = [plain(item.get("name")), address, *told]
    return "\n".join(part for part in said if part)


def _listed(value: Any) -> str:
    given = value if isinstance(value, list) else [value]
    return ", ".join(dict.fromkeys(text for one in given[:10] if (text := plain(one))))
