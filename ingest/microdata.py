"""Microdata and OpenGraph as the objects JSON-LD would have given: one reader knows all three."""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.text import fold

MOST_NODES = 3_000
MOST_STEPS = 60
_LONGEST = 1_000
_GRAPH = {
    "og:phone_number": "telephone",
    "business:contact_data:phone_number": "telephone",
    "og:email": "email",
    "business:contact_data:email": "email",
    "product:price:amount": "price",
    "og:price:amount": "price",
    "product:price:currency": "priceCurrency",
    "og:price:currency": "priceCurrency",
    "og:title": "name",
}
_PLACE = {
    "street-address": "streetAddress",
    "street_address": "streetAddress",
    "locality": "addressLocality",
    "postal-code": "postalCode",
    "postal_code": "postalCode",
    "country-name": "addressCountry",
    "country_name": "addressCountry",
}


def microdata(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    """Every item that is no other item's property; properties outside any item are one more."""
    items: dict[int, dict[str, Any]] = {}
    tops: list[dict[str, Any]] = []
    loose: dict[str, Any] = {}
    nodes = {node.mem_id: node for node in tree.css("[itemscope], [itemprop]")[:MOST_NODES]}
    for node in nodes.values():
        attrs = node.attributes
        owner = _owner(node, items)
        value: Any = None
        if "itemscope" in attrs:
            kind = (attrs.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1]
            value = items[node.mem_id] = {"@type": kind or "Thing"}
        names = (attrs.get("itemprop") or "").split()[:5]
        if not names:
            if isinstance(value, dict):
                tops.append(value)
            continue
        value = _value(node) if value is None else value
        for name in names:
            _add(items[owner] if owner is not None else loose, name, value)
    return [*tops, {"@type": "Microdata", **loose}] if loose else tops


def _owner(node: LexborNode, items: dict[int, dict[str, Any]]) -> int | None:
    above = node.parent
    for _ in range(MOST_STEPS):
        if above is None:
            return None
        if above.mem_id in items:
            return above.mem_id
        above = above.parent
    return None


def _value(node: LexborNode) -> str:
    attrs = node.attributes
    if (link := attrs.get("href")) and node.tag == "link":
        return link[:_LONGEST]
    said = attrs.get("content") or attrs.get("datetime") or node.text(deep=True)
    return fold(said)[:_LONGEST]


def _add(item: dict[str, Any], name: str, value: Any) -> None:
    if not value:
        return
    if name not in item:
        item[name] = value
    elif isinstance(item[name], list):
        item[name].append(value)
    else:
        item[name] = [item[name], value]


def opengraph(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    """Contact and price from the head of a page; [] when it says neither."""
    item: dict[str, Any] = {}
    place: dict[str, Any] = {}
    for node in tree.css("meta[property][content]")[:200]:
        name = (node.attributes.get("property") or "").lower()
        value = fold(node.attributes.get("content") or "")[:_LONGEST]
        if name in _GRAPH and value:
            item.setdefault(_GRAPH[name], value)
        elif (part := _PLACE.get(name.rsplit(":", 1)[-1])) and value:
            place.setdefault(part, value)
    if place:
        item["address"] = {"@type": "PostalAddress", **place}
    if "price" in item:
        item["offers"] = {
            "price": item.pop("price"),
            "priceCurrency": item.pop("priceCurrency", ""),
        }
    told = {"telephone", "email", "address", "offers"} & item.keys()
    return [{"@type": "OpenGraph", **item}] if told else []
