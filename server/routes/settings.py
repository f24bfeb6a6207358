"""The staff's API for the settings of the house."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from server import configuring
from server.auth import Member, house_of
from server.routes.staff import PROBLEMS
from server.settings_wire import SettingIn, SettingOut

router = APIRouter(prefix="/v1/staff/settings", tags=["settings"], responses=PROBLEMS)


@router.get("", response_model=list[SettingOut])
def list_settings(request: Request, staff: Member) -> list[SettingOut]:
    """All of them, with where each value comes from; of a secret only whether it is set."""
    return configuring.all_told(house_of(request).settings)


@router.patch("/{key}", response_model=SettingOut)
def change_setting(
    request: Request,
    staff: Member,
    key: Annotated[str, Path(max_length=100)],
    asked: SettingIn,
) -> SettingOut:
    """Checked as by `concierge config set`, written to the file and taken up at once. What could
    hand over the machine is changed there alone (403)."""
    return configuring.change(house_of(request), key, asked.value, by=staff.user.email)
