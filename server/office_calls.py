"""The calls of the staff API about what lies behind the desk: how a conversation came about."""

from __future__ import annotations

from server.calling import Caller
from server.timeline_wire import AgainOut, TimelineOut


class OfficeCalls(Caller):
    """Part of `StaffClient`."""

    async def timeline(self, conversation_id: str) -> TimelineOut:
        return await self._get(f"/conversations/{conversation_id}/timeline", TimelineOut)

    async def replay(self, conversation_id: str) -> list[AgainOut]:
        path = f"/conversations/{conversation_id}/replay"
        return await self._post(path, None, list[AgainOut])
