"""How one conversation came about: every step, and what would be answered today instead."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from server.timeline_wire import AgainOut, CandidateOut, StepOut, TimelineOut
from store.errors import ConciergeError
from tui import screen_texts as said
from tui.keys import REPLAY, bindings
from tui.messages import EventHappened
from tui.prompt import Prompt
from tui.saving import save
from tui.shelf import Parts, ShelfScreen
from tui.text import one_line, visible
from tui.widgets.row_list import RowLine

MEANINGS: Final = {
    "guest": "accent",
    "concierge": "strong",
    "staff": "good",
    "call": "warn",
    "gap": "warn",
    "draft": "accent",
}
MOST_CANDIDATES: Final = 8


class ReplayScreen(ShelfScreen[StepOut]):
    KEYS = REPLAY
    BINDINGS: ClassVar[list[BindingType]] = bindings(REPLAY)
    NOTHING = said.NO_STEPS

    def __init__(self, conversation_id: str) -> None:
        super().__init__()
        self.conversation_id = conversation_id
        self._told: TimelineOut | None = None
        self._again: dict[int, AgainOut] = {}

    def concerns(self, event: EventHappened) -> bool:
        return event.conversation_id == self.conversation_id

    def reload(self) -> None:
        wanted = self.conversation_id
        self.ask(lambda c: c.timeline(wanted), self._read, group="timeline")

    def _read(self, told: TimelineOut) -> None:
        self._told = told
        self.show(told.steps)

    def key_of(self, row: StepOut) -> Hashable:
        return (row.at, row.kind, row.seq, row.text)

    def paint(self, row: StepOut) -> Sequence[RowLine]:
        at = self.desk.clock.local(row.at)
        name = said.STEP_NAMES.get(row.kind, row.kind)
        who = f"  {one_line(row.who)}" if row.who else ""
        note = row.notes[0] if row.notes else ""
        head = (f"{at:%H:%M:%S}  ", "dim"), (name, MEANINGS.get(row.kind, "text")), (who, "dim")
        return (
            RowLine(head, ((one_line(note)[:40], "dim"),)),
            RowLine(((f"          {one_line(row.text)}", "text"),)),
        )

    def in_full(self, row: StepOut) -> Parts:
        at = self.desk.clock.time(row.at)
        name = said.STEP_NAMES.get(row.kind, row.kind)
        parts: Parts = [(f"{name}", "bold"), (f"  {one_line(row.who)}  {at}\n\n", "$muted")]
        if row.text:
            parts.append((f"{visible(row.text)}\n", ""))
        parts += [(f"· {one_line(note)}\n", "$muted") for note in row.notes if note]
        for cited in row.citations:
            page = f", page {cited.page}" if cited.page else ""
            parts.append((f"\n{one_line(cited.title)}{page}\n", "$text-primary"))
            parts.append((f"“{visible(cited.quote)}”\n", "$muted"))
        rest = [f"{name} {one_line(str(value))}" for name, value in row.figures.items()]
        parts.append((f"\n{'   '.join(rest)}\n" if rest else "", "$faint"))
        return [*parts, *self._compared(row)]

    def _compared(self, row: StepOut) -> Parts:
        again = self._again.get(row.seq or 0) if row.kind == "guest" else None
        if again is None:
            return []
        same = again.before == again.now
        parts: Parts = [(f"\n{said.SAME_AGAIN if same else said.AGAIN_HEAD}\n", "bold")]
        if not same:
            parts.append((f"{visible(again.now)}\n", "$text-accent"))
        parts.append((f"{one_line(again.decision)}\n", "$muted"))
        if again.candidates:
            parts.append((f"\n{said.WEIGHED}\n", "bold"))
        for candidate in again.candidates[:MOST_CANDIDATES]:
            parts += weighed(candidate)
        return parts

    # --- keys --------------------------------------------------------------------------------

    def do_again(self) -> None:
        wanted = self.conversation_id
        self.ask(lambda c: c.replay(wanted), self._answered, group="again")

    def _answered(self, found: list[AgainOut]) -> None:
        self._again = {one.seq: one for one in found}
        self.desk_app.toast(said.REPLAYED)
        self._show_marked()

    def do_export(self) -> None:
        told = self._told
        if told is None:
            return
        written = {
            **told.model_dump(mode="json"),
            "again": [one.model_dump(mode="json") for one in self._again.values()],
        }

        def named(file: str | None) -> None:
            if file:
                self._save(file, written)

        name = f"replay-{self.conversation_id}.json"
        self.app.push_screen(Prompt(said.EXPORT_TITLE, said.EXPORT_ASKS, value=name), named)

    def _save(self, file: str, written: object) -> None:
        try:
            path = save(file, json.dumps(written, ensure_ascii=False, indent=1) + "\n")
        except ConciergeError as error:
            self.desk_app.tell(error)
        else:
            self.desk_app.toast(said.EXPORTED.format(file=path))


def weighed(candidate: CandidateOut) -> Parts:
    """A line of the knowledge with its scores."""
    bar = "█" * round(10 * max(0.0, min(1.0, candidate.coverage)))
    lacks = f"  lacks {', '.join(map(one_line, candidate.missing))}" if candidate.missing else ""
    where = one_line(candidate.heading or candidate.title)
    return [
        (f"{bar:<10} ", "$text-primary"),
        (f"{candidate.score:6.2f}  ", "bold"),
        (f"covers {candidate.coverage:.2f}  near {candidate.cosine:.2f}", "$muted"),
        (f"  words {candidate.bm25:.2f}{lacks}\n", "$muted"),
        (f"           {where}: {one_line(candidate.text)}\n", ""),
    ]
