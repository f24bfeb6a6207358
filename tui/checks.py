"""What the sources contradict each other in, what has ended, what is old: decided in place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from server.knowledge_wire import DisputeOut, SettleIn
from tui import texts
from tui.keys import CHECKS, bindings
from tui.prompt import Prompt
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line
from tui.widgets.row_list import RowLine

KINDS = {"contradiction": "Sources disagree", "expired": "Has ended", "stale": "Not read for long"}


class ChecksScreen(ShelfScreen[DisputeOut]):
    KEYS = CHECKS
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHECKS)
    NOTHING = texts.NO_DISPUTES

    def reload(self) -> None:
        self.ask(lambda c: c.disputes(), self._sorted, group="disputes")

    def _sorted(self, disputes: list[DisputeOut]) -> None:
        self.show(sorted(disputes, key=lambda dispute: dispute.settled is not None))

    def key_of(self, row: DisputeOut) -> Hashable:
        return row.key

    def paint(self, row: DisputeOut) -> Sequence[RowLine]:
        open_ = row.settled is None
        sign = ("▲ ", "warn") if open_ else ("✓ ", "good")
        kind = KINDS.get(row.kind, row.kind)
        return (
            RowLine((sign, (kind, "strong"), (f"  {one_line(row.subject)}", "text"))),
            RowLine(((f"  {one_line(row.question)}", "dim"),)),
        )

    def in_full(self, row: DisputeOut) -> Parts:
        parts: Parts = [(f"{one_line(row.question)}\n\n", "bold")]
        for number, choice in enumerate(row.choices, 1):
            parts += [(f"{number}  ", "$text-accent"), (f"{one_line(choice)}\n", "")]
        for side in row.sides:
            page = f", page {side.page}" if side.page else ""
            read = f", read {side.read_at.date().isoformat()}" if side.read_at else ""
            parts += [
                (f"\n“{one_line(side.text)}”\n", ""),
                (f"{one_line(side.source)}{page}{read}\n", "$muted"),
            ]
        if row.settled is not None:
            parts.append((f"\nDecided: {decided(row)}", "$text-success"))
        return parts

    def do_decide(self) -> None:
        row = self.marked
        if row is None:
            return
        choices = "   ".join(f"{n}: {one_line(c)[:40]}" for n, c in enumerate(row.choices, 1))
        both = "   b: both hold" if row.kind == "contradiction" else ""
        asks = f"{choices}{both}\n{texts.DECIDE_ASKS}"
        key = row.key

        def answered(words: str | None) -> None:
            if words:
                asked = decision(words, both=bool(both))
                self.ask(lambda c: c.settle(key, asked), lambda _: self._settled())

        self.app.push_screen(Prompt(texts.DECIDE_TITLE, asks), answered)

    def _settled(self) -> None:
        self.desk_app.toast(texts.DECIDED)
        self.reload()


def decision(words: str, *, both: bool) -> SettleIn:
    """A number is a choice, "b" says that both hold; anything else is what is right."""
    if words.isdigit():
        return SettleIn(choose=int(words))
    if both and words.lower() == "b":
        return SettleIn(both=True)
    return SettleIn(value=words)


def decided(row: DisputeOut) -> str:
    settled = row.settled or {}
    if "holds" in settled:
        return row.choices[0 if settled["holds"] else 1]
    if settled.get("both"):
        return "both hold"
    return one_line(str(settled.get("value") or settled.get("side") or ""))
