"""A made-up business: its fragments, what each answers, and how guests ask for it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Key = tuple[str, str, str]


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
