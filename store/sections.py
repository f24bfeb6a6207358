"""What every section of the settings is: strict, and not changed after it was read."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def web_address(value: str) -> SplitResult:
    """Its parts. Raises ValueError for anything a browser could not open."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or any(c.isspace() for c in value):
        raise ValueError(f"{value!r} is not a web address like https://hotelmar.example")
    return parts


def _if_any(value: str) -> str:
    if value:
        web_address(value)
    return value


# A web address, or nothing.
Address = Annotated[str, AfterValidator(_if_any)]
