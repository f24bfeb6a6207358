"""The settings of the staff's desk: when somebody should come, and what if nobody does."""

from __future__ import annotations

from pydantic import Field, field_validator

from store.sections import Section

A_DAY = 1_440


class Desk(Section):
    """When a person should have come, and what the house does by itself."""

    hours: str = Field(
        "",
        description="When somebody is at the desk, as OpenStreetMap writes opening hours, like "
        "Mo-Fr 09:00-18:00; empty: always. Outside them guests are promised an answer later.",
    )
    answer_within: int = Field(
        15,
        description="Minutes of those hours in which a call for a person is answered; 0: no clock.",
        ge=0,
        le=A_DAY,
    )
    call_again_after: int = Field(
        10,
        description="Minutes after which a call is made again if nobody came; 0: never.",
        ge=0,
        le=A_DAY,
    )
    hand_back_after: int = Field(
        60,
        description="Quiet minutes after which the concierge has a conversation again, once staff "
        "have answered; 0: never.",
        ge=0,
        le=A_DAY,
    )

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        import opening_hours

        if value and not opening_hours.validate(value):
            raise ValueError(f"{value!r} are no opening hours like Mo-Fr 09:00-18:00")
        return value
