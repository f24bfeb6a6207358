"""One place of the desk: a screen with a name, and how one gets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen

from tui.keys import Key


@dataclass(frozen=True)
class Place:
    """`name` is the tab's, `key` goes there ("" where only the list of all screens does), `told`
    says what is there. `counts` is the figure of the inbox's counts that stands beside the label.
    `order` is the place among the tabs."""

    name: str
    label: str
    key: str
    told: str
    screen: Callable[[], Screen[Any]]
    order: int
    counts: str = ""

    @property
    def go(self) -> Key:
        return Key(self.key, f"go_{self.name}", "", f"Go to {self.told}")
