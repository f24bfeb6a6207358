"""A list of rows of a few lines each, drawn only where it is looked at.

A hundred thousand rows cost no more to show than twenty: a row is painted when its line comes
into view. Painting is the owner's: `paint(row)` says which words stand left and right on each line
and what they mean; the list cuts them to the width, so a row uses the whole terminal and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.keys import LIST, bindings
from tui.text import fit

R = TypeVar("R")

AIRY = 30

# (text, meaning): the meaning is one of the component classes below, without its prefix.
Parts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class RowLine:
    """What stands at the left of one line is cut first; what stands at the right is short."""

    left: Parts
    right: Parts = ()


class RowList(ScrollView, Generic[R], can_focus=True):
    """`key` says which row is the same row after a change, so the mark stays on it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row-list--{name}"
        for name in (
            "row", "marked", "marked-away", "bar", "strong", "text", "dim", "accent", "good",
            "warn", "bad",
        )
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST, action="move")

    marked: reactive[int] = reactive(0)

    class Marked(Message):
        """Another row is marked now."""

        def __init__(self, row_list: Widget) -> None:
            super().__init__()
            self.row_list = row_list

        @property
        def control(self) -> Widget:
            return self.row_list

    class Opened(Marked):
        """The marked row was clicked again."""

    class EndReached(Marked):
        """The mark is near the last row: if there are more, it is time to read them."""

    def __init__(
        self,
        key: Callable[[R], Hashable],
        paint: Callable[[R], Sequence[RowLine]],
        *,
        lines: int = 2,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.rows: list[R] = []
        self._key = key
        self._paint = paint
        self._lines = lines
        self._painted: dict[tuple[int, bool, bool, int], list[Strip]] = {}

    @property
    def _row_height(self) -> int:
        """With a line of air between rows where there is room for it."""
        return self._lines + 1 if self.size.height >= AIRY else self._lines

    @property
    def marked_row(self) -> R | None:
        return self.rows[self.marked] if self.rows else None

    def show(self, rows: Sequence[R]) -> None:
        """Show these rows; the mark stays on the row it was on, or else at its place."""
        before = self.marked_row
        self.rows = list(rows)
        self._painted.clear()
        self.virtual_size = Size(self.size.width, len(self.rows) * self._row_height)
        place = self._place_of(before)
        changed = place != self.marked
        self.set_reactive(RowList.marked, place)
        if changed:
            self.call_after_refresh(self._scroll_to_mark)
        self.refresh()
        if self._same(before) != self._same(self.marked_row):
            self.post_message(self.Marked(self))
        if self.rows and self.screen.focused is None:
            # An empty list is hidden and loses the keyboard; filled again it takes it back.
            self.focus()

    def mark(self, key: Hashable) -> bool:
        """Put the mark on the row with this key; False when there is none."""
        for place, row in enumerate(self.rows):
            if self._key(row) == key:
                self.marked = place
                return True
        return False

    def repaint(self) -> None:
        """Paint again what depends on the clock."""
        self._painted.clear()
        self.refresh()

    def _same(self, row: R | None) -> Hashable:
        return None if row is None else self._key(row)

    def _place_of(self, row: R | None) -> int:
        if row is not None:
            wanted = self._key(row)
            for place, candidate in enumerate(self.rows):
                if self._key(candidate) == wanted:
                    return place
        return max(0, min(self.marked, len(self.rows) - 1))

    # --- moving -----------------------------------------------------------------------------

    def action_move(self, where: str) -> None:
        page = max(1, self.size.height // self._row_height - 1)
        last = len(self.rows) - 1
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
        target = {"first": 0, "last": last}.get(where, self.marked + steps.get(where, 0))
        self.marked = max(0, min(target, last))

    def watch_marked(self) -> None:
        self._scroll_to_mark()
        self.refresh()
        self.post_message(self.Marked(self))
        if len(self.rows) - self.marked <= 10:
            self.post_message(self.EndReached(self))

    def _scroll_to_mark(self) -> None:
        top = self.marked * self._row_height
        self.scroll_to_region(
            Region(0, top, max(1, self.size.width), self._row_height), animate=False, force=True
        )

    def on_click(self, event: events.Click) -> None:
        place = (event.y + self.scroll_offset.y) // self._row_height
        if not 0 <= place < len(self.rows):
            return
        if place == self.marked and event.chain > 1:
            self.post_message(self.Opened(self))
        self.marked = place

    # --- drawing ----------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        self._painted.clear()
        self.virtual_size = Size(event.size.width, len(self.rows) * self._row_height)

    def on_focus(self) -> None:
        self._painted.clear()

    def on_blur(self) -> None:
        self._painted.clear()

    def notify_style_update(self) -> None:
        self._painted.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        place, line = divmod(y + self.scroll_offset.y, self._row_height)
        if place >= len(self.rows):
            return Strip.blank(width, self._rich("row"))
        cached = (place, place == self.marked, self.has_focus, width)
        if cached not in self._painted:
            self._painted[cached] = self._strips(place, width)
        return self._painted[cached][line]

    def _rich(self, name: str, *, own: bool = False) -> Style:
        return self.get_component_rich_style(f"row-list--{name}", partial=own)

    def _strips(self, place: int, width: int) -> list[Strip]:
        marked = place == self.marked
        base = self._rich(("marked" if self.has_focus else "marked-away") if marked else "row")
        bar = Segment("▌" if marked else " ", base + self._rich("bar", own=True))
        lines = list(self._paint(self.rows[place]))[: self._lines]
        lines += [RowLine(())] * (self._lines - len(lines))
        strips = [
            Strip([bar, *self._segments(line, max(0, width - 2), base), Segment(" ", base)], width)
            for line in lines
        ]
        air = Strip.blank(width, self._rich("row"))
        return strips + [air] * (self._row_height - self._lines)

    def _segments(self, line: RowLine, width: int, base: Style) -> list[Segment]:
        right = self._cut(line.right, width)
        used = sum(cell_len(text) for text, _ in right)
        gap = 2 if right else 0
        left = self._cut(line.left, max(0, width - used - gap))
        rest = width - used - sum(cell_len(text) for text, _ in left)
        parts = [*left, (" " * max(0, rest), ""), *right]
        return [
            Segment(text, base + self._rich(meaning, own=True) if meaning else base)
            for text, meaning in parts
            if text
        ]

    def _cut(self, parts: Parts, width: int) -> list[tuple[str, str]]:
        """As many of the parts as the width holds, the last one shortened."""
        cut: list[tuple[str, str]] = []
        for text, meaning in parts:
            # Spaces at the edges are ours, between parts; what is inside may be anybody's.
            lead = " " * min(width, len(text) - len(text.lstrip(" ")))
            shown = lead + fit(text, width - len(lead))
            if text.strip() and text.endswith(" "):
                shown += " "
            cut.append((shown, meaning))
            width -= cell_len(shown)
            if width <= 0:
                break
        return cut
