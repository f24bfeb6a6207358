"""Guests who need a person, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from server.wire import EscalationOut, InboxRow
from tui import texts
from tui.conversing import Conversing
from tui.keys import ESCALATIONS, bindings
from tui.messages import EventHappened
from tui.prompt import Prompt
from tui.text import one_line
from tui.when import HOUR, MINUTE, countdown
from tui.widgets.message_view import contact_name
from tui.widgets.notice import Notice
from tui.widgets.row_list import RowLine, RowList

SIGNS = {1: ("▲ urgent  ", "bad"), 3: ("△ ", "dim")}


class EscalationsScreen(Conversing):
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

    def row_at_hand(self) -> InboxRow | None:
        """As much of its conversation as a call tells: for assigning, that is its name."""
        call = self.rows.marked_row
        if call is None:
            return None
        return InboxRow(
            id=call.conversation_id,
            channel=call.channel,
            title=call.title,
            status="open",
            speaker="staff" if call.speaker_name else "concierge",
            speaker_name=call.speaker_name,
            unread=0,
            last_text="",
            last_message_at=call.created_at,
            contact=call.contact,
        )

    def reason_against(self, name: str) -> str:
        if name in ("resolve", "urgency") and self.rows.marked_row is None:
            return texts.NOTHING_MARKED
        return super().reason_against(name)

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
        sign = SIGNS.get(escalation.priority, ("▲ ", "warn"))
        clocked: tuple[tuple[str, str], ...] = (
            ("waits ", "dim"),
            (clock.age(escalation.created_at), age),
        )
        if escalation.speaker_name:
            clocked = ((f"♦ {one_line(escalation.speaker_name)}  ", "good"), *clocked)
        elif escalation.due_at is not None:
            clocked = (countdown(escalation.due_at, clock), ("  ", ""), *clocked)
        seen_to = f"→ {one_line(escalation.assigned_name)}" if escalation.assigned_name else ""
        again = texts.CALLED_AGAIN if escalation.called_again_at else ""
        return (
            RowLine(
                (
                    sign,
                    (contact_name(escalation.contact), "strong"),
                    (f"  {one_line(escalation.channel)}", "dim"),
                ),
                clocked,
            ),
            RowLine(((f"  {escalation.title}", "text"),), ((seen_to, "dim"),) if seen_to else ()),
            RowLine(((f"  {escalation.reason}", "dim"),), ((again, "warn"),) if again else ()),
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

    def do_urgency(self) -> None:
        if escalation := self.rows.marked_row:
            self.choose_urgency(escalation.id)

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
                self.ask(lambda c: c.resolve(wanted, note), lambda _: self._done(texts.RESOLVED))

        self.app.push_screen(Prompt(texts.RESOLVE_TITLE, texts.RESOLVE_ASKS), decided)
