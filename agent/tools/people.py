"""Tools that bring in a person: fetching one, and passing a guest's words on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from agent.phrases import phrases
from agent.quoting import cut_short
from agent.sources import tidy
from agent.tools.tool import Given, OnBehalf
from agent.words import fold
from store import escalations
from store.db import Store
from store.errors import Invalid

FETCHED = "The concierge asks for a person."
LEFT = "The guest leaves a message: "
LONGEST = 240
LONGEST_REASON = 1_000


@dataclass(frozen=True)
class FetchPerson:
    """Nothing is told or changed by it, so it needs no yes; what is said then is ours."""

    name: ClassVar[str] = "fetch_person"
    description: ClassVar[str] = (
        "Get someone from the team into this conversation, when the guest wants a person or when "
        "you cannot help. Ends your turn: the guest is told in our own words."
    )
    parameters: ClassVar[Mapping[str, Any]] = {"type": "object", "properties": {}}
    personal: ClassVar[bool] = False
    seconds: ClassVar[float] = 5.0

    def read(self, arguments: Mapping[str, Any], who: OnBehalf) -> Given:
        return Given({"fetched": True}, escalate=FETCHED)


@dataclass(frozen=True)
class TakeMessage:
    """Passes the guest's own words on to the team, and no others: what a model made up, or read
    somewhere, never reaches staff as the wish of a guest."""

    store: Store
    name: ClassVar[str] = "take_message"
    description: ClassVar[str] = (
        "Pass a message of the guest on to the team. The text is the guest's own words, copied "
        "from the conversation. The guest is asked to confirm before anything is passed on."
    )
    parameters: ClassVar[Mapping[str, Any]] = {
        "type": "object",
        "properties": {
            "text": {
                "type": "string",
                "description": "The guest's own words, copied.",
                "minLength": 1,
                "maxLength": 500,
            }
        },
        "required": ["text"],
    }
    personal: ClassVar[bool] = False
    seconds: ClassVar[float] = 10.0

    def settled(self, arguments: Mapping[str, Any], who: OnBehalf) -> dict[str, Any]:
        wanted = " ".join(fold(arguments["text"]).split())
        for words in reversed(who.own_words):
            if wanted in " ".join(fold(words).split()):
                return _readable(arguments["text"])
        return _readable(who.own_words[-1] if who.own_words else "")

    def read_back(self, arguments: Mapping[str, Any], lang: str) -> str:
        return phrases(lang).message_ask.replace("{text}", arguments["text"])

    def act(self, arguments: Mapping[str, Any], who: OnBehalf, key: str) -> Given:
        """Once per key because the same words are noted once."""
        reason = f"{LEFT}“{arguments['text']}”"
        with self.store.writing() as tx:
            there = escalations.escalate(
                tx, who.conversation_id, reason, message_id=who.message_id, now=who.now
            )
            if reason not in there.reason:
                there.reason = f"{there.reason} {reason}"[:LONGEST_REASON]
        return Given({"passed_on": arguments["text"]}, said=phrases(who.lang).message_taken)


def _readable(text: str) -> dict[str, Any]:
    """As it is read back and passed on: without links and markup, which a guest's words may have
    from somewhere else. The message itself stands in the conversation as it was written."""
    plain = " ".join(tidy(text).split())
    if not plain:
        raise Invalid("The guest has written nothing that could be passed on.")
    return {"text": cut_short(plain, LONGEST)}
