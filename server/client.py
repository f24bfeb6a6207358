"""Our own API as Python calls, for the staff's window and for commands.

Every route of the staff API is one method that returns models of `server/wire.py`. What the house
refuses arrives as the `ConciergeError` it was raised as there; a house that cannot be reached, or
something else at its address, is `Unavailable`. Nothing here imports the rest of the server.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Any, Final, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from server.wire import (
    DecisionIn,
    DraftOut,
    EscalationOut,
    EventOut,
    InboxPage,
    InboxRow,
    KnowledgeOut,
    Problem,
    ReportOut,
    ResolveIn,
    SayIn,
    SignedIn,
    SignIn,
    StaffConversation,
    StaffMessage,
    StaffOut,
    WidgetConfig,
)
from store.errors import (
    ConciergeError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
)

T = TypeVar("T")

TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
# The server pings every 15 seconds; after three missed pings the line is dead.
QUIET_FOR: Final = 45.0

ERRORS: Final[dict[str, type[ConciergeError]]] = {
    kind.code: kind
    for kind in (
        Invalid,
        TooLarge,
        Unauthorized,
        Forbidden,
        NotFound,
        Conflict,
        TooMany,
        Unavailable,
        ConciergeError,
    )
}


def server_address(server: str) -> str:
    """`desk.example.com:8377/` as a base address. Raises Invalid for what cannot be one."""
    address = server.strip()
    if "://" not in address:
        address = f"http://{address}"
    address = address.rstrip("/")
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise Invalid(f"{server!r} is not an address of a server.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise Invalid(
            f"{server!r} is not an address of a server.",
            "Give it as http://127.0.0.1:8377.",
        )
    return address


class StaffClient:
    """One member of the staff, talking to one house. `token` changes at sign-in and sign-out."""

    def __init__(
        self, server: str, *, token: str = "", http: httpx.AsyncClient | None = None
    ) -> None:
        self.server = server_address(server)
        self.token = token
        self._http = http or httpx.AsyncClient(timeout=TIMEOUT)
        self._owns_http = http is None

    async def __aenter__(self) -> StaffClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._owns_http:
            await self._http.aclose()

    # --- who is asking ----------------------------------------------------------------------

    async def sign_in(self, email: str, password: str, device: str = "") -> SignedIn:
        body = _asked(SignIn, email=email, password=password, device=device)
        signed_in = await self._post("/sessions", body, SignedIn)
        self.token = signed_in.token
        return signed_in

    async def sign_out(self) -> None:
        await self._send("DELETE", "/sessions/current")
        self.token = ""

    async def me(self) -> StaffOut:
        return await self._get("/me", StaffOut)

    async def business_name(self) -> str:
        response = await self._send("GET", "/v1/config", prefix="")
        return self._read(response, WidgetConfig).business.name

    # --- conversations ----------------------------------------------------------------------

    async def inbox(self, view: str = "open", *, cursor: str = "", limit: int = 100) -> InboxPage:
        params: dict[str, str | int] = {"view": view, "limit": limit}
        if cursor:
            params["cursor"] = cursor
        return await self._get("/inbox", InboxPage, params)

    async def conversation(
        self, conversation_id: str, *, before_seq: int | None = None
    ) -> StaffConversation:
        params = {} if before_seq is None else {"before_seq": before_seq}
        return await self._get(f"/conversations/{conversation_id}", StaffConversation, params)

    async def take_over(self, conversation_id: str) -> InboxRow:
        return await self._post(f"/conversations/{conversation_id}/take-over", None, InboxRow)

    async def hand_back(self, conversation_id: str) -> InboxRow:
        return await self._post(f"/conversations/{conversation_id}/hand-back", None, InboxRow)

    async def close_conversation(self, conversation_id: str) -> InboxRow:
        return await self._post(f"/conversations/{conversation_id}/close", None, InboxRow)

    async def seen(self, conversation_id: str) -> None:
        await self._send("POST", f"/conversations/{conversation_id}/seen")

    async def say(self, conversation_id: str, text: str, client_id: str) -> StaffMessage:
        """The same `client_id` again is the same message: safe to repeat when a line broke."""
        body = _asked(SayIn, client_id=client_id, text=text)
        return await self._post(f"/conversations/{conversation_id}/messages", body, StaffMessage)

    # --- drafts and escalations -------------------------------------------------------------

    async def drafts(self) -> list[DraftOut]:
        return await self._get("/drafts", list[DraftOut])

    async def draft(self, draft_id: int) -> DraftOut:
        return await self._get(f"/drafts/{draft_id}", DraftOut)

    async def approve_draft(
        self, draft_id: int, version: int, text: str | None = None
    ) -> StaffMessage:
        """Send it, with `text` in its place if given."""
        body = _asked(DecisionIn, version=version, text=text)
        return await self._post(f"/drafts/{draft_id}/approve", body, StaffMessage)

    async def edit_draft(self, draft_id: int, version: int, text: str) -> DraftOut:
        """Keep changed words; the draft goes on waiting."""
        body = _asked(DecisionIn, version=version, text=text)
        return await self._post(f"/drafts/{draft_id}/edit", body, DraftOut)

    async def reject_draft(self, draft_id: int, version: int, note: str = "") -> DraftOut:
        body = _asked(DecisionIn, version=version, note=note)
        return await self._post(f"/drafts/{draft_id}/reject", body, DraftOut)

    async def escalations(self) -> list[EscalationOut]:
        return await self._get("/escalations", list[EscalationOut])

    async def resolve(self, escalation_id: int, note: str = "") -> EscalationOut:
        body = _asked(ResolveIn, note=note)
        return await self._post(f"/escalations/{escalation_id}/resolve", body, EscalationOut)

    # --- what the house knows and counts ----------------------------------------------------

    async def knowledge(self) -> KnowledgeOut:
        return await self._get("/knowledge", KnowledgeOut)

    async def daily_report(self, day: str = "") -> ReportOut:
        """`day` is YYYY-MM-DD in the business's time zone; "" leaves the choice to the house."""
        return await self._get("/reports/daily", ReportOut, {"day": day} if day else {})

    # --- the event stream -------------------------------------------------------------------

    async def events(
        self, last_seen: int | None = None, *, opened: Callable[[], None] = lambda: None
    ) -> AsyncIterator[EventOut]:
        """What happens from now on, or since `last_seen`, until the line breaks (Unavailable).

        `opened` is called once the house has accepted, so that what was read before that moment
        and what the stream will tell leave no gap between them. The caller connects again.
        """
        headers = {"Accept": "text/event-stream", **self._headers()}
        if last_seen is not None:
            headers["Last-Event-ID"] = str(last_seen)
        timeout = httpx.Timeout(TIMEOUT.read, connect=TIMEOUT.connect, read=QUIET_FOR)
        try:
            async with self._http.stream(
                "GET", f"{self.server}/v1/staff/events", headers=headers, timeout=timeout
            ) as response:
                if response.is_error:
                    await response.aread()
                    raise self._refusal(response)
                opened()
                async for event in _events(response.aiter_lines()):
                    yield event
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        raise Unavailable("The server ended the connection.", "It is tried again by itself.")

    # --- one door ---------------------------------------------------------------------------

    async def _get(
        self, path: str, kind: type[T], params: Mapping[str, str | int] | None = None
    ) -> T:
        return self._read(await self._send("GET", path, params=params), kind)

    async def _post(self, path: str, body: BaseModel | None, kind: type[T]) -> T:
        return self._read(await self._send("POST", path, body=body), kind)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        prefix: str = "/v1/staff",
        params: Mapping[str, str | int] | None = None,
        body: BaseModel | None = None,
    ) -> httpx.Response:
        try:
            response = await self._http.request(
                method,
                f"{self.server}{prefix}{path}",
                params=dict(params or {}),
                json=body.model_dump() if body is not None else None,
                headers=self._headers(),
            )
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        if not response.is_success:
            raise self._refusal(response)
        return response

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _read(self, response: httpx.Response, kind: type[T]) -> T:
        try:
            return TypeAdapter(kind).validate_json(response.content)
        except ValidationError as error:
            raise self._stranger() from error

    def _refusal(self, response: httpx.Response) -> ConciergeError:
        try:
            problem = Problem.model_validate_json(response.content)
        except ValidationError:
            return self._stranger()
        hint = problem.hint
        if problem.reference:
            hint = f"{hint} Reference: {problem.reference}".strip()
        if problem.code == "too_many":
            return TooMany(problem.detail, hint, _seconds(response.headers.get("Retry-After")))
        return ERRORS.get(problem.code, ConciergeError)(problem.detail, hint)

    def _unreachable(self, error: httpx.HTTPError) -> Unavailable:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return Unavailable(
                f"Nothing answers at {self.server}.", "Start it with `concierge serve`."
            )
        return Unavailable(
            f"The connection to {self.server} broke off.", "Check the network and the server."
        )

    def _stranger(self) -> Unavailable:
        return Unavailable(
            f"What answers at {self.server} does not speak as this concierge does.",
            "Check the address, and that both sides have the same version.",
        )


def _asked(kind: type[T], **fields: Any) -> T:
    """A model of what we send. Raises Invalid in our own words for what can never be accepted."""
    try:
        return kind(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "value"
        limit = first.get("ctx", {}).get("max_length")
        if limit is not None:
            raise TooLarge(f"The {name} may have {limit} characters at most.") from error
        raise Invalid(f"The {name} is not valid.") from error


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 1.0))
    except ValueError:
        return 1.0


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[EventOut]:
    """Server-sent events, as far as our own server uses them. What is no event of ours is passed
    over: an older desk must live with a newer house."""
    data: list[str] = []
    async for line in lines:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            event = _event("\n".join(data))
            data = []
            if event is not None:
                yield event


def _event(data: str) -> EventOut | None:
    try:
        return EventOut.model_validate(json.loads(data))
    except (ValueError, ValidationError):
        return None
