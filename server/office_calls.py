"""The calls of the staff API about what lies behind the desk: timelines, contacts, settings,
notices."""

from __future__ import annotations

from typing import Any

from server.calling import Caller, asked
from server.contacts_wire import ContactPage, ContactProfile, ErasedOut, MergeIn
from server.evaluation_wire import EvaluationOut
from server.notices_wire import (
    NoticeChoiceIn,
    NoticeChoiceOut,
    NoticesOut,
    OnCallIn,
    OnCallOut,
    ReadIn,
    TriedOut,
)
from server.settings_wire import SettingIn, SettingOut
from server.timeline_wire import AgainOut, TimelineOut


class OfficeCalls(Caller):
    """Part of `StaffClient`."""

    async def timeline(self, conversation_id: str) -> TimelineOut:
        return await self._get(f"/conversations/{conversation_id}/timeline", TimelineOut)

    async def replay(self, conversation_id: str) -> list[AgainOut]:
        path = f"/conversations/{conversation_id}/replay"
        return await self._post(path, None, list[AgainOut])

    async def evaluation(self) -> EvaluationOut:
        return await self._post("/evaluation", None, EvaluationOut)

    # --- contacts ---------------------------------------------------------------------------

    async def contacts(self, search: str = "", *, cursor: str = "", limit: int = 50) -> ContactPage:
        params: dict[str, str | int] = {"search": search, "cursor": cursor, "limit": limit}
        return await self._get("/contacts", ContactPage, params)

    async def contact(self, contact_id: int) -> ContactProfile:
        return await self._get(f"/contacts/{contact_id}", ContactProfile)

    async def merge_contacts(self, contact_id: int, other: int) -> ContactProfile:
        body = asked(MergeIn, other=other)
        return await self._post(f"/contacts/{contact_id}/merge", body, ContactProfile)

    async def split_contact(self, contact_id: int) -> ContactProfile:
        return await self._post(f"/contacts/{contact_id}/split", None, ContactProfile)

    async def contact_export(self, contact_id: int) -> dict[str, Any]:
        return await self._get(f"/contacts/{contact_id}/export", dict[str, Any])

    async def erase_contact(self, contact_id: int) -> ErasedOut:
        return self._read(await self._send("DELETE", f"/contacts/{contact_id}"), ErasedOut)

    # --- settings ---------------------------------------------------------------------------

    async def settings(self) -> list[SettingOut]:
        return await self._get("/settings", list[SettingOut])

    async def change_setting(self, key: str, value: str) -> SettingOut:
        body = asked(SettingIn, value=value)
        return self._read(await self._send("PATCH", f"/settings/{key}", body=body), SettingOut)

    # --- notices ----------------------------------------------------------------------------

    async def notices(self, *, unread: bool = False, limit: int = 100) -> NoticesOut:
        params: dict[str, str | int] = {"unread": str(unread).lower(), "limit": limit}
        return await self._get("/me/notices", NoticesOut, params)

    async def read_notices(self, upto: int) -> NoticesOut:
        return await self._post("/me/notices/read", asked(ReadIn, upto=upto), NoticesOut)

    async def try_notices(self) -> TriedOut:
        return await self._post("/me/notices/test", None, TriedOut)

    async def notice_choice(self) -> NoticeChoiceOut:
        return await self._get("/me/notices/choice", NoticeChoiceOut)

    async def choose_notices(
        self,
        *,
        means: dict[str, list[str]] | None = None,
        quiet: str | None = None,
        webhook: str | None = None,
    ) -> NoticeChoiceOut:
        body = asked(NoticeChoiceIn, means=means, quiet=quiet, webhook=webhook)
        response = await self._send("PATCH", "/me/notices/choice", body=body)
        return self._read(response, NoticeChoiceOut)

    async def on_call(self) -> OnCallOut:
        return await self._get("/on-call", OnCallOut)

    async def put_on_call(self, emails: list[str]) -> OnCallOut:
        response = await self._send("PUT", "/on-call", body=asked(OnCallIn, emails=emails))
        return self._read(response, OnCallOut)
