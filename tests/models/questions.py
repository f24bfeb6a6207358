"""What the tests of models ask."""

from __future__ import annotations

from models.model import Message, Request, SystemBlock, ToolCall, ToolResult, ToolSpec, in_time

LOOK_UP = ToolSpec(
    "look_up",
    "Find passages of the house's own pages.",
    {
        "type": "object",
        "properties": {"question": {"type": "string", "description": "In the guest's words."}},
        "required": ["question"],
    },
)
SYSTEM = (
    SystemBlock("You stand at the desk of a house by the sea.", cached=True),
    SystemBlock("Breakfast is from 7 to 10:30.", cached=True),
)


def question(seconds: float = 20.0) -> Request:
    return Request(
        [Message("user", "When is breakfast?")], SYSTEM, (LOOK_UP,), deadline=in_time(seconds)
    )


def told_back(call: ToolCall) -> Request:
    """The same question after its tool call was answered."""
    return Request(
        [
            Message("user", "When is breakfast?"),
            Message("assistant", "One moment.", calls=(call,)),
            Message("user", results=(ToolResult(call.id, call.name, "From 7 to 10:30."),)),
        ],
        SYSTEM,
        (LOOK_UP,),
        deadline=in_time(20.0),
    )
