"""`?`: every key that works where the focus is, and why one does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.keys import HELP, LIST, Key, bindings, spelled
from tui.text import assembled, plain
from tui.widgets.hints import Hints


class HelpPage(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = bindings(HELP)
    shows_help = False

    def __init__(
        self,
        keys: Sequence[tuple[Key, str]],
        everywhere: Sequence[Key],
        *,
        with_list: bool = False,
    ) -> None:
        super().__init__()
        self._keys, self._everywhere = keys, everywhere
        self._with_list = with_list

    def compose(self) -> ComposeResult:
        with Vertical(id="help") as box:
            box.border_title = plain("Keys")
            with VerticalScroll(id="help-scroll"):
                yield Static(self._section("On this screen", self._keys))
                if self._with_list:
                    yield Static(self._section("In the list", [(key, "") for key in LIST]))
                yield Static(self._section("Everywhere", [(key, "") for key in self._everywhere]))
                yield Static(
                    assembled(
                        [
                            (f"{'^p':<16}", "bold $text-accent"),
                            ("Palette: every command and theme by name", ""),
                        ]
                    )
                )
            yield Hints()

    def _section(self, head: str, keys: Sequence[tuple[Key, str]]) -> Content:
        parts = [(f"{head}\n", "bold $text-primary")]
        for key, reason in keys:
            if not key.keys:
                continue
            names = " ".join(dict.fromkeys(spelled(name) for name in key.keys.split(",")))
            style = "$faint" if reason else ""
            parts.append((f"{names:<16}", style or "bold $text-accent"))
            parts.append((key.help, style))
            parts.append((f"\n{'':<16}{reason}" if reason else "", "$text-warning"))
            parts.append(("\n", ""))
        return assembled(parts[:-1])

    def keys_now(self) -> tuple[Key, ...]:
        return HELP

    def why_not(self, name: str) -> str:
        return ""

    def action_act(self, name: str) -> None:
        scroll = self.query_one("#help-scroll", VerticalScroll)
        if name == "up":
            scroll.scroll_up(animate=False)
        elif name == "down":
            scroll.scroll_down(animate=False)
        else:
            self.dismiss(None)
