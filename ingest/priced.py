"""Prices with what they are the price of, where one row says one price."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from ingest.nouns import Passage
from ingest.text import CURRENCIES, PRICE, SIGN

LONGEST_ITEM = 100
_DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD"}
_SIGN = re.compile(SIGN, re.IGNORECASE)
_UNKNOWN = "?"
_UNSURE = frozenset(["KR"])
"""Signs of several countries' money: the amount is quoted, and no fact is made of it."""
_CODES = {"EURO": "EUR", "EUROS": "EUR"}


@dataclass(frozen=True, slots=True)
class Price:
    amount: str
    currency: str
    item: str
    text: str
    label: str = ""


def prices(passage: Passage, home_currency: str, region: str = "") -> Iterator[Price]:
    """`home_currency` is for amounts without a sign: "" leaves them out."""
    if passage.kind not in ("row", "item", "list"):
        return
    lines = passage.text.split("\n")
    if passage.kind == "item" and len(lines) > 1:
        lines = [_card(lines)]
    labels = [line for line in lines if not PRICE.search(line)]
    if not labels:
        for line in lines:
            yield from _line_prices(line, home_currency, region)
    elif passage.kind != "list":
        yield from _under_label(lines, home_currency, region)


def _under_label(lines: list[str], home_currency: str, region: str) -> Iterator[Price]:
    """A label is certain for the line below it, and for all below when they are of one shape."""
    start = next((n for n, line in enumerate(lines) if PRICE.search(line)), 0)
    below = lines[start:]
    alike = all((m := PRICE.search(line)) and m.end() >= len(line) - 2 for line in below)
    label = lines[start - 1] if start else ""
    for line in below if alike else below[:1]:
        for price in _line_prices(line, home_currency, region):
            yield replace(price, label=label)


def currency_of(passages: Iterable[Passage], region: str = "") -> str:
    """The one currency a document speaks in, or "" when it speaks in none or several."""
    seen: Counter[str] = Counter()
    for passage in passages:
        for found in PRICE.finditer(passage.text):
            if code := _currency(found[0], region):
                seen[code] += 1
    return next(iter(seen)) if len(seen) == 1 else ""


def single_price(text: str, region: str = "") -> tuple[str, str]:
    """Amount and currency of a text that names one price and no more; "" for each otherwise."""
    found = list(PRICE.finditer(text))
    if len(found) != 1 or len(re.findall(r"\d+(?:[.,]\d+)*", text)) != 1:
        return "", ""
    currency = _currency(found[0][0], region)
    return ("", "") if currency in ("", _UNKNOWN) else (_amount(found[0]), currency)


def _card(lines: list[str]) -> str:
    """A card's title and its price, whichever lines they stand on."""
    priced = [line for line in lines if PRICE.search(line)]
    if len(priced) != 1 or priced[0] == lines[0]:
        return lines[0]
    return f"{lines[0]} {priced[0]}" if len(PRICE.findall(priced[0])) == 1 else lines[0]


def _line_prices(line: str, home_currency: str, region: str) -> Iterator[Price]:
    cells = line.split(" | ")
    if len(cells) > 2:
        for cell in cells[1:]:
            column, _, value = cell.rpartition(": ")
            item = f"{cells[0]} ({column})" if column else cells[0]
            if not PRICE.search(cells[0]) and len(PRICE.findall(cell)) == 1:
                yield from _price(value or cell, home_currency, region, item, line)
        return
    parts = re.split(r",\s+", line) if len(PRICE.findall(line)) > 1 else [line]
    if all(len(PRICE.findall(part)) == 1 for part in parts):
        for part in parts:
            yield from _price(part, home_currency, region, "", line)


def _price(text: str, home_currency: str, region: str, item: str, whole: str) -> Iterator[Price]:
    found = PRICE.search(text)
    if found is None or text[found.end() : found.end() + 2].strip()[:1] in ("/", "-", "–"):
        return
    currency = _currency(found[0], region) or home_currency
    amount = _amount(found)
    name = item or _name(text[: found.start()], text[found.end() :])
    if currency not in ("", _UNKNOWN) and amount and name and len(name) <= LONGEST_ITEM:
        yield Price(amount, currency, name, whole)


def _name(before: str, after: str) -> str:
    """What stands before the price, or after it where prices come first."""
    name = before.replace(" | ", " ").strip(" :.…-–|_*(+\n")
    if len([c for c in name if c.isalpha()]) < 3:
        name = re.split(r"\s[-–—]\s|[.\n]|(?<=\w)[-–—]\s", after, maxsplit=1)[0].strip(
            " :.…-–|_*)+"
        )
    name = re.sub(r"\s(?:for|für|à|per|at|nur|only|ab|from|desde|da)$", "", name)
    return "" if re.match(r"(?:per|pro|por|par|each|je|p\.)\b", name, re.I) else name


def _currency(text: str, region: str) -> str:
    if re.match(r"E\s?\d", text):
        return "EUR"
    found = _SIGN.search(text)
    if found is None:
        return ""
    sign = found[0] if found[0] in CURRENCIES else found[0].upper()
    if sign in _UNSURE:
        return _UNKNOWN
    if sign == "$":
        return _DOLLARS.get(region.upper(), "USD")
    return CURRENCIES.get(sign, CURRENCIES.get(sign.title(), _CODES.get(sign, sign)))


def _amount(found: re.Match[str]) -> str:
    """Two decimals, whatever marks stood between thousands; "" when that is unclear."""
    text = next(v for v in found.groupdict().values() if v is not None)
    text = re.sub(r"[.,]?-+$|[ ']", "", text)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        text = re.sub(r"[.,]", "", text)
    elif len(re.findall(r"[.,]", text)) > 1:
        whole, _, cents = text.replace(",", ".").rpartition(".")
        text = f"{whole.replace('.', '')}.{cents}"
    else:
        text = text.replace(",", ".")
    try:
        return f"{Decimal(text):.2f}"
    except InvalidOperation:
        return ""
