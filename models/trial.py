"""Asking a model something short, to see that it answers, how fast, and what that costs."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field

from models.model import Failed, Message, Request, SystemBlock, TextDelta, ToolSpec, Usage, in_time
from models.prices import Price
from models.purse import Metered, Purse
from models.speaker import Speaker

PATIENCE_S = 120.0
_ORDERS = SystemBlock("You are tried out. Answer in one word.")
_QUESTION = Message("user", "Are you there? Answer yes.")
_TOOL = ToolSpec(
    "look_up",
    "Finds nothing; do not use it.",
    {"type": "object", "properties": {"question": {"type": "string"}}, "required": ["question"]},
)


@dataclass(frozen=True, slots=True)
class Trial:
    """Seconds until the first word and the last; `tools` is false when the model refused them.
    `failure` is why there was no answer."""

    model: str
    price: Price
    first_s: float = 0.0
    whole_s: float = 0.0
    usage: Usage = field(default_factory=Usage)
    nanos: int = 0
    tools: bool = True
    failure: Failed | None = None


def try_out(speaker: Speaker, purse: Purse, seconds: float = PATIENCE_S) -> Trial:
    """It is paid for out of the budget like any other call. `speaker` has its own limits."""
    price = purse.prices.of(speaker.name)
    asked = Request([_QUESTION], [_ORDERS], [_TOOL], max_tokens=30, deadline=in_time(seconds))
    speaker.ready()
    began = time.monotonic()
    first = 0.0
    usage = Usage()
    try:
        with closing(Metered(speaker, purse).stream(asked)) as stream:
            for event in stream:
                if isinstance(event, Usage):
                    usage = event
                elif isinstance(event, TextDelta):
                    first = first or time.monotonic() - began
    except Failed as failure:
        return Trial(speaker.name, price, failure=failure)
    whole = time.monotonic() - began
    return Trial(
        model=speaker.name,
        price=price,
        first_s=first or whole,
        whole_s=whole,
        usage=usage,
        nanos=price.of(usage),
        tools="tools" not in speaker.without,
    )
