"""How the desk looks on the business's website: the settings of the guest's widget."""

from __future__ import annotations

import re
from typing import Literal, TypeVar

from pydantic import Field, SecretStr, field_validator

from store.sections import Section

Paths = TypeVar("Paths", list[str], dict[str, str])


class Widget(Section):
    """The bell on the website, and the chat behind it."""

    position: Literal["", "left", "right"] = Field(
        "", description="left or right; empty: where the guest's language reads to."
    )
    theme: Literal["", "light", "dark"] = Field(
        "", description="light or dark; empty: what the guest's device prefers."
    )
    launcher: str = Field("", description="Words on the bell; empty: a sign alone.", max_length=40)
    font: str = Field(
        "", description="inherit: the website's font; or a font's name; empty: the device's."
    )
    logo: str = Field(
        "", description="A picture (PNG, JPEG, WebP) in the home or elsewhere on this machine."
    )
    greetings: dict[str, str] = Field(
        default={}, description="First words by path, for example '/rooms/*' = 'Which room?'."
    )
    proactive: str = Field(
        "", description="Said once beside the bell, unasked; empty: never.", max_length=200
    )
    proactive_after: float = Field(
        8, description="Seconds on a page before it is said.", ge=0, le=3600
    )
    proactive_pages: list[str] = Field(
        default=[], description="Paths it is said on, like /rooms/*; empty: all."
    )
    proactive_hours: str = Field(
        "", description="When it is said, like 09:00-18:00 of the business's day; empty: always."
    )

    upload_mb: int = Field(
        10,
        description="Largest file a guest may send, in MB; 0: guests send no files.",
        ge=0,
        le=50,
    )
    scanner: str = Field(
        "", description="Command that scans a file, like `clamdscan --no-summary`; empty: none."
    )
    identity_secret: SecretStr = Field(
        SecretStr(""),
        description="Signs who a guest of the website is; keep in secrets.env. See docs/widget.md.",
    )
    phone: str = Field("", description="Telephone number guests may call, like +34 971 000 000.")
    email: str = Field("", description="E-mail address guests may write to.")
    address: str = Field("", description="Street address; guests get it as a link to a map.")

    @field_validator("phone")
    @classmethod
    def _is_number(cls, value: str) -> str:
        if not re.fullmatch(r"(\+?[\d ()./-]{5,30})?", value):
            raise ValueError(f"{value!r} is not a telephone number like +34 971 000 000")
        return value

    @field_validator("email")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not re.fullmatch(r"([^\s<>()@]+@[^\s<>()@]+)?", value):
            raise ValueError(f"{value!r} is not an e-mail address")
        return value

    @field_validator("font")
    @classmethod
    def _is_font(cls, value: str) -> str:
        if not re.fullmatch(r"[\w ,'\"-]{0,200}", value):
            raise ValueError(f"{value!r} is not a font's name, like Georgia or 'Open Sans'")
        return value

    @field_validator("proactive_pages", "greetings")
    @classmethod
    def _are_paths(cls, value: Paths) -> Paths:
        for path in value:
            if not path.startswith(("/", "*")):
                raise ValueError(f"{path!r} is not a path, like / or /rooms/*")
        return value

    @field_validator("proactive_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        time = r"([01]\d|2[0-3]):[0-5]\d"
        if value and not re.fullmatch(f"{time}-{time}", value):
            raise ValueError(f"{value!r} is not a time of day like 09:00-18:00")
        return value
