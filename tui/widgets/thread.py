"""A conversation from its first message down, kept at its end while it grows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.containers import VerticalScroll

from server.wire import StaffConversation, StaffMessage
from tui import texts
from tui.text import plain
from tui.widgets.message_view import (
    Entry,
    Manner,
    MessageView,
    draft_entry,
    message_entry,
    note_entry,
)


def _in_order(
    messages: Sequence[StaffMessage], told: StaffConversation, manner: Manner
) -> list[Entry]:
    """What was said, with the notes of colleagues where they were written."""
    files = {file.message_id: file for file in told.files}
    entries: list[tuple[datetime, Entry]] = []
    read = [m.seq for m in messages if m.author != "guest" and m.seq <= told.read_seq]
    for message in messages:
        is_last_read = bool(read) and message.seq == read[-1]
        entry = message_entry(
            message, told.row, manner, file=files.get(message.id), read=is_last_read
        )
        entries.append((message.at, entry))
    if not manner.as_guest:
        since = messages[0].at if messages and told.earlier else None
        notes = [note for note in told.notes if since is None or note.at >= since]
        entries += [(note.at, note_entry(note, manner)) for note in notes]
    return [entry for _, entry in sorted(entries, key=lambda pair: pair[0])]


class Thread(VerticalScroll, can_focus=True):
    """Only what changed is drawn anew, so a reader who scrolled up stays where they read."""

    BINDINGS = []  # noqa: RUF012 - the screen's keys scroll, so that they can be listed

    def show(self, told: StaffConversation, manner: Manner, *, last: int | None = None) -> None:
        """`last` messages at most, for a glance."""
        messages = told.messages if last is None else told.messages[-last:]
        entries = _in_order(messages, told, manner)
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
