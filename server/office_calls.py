"""The calls of the staff API about what lies behind the desk: timelines, contacts, settings."""

from __future__ import annotations

from typing import Any

from server.calling import Caller, asked
from server.contacts_wire import ContactPage, ContactProfile, ErasedOut, MergeIn
from server.settings_wire import SettingIn, SettingOut
from server.timeline_wire import AgainOut, TimelineOut


class OfficeCalls(Caller):
    """Part of `StaffClient`."""

    async def timeline(self, conversation_id: str) -> TimelineOut:
        return await self._get(f"/conversations/{conversation_id}/timeline", TimelineOut)

    async def replay(self, conversation_id: str) -> list[AgainOut]:
        path = f"/conversations/{conversation_id}/replay"
        return await self._post(path, None, list[AgainOut])

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
