"""What crosses the wire when staff ask for help with their words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.wire import Asked, Told


class CopilotIn(Asked):
    """`text` is what staff have written so far, for `shorten`, `warmer` and `translate`; `to` the
    two letters of a language, for `translate`."""

    task: Literal["suggest", "shorten", "warmer", "translate", "summarise"]
    text: Annotated[str, StringConstraints(max_length=4000)] = ""
    to: Annotated[str, StringConstraints(max_length=2)] = ""


class CopilotOut(Told):
    """`citations` and `outcome` are those of a suggestion."""

    text: str
    outcome: str = ""
    citations: list[dict[str, object]] = Field(default_factory=list)
