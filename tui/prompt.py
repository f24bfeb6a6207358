"""One question over the screen: for a note, or for a yes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.keys import PROMPT, Key, bindings
from tui.text import plain
from tui.widgets.editor import Field
from tui.widgets.hints import Hints

NOTE_LENGTH = 500


class Prompt(ModalScreen[str | None]):
    """Asks for one line. The answer may be empty; None means: do nothing."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(PROMPT)
    shows_help = False

    def __init__(
        self, title: str, question: str, *, value: str = "", length: int = NOTE_LENGTH
    ) -> None:
        super().__init__()
        self._title, self._question, self._length = title, question, length
        self._value = value

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt") as box:
            box.border_title = plain(self._title)
            yield Static(plain(self._question), id="prompt-question")
            yield Field(self._value, id="prompt-answer", max_length=self._length)
            yield Hints()

    def on_mount(self) -> None:
        self.query_one("#prompt-answer", Field).focus()

    def keys_now(self) -> tuple[Key, ...]:
        return PROMPT

    def why_not(self, name: str) -> str:
        return ""

    def on_input_submitted(self, event: Field.Submitted) -> None:
        event.stop()
        self.action_act("confirm")

    def action_act(self, name: str) -> None:
        answer = self.query_one("#prompt-answer", Field).value
        self.dismiss(answer.strip() if name == "confirm" else None)


class Confirm(ModalScreen[bool]):
    """Asks for a yes; enter is one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(PROMPT)
    shows_help = False

    def __init__(self, title: str, question: str) -> None:
        super().__init__()
        self._title, self._question = title, question

    def compose(self) -> ComposeResult:
        with Vertical(id="prompt") as box:
            box.border_title = plain(self._title)
            yield Static(plain(self._question), id="prompt-question")
            yield Hints()

    def keys_now(self) -> tuple[Key, ...]:
        return PROMPT

    def why_not(self, name: str) -> str:
        return ""

    def action_act(self, name: str) -> None:
        self.dismiss(name == "confirm")
