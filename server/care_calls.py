"""The calls of the staff API about house answers, gaps, facts and disputes."""

from __future__ import annotations

from server.calling import Caller
from server.knowledge_wire import (
    AnswerIn,
    DisputeOut,
    FactOut,
    GapAnswerIn,
    GapOut,
    HouseAnswerOut,
    SettleIn,
)


class CareCalls(Caller):
    """Part of `StaffClient`."""

    async def answers(self) -> list[HouseAnswerOut]:
        return await self._get("/answers", list[HouseAnswerOut])

    async def add_answer(self, asked: AnswerIn) -> HouseAnswerOut:
        return await self._post("/answers", asked, HouseAnswerOut)

    async def change_answer(self, answer_id: int, asked: AnswerIn) -> HouseAnswerOut:
        response = await self._send("PATCH", f"/answers/{answer_id}", body=asked)
        return self._read(response, HouseAnswerOut)

    async def remove_answer(self, answer_id: int) -> None:
        await self._send("DELETE", f"/answers/{answer_id}")

    async def gaps(self) -> list[GapOut]:
        return await self._get("/gaps", list[GapOut])

    async def answer_gap(self, gap_id: int, asked: GapAnswerIn) -> GapOut:
        return await self._post(f"/gaps/{gap_id}/answer", asked, GapOut)

    async def dismiss_gap(self, gap_id: int) -> GapOut:
        return await self._post(f"/gaps/{gap_id}/dismiss", None, GapOut)

    async def facts(self, kind: str = "") -> list[FactOut]:
        return await self._get("/facts", list[FactOut], {"kind": kind} if kind else {})

    async def disputes(self) -> list[DisputeOut]:
        return await self._get("/disputes", list[DisputeOut])

    async def settle(self, key: str, asked: SettleIn) -> DisputeOut:
        return await self._post(f"/disputes/{key}/settle", asked, DisputeOut)
