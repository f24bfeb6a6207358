"""How the concierge sounds: six personas, one for the business, others for single channels.

A persona changes the tone and nothing else: what may be said is the guard's to decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from store.answer_settings import MAIN, Persona

TONES: Mapping[str, str] = {
    "luxury": "You sound like the concierge of a grand house: courteous, composed, discreet. "
    "Whole sentences, no slang, no haste; never gushing.",
    "direct": "You sound quick and clear. The answer comes first, in as few words as it takes. "
    "No pleasantries beyond a polite tone.",
    "friendly": "You sound like a helpful friend at the desk: easy, informal, cheerful. Short "
    "sentences; contractions are welcome.",
    "sales": "You sound like someone who knows what is good here and likes to show it. After the "
    "answer you may name one fitting offer that the sources describe; you never press.",
    "professional": "You sound businesslike and neutral: precise, polite, without small talk.",
    "warm": "You sound like a good host: warm and attentive, in plain words, never effusive.",
}
CHANNELS: Mapping[str, str] = {
    "sms": "This goes out as a text message: at most two short sentences.",
    "whatsapp": "This is a messenger: short, easy sentences.",
    "mail": "This is an e-mail: complete sentences, a form of address, no slang.",
    "voice": "This is spoken aloud: short sentences, no lists, no symbols.",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """What colours a reply. `version` names the version of the prompt that speaks."""

    tone: str
    instructions: str = ""
    version: str = MAIN


@dataclass(frozen=True, slots=True)
class Voices:
    """The owner's choice of them. `versions` are compared with what is set otherwise: each is a
    persona's name, or instructions that take the place of `instructions`."""

    tone: str
    by_channel: Mapping[str, str]
    instructions: str = ""
    versions: Mapping[str, str] | None = None

    def of(self, conversation_id: int, channel: str) -> Voice:
        """A conversation keeps its version from the first reply to the last."""
        tone = self.by_channel.get(channel, self.tone)
        version = assigned(conversation_id, sorted(self.versions or ()))
        if version == MAIN:
            return Voice(tone, self.instructions)
        wanted = (self.versions or {})[version]
        if wanted in get_args(Persona):
            return Voice(wanted, self.instructions, version)
        return Voice(tone, wanted, version)


def assigned(conversation_id: int, versions: list[str]) -> str:
    """One of the versions or MAIN, each as likely, by nothing but the conversation's id."""
    if not versions or not conversation_id:
        return MAIN
    digest = hashlib.sha256(str(conversation_id).encode()).digest()
    return [MAIN, *versions][int.from_bytes(digest[:8], "big") % (len(versions) + 1)]
