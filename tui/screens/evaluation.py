"""The owner's own questions, asked as things stand: what is right, and what is not, worst first."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from server.evaluation_wire import EvaluationOut, VerdictOut
from tui import screen_texts as said
from tui.keys import EVALUATION, bindings
from tui.messages import EventHappened
from tui.place import Place
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line, visible
from tui.widgets.row_list import RowLine

MEANINGS: Final = {"right": "good", "honest": "good", "missed": "warn"}


class EvaluationScreen(ShelfScreen[VerdictOut]):
    KEYS = EVALUATION
    BINDINGS: ClassVar[list[BindingType]] = bindings(EVALUATION)
    NOTHING = said.NOT_ASKED_YET

    def concerns(self, event: EventHappened) -> bool:
        return False

    def reason_against(self, name: str) -> str:
        return ""

    def reload(self) -> None:
        """What was asked stands until it is asked again: asking takes a while."""
        self.show(self.rows.rows)

    def key_of(self, row: VerdictOut) -> Hashable:
        return (row.origin, row.question)

    def paint(self, row: VerdictOut) -> Sequence[RowLine]:
        meaning = MEANINGS.get(row.verdict, "bad")
        return (
            RowLine(
                ((f"{row.verdict} ", meaning), (one_line(row.question), "strong")),
                ((row.origin.replace("_", " "), "dim"),),
            ),
            RowLine(((f"  {one_line(row.answer)}", "text"),)),
        )

    def in_full(self, row: VerdictOut) -> Parts:
        return [
            (f"{one_line(row.question)}\n\n", "bold"),
            (f"{visible(row.answer)}\n\n", ""),
            (f"{said.VERDICTS[row.verdict]}\n", "$text-accent"),
            (f"{said.SURE.format(sure=row.confidence)}  {one_line(row.why)}", "$muted"),
        ]

    def do_ask(self) -> None:
        self.desk_app.toast(said.ASKING)
        self.ask(lambda c: c.evaluation(), self._asked, group="evaluation")

    def _asked(self, told: EvaluationOut) -> None:
        self.show(told.results)
        good = told.right + told.honest
        text = said.ASKED if told.asked == told.cases else said.ASKED_SOME
        self.desk_app.toast(text.format(good=good, asked=told.asked, cases=told.cases))


PLACE = Place(
    *("evaluation", "Evaluation", "", "your own questions, and how they are answered today"),
    EvaluationScreen,
    19,
)
