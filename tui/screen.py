"""What every screen of the desk is: a top bar, its own middle, and the keys at the bottom.

A new screen is one file: it names its `KEYS`, fills `middle`, reads what it shows in `reload`, and
has one `do_<name>` for each key. Nothing in it awaits the network: `ask` hands a call to a worker
and the answer comes back as a plain function call.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from server.client import StaffClient
from server.wire import InboxRow
from store.errors import ConciergeError, Conflict
from tui import screen_texts, texts
from tui.desk import Desk
from tui.keys import EVERYWHERE, Key, bindings
from tui.messages import EventHappened
from tui.widgets.banner import Banner
from tui.widgets.hints import Hints
from tui.widgets.row_list import RowList
from tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from tui.app import DeskApp

T = TypeVar("T")

# A burst of events is read once: the screen waits this long for the burst to end. Where events
# come without end, reading and drawing them all would leave no time for keys.
SETTLE = 0.25
SETTLE_IN_A_STORM = 4.0
STORM = 8


class DeskScreen(Screen[None]):
    KEYS: ClassVar[tuple[Key, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = bindings(EVERYWHERE)
    # Each screen says itself where the keyboard starts.
    AUTO_FOCUS = ""
    shows_help: ClassVar[bool] = True

    @property
    def desk_app(self) -> DeskApp:
        return cast("DeskApp", self.app)

    @property
    def desk(self) -> Desk:
        return self.desk_app.desk

    # --- for each screen to fill -------------------------------------------------------------

    def middle(self) -> Iterable[Widget]:
        """The widgets between top bar and hints."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read what this screen shows."""
        raise NotImplementedError

    def concerns(self, event: EventHappened) -> bool:
        """Whether what happened changes what this screen shows."""
        return False

    def reason_against(self, name: str) -> str:
        """Why a key of this screen cannot be used just now; "" when it can."""
        return ""

    def conversation_at_hand(self) -> str:
        """The conversation that is open or marked here; "" when there is none."""
        for rows in self.query(RowList):
            marked = rows.marked_row
            if isinstance(marked, InboxRow):
                return marked.id
            return str(getattr(marked, "conversation_id", ""))
        return str(getattr(self, "conversation_id", ""))

    def keys_now(self) -> tuple[Key, ...]:
        """The keys that work where the focus is."""
        return self.KEYS

    def on_tick(self) -> None:
        """Some time has passed: ages have changed."""

    # --- the frame ---------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield TopBar(self.app.current_mode)
        yield Banner()
        yield from self.middle()
        yield Hints()

    def on_mount(self) -> None:
        self._reload_is_due = False
        self._lately: deque[float] = deque(maxlen=STORM)
        self.desk_app.happened.subscribe(self, self._on_happened)
        self.desk_app.connected.subscribe(self, lambda _: self.reload())
        self.set_interval(15, self.on_tick)
        self.reload()

    def _on_happened(self, event: EventHappened) -> None:
        if self.concerns(event):
            self._lately.append(monotonic())
            self.reload_soon()

    def reload_soon(self) -> None:
        if not self._reload_is_due:
            self._reload_is_due = True
            self.set_timer(SETTLE_IN_A_STORM if self._in_a_storm() else SETTLE, self._reload_now)

    def _in_a_storm(self) -> bool:
        """Whether the last few events came within a second."""
        last = self._lately
        return len(last) == STORM and monotonic() - last[0] < 1.0

    def _reload_now(self) -> None:
        self._reload_is_due = False
        if self._is_reading():
            # A slow line under many events: a new call would end the old one, again and again.
            self.reload_soon()
        else:
            self.reload()

    def _is_reading(self) -> bool:
        workers = (w for w in self.workers if w.node is self)
        return any(worker.is_running for worker in workers)

    def refresh_hints(self) -> None:
        for hints in self.query(Hints):
            hints.refresh()

    # --- keys --------------------------------------------------------------------------------

    def why_not(self, name: str) -> str:
        key = next((key for key in self.keys_now() if key.name == name), None)
        if key is not None and key.acts and self.desk.looks_only:
            return texts.VIEWER
        if name == "replay":
            return "" if self.conversation_at_hand() else screen_texts.NO_CONVERSATION
        return self.reason_against(name)

    async def action_act(self, name: str) -> None:
        if reason := self.why_not(name):
            self.desk_app.toast(reason, severity="warning")
            return
        done = getattr(self, f"do_{name}")()
        if inspect.isawaitable(done):
            await done

    def do_help(self) -> None:
        self.desk_app.show_help(self)

    def do_menu(self) -> None:
        self.desk_app.show_menu()

    def do_replay(self) -> None:
        self.desk_app.show_replay(self.conversation_at_hand())

    def do_reload(self) -> None:
        self.desk_app.feed.hurry()
        self.reload()

    def do_sign_out(self) -> None:
        self.desk_app.sign_out()

    def do_quit(self) -> None:
        self.desk_app.leave()

    # --- the network -------------------------------------------------------------------------

    def ask(
        self,
        call: Callable[[StaffClient], Awaitable[T]],
        then: Callable[[T], object],
        *,
        group: str = "",
        otherwise: Callable[[ConciergeError], bool] = lambda error: False,
    ) -> None:
        """Have a worker call the house, then hand its answer to `then`.

        With a `group` a newer call of the group replaces the older one: right for reading. Without,
        the call is finished even when the screen is left: right for acting. `otherwise` may deal
        with an error itself, by returning True.
        """

        async def work() -> None:
            try:
                answer = await call(self.desk.client)
            except ConciergeError as error:
                self._refused(error, otherwise)
                return
            self.desk_app.it_works()
            if self.is_up:
                then(answer)

        # The app's workers outlive the screen.
        runner: Widget | DeskApp = self if group else self.desk_app
        _: Worker[None] = runner.run_worker(work, group=group or "acting", exclusive=bool(group))

    def _refused(self, error: ConciergeError, otherwise: Callable[[ConciergeError], bool]) -> None:
        if self.is_up and otherwise(error):
            return
        self.desk_app.tell(error)
        if isinstance(error, Conflict) and self.is_up:
            self.reload()

    @property
    def is_up(self) -> bool:
        """Whether the screen still has its widgets: an answer may come when it is being left."""
        return self.is_attached and self.app.is_running and self.display
