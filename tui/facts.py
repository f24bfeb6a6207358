"""Every fact that was read, with the page and the day it was read from."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from server.knowledge_wire import FactOut
from tui import texts
from tui.keys import FACTS, bindings
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line, visible
from tui.widgets.row_list import RowLine


class FactsScreen(ShelfScreen[FactOut]):
    KEYS = FACTS
    BINDINGS: ClassVar[list[BindingType]] = bindings(FACTS)
    NOTHING = texts.NO_FACTS

    def reload(self) -> None:
        self.ask(lambda c: c.facts(), self.show, group="facts")

    def key_of(self, row: FactOut) -> Hashable:
        return (row.kind, row.source, row.page, row.text, str(row.value))

    def paint(self, row: FactOut) -> Sequence[RowLine]:
        subject = f"  {one_line(row.subject)}" if row.subject else ""
        return (
            RowLine(((row.kind, "accent"), (subject, "strong"))),
            RowLine(((f"  {one_line(row.text)}", "text"),)),
        )

    def in_full(self, row: FactOut) -> Parts:
        page = f", page {row.page}" if row.page else ""
        value = ", ".join(f"{name}: {one_line(str(v))}" for name, v in row.value.items() if v)
        ends = f"\nholds until {row.valid_to.date().isoformat()}" if row.valid_to else ""
        return [
            (f"{visible(row.text)}\n\n", ""),
            (f"{value}\n", "$muted"),
            (
                f"{one_line(row.source)}{page}, read {row.read_at.date().isoformat()}{ends}",
                "$muted",
            ),
        ]
