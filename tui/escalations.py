"""Guests who need a person, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from server.wire import EscalationOut
from tui import texts
from tui.keys import ESCALATIONS, bindings
from tui.messages import EventHappened
from tui.prompt import Prompt
from tui.screen import DeskScreen
from tui.text import one_line
from tui.when import HOUR, MINUTE
from tui.widgets.message_view import contact_name
from tui.widgets.notice import Notice
from tui.widgets.row_list import RowLine, RowList


class EscalationsScreen(DeskScreen):
    KEYS = ESCALATIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(ESCALATIONS)

    def middle(self) -> Iterable[Widget]:
        with Vertical(id="list-side"):
            yield RowList[EscalationOut](
                lambda escalation: escalation.id, self._paint, lines=3, id="rows"
            )
            yield Notice(id="empty")

    def on_mount(self) -> None:
        self.rows.focus()

    @property
    def rows(self) -> RowList[EscalationOut]:
        return self.query_one("#rows", RowList)

    def concerns(self, event: EventHappened) -> bool:
        return event.about_escalations

    def reason_against(self, name: str) -> str:
        if name in ("open", "resolve", "take_over") and self.rows.marked_row is None:
            return texts.NOTHING_MARKED
        return ""

    def reload(self) -> None:
        self.ask(lambda c: c.escalations(), self._show, group="escalations")

    def _show(self, escalations: list[EscalationOut]) -> None:
        self.rows.show(escalations)
        self.rows.display = bool(escalations)
        empty = self.query_one("#empty", Notice)
        empty.display = not escalations
        empty.say(*texts.NO_ESCALATIONS)
        self.desk_app.counts = self.desk_app.counts.model_copy(
            update={"escalated": len(escalations)}
        )
        self.refresh_hints()

    def _paint(self, escalation: EscalationOut) -> tuple[RowLine, ...]:
        clock = self.desk.clock
        seconds = clock.seconds_since(escalation.created_at)
        age = "bad" if seconds >= HOUR else "warn" if seconds >= 5 * MINUTE else "text"
        urgent = escalation.priority == 1
        sign = ("▲ urgent  ", "bad") if urgent else ("▲ ", "warn")
        return (
            RowLine(
                (
                    sign,
                    (contact_name(escalation.contact), "strong"),
                    (f"  {one_line(escalation.channel)}", "dim"),
                ),
                (("waits ", "dim"), (clock.age(escalation.created_at), age)),
            ),
            RowLine(((f"  {escalation.title}", "text"),)),
            RowLine(((f"  {escalation.reason}", "dim"),)),
        )

    def on_tick(self) -> None:
        self.rows.repaint()

    def on_screen_resume(self) -> None:
        self.reload_soon()

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self.refresh_hints()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.do_open()

    def do_open(self) -> None:
        if escalation := self.rows.marked_row:
            self.desk_app.open_conversation(escalation.conversation_id)

    def do_take_over(self) -> None:
        if escalation := self.rows.marked_row:
            wanted = escalation.conversation_id
            self.ask(lambda c: c.take_over(wanted), lambda _: self._taken(wanted))

    def _taken(self, conversation_id: str) -> None:
        self.desk_app.toast(texts.TAKEN_OVER)
        self.desk_app.open_conversation(conversation_id, writing=True)

    def do_resolve(self) -> None:
        escalation = self.rows.marked_row
        if escalation is None:
            return
        wanted = escalation.id

        def decided(note: str | None) -> None:
            if note is not None:
                self.ask(lambda c: c.resolve(wanted, note), lambda _: self._resolved())

        self.app.push_screen(Prompt(texts.RESOLVE_TITLE, texts.RESOLVE_ASKS), decided)

    def _resolved(self) -> None:
        self.desk_app.toast(texts.RESOLVED)
        self.reload()
