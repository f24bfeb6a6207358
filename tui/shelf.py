"""A screen over the knowledge: a list, what is marked in full, and keys that decide about it.

Reached from the knowledge tab and left with esc. A new one names its keys, reads its rows and says
how a row is painted and how it is shown in full.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui import texts
from tui.messages import EventHappened
from tui.screen import DeskScreen
from tui.text import assembled
from tui.widgets.notice import Notice
from tui.widgets.row_list import RowLine, RowList

R = TypeVar("R")
Parts = list[tuple[str, str]]


class ShelfScreen(DeskScreen, Generic[R]):
    NOTHING: tuple[str, str] = ("", "")

    def key_of(self, row: R) -> Hashable:
        raise NotImplementedError

    def paint(self, row: R) -> Sequence[RowLine]:
        raise NotImplementedError

    def in_full(self, row: R) -> Parts:
        raise NotImplementedError

    def middle(self) -> Iterable[Widget]:
        with Vertical(id="shelf"):
            with Vertical(id="list-side"):
                yield RowList[R](self.key_of, self.paint, id="rows")
                yield Notice(id="empty")
            with VerticalScroll(id="shelf-scroll", can_focus=False):
                yield Static(id="shelf-detail")

    def on_mount(self) -> None:
        self.query_one("#empty").display = False
        self.rows.focus()

    @property
    def rows(self) -> RowList[R]:
        return self.query_one("#rows", RowList)

    @property
    def marked(self) -> R | None:
        return self.rows.marked_row

    def concerns(self, event: EventHappened) -> bool:
        return event.about_knowledge

    def reason_against(self, name: str) -> str:
        acts = next((key.acts for key in self.KEYS if key.name == name), False)
        return texts.NOTHING_MARKED if acts and self.marked is None else ""

    def show(self, rows: Sequence[R]) -> None:
        self.rows.show(rows)
        self.rows.display = bool(rows)
        self.query_one("#shelf-scroll").display = bool(rows)
        empty = self.query_one("#empty", Notice)
        empty.display = not rows
        empty.say(*self.NOTHING)
        self._show_marked()

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self._show_marked()

    def _show_marked(self) -> None:
        row = self.marked
        self.query_one("#shelf-detail", Static).update(assembled(self.in_full(row) if row else []))
        self.refresh_hints()

    def on_screen_resume(self) -> None:
        self.reload_soon()

    def on_tick(self) -> None:
        self.rows.repaint()

    def do_leave(self) -> None:
        self.app.pop_screen()
