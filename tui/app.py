"""The desk as a whole: who is signed in, which screen is up, what the line says.

sign in      a token given, or the sign-in screen
listen       one worker turns the house's events into messages (feed.py)
go           one stack of screens for each tab, kept as it was left
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.color import Color
from textual.notifications import SeverityLevel
from textual.reactive import reactive
from textual.screen import Screen
from textual.signal import Signal
from textual.worker import Worker

from server.client import StaffClient
from server.desk_wire import DeskOut
from server.wire import InboxCounts, SignedIn, StaffOut
from store.errors import ConciergeError, Conflict, TooMany, Unauthorized, Unavailable
from tui import ringing, screen_texts, texts
from tui.conversation import ConversationScreen
from tui.desk import Desk
from tui.feed import Feed
from tui.help_page import HelpPage
from tui.keys import EVERYWHERE, bindings
from tui.menu import Menu
from tui.messages import EventHappened, GuestTypes, Line, LineChanged, SessionEnded
from tui.place import Place
from tui.places import GO, PLACES
from tui.prompt import Confirm
from tui.replay import ReplayScreen
from tui.screen import DeskScreen
from tui.sign_in import SignInScreen
from tui.text import visible, without_markup
from tui.themes import HARBOUR_DAY, HARBOUR_NIGHT, INKS, LIGHTHOUSE
from tui.when import Clock
from tui.widgets.row_list import RowList


class DeskApp(App[int]):
    """`business` and `who` are shown in the top bar of every screen."""

    TITLE = "Concierge"
    CSS_PATH = "theme.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as the base class has it
        (0, "-narrow"),
        (120, "-wide"),
    ]
    MODES: ClassVar[dict[str, str | Callable[[], Screen]]] = {  # type: ignore[type-arg]
        place.name: place.screen for place in PLACES
    }
    BINDINGS: ClassVar[list[BindingType]] = bindings(GO)

    line: reactive[Line] = reactive(Line("connecting"))
    trouble: reactive[str] = reactive("")
    counts: reactive[InboxCounts] = reactive(InboxCounts())
    business: reactive[str] = reactive("")
    who: reactive[StaffOut | None] = reactive(None)
    unread: reactive[int] = reactive(0)
    paused: reactive[bool] = reactive(False)

    def __init__(
        self,
        client: StaffClient,
        *,
        email: str = "",
        password: str = "",
        clock: Clock | None = None,
    ) -> None:
        super().__init__()
        self.desk = Desk(client, clock or Clock())
        self.feed = Feed(self.post_message)
        self.happened: Signal[EventHappened] = Signal(self, "happened")
        self.connected: Signal[Line] = Signal(self, "connected")
        self.types: Signal[GuestTypes] = Signal(self, "types")
        self._email, self._password = email, password

    def on_mount(self) -> None:
        self.register_theme(HARBOUR_NIGHT)
        self.register_theme(HARBOUR_DAY)
        self.register_theme(LIGHTHOUSE)
        self.theme = HARBOUR_NIGHT.name
        self.push_screen(
            SignInScreen(self._email, self._password, resume=bool(self.desk.client.token)),
            self._signed_in,
        )

    def get_css_variables(self) -> dict[str, str]:
        """Any theme's colours, and two weaker inks mixed from them: `muted` to read, `faint` not to
        be in the way."""
        variables = super().get_css_variables()
        paper, ink = (Color.parse(variables[name]) for name in ("background", "foreground"))
        muted, faint = INKS.get(self.theme, INKS[""])
        return {
            **variables,
            "muted": paper.blend(ink, muted).hex6,
            "faint": paper.blend(ink, faint).hex6,
        }

    # --- sign-in -----------------------------------------------------------------------------

    def _signed_in(self, signed_in: SignedIn | None) -> None:
        if signed_in is None:
            self.exit(0)
            return
        self.desk.me = self.who = signed_in.user
        self.business = visible(signed_in.business)
        self.run_worker(self.feed.listen(self.desk.client), group="feed", exclusive=True)
        self.count_unread()
        if self.current_mode not in self.MODES:
            self.go("inbox")
        elif isinstance(self.screen, DeskScreen):
            self.screen.reload()

    def on_session_ended(self, message: SessionEnded) -> None:
        self.ask_to_sign_in(message.error)

    def ask_to_sign_in(self, error: ConciergeError) -> None:
        """Over whatever is open, so that what was being written is still there afterwards."""
        if isinstance(self.screen, SignInScreen):
            return
        self.desk.client.token = ""
        email = self.desk.me.email if self.desk.me else ""
        self.push_screen(SignInScreen(email, reason=texts.SIGN_IN_AGAIN), self._signed_in)

    def sign_out(self) -> None:
        async def work() -> None:
            try:
                await self.desk.client.sign_out()
            except ConciergeError as error:
                self.tell(error)
                return
            self.exit(0)

        _: Worker[None] = self.run_worker(work, group="acting")

    def leave(self) -> None:
        if not self.desk.has_unsent_text():
            self.exit(0)
            return

        def decided(sure: bool | None) -> None:
            if sure:
                self.exit(0)

        self.push_screen(Confirm(texts.QUIT_TITLE, texts.QUIT_ASKS), decided)

    async def on_unmount(self) -> None:
        await self.desk.client.close()

    # --- the stream --------------------------------------------------------------------------

    def on_line_changed(self, message: LineChanged) -> None:
        was, self.line = self.line, message.line
        if message.line.state == "live":
            self.trouble = ""
            if was.state != "live":
                self.read_about()
                self.connected.publish(message.line)

    def on_event_happened(self, message: EventHappened) -> None:
        self.happened.publish(message)
        if message.about_the_desk:
            self.read_about()
        if message.event.kind == "notice.made":
            self._told(message.event.data)
        elif message.event.kind == "conversation.escalated":
            again = message.event.data.get("again")
            said = texts.NOBODY_CAME if again else texts.A_GUEST_NEEDS_SOMEONE
            self.toast(said, severity="warning")
        elif self.desk.me is not None and message.means(self.desk.me.id):
            self.toast(texts.A_NOTE_NAMES_YOU)

    def _told(self, notice: dict[str, Any]) -> None:
        """A notice of mine, by the means I chose."""
        if self.desk.me is None or notice.get("user_id") != self.desk.me.id:
            return
        means = notice.get("means", ())
        if "title" in means:
            self.unread += 1
        self.ring(means, screen_texts.NOTICES.get(str(notice.get("notice")), ""))

    def ring(self, means: Iterable[str], said: str) -> None:
        if "bell" in means:
            self.bell()
        if "desktop" in means and said:
            self._to_terminal(ringing.desktop(said))

    def watch_unread(self, unread: int) -> None:
        self._to_terminal(ringing.title(unread, self.business or texts.TAGLINE))

    def _to_terminal(self, sequence: str) -> None:
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def count_unread(self) -> None:
        async def work() -> None:
            try:
                self.unread = (await self.desk.client.notices(unread=True, limit=1)).unread
            except ConciergeError as error:
                self.tell(error)

        _: Worker[None] = self.run_worker(work, group="unread", exclusive=True)

    def on_guest_types(self, message: GuestTypes) -> None:
        self.types.publish(message)

    def read_about(self) -> None:
        """What the house says of the desk itself: the team, texts at hand, whether it is paused."""

        async def work() -> None:
            try:
                self.about_is(await self.desk.client.desk())
            except ConciergeError as error:
                self.tell(error)

        _: Worker[None] = self.run_worker(work, group="about", exclusive=True)

    def about_is(self, about: DeskOut) -> None:
        self.desk.about, self.paused = about, about.pause.paused

    # --- going about -------------------------------------------------------------------------

    @property
    def places(self) -> tuple[Place, ...]:
        return PLACES

    def action_act(self, name: str) -> None:
        """A key that goes to another screen; it does nothing before somebody has signed in."""
        if isinstance(self.screen, DeskScreen):
            self.go(name.removeprefix("go_"))

    def go(self, mode: str) -> None:
        """To a tab as it was left; to its first screen when it is up already."""
        if self.current_mode != mode:
            self.switch_mode(mode)
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def open_conversation(self, conversation_id: str, *, writing: bool = False) -> None:
        self.push_screen(ConversationScreen(conversation_id, writing=writing))

    def write_to(self, conversation_id: str) -> None:
        """To the box of this conversation, wherever it is open."""
        screen = self.screen
        if isinstance(screen, ConversationScreen) and screen.conversation_id == conversation_id:
            screen.write()
        else:
            self.open_conversation(conversation_id, writing=True)

    def show_menu(self) -> None:
        def chosen(name: str | None) -> None:
            if name:
                self.go(name)

        self.push_screen(Menu(PLACES), chosen)

    def show_replay(self, conversation_id: str) -> None:
        self.push_screen(ReplayScreen(conversation_id))

    def show_help(self, screen: DeskScreen) -> None:
        keys = [(key, screen.why_not(key.name)) for key in screen.keys_now()]
        with_list = bool(screen.query(RowList))
        self.push_screen(HelpPage(keys, (*GO, *EVERYWHERE), with_list=with_list))

    # --- telling -----------------------------------------------------------------------------

    def toast(self, text: str, *, severity: SeverityLevel = "information") -> None:
        self.notify(visible(text), severity=severity, markup=False, timeout=4)

    def tell(self, error: ConciergeError) -> None:
        """Every error has its place: sign-in, toast, or the banner until it works."""
        said = visible(f"{error.message} {error.hint}".strip())
        if isinstance(error, Unauthorized):
            self.ask_to_sign_in(error)
        elif isinstance(error, TooMany):
            wait = max(1, round(error.retry_after))
            self.trouble = texts.WAIT_BANNER.format(error=visible(error.message), seconds=wait)
            self.set_timer(wait, self.it_works)
        elif isinstance(error, Unavailable) or error.code == ConciergeError.code:
            self.trouble = said
        else:
            severity: SeverityLevel = "error" if isinstance(error, Conflict) else "warning"
            self.toast(said, severity=severity)

    def it_works(self) -> None:
        self.trouble = ""

    # --- the palette -------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        if isinstance(screen, DeskScreen):
            for key in (*screen.keys_now(), *EVERYWHERE):
                yield self._command(screen, key.name, key.help, key.shown)
            for place in PLACES:
                go = partial(self.go, place.name)
                yield SystemCommand(place.go.help, f"key {place.key}" if place.key else "", go)
        for command in super().get_system_commands(screen):
            if command.title in ("Theme", "Screenshot"):
                yield command

    def _command(self, screen: DeskScreen, name: str, title: str, key: str) -> SystemCommand:
        async def act() -> None:
            await screen.action_act(name)

        reason = screen.why_not(name)
        told = reason or (f"key {key}" if key else "")
        return SystemCommand(title, without_markup(told), act)


def run_desk(server: str, *, email: str = "", password: str = "", token: str = "") -> int:
    """Open the desk of the house at `server` until it is left. Returns the exit code.

    Raises Invalid when `server` is no address at all.
    """
    return DeskApp(StaffClient(server, token=token), email=email, password=password).run() or 0
