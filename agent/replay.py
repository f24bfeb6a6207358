"""A conversation made before, answered again: what would be said instead.

Each of the guest's messages is composed anew with what had been said before it then, at the hour it
was then. Nothing is stored, no tool acts, and nothing of the guest is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.composer import Answer, Composer, Said, Turn
from store import messages
from store.db import Store
from store.tables import Conversation, Message

REMEMBERED = 12


@dataclass(frozen=True, slots=True)
class Again:
    """A guest's message, the reply it had (None: none was given), and the one it would have."""

    message: Message
    before: Message | None
    now: Answer


def replay(store: Store, composer: Composer, conversation: Conversation) -> Iterator[Again]:
    """In order. Raises `Unavailable` as the composer does."""
    with store.reading() as tx:
        said = messages.history(tx, conversation.id, limit=messages.ALL_SEQS)
    for number, message in enumerate(said):
        if message.author == "guest":
            turn = _turn(conversation, said[:number], message)
            yield Again(message, _reply_to(said, message), composer.compose(turn))


def _turn(conversation: Conversation, earlier: Sequence[Message], message: Message) -> Turn:
    return Turn(
        message.text,
        message.created_at,
        tuple(Said(one.author, one.text) for one in earlier[-REMEMBERED:]),
        first_reply=not any(one.author == "concierge" for one in earlier),
        channel=conversation.channel,
        lang=conversation.locale,
    )


def _reply_to(said: Sequence[Message], message: Message) -> Message | None:
    return next((one for one in said if one.in_reply_to == message.id), None)
