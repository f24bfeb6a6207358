"""Figures about messages, calls for a person, and what nobody knew."""

from __future__ import annotations

import re
from typing import Any

from reports.definitions import Count, Figure, Split

_FIRST_SENTENCE = re.compile(r"[^.:!?“”\"]*[.!?]?")


def _reason(call: Any) -> str:
    """The reason's first sentence: what follows it may quote a guest."""
    found = _FIRST_SENTENCE.match(call.reason)
    return (found.group(0).strip() if found else "") or "No reason was noted."


PEOPLE: tuple[Figure, ...] = (
    Count("messages", "Messages", "All said on the day, by guests and the house.", "sayings"),
    Count(
        "guest_messages",
        "Guests' messages",
        "Messages of guests, greetings among them.",
        "sayings",
        lambda saying: saying.author == "guest",
    ),
    Count(
        "staff_messages",
        "Staff's messages",
        "Messages written by staff, or drafts they changed.",
        "sayings",
        lambda saying: saying.author == "staff",
    ),
    Count(
        "escalations",
        "Calls for a person",
        "Calls for a person opened on the day; one at a time for a conversation.",
        "calls",
        better="less",
    ),
    Count(
        "escalations_open",
        "Calls left open",
        "Calls of the day that nobody had settled within 72 hours of its end.",
        "calls",
        lambda call: call.open,
        better="less",
    ),
    Split(
        "escalation_reasons",
        "Why a person was called",
        "Calls for a person by the first sentence of their reason.",
        "calls",
        by=_reason,
    ),
    Count("gaps", "Gaps", "Questions asked on the day that the knowledge did not answer.", "gaps",
          better="less"),
)  # fmt: skip
