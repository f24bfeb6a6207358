"""The calls of the staff API about who sees to what, and about drafts beyond yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.calling import Caller, asked
from server.copilot_wire import CopilotIn, CopilotOut
from server.desk_wire import (
    CannedIn,
    CannedOut,
    DeskOut,
    HandleIn,
    HandOverIn,
    NoteIn,
    PriorityIn,
    RememberIn,
    VersionIn,
)
from server.wire import DraftOut, EscalationOut, InboxRow, NoteOut, StaffMessage


class DeskCalls(Caller):
    """Part of `StaffClient`."""

    async def desk(self) -> DeskOut:
        return await self._get("/desk", DeskOut)

    async def handle(self, ids: Sequence[str], **what: Any) -> list[InboxRow]:
        """Assign, tag, snooze, wake or close: the fields of `HandleIn`."""
        body = asked(HandleIn, ids=list(ids), **what)
        return await self._post("/conversations/handle", body, list[InboxRow])

    async def hand_over(self, conversation_id: str, user_id: int) -> InboxRow:
        body = asked(HandOverIn, user_id=user_id)
        return await self._post(f"/conversations/{conversation_id}/hand-over", body, InboxRow)

    async def prioritise(self, escalation_id: int, priority: int) -> EscalationOut:
        body = asked(PriorityIn, priority=priority)
        return await self._post(f"/escalations/{escalation_id}/priority", body, EscalationOut)

    async def add_note(self, conversation_id: str, text: str) -> NoteOut:
        body = asked(NoteIn, text=text)
        return await self._post(f"/conversations/{conversation_id}/notes", body, NoteOut)

    async def types(self, conversation_id: str) -> None:
        """Tell the guest that somebody is writing."""
        await self._send("POST", f"/conversations/{conversation_id}/typing")

    async def file(self, message_id: int) -> bytes:
        return (await self._send("GET", f"/files/{message_id}")).content

    async def keep_canned(self, name: str, text: str) -> CannedOut:
        return await self._post("/canned", asked(CannedIn, name=name, text=text), CannedOut)

    async def remove_canned(self, canned_id: int) -> None:
        await self._send("DELETE", f"/canned/{canned_id}")

    # --- drafts ---------------------------------------------------------------------------

    async def regenerate(self, draft_id: int, version: int) -> DraftOut:
        body = asked(VersionIn, version=version)
        return await self._post(f"/drafts/{draft_id}/regenerate", body, DraftOut)

    async def remember(self, draft_id: int, what: RememberIn) -> StaffMessage:
        """Send it, and answer the question so from then on."""
        return await self._post(f"/drafts/{draft_id}/remember", what, StaffMessage)

    async def copilot(
        self, conversation_id: str, task: str, text: str = "", to: str = ""
    ) -> CopilotOut:
        body = asked(CopilotIn, task=task, text=text, to=to)
        return await self._post(f"/conversations/{conversation_id}/copilot", body, CopilotOut)
