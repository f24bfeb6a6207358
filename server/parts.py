"""What a message may carry besides words: a form to fill in, and cards to follow.

Whoever cannot draw them still has the words, so the words must stand by themselves.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


def _leads_to_the_web(address: str) -> str:
    if address and urlsplit(address).scheme not in ("http", "https"):
        raise ValueError("is not a web address like https://hotelmar.example/rooms")
    return address


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Question(Part):
    """One field of a form. `min` and `max` are for number, date (2026-12-24) and time (15:30)."""

    name: Annotated[str, StringConstraints(pattern=r"^\w{1,40}$")]
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    type: Literal[
        "text", "long", "choice", "multi", "yesno", "date", "time", "number", "phone", "email",
        "rating",
    ] = "text"  # fmt: skip
    required: bool = False
    options: Annotated[list[Line], Field(max_length=50)] = []
    min: float | Line | None = None
    max: float | Line | None = None


class Form(Part):
    """Questions asked at once; the guest's answer comes as a message, a line for each."""

    title: Line = ""
    submit: Line = ""
    fields: Annotated[list[Question], Field(min_length=1, max_length=30)]


class Card(Part):
    """Something to go to: a page, a place on the map, a number to call."""

    title: Line
    text: Annotated[str, StringConstraints(max_length=500)] = ""
    price: Line = ""
    url: Annotated[str, StringConstraints(max_length=2000), AfterValidator(_leads_to_the_web)] = ""
    place: Line = ""
    phone: Line = ""


def extra_of(form: Form | None, cards: list[Card]) -> dict[str, Any] | None:
    """As it is stored with the message; None when there is nothing."""
    extra: dict[str, Any] = {}
    if form is not None:
        extra["form"] = form.model_dump(exclude_defaults=True)
    if cards:
        extra["cards"] = [card.model_dump(exclude_defaults=True) for card in cards]
    return extra or None
