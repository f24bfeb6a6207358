"""The line at the bottom: what the keys do here and now, as many as fit, help always among them."""

from __future__ import annotations

from typing import Protocol, cast

from textual.content import Content
from textual.widgets import Input, Static, TextArea

from tui.keys import EVERYWHERE, Key

HELP = next(key for key in EVERYWHERE if key.name == "help")
GAP = "  "


class HasKeys(Protocol):
    """What a screen tells the line at its bottom."""

    shows_help: bool

    def keys_now(self) -> tuple[Key, ...]: ...

    def why_not(self, name: str) -> str: ...


class Hints(Static):
    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._changed)

    def _changed(self) -> None:
        self.refresh()

    def _help(self) -> Content:
        """Where one writes, `?` is a question mark."""
        writes = isinstance(self.screen.focused, Input | TextArea)
        key = "f1" if writes else HELP.shown
        return Content.assemble((key, "bold $text-accent"), " ", (HELP.hint, "$muted"))

    def render(self) -> Content:
        screen = cast(HasKeys, self.screen)
        width = self.content_size.width
        last = self._help() if screen.shows_help else Content()
        room = width - last.cell_length
        shown: list[Content] = []
        # What works comes first: a narrow terminal spends no room on what does not.
        keys = [(bool(screen.why_not(key.name)), key) for key in screen.keys_now() if key.hint]
        for dimmed, key in sorted(keys, key=lambda pair: pair[0]):
            hint = _hint(key, dimmed=dimmed)
            if hint.cell_length + len(GAP) > room:
                break
            shown.append(hint)
            room -= hint.cell_length + len(GAP)
        body = Content(GAP).join(shown)
        gap = " " * max(0, width - body.cell_length - last.cell_length)
        return Content.assemble(body, gap, last)


def _hint(key: Key, *, dimmed: bool) -> Content:
    if dimmed:
        return Content.assemble((f"{key.shown} {key.hint}", "$faint"))
    return Content.assemble((key.shown, "bold $text-accent"), " ", (key.hint, "$muted"))
