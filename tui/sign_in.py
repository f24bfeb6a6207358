"""Who is at the desk. Shown first, and over everything when a session has ended."""

from __future__ import annotations

import platform
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from server.client import StaffClient
from server.wire import SignedIn
from store.errors import CodeWanted, ConciergeError, Unauthorized
from tui import texts
from tui.keys import SIGN_IN, Key, bindings
from tui.prompt import Prompt
from tui.text import assembled, plain
from tui.widgets.editor import Field
from tui.widgets.hints import Hints

if TYPE_CHECKING:
    from tui.app import DeskApp


class SignInScreen(Screen[SignedIn | None]):
    """Dismissed with who signed in. `resume`: a token is there already, and is tried first."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(SIGN_IN[-1:])
    shows_help = False

    def __init__(
        self, email: str = "", password: str = "", *, resume: bool = False, reason: str = ""
    ) -> None:
        super().__init__()
        self._email, self._password = email, password
        self._resume = resume
        self._reason = reason
        self._busy = False

    def compose(self) -> ComposeResult:
        client = self._client
        with Vertical(id="sign-in"):
            yield Static(assembled([("◆ ", "$text-primary"), ("Concierge", "bold")]), id="brand")
            yield Static(plain(self._reason or texts.SIGN_IN_FIRST), id="sign-in-why")
            yield Field(self._email, placeholder="E-mail", id="email", max_length=200)
            yield Field(
                self._password, placeholder="Password", password=True, id="password", max_length=200
            )
            yield Static(id="sign-in-says")
            yield Static(plain(client.server, "$muted"), id="sign-in-server")
        yield Hints()

    @property
    def _client(self) -> StaffClient:
        return cast("DeskApp", self.app).desk.client

    def on_mount(self) -> None:
        self.query_one("#password" if self._email else "#email").focus()
        if self._resume:
            self._try(self._take_up_session)
        elif self._email and self._password:
            self._go()

    def keys_now(self) -> tuple[Key, ...]:
        return SIGN_IN

    def why_not(self, name: str) -> str:
        return ""

    def action_act(self, name: str) -> None:
        self.dismiss(None)
        self.app.exit(0)

    def on_input_submitted(self, event: Field.Submitted) -> None:
        if event.input.id == "email" and not self.query_one("#password", Field).value:
            self.query_one("#password").focus()
        else:
            self._go()

    def _go(self, code: str = "") -> None:
        email = self.query_one("#email", Field).value.strip()
        password = self.query_one("#password", Field).value
        if not email:
            self._say(texts.NEEDS_EMAIL, "#email")
        elif not password:
            self._say(texts.NEEDS_PASSWORD, "#password")
        else:
            device = f"desk on {platform.node()}"[:120]
            self._try(lambda: self._client.sign_in(email, password, device, code))

    async def _take_up_session(self) -> SignedIn:
        client = self._client
        user = await client.me()
        now = cast("DeskApp", self.app).desk.clock.now()
        business = await client.business_name()
        return SignedIn(token=client.token, expires_at=now, user=user, business=business)

    def _try(self, call: Callable[[], Awaitable[SignedIn]]) -> None:
        if self._busy:
            return
        self._busy = True
        self._says(texts.SIGNING_IN, "$muted")

        async def work() -> None:
            try:
                signed_in = await call()
            except ConciergeError as error:
                self._refused(error)
            else:
                self.dismiss(signed_in)
            finally:
                self._busy = False

        _: Worker[None] = self.run_worker(work, group="sign-in")

    def _refused(self, error: ConciergeError) -> None:
        if isinstance(error, CodeWanted):
            self._says("", "$muted")
            self.app.push_screen(
                Prompt(texts.SECOND_STEP, texts.WHICH_CODE, length=20), self._take_code
            )
            return
        if isinstance(error, Unauthorized) and self._client.token:
            self._client.token = ""
            self._say(texts.SIGN_IN_FIRST, "#email")
            return
        self._say(f"{error.message} {error.hint}".strip(), "#password")

    def _take_code(self, code: str | None) -> None:
        if code:
            self._go(code)

    def _say(self, sentence: str, field: str) -> None:
        self._says(sentence, "$text-error")
        self.query_one(field).focus()

    def _says(self, sentence: str, style: str) -> None:
        self.query_one("#sign-in-says", Static).update(plain(sentence, style))
