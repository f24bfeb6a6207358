"""Who answers a turn: nobody asks a model what the house knows by itself.

none      small talk, a person wanted, an emergency; a house answer, computed hours, a contact;
          a confident answer to a simple question; what the sources disagree about
cheap     a short question with one thing in it, and something was found
strong    the rest
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.composer import Answer, Turn
from agent.followup import parts
from agent.words import fold, tokens

Route = Literal["none", "cheap", "strong"]
SURE = 0.85
SURE_OF_HOURS = 0.75
SURE_OF_HOUSE = 0.9
SIMPLE_WORDS = 9
SHORT_WORDS = 16
SHORT_ANSWER = 220
_OURS = ("small_talk", "robot", "empty", "person")


@dataclass(frozen=True, slots=True)
class Way:
    """Where a turn goes, and why, in words for the trace. `short` asks for less context."""

    route: Route
    why: str
    short: bool = False


def way(plain: Answer, turn: Turn, *, original: str) -> Way:
    """`plain` is what structured mode would say; `original` the words it puts before a quote in
    another language than the guest's."""
    if plain.kind in _OURS or plain.urgent:
        return Way("none", "This needs no knowledge, or a person.")
    if plain.kind == "conflict":
        return Way("none", "The sources disagree; a person decides.")
    if plain.kind == "house" and plain.confidence >= SURE_OF_HOUSE:
        return Way("none", "Staff have answered this question.")
    words = len(tokens(fold(turn.question)))
    single = not parts(turn.question) and turn.question.count("?") <= 1
    translated = original not in plain.text
    if single and translated and _is_plain(plain, words):
        return Way("none", "The house knows this by itself.")
    found = plain.outcome != "handed_over" and plain.confidence > 0
    if single and words <= SHORT_WORDS and found:
        return Way("cheap", "A short question, and something was found.")
    return Way("strong", "Several things in one, a long message, or nothing certain was found.")


def _is_plain(plain: Answer, words: int) -> bool:
    if plain.outcome != "answered":
        return False
    if plain.kind in ("hours", "contact"):
        return plain.confidence >= SURE_OF_HOURS and words <= SHORT_WORDS
    short = words <= SIMPLE_WORDS and len(plain.text) <= SHORT_ANSWER
    return plain.kind == "answer" and short and plain.confidence >= SURE
