"""The calls of the staff's client that are about demos."""

from __future__ import annotations

from server.calling import Caller
from server.demo_wire import DemosOut


class DemoCalls(Caller):
    """Part of `StaffClient`."""

    async def demos(self) -> DemosOut:
        return await self._get("/demos", DemosOut)

    async def end_demo(self, demo_id: int) -> None:
        await self._send("DELETE", f"/demos/{demo_id}")
