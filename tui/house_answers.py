"""House answers: what staff answered once, to read and to take back."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from server.knowledge_wire import AnswerIn, HouseAnswerOut
from tui import texts
from tui.keys import ANSWERS, bindings
from tui.prompt import Confirm, Prompt
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line, visible
from tui.widgets.row_list import RowLine

ANSWER_LENGTH = 1_000


class AnswersScreen(ShelfScreen[HouseAnswerOut]):
    KEYS = ANSWERS
    BINDINGS: ClassVar[list[BindingType]] = bindings(ANSWERS)
    NOTHING = texts.NO_ANSWERS

    def reload(self) -> None:
        self.ask(lambda c: c.answers(), self.show, group="answers")

    def key_of(self, row: HouseAnswerOut) -> Hashable:
        return row.id

    def paint(self, row: HouseAnswerOut) -> Sequence[RowLine]:
        return (
            RowLine(((one_line(row.question), "strong"),), ((scope(row), "dim"),)),
            RowLine(((f"  {one_line(row.answer)}", "text"),)),
        )

    def in_full(self, row: HouseAnswerOut) -> Parts:
        parts: Parts = [(f"{one_line(row.question)}\n", "bold"), (f"{visible(row.answer)}\n", "")]
        if row.also:
            parts.append(("\nAlso asked as\n", "$muted"))
            parts += [(f"{one_line(way)}\n", "") for way in row.also]
        return parts

    def do_add(self) -> None:
        def asked(question: str | None) -> None:
            if question:
                self._ask_answer(question)

        self.app.push_screen(Prompt(texts.ADD_TITLE, texts.ADD_ASKS, length=300), asked)

    def _ask_answer(self, question: str) -> None:
        def answered(words: str | None) -> None:
            if words:
                made = AnswerIn(question=question, answer=words)
                self.ask(lambda c: c.add_answer(made), lambda _: self._said(texts.ANSWER_ADDED))

        title = f"{texts.ANSWER_TITLE}: {one_line(question)}"
        self.app.push_screen(Prompt(title, texts.ANSWER_ASKS, length=ANSWER_LENGTH), answered)

    def do_remove(self) -> None:
        row = self.marked
        if row is None:
            return
        wanted = row.id

        def decided(sure: bool | None) -> None:
            if sure:
                self.ask(
                    lambda c: c.remove_answer(wanted), lambda _: self._said(texts.ANSWER_REMOVED)
                )

        self.app.push_screen(Confirm(texts.REMOVE_TITLE, one_line(row.question)), decided)

    def _said(self, text: str) -> None:
        self.desk_app.toast(text)
        self.reload()

    def reason_against(self, name: str) -> str:
        return "" if name == "add" else super().reason_against(name)


def scope(row: HouseAnswerOut) -> str:
    days = ""
    if row.valid_from or row.valid_to:
        first = row.valid_from.isoformat() if row.valid_from else "…"
        last = row.valid_to.isoformat() if row.valid_to else "…"
        days = f"{first[5:]} – {last[5:]} yearly" if row.yearly else f"{first} – {last}"
    return " · ".join(filter(None, [days, row.lang])) or "always"
