"""The settings of the house: what each is for, where it comes from, and a new value for it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from server.settings_wire import SettingOut
from store.errors import ConciergeError, Invalid
from tui import screen_texts as said
from tui import texts
from tui.choice import Choice, Option
from tui.keys import SETTINGS, bindings
from tui.messages import EventHappened
from tui.place import Place
from tui.prompt import Prompt
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line, plain, visible
from tui.widgets.editor import Field
from tui.widgets.row_list import RowLine

LONGEST = 4_000


class SettingsScreen(ShelfScreen[SettingOut]):
    KEYS = SETTINGS
    BINDINGS: ClassVar[list[BindingType]] = bindings(SETTINGS)
    NOTHING = said.NO_SETTING

    def __init__(self) -> None:
        super().__init__()
        self._read: list[SettingOut] = []

    def middle(self) -> Iterable[Widget]:
        yield Field(placeholder=said.SEARCH_SETTINGS, id="search")
        yield from super().middle()

    def concerns(self, event: EventHappened) -> bool:
        return False

    def reload(self) -> None:
        if not self._may:
            self.show([])
            return
        self.ask(lambda c: c.settings(), self._show_all, group="settings")

    @property
    def _may(self) -> bool:
        return self.desk.me is not None and self.desk.me.role in ("owner", "manager")

    def _show_all(self, settings: list[SettingOut]) -> None:
        self._read = settings
        words = self.query_one("#search", Field).value.casefold().split()
        self.show(
            [one for one in settings if all(w in f"{one.key} {one.told}".casefold() for w in words)]
        )

    # --- drawing -----------------------------------------------------------------------------

    def key_of(self, row: SettingOut) -> Hashable:
        return row.key

    def paint(self, row: SettingOut) -> Sequence[RowLine]:
        section, _, key = row.key.partition(".")
        changed = row.origin != "default"
        value = (one_line(row.value)[:40], "accent" if changed else "dim")
        mark = ("  ", "dim") if not row.here_only else ("▪ ", "dim")
        return (
            RowLine((mark, (f"{section}.", "dim"), (key, "strong")), (value,)),
            RowLine(((f"  {one_line(row.told)}", "dim"),)),
        )

    def in_full(self, row: SettingOut) -> Parts:
        parts: Parts = [
            (f"{row.key}\n", "bold"),
            (f"{one_line(row.told)}\n\n", ""),
            (f"{visible(row.value)}\n", "$text-accent"),
            (f"{said.FROM.format(origin=row.origin, default=one_line(row.default))}\n", "$muted"),
        ]
        if row.options:
            parts.append((f"{said.ONE_OF.format(options=', '.join(row.options))}\n", "$muted"))
        if row.restart:
            parts.append((f"{said.NEEDS_RESTART}\n", "$text-warning"))
        if row.here_only:
            parts.append((f"{said.HERE_ONLY.format(key=row.key)}\n", "$text-warning"))
        return parts

    # --- keys --------------------------------------------------------------------------------

    def reason_against(self, name: str) -> str:
        if name in ("change", "reset") and not self._may:
            return said.NOT_YOURS_TO_SET
        if name in ("change", "reset") and self.marked is None:
            return texts.NOTHING_MARKED
        if name in ("change", "reset") and self.marked and self.marked.here_only:
            return said.HERE_ONLY.format(key=self.marked.key)
        return ""

    def do_search(self) -> None:
        search = self.query_one("#search", Field)
        search.display = True
        search.focus()

    def on_input_changed(self, event: Field.Changed) -> None:
        self._show_all(self._read)

    def on_input_submitted(self, event: Field.Submitted) -> None:
        self.rows.focus()

    def do_leave(self) -> None:
        search = self.query_one("#search", Field)
        search.value, search.display = "", False
        self.rows.focus()

    def on_row_list_opened(self, event: object) -> None:
        if reason := self.why_not("change"):
            self.desk_app.toast(reason, severity="warning")
        else:
            self.do_change()

    def do_change(self) -> None:
        row = self.marked
        if row is None:
            return
        if row.options:
            options = [Option(one, one or said.EMPTY) for one in row.options]
            choice = Choice(row.key, options, lead=plain(row.told))
            self.app.push_screen(choice, lambda value: self._chosen(row, value))
        else:
            self._ask_value(row, unquoted(row.value), row.told)

    def _ask_value(self, row: SettingOut, value: str, question: str) -> None:
        prompt = Prompt(row.key, question, value=value, length=LONGEST)
        self.app.push_screen(prompt, lambda typed: self._chosen(row, typed))

    def do_reset(self) -> None:
        if row := self.marked:
            self._chosen(row, unquoted(row.default))

    def _chosen(self, row: SettingOut, value: str | None) -> None:
        if value is None:
            return

        def refused(error: ConciergeError) -> bool:
            """Beside the field, with what was typed."""
            if not isinstance(error, Invalid):
                return False
            self._ask_value(row, value, f"{error.message} {error.hint}".strip())
            return True

        self.ask(lambda c: c.change_setting(row.key, value), self._changed, otherwise=refused)

    def _changed(self, row: SettingOut) -> None:
        told = said.CHANGED_LATER if row.restart else said.CHANGED
        if row.origin not in ("concierge.toml", "default"):
            told = said.OVERRULED.format(origin=row.origin)
        self.desk_app.toast(told.format(key=row.key))
        self.reload()


def unquoted(value: str) -> str:
    """A word as a person types it: TOML's quotes around a plain one are left out."""
    inner = value[1:-1]
    plain_word = len(value) > 1 and value[0] == value[-1] == '"' and '"' not in inner
    return inner if plain_word and "\\" not in inner else value


PLACE = Place("settings", "Settings", "9", "the settings of the house", SettingsScreen, 9)
