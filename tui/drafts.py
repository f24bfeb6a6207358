"""The drafts queue: replies that wait for a person, decided with one key each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from server.wire import DraftOut
from tui import texts
from tui.deciding import Deciding
from tui.keys import DRAFTS, EDITING, Key, bindings
from tui.messages import EventHappened
from tui.text import assembled, one_line
from tui.widgets.draft_editor import DraftEditor
from tui.widgets.message_view import Manner, cited, contact_name, percent
from tui.widgets.notice import Notice
from tui.widgets.row_list import RowLine, RowList


class DraftsScreen(Deciding):
    KEYS = DRAFTS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(DRAFTS), *bindings(EDITING[:-1])]

    def middle(self) -> Iterable[Widget]:
        with Vertical(id="queue"):
            with Vertical(id="list-side"):
                yield RowList[DraftOut](lambda draft: draft.id, self._paint, id="rows")
                yield Notice(id="empty")
            with Vertical(id="detail-side"):
                with VerticalScroll(id="detail-scroll", can_focus=False):
                    yield Static(id="detail")
                yield DraftEditor()

    def on_mount(self) -> None:
        self.rows.focus()

    @property
    def rows(self) -> RowList[DraftOut]:
        return self.query_one("#rows", RowList)

    def draft_at_hand(self) -> DraftOut | None:
        return self.rows.marked_row

    def concerns(self, event: EventHappened) -> bool:
        return event.about_drafts

    def keys_now(self) -> tuple[Key, ...]:
        return EDITING if self.editor.has_keyboard else DRAFTS

    def reason_against(self, name: str) -> str:
        if name == "open" and self.draft_at_hand() is None:
            return texts.NOTHING_MARKED
        return super().reason_against(name)

    # --- reading -----------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask(lambda c: c.drafts(), self._show, group="drafts")

    def _show(self, drafts: list[DraftOut]) -> None:
        self.rows.show(drafts)
        self.query_one("#list-side").set_class(not drafts, "-empty")
        self.rows.display = bool(drafts)
        self.query_one("#detail-side").display = bool(drafts) or self.editor.display
        empty = self.query_one("#empty", Notice)
        empty.display = not drafts and not self.editor.display
        empty.say(*texts.NO_DRAFTS)
        self.desk_app.counts = self.desk_app.counts.model_copy(update={"drafts": len(drafts)})
        self.editor.check(drafts)
        self._show_detail()

    def _paint(self, draft: DraftOut) -> tuple[RowLine, RowLine]:
        clock = self.desk.clock
        mark = ("✎ your text", "accent") if draft.id in self.desk.edits else None
        if mark is None and draft.stale:
            mark = (texts.STALE_MARK, "warn")
        return (
            RowLine(
                ((contact_name(draft.contact), "strong"), (f"  {draft.channel}", "dim")),
                (("waits ", "dim"), (clock.age(draft.created_at), "text")),
            ),
            RowLine(
                ((draft.question, "dim"),),
                (mark,) if mark else (),
            ),
        )

    def on_tick(self) -> None:
        self.rows.repaint()

    def on_screen_resume(self) -> None:
        self.reload_soon()

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        detail, draft = self.query_one("#detail", Static), self.draft_at_hand()
        detail.update(assembled(self._detail(draft)) if draft else "")
        self.query_one("#detail-scroll", VerticalScroll).scroll_home(animate=False)
        self.refresh_hints()

    def _detail(self, draft: DraftOut) -> list[tuple[str, str]]:
        sure = f" · {percent(draft.confidence)} sure" if draft.confidence is not None else ""
        changed = " · changed by staff" if draft.text != draft.proposed else ""
        parts = [
            (f"{contact_name(draft.contact)} asks\n", "$muted"),
            (draft.question, ""),
            (f"\n{texts.STALE}" if draft.stale else "", "$text-warning"),
            ("\n\nThe concierge would say\n", "$muted"),
            (draft.text, "bold"),
            *cited(draft.citations, Manner(self.desk.clock, sources=True)),
            (f"\n\n{one_line(draft.reason)}{sure}{changed}", "$text-accent"),
        ]
        if draft.id in self.desk.edits:
            parts += [("\n\nYour text, not sent yet\n", "$text-accent")]
            parts += [(self.desk.edits[draft.id], "")]
        return parts

    # --- keys --------------------------------------------------------------------------------

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.do_open()

    def do_open(self) -> None:
        if draft := self.draft_at_hand():
            self.desk_app.open_conversation(draft.conversation_id)

    def do_send(self) -> None:
        if self.editor.has_keyboard:
            self.editor.send()

    def do_keep(self) -> None:
        if self.editor.has_keyboard:
            self.editor.keep()

    def do_leave(self) -> None:
        if self.editor.has_keyboard:
            self.editor.leave()

    def on_draft_editor_closed(self) -> None:
        self.rows.focus()
        self.rows.repaint()
        self.reload()
