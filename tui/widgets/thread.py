"""A conversation from its first message down, kept at its end while it grows."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll

from server.wire import StaffConversation
from tui import texts
from tui.text import plain
from tui.widgets.message_view import Entry, Manner, MessageView, draft_entry, message_entry


class Thread(VerticalScroll, can_focus=True):
    """Only what changed is drawn anew, so a reader who scrolled up stays where they read."""

    BINDINGS = []  # noqa: RUF012 - the screen's keys scroll, so that they can be listed

    def show(self, told: StaffConversation, manner: Manner, *, last: int | None = None) -> None:
        """`last` messages at most, for a glance."""
        messages = told.messages if last is None else told.messages[-last:]
        entries = [message_entry(message, told.row, manner) for message in messages]
        if (told.earlier or len(messages) < len(told.messages)) and not manner.as_guest:
            hint = "[ reads earlier messages" if last is None else "↵ opens all of it"
            entries.insert(0, Entry("earlier", "note", plain(f"…  {hint}", "$muted")))
        if manner.as_guest:
            entries.insert(0, Entry("view", "note", plain(texts.GUEST_VIEW, "bold $text-accent")))
        else:
            entries += [draft_entry(draft, manner) for draft in told.drafts]
        self._put(entries)

    def clear(self) -> None:
        self._put([])

    def _put(self, entries: Sequence[Entry]) -> None:
        shown = list(self.query_children(MessageView))
        same = 0
        for view, entry in zip(shown, entries, strict=False):
            if not view.entry.same_as(entry):
                break
            same += 1
        if same == len(shown) == len(entries):
            return
        at_end = self.max_scroll_y - self.scroll_offset.y <= 1
        with self.app.batch_update():
            for view in shown[same:]:
                view.remove()
            self.mount_all([MessageView(entry) for entry in entries[same:]])
        if at_end or not same:
            self.call_after_refresh(self.scroll_end, animate=False)

    def move(self, where: str) -> None:
        {
            "up": self.scroll_up,
            "down": self.scroll_down,
            "page_up": self.scroll_page_up,
            "page_down": self.scroll_page_down,
            "first": self.scroll_home,
            "last": self.scroll_end,
        }[where](animate=False)
