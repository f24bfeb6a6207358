"""One line that says what does not work, for as long as it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets import Static

from tui import texts
from tui.text import fit, plain

if TYPE_CHECKING:
    from tui.app import DeskApp


class Banner(Static):
    def on_mount(self) -> None:
        self.watch(self.app, "line", self._changed)
        self.watch(self.app, "trouble", self._changed)

    @property
    def sentence(self) -> str:
        app = cast("DeskApp", self.app)
        if app.line.state == "lost":
            return texts.RETRY_BANNER.format(error=app.line.error, seconds=app.line.retry_in)
        return app.trouble

    def _changed(self) -> None:
        self.display = bool(self.sentence)
        self.refresh()

    def render(self) -> Content:
        return plain(fit(self.sentence, self.content_size.width))
