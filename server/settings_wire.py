"""What crosses the wire about the settings of the house."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from server.wire import Asked, Told


class SettingOut(Told):
    """`value` is as it stands in the file, "(set)" for a secret; `origin` says where it comes from.
    `options` are the values there are, if they are few. `here_only`: changed on the machine of the
    house alone. `restart`: taken up when the server starts again."""

    key: str
    value: str
    default: str
    origin: str
    told: str
    options: list[str] = Field(default_factory=list)
    here_only: bool = False
    restart: bool = False


class SettingIn(Asked):
    """As a person types it: true, 0.6, Ana, or ["de", "en"]."""

    value: Annotated[str, StringConstraints(max_length=20_000)]
