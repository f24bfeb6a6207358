"""Boxes to write in. What is pasted is made visible too: it may come from a guest's page."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widgets import Input, TextArea

from tui.keys import COMPOSING, bindings
from tui.text import one_line, visible


class Editor(TextArea):
    """Several lines. `load` and paste let nothing in that a terminal would obey."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
        )

    def load(self, text: str) -> None:
        self.load_text(visible(text))
        self.move_cursor(self.document.end)

    def put(self, text: str) -> None:
        """In place of all that stands there, as one step that can be undone."""
        self._replace_via_keyboard(visible(text), (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    def put_in(self, text: str) -> None:
        """Where the cursor is."""
        self._replace_via_keyboard(visible(text), *self.selection)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if self.read_only:
            return
        # A terminal's paste ends its lines with carriage returns.
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        if result := self._replace_via_keyboard(visible(text), *self.selection):
            self.move_cursor(result.end_location)


class ComposeBox(Editor):
    """Where enter sends: its keys come before those of every text box."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(COMPOSING, "screen.act", priority=True)

    def new_line(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)


class Field(Input):
    """One line, for a search, a note, a name."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if line := one_line(event.text):
            self.insert_text_at_cursor(line)
