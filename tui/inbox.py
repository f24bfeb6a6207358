"""The inbox: every conversation, live, with a glance at the marked one where there is room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from server.client import StaffClient
from server.wire import InboxPage, InboxRow, StaffConversation
from tui import texts
from tui.conversing import Conversing
from tui.inbox_row import paint
from tui.keys import INBOX, Key, bindings
from tui.messages import EventHappened
from tui.text import plain
from tui.widgets.editor import Field
from tui.widgets.message_view import Manner
from tui.widgets.notice import Notice
from tui.widgets.row_list import RowLine, RowList
from tui.widgets.thread import Thread

PAGE = 100
MOST = 1_000
GLANCE = 20
GLANCE_AFTER = 0.12
# Whoever types is not asked about every letter.
SEARCH_AFTER = 0.25


class ViewName(Static):
    """One view of the inbox; a click chooses it."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(plain(label), id=f"view-{name}")
        self.view = name

    async def on_click(self, event: events.Click) -> None:
        screen = self.screen
        if isinstance(screen, InboxScreen):
            screen.choose(self.view)


class InboxScreen(Conversing):
    KEYS = INBOX
    BINDINGS: ClassVar[list[BindingType]] = bindings(INBOX)

    def __init__(self) -> None:
        super().__init__()
        self.view = "open"
        self._loaded: list[InboxRow] = []
        self._next = ""
        self._read = False
        self._search = ""
        self._selected: set[str] = set()

    def middle(self) -> Iterable[Widget]:
        with Horizontal(id="views"):
            for name, label in texts.VIEWS:
                yield ViewName(name, label)
        yield Field(placeholder=texts.SEARCH_ALL, id="search")
        yield Static(id="selected")
        with Horizontal(id="split"):
            with Vertical(id="list-side"):
                yield RowList[InboxRow](lambda row: row.id, self._paint, id="rows")
                yield Notice(id="empty")
            yield Thread(id="glance", can_focus=False)

    def on_mount(self) -> None:
        self._light_view()
        self.rows.focus()

    @property
    def rows(self) -> RowList[InboxRow]:
        return self.query_one("#rows", RowList)

    def row_at_hand(self) -> InboxRow | None:
        return self.rows.marked_row

    def rows_at_hand(self) -> list[InboxRow]:
        chosen = [row for row in self._loaded if row.id in self._selected]
        return chosen or super().rows_at_hand()

    def _paint(self, row: InboxRow) -> tuple[RowLine, RowLine]:
        return paint(row, self.desk.clock, selected=row.id in self._selected)

    def keys_now(self) -> tuple[Key, ...]:
        return INBOX

    # --- reading -----------------------------------------------------------------------------

    def concerns(self, event: EventHappened) -> bool:
        return event.about_conversation

    def reload(self) -> None:
        view, search = self.view, self._search
        wanted = max(PAGE, min(len(self._loaded), MOST))

        async def pages(client: StaffClient) -> InboxPage:
            """As many rows as were shown before, so that nobody's place is lost."""
            page = await client.inbox(view, search=search, limit=PAGE)
            while page.next and len(page.rows) < wanted:
                more = await client.inbox(view, search=search, cursor=page.next, limit=PAGE)
                page = InboxPage(rows=page.rows + more.rows, next=more.next, counts=more.counts)
            return page

        self.ask(pages, self._show, group="inbox")

    def _show(self, page: InboxPage) -> None:
        self._read = True
        self._loaded, self._next = page.rows, page.next
        self._selected &= {row.id for row in page.rows}
        self.desk_app.counts = page.counts
        self._show_rows()

    def on_row_list_end_reached(self, event: RowList.EndReached) -> None:
        if self._next and len(self._loaded) < MOST:
            cursor, self._next = self._next, ""
            view, search = self.view, self._search
            self.ask(
                lambda c: c.inbox(view, search=search, cursor=cursor, limit=PAGE),
                self._add,
                group="inbox",
            )

    def _add(self, page: InboxPage) -> None:
        self._loaded, self._next = self._loaded + page.rows, page.next
        self._show_rows()

    def _show_rows(self) -> None:
        rows = self._loaded
        self.rows.show(rows)
        self._show_selected()
        self.rows.display = bool(rows)
        empty = self.query_one("#empty", Notice)
        empty.display = not rows
        if not rows and self._read:
            head, body = texts.NOTHING_FOUND if self._search else texts.EMPTY_VIEWS[self.view]
            empty.say(head, body.replace("{chat}", f"{self.desk.client.server}/chat"))
        self.refresh_hints()
        self._glance_soon()

    def on_tick(self) -> None:
        self.rows.repaint()

    def on_screen_resume(self) -> None:
        if self._read:
            self.reload_soon()

    # --- the glance at the right -------------------------------------------------------------

    def on_row_list_marked(self, event: RowList.Marked) -> None:
        self.refresh_hints()
        self._glance_soon()

    def _glance_soon(self) -> None:
        self.set_timer(GLANCE_AFTER, self._glance)

    def on_resize(self) -> None:
        self._glance_soon()

    def _glance(self) -> None:
        glance, row = self.query_one("#glance", Thread), self.row_at_hand()
        if not glance.display or not self.is_current:
            return
        if row is None:
            glance.clear()
            return
        wanted = row.id
        self.ask(lambda c: c.conversation(wanted), self._show_glance, group="glance")

    def _show_glance(self, told: StaffConversation) -> None:
        row = self.row_at_hand()
        if row is not None and row.id == told.row.id:
            thread = self.query_one("#glance", Thread)
            thread.show(told, Manner(self.desk.clock), last=GLANCE)

    # --- keys --------------------------------------------------------------------------------

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.do_open()

    def do_open(self) -> None:
        if row := self.row_at_hand():
            self.desk_app.open_conversation(row.id)

    def choose(self, view: str) -> None:
        self.view, self._loaded, self._next, self._read = view, [], "", False
        self._selected = set()
        self._light_view()
        self.rows.show([])
        self.reload()

    def _light_view(self) -> None:
        for name in self.query(ViewName):
            name.set_class(name.view == self.view, "-active")

    def do_next_view(self) -> None:
        self._step(1)

    def do_previous_view(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        names = [name for name, _ in texts.VIEWS]
        self.choose(names[(names.index(self.view) + by) % len(names)])

    def do_search(self) -> None:
        search = self.query_one("#search", Field)
        search.display = True
        search.focus()

    def do_leave(self) -> None:
        if self._selected:
            self._select(set())
            return
        search = self.query_one("#search", Field)
        search.value, search.display = "", False
        self.rows.focus()

    def on_input_changed(self, event: Field.Changed) -> None:
        self.set_timer(SEARCH_AFTER, self._search_now)

    def on_input_submitted(self, event: Field.Submitted) -> None:
        self._search_now()
        self.rows.focus()

    def _search_now(self) -> None:
        wanted = self.query_one("#search", Field).value.strip()
        if wanted != self._search:
            self._search, self._loaded, self._next = wanted, [], ""
            self.reload()

    # --- several -----------------------------------------------------------------------------

    def reason_against(self, name: str) -> str:
        if name in ("select", "select_all") and self.row_at_hand() is None:
            return texts.NOTHING_MARKED
        if name in ("take_over", "hand_back") and len(self._selected) > 1:
            return texts.ONE_AT_A_TIME
        return super().reason_against(name)

    def do_select(self) -> None:
        if row := self.row_at_hand():
            self._select(self._selected ^ {row.id})
            self.rows.action_move("down")

    def do_select_all(self) -> None:
        shown = {row.id for row in self._loaded}
        self._select(set() if shown == self._selected else shown)

    def _select(self, ids: set[str]) -> None:
        self._selected = ids
        self._show_selected()
        self.rows.repaint()
        self.refresh_hints()

    def _show_selected(self) -> None:
        told = self.query_one("#selected", Static)
        told.display = bool(self._selected)
        told.update(plain(texts.SELECTED.format(count=len(self._selected)), "$text-accent"))

    def after_several(self) -> None:
        self._select(set())
