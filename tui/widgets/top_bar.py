"""The two lines at the top: whose desk this is and how the line stands, then the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui import texts
from tui.place import Place
from tui.text import assembled, fit

if TYPE_CHECKING:
    from tui.app import DeskApp

# Behind a tab's label, as the style sheet has it.
GAP: Final = 2
# The house counts no further.
MOST: Final = 1_000


class Tab(Static):
    """One screen's name with how much waits there; a click goes to it."""

    def __init__(self, place: Place) -> None:
        super().__init__(id=f"tab-{place.name}")
        self.target, self.label, self.count_of = place.name, place.label, place.counts
        self.key = place.key
        self.waiting = 0

    def render(self) -> Content:
        parts = [(f"{self.key} " if self.key else "", "$faint"), (self.label, "")]
        if self.waiting:
            shown = f"{MOST - 1}+" if self.waiting >= MOST else str(self.waiting)
            parts.append((f" {shown}", "bold $text-accent"))
        return assembled(parts)

    def count(self, waiting: int) -> None:
        if waiting != self.waiting:
            self.waiting = waiting
            self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        cast("DeskApp", self.app).go(self.target)


class More(Static):
    """The way to every screen, also those whose tabs have no room."""

    LABEL: ClassVar[str] = "0 More"

    def render(self) -> Content:
        key, label = self.LABEL.split(" ")
        return assembled([(f"{key} ", "$faint"), (label, "$muted")])

    def on_click(self, event: events.Click) -> None:
        cast("DeskApp", self.app).show_menu()


class Standing(Static):
    """Name of the business at the left; who is signed in and the connection at the right."""

    def on_mount(self) -> None:
        for name in ("line", "who", "business", "paused"):
            self.watch(self.app, name, self._changed)

    def _changed(self) -> None:
        self.refresh()

    def render(self) -> Content:
        app = cast("DeskApp", self.app)
        state, style = {
            "live": (texts.ONLINE, "$text-success"),
            "connecting": (texts.CONNECTING, "$muted"),
            "lost": (texts.RETRYING, "bold $text-warning"),
        }[app.line.state]
        if app.paused and app.line.state == "live":
            state, style = texts.PAUSED, "bold $text-warning"
        who = app.who
        name = f"{who.name} · {who.role}" if who else ""
        name = fit(name, 34)
        width = self.content_size.width
        business = fit(app.business or texts.TAGLINE, max(4, width - len(name) - len(state) - 8))
        left = assembled([("◆ ", "$text-primary"), (business, "bold")])
        right = assembled([(name, "$muted"), ("   ", ""), (state, style)])
        gap = max(1, width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * gap, right)


class TopBar(Horizontal):
    def __init__(self, active: str = "") -> None:
        super().__init__()
        self._active = active

    def compose(self) -> ComposeResult:
        yield Standing(id="standing")
        with Horizontal(id="tabs"):
            for place in cast("DeskApp", self.app).places:
                if place.key or place.name == self._active:
                    tab = Tab(place)
                    tab.set_class(place.name == self._active, "-active")
                    yield tab
            yield More(id="more")

    def on_mount(self) -> None:
        self.watch(self.app, "counts", self._count)

    def on_resize(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Tabs that have no room are left out, the last ones first, but never the one that is up.
        The list of all screens is always there."""
        tabs = list(self.query(Tab))
        width = {tab: tab.render().cell_length + GAP for tab in tabs}
        room = self.content_size.width - len(More.LABEL)
        room -= sum(width[tab] for tab in tabs if tab.has_class("-active"))
        for tab in tabs:
            if not tab.has_class("-active"):
                room -= width[tab]
                tab.display = room >= 0

    def _count(self) -> None:
        counts = cast("DeskApp", self.app).counts
        for tab in self.query(Tab):
            if tab.count_of:
                tab.count(getattr(counts, tab.count_of))
        self._fit()
