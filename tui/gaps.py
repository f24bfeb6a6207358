"""What guests asked and nobody knew, most guests first; answered here, known from then on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from server.knowledge_wire import GapAnswerIn, GapOut
from tui import texts
from tui.keys import GAPS, bindings
from tui.prompt import Confirm, Prompt
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line
from tui.widgets.row_list import RowLine

ANSWER_LENGTH = 1_000


class GapsScreen(ShelfScreen[GapOut]):
    KEYS = GAPS
    BINDINGS: ClassVar[list[BindingType]] = bindings(GAPS)
    NOTHING = texts.NO_OPEN_GAPS

    def reload(self) -> None:
        self.ask(lambda c: c.gaps(), self.show, group="gaps")

    def key_of(self, row: GapOut) -> Hashable:
        return row.id

    def paint(self, row: GapOut) -> Sequence[RowLine]:
        guests = f"{row.guests} guest{'s' if row.guests != 1 else ''}"
        state = ("answered, asked again ", "warn") if row.state == "answered" else ("", "")
        return (
            RowLine((("? ", "accent"), (one_line(row.question), "strong")), ((guests, "text"),)),
            RowLine((("  ", ""), state, (_asked(row.asked), "dim")),
                    ((self.desk.clock.age(row.last_at), "dim"),)),
        )  # fmt: skip

    def in_full(self, row: GapOut) -> Parts:
        parts: Parts = [("How guests put it\n\n", "bold")]
        for way in row.ways:
            parts.append((f"{one_line(way)}\n", ""))
        return parts

    def reason_against(self, name: str) -> str:
        row = self.marked
        if name in ("answer", "dismiss") and row is not None and row.state != "open":
            return texts.ANSWERED_ALREADY
        return super().reason_against(name)

    def do_answer(self) -> None:
        row = self.marked
        if row is None:
            return
        wanted = row.id

        def decided(words: str | None) -> None:
            if words:
                asked = GapAnswerIn(answer=words)
                self.ask(lambda c: c.answer_gap(wanted, asked), lambda _: self._answered())

        title = f"{texts.ANSWER_TITLE}: {one_line(row.question)}"
        self.app.push_screen(Prompt(title, texts.ANSWER_ASKS, length=ANSWER_LENGTH), decided)

    def _answered(self) -> None:
        self.desk_app.toast(texts.GAP_ANSWERED)
        self.reload()

    def do_dismiss(self) -> None:
        row = self.marked
        if row is None:
            return
        wanted = row.id

        def decided(sure: bool | None) -> None:
            if sure:
                self.ask(lambda c: c.dismiss_gap(wanted), lambda _: self._dismissed())

        self.app.push_screen(Confirm(texts.DISMISS_TITLE, one_line(row.question)), decided)

    def _dismissed(self) -> None:
        self.desk_app.toast(texts.GAP_DISMISSED)
        self.reload()


def _asked(times: int) -> str:
    return "asked once" if times == 1 else f"asked {times} times"
