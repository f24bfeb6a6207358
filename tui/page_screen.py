"""A screen that is one page of text, scrolled by keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.screen import DeskScreen


class PageScreen(DeskScreen):
    def middle(self) -> Iterable[Widget]:
        with VerticalScroll(id="page-scroll"):
            yield Static(id="page")

    def on_mount(self) -> None:
        self._scroll.focus()

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one("#page-scroll", VerticalScroll)

    def put(self, page: Content) -> None:
        self.query_one("#page", Static).update(page)
        self.refresh_hints()

    def do_up(self) -> None:
        self._scroll.scroll_up(animate=False)

    def do_down(self) -> None:
        self._scroll.scroll_down(animate=False)

    def do_page_up(self) -> None:
        self._scroll.scroll_page_up(animate=False)

    def do_page_down(self) -> None:
        self._scroll.scroll_page_down(animate=False)
