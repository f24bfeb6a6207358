"""`0`: every screen of the desk, with its key and what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui import screen_texts as said
from tui.keys import MENU, Key, bindings
from tui.place import Place
from tui.text import plain
from tui.widgets.hints import Hints
from tui.widgets.row_list import RowLine, RowList


class Menu(ModalScreen[str | None]):
    """Dismissed with the name of a place."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(MENU)
    shows_help = False

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self._places = places

    def compose(self) -> ComposeResult:
        with Vertical(id="menu") as box:
            box.border_title = plain(said.MENU)
            yield RowList[Place](lambda place: place.name, _paint, lines=1, id="rows")
            yield Hints()

    def on_mount(self) -> None:
        rows = self.query_one("#rows", RowList)
        rows.show(self._places)
        rows.focus()

    def keys_now(self) -> tuple[Key, ...]:
        return MENU

    def why_not(self, name: str) -> str:
        return ""

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.action_act("open")

    def action_act(self, name: str) -> None:
        marked = self.query_one("#rows", RowList).marked_row
        self.dismiss(marked.name if name == "open" and marked else None)


def _paint(place: Place) -> tuple[RowLine]:
    told = place.told[:1].upper() + place.told[1:]
    key = (f"{place.key or '·'} ", "accent")
    return (RowLine((key, (place.label, "strong")), ((told, "dim"),)),)
