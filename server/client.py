"""Our own API as Python calls, for the staff's window and for commands.

Every route of the staff API is one method that returns models of `server/wire.py`. What the house
refuses arrives as the `ConciergeError` it was raised as there; a house that cannot be reached, or
something else at its address, is `Unavailable`. Nothing here imports the rest of the server.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Final

import httpx
from pydantic import ValidationError

from server.calling import TIMEOUT, asked
from server.care_calls import CareCalls
from server.demo_calls import DemoCalls
from server.desk_calls import DeskCalls
from server.desk_wire import CloseIn
from server.knowledge_wire import KnowledgeOut
from server.office_calls import OfficeCalls
from server.team_calls import TeamCalls
from server.wire import (
    DecisionIn,
    DraftOut,
    EscalationOut,
    EventOut,
    InboxPage,
    InboxRow,
    ReportOut,
    ResolveIn,
    SayIn,
    StaffConversation,
    StaffMessage,
    TypingOut,
    WidgetConfig,
)
from store.errors import Unavailable

# The server pings every 15 seconds; after three missed pings the line is dead.
QUIET_FOR: Final = 45.0


class StaffClient(CareCalls, DeskCalls, DemoCalls, TeamCalls, OfficeCalls):
    """One member of the staff, talking to one house. `token` changes at sign-in and sign-out."""

    async def business_name(self) -> str:
        response = await self._send("GET", "/v1/config", prefix="")
        return self._read(response, WidgetConfig).business.name

    # --- conversations ----------------------------------------------------------------------

    async def inbox(
        self, view: str = "open", *, search: str = "", cursor: str = "", limit: int = 100
    ) -> InboxPage:
        params: dict[str, str | int] = {"view": view, "limit": limit}
        if cursor:
            params["cursor"] = cursor
        if search:
            params["search"] = search
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

    async def close_conversation(self, conversation_id: str, reason: str = "") -> InboxRow:
        body = asked(CloseIn, reason=reason) if reason else None
        return await self._post(f"/conversations/{conversation_id}/close", body, InboxRow)

    async def seen(self, conversation_id: str) -> None:
        await self._send("POST", f"/conversations/{conversation_id}/seen")

    async def say(self, conversation_id: str, text: str, client_id: str) -> StaffMessage:
        """The same `client_id` again is the same message: safe to repeat when a line broke."""
        body = asked(SayIn, client_id=client_id, text=text)
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
        body = asked(DecisionIn, version=version, text=text)
        return await self._post(f"/drafts/{draft_id}/approve", body, StaffMessage)

    async def edit_draft(self, draft_id: int, version: int, text: str) -> DraftOut:
        """Keep changed words; the draft goes on waiting."""
        body = asked(DecisionIn, version=version, text=text)
        return await self._post(f"/drafts/{draft_id}/edit", body, DraftOut)

    async def reject_draft(self, draft_id: int, version: int, note: str = "") -> DraftOut:
        body = asked(DecisionIn, version=version, note=note)
        return await self._post(f"/drafts/{draft_id}/reject", body, DraftOut)

    async def escalations(self) -> list[EscalationOut]:
        return await self._get("/escalations", list[EscalationOut])

    async def resolve(self, escalation_id: int, note: str = "") -> EscalationOut:
        body = asked(ResolveIn, note=note)
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
    ) -> AsyncIterator[EventOut | TypingOut]:
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


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[EventOut | TypingOut]:
    """Server-sent events, as far as our own server uses them. What is no event of ours is passed
    over: an older desk must live with a newer house."""
    name, data = "", list[str]()
    async for line in lines:
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            event = _event(name, "\n".join(data))
            name, data = "", []
            if event is not None:
                yield event


def _event(name: str, data: str) -> EventOut | TypingOut | None:
    kind = TypingOut if name == "guest.typing" else EventOut
    try:
        return kind.model_validate(json.loads(data))
    except (ValueError, ValidationError):
        return None
