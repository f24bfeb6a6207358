"""One of several, over the screen: marked with the arrows, or found by typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.keys import CHOICE, Key, bindings
from tui.text import fit, one_line, plain
from tui.widgets.editor import Field
from tui.widgets.hints import Hints
from tui.widgets.row_list import RowLine, RowList

SHOWN = 10
# What stands beside a label leaves the label its room.
TOLD = 30


@dataclass(frozen=True)
class Option:
    """`value` is what comes of choosing it; `told` stands beside the label."""

    value: str
    label: str
    told: str = ""

    @property
    def found_by(self) -> str:
        return f"{self.label} {self.told}".casefold()


class Choice(ModalScreen[str | None]):
    """Dismissed with the value of the option, or with what was typed where `typed` says what that
    would be, like "Tag it {}". None: nothing is done."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOICE)
    shows_help = False

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        lead: Content | None = None,
        typed: str = "",
        none: str = "",
    ) -> None:
        super().__init__()
        self._title, self._options, self._lead = title, list(options), lead
        self._typed, self._none = typed, none

    def compose(self) -> ComposeResult:
        with Vertical(id="choice") as box:
            box.border_title = plain(self._title)
            if self._lead is not None:
                yield Static(self._lead, id="choice-lead")
            yield Field(id="choice-find")
            yield RowList[Option](lambda option: option.value, _paint, lines=1, id="choice-rows")
            yield Static(plain(self._none), id="choice-none")
            yield Hints()

    def on_mount(self) -> None:
        self.rows.styles.height = max(1, min(SHOWN, len(self._options) + bool(self._typed)))
        # A short list needs no finding, unless something of one's own may be typed.
        field = self.query_one("#choice-find", Field)
        field.display = bool(self._typed) or len(self._options) > SHOWN
        field.placeholder = self._typed.replace("{}", "…") or "Type to find"
        self._find("")
        (field if field.display else self.rows).focus()

    @property
    def rows(self) -> RowList[Option]:
        return self.query_one("#choice-rows", RowList)

    def on_input_changed(self, event: Field.Changed) -> None:
        event.stop()
        self._find(event.value)

    def _find(self, wanted: str) -> None:
        words = wanted.casefold().split()
        found = [o for o in self._options if all(word in o.found_by for word in words)]
        own = one_line(wanted)
        if own and self._typed and not any(o.value == own for o in found):
            found.append(Option(own, self._typed.replace("{}", own)))
        self.rows.show(found)
        self.rows.marked = 0
        self.rows.display = bool(found)
        self.query_one("#choice-none", Static).display = not found and bool(self._none)

    def on_input_submitted(self, event: Field.Submitted) -> None:
        event.stop()
        self.action_act("choose")

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.action_act("choose")

    def keys_now(self) -> tuple[Key, ...]:
        return CHOICE

    def why_not(self, name: str) -> str:
        return ""

    def action_act(self, name: str) -> None:
        if name in ("up", "down"):
            self.rows.action_move(name)
            return
        option = self.rows.marked_row
        if name == "choose" and option is None:
            return
        self.dismiss(option.value if name == "choose" and option else None)


def _paint(option: Option) -> tuple[RowLine]:
    told = fit(option.told, TOLD)
    return (RowLine(((option.label, "text"),), ((told, "dim"),) if told else ()),)
