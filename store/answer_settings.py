"""The settings of replies: how freely the concierge speaks, and how it sounds."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator

from store.sections import Section

Autonomy = Literal["auto", "draft"]
Persona = Literal["luxury", "direct", "friendly", "sales", "professional", "warm"]
LONGEST_INSTRUCTIONS = 4_000
MAIN = "main"


class Answers(Section):
    """How freely the concierge speaks, and how it sounds."""

    autonomy: Autonomy = Field("auto", description="auto: send; draft: staff approve first.")
    channels: dict[str, Autonomy] = Field(
        default={}, description="Autonomy of single channels, for example widget = 'draft'."
    )
    draft_below: float = Field(
        0.0, description="Answers less sure than this (0 to 1) wait for staff.", ge=0, le=1
    )
    carefulness: float = Field(
        0.5,
        description="How sure an answer must be: 0 talkative, 1 careful; less sure is asked back.",
        ge=0,
        le=1,
    )
    persona: Persona | Literal[""] = Field(
        "",
        description="How a language model sounds: luxury, direct, friendly, sales, professional "
        "or warm; empty takes the template's.",
    )
    personas: dict[str, Persona] = Field(
        default={}, description="Persona of single channels, for example mail = 'professional'."
    )
    instructions: str = Field(
        "",
        description="What a language model is told besides, in your own words; never a fact that "
        "guests may be told, for those are read from the knowledge.",
        max_length=LONGEST_INSTRUCTIONS,
    )
    versions: dict[str, str] = Field(
        default={},
        description="Versions of the prompt to compare with the one above: a name and a persona, "
        "or instructions. Conversations are shared out evenly; empty compares nothing.",
    )
    cache: bool = Field(
        True, description="Give a kept answer to a question asked before; never a personal one."
    )
    reader: bool = Field(
        True,
        description="Have the small reader look at close calls (English); false spares a slow "
        "machine a few milliseconds each.",
    )

    @field_validator("versions")
    @classmethod
    def _are_named(cls, value: dict[str, str]) -> dict[str, str]:
        for name, version in value.items():
            if not re.fullmatch("[a-z0-9_-]{1,40}", name) or name == MAIN:
                raise ValueError(f"{name!r} cannot name a version; use a word like short")
            if not version.strip() or len(version) > LONGEST_INSTRUCTIONS:
                raise ValueError(f"version {name!r} is empty, or longer than 4,000 characters")
        return value
