"""What a model's tokens cost: a dated list, and the home's own list before it.

Money is counted in whole billionths of a dollar ("nanos"), so that nothing is lost by rounding.
A model nobody knows the price of counts as dearer than all that are known: a budget that is too
careful is noticed, one that is overrun is paid.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from models.model import Usage
from store.errors import Invalid

OWN = "prices.toml"
NANOS = 10**9
# Dollars for a million tokens are so many nanos for one.
_PER_TOKEN = 1_000
_CLOUD = "cloud"


@dataclass(frozen=True, slots=True)
class Price:
    """In dollars for a million tokens, as vendors tell it. `known` is false for a stand-in."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write: Decimal
    known: bool = True

    def of(self, usage: Usage) -> int:
        """In nanos, rounded up."""
        exact = (
            usage.input * self.input
            + usage.output * self.output
            + usage.cache_read * self.cache_read
            + usage.cache_write * self.cache_write
        )
        return math.ceil(exact * _PER_TOKEN)

    def at_most(self, letters: int, output: int) -> int:
        """What a request of so many bytes, answered by so many tokens, can cost at the most."""
        dearest = max(self.input, self.cache_write)
        return math.ceil((letters * dearest + output * self.output) * _PER_TOKEN)


@dataclass(frozen=True, slots=True)
class PriceList:
    """`day` is when the vendors' lists were read."""

    day: date
    unknown: Price
    prices: Mapping[str, Price]

    def of(self, model: str) -> Price:
        """`model` is vendor:name."""
        exact = self.prices.get(model)
        if exact is not None:
            return exact
        if model.startswith("ollama:") and _CLOUD in model:
            return self.unknown
        # A date behind the name does not change the price, another word might.
        fits = [
            name
            for name in self.prices
            if (name.endswith("*") and model.startswith(name[:-1])) or _dated(model, name)
        ]
        return self.prices[max(fits, key=len)] if fits else self.unknown


def _dated(model: str, name: str) -> bool:
    rest = model.removeprefix(name)
    return rest != model and rest.startswith("-") and rest[1:].replace("-", "").isdigit()


@cache
def price_list(own: Path | None = None) -> PriceList:
    """Ours, with what the file `own` says before it. Raises Invalid naming what is wrong."""
    shipped = _read(files("models").joinpath(OWN).read_text("utf-8"), f"models/{OWN}")
    if own is None or not own.exists():
        return shipped
    theirs = _read(own.read_text("utf-8"), str(own), shipped)
    return PriceList(theirs.day, theirs.unknown, {**shipped.prices, **theirs.prices})


def _read(text: str, where: str, before: PriceList | None = None) -> PriceList:
    try:
        told = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"{where} is not valid TOML: {error}.", "Mend that line.") from error
    day = told.get("date", before.day if before else None)
    if not isinstance(day, date):
        raise Invalid(f"{where} says no date.", "Write one, like: date = 2026-11-20")
    unknown = before.unknown if before else _price("unknown", told.get("unknown"), where, False)
    rows = told.get("models", {})
    prices = {name: _price(name, row, where) for name, row in rows.items()}
    return PriceList(day, unknown, prices)


def _price(name: str, row: Any, where: str, known: bool = True) -> Price:
    try:
        figures = {key: Decimal(value) for key, value in row.items()}
        plain = figures["input"]
        price = Price(
            input=plain,
            output=figures["output"],
            cache_read=figures.get("cache_read", plain),
            cache_write=figures.get("cache_write", plain),
            known=known,
        )
        right = all(figure >= 0 and figure.is_finite() for figure in figures.values())
    except (AttributeError, KeyError, TypeError, ArithmeticError) as error:
        raise _wrong(name, where) from error
    if not right:
        raise _wrong(name, where)
    return price


def _wrong(name: str, where: str) -> Invalid:
    return Invalid(
        f"{where}: the price of {name!r} cannot be read.",
        'Write it like: "openai:my-model" = { input = 0.5, output = 1.5 }',
    )


def in_dollars(nanos: int) -> str:
    """For people: cents while they matter, more figures for very little."""
    dollars = Decimal(nanos) / NANOS
    return f"${dollars:.2f}" if dollars >= 1 or not nanos else f"${dollars:.4f}"
