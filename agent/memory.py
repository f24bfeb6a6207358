"""What is remembered of a guest when a model is asked.

    verbatim    the last messages of this conversation (they come with the turn)
    older       what was said before those, in extracts: the guest's questions, our first sentences
    earlier     the last three conversations of the same person, on any channel, and only where the
                guest of this one has proved to be that person
    apart       how long they were away, for "welcome back"

Everything is read by this conversation's id, or by the person proved in it; there is no other way
in, so nothing of one guest reaches another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.composer import Said, Turn
from agent.quoting import cut_short
from agent.sentences import sentences
from store import identity, messages, turns
from store.db import Store, Tx
from store.tables import Conversation

OLDER = 60
EXTRACTS = 8
EXTRACT = 140
EARLIER = 3
OF_EARLIER = 6
# A turn with fewer messages has all there are.
FEWEST_KEPT = 8
REALLY_AWAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier conversation: when it ended, where it was, and what was said last."""

    ended_at: datetime
    channel: str
    extracts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """`person` is who the guest proved to be, "" for nobody. `own_words` are all words of the guest
    in this conversation, the newest last; `welcome` says that they were really away."""

    person: str = ""
    older: tuple[str, ...] = ()
    earlier: tuple[Past, ...] = ()
    own_words: tuple[str, ...] = ()
    welcome: bool = False


def remember(store: Store, turn: Turn) -> Memory:
    """Nothing at all where the conversation is not kept."""
    own = tuple(said.text for said in turn.said if said.author == "guest")
    if not turn.conversation_id:
        return Memory(own_words=(*own, turn.question))
    with store.reading() as tx:
        person = identity.person_of(tx, turn.conversation_id, turn.now)
        before = _older(tx, turn) if len(turn.said) >= FEWEST_KEPT else ()
        past = _earlier(tx, person, turn) if person else []
    return Memory(
        person=person,
        older=_extracts(before, EXTRACTS),
        earlier=tuple(_past(talk, words) for talk, words in past),
        own_words=(*(s.text for s in before if s.author == "guest"), *own, turn.question),
        welcome=bool(past) and not own and turn.now - past[0][0].last_message_at >= REALLY_AWAY,
    )


def _older(tx: Tx, turn: Turn) -> tuple[Said, ...]:
    """What was said before that which the turn has word for word."""
    seq = turns.take(tx, turn.message_id).seq
    words = messages.words_before(tx, turn.conversation_id, seq - len(turn.said), OLDER)
    return tuple(Said(author, text) for author, text in words)


def _earlier(tx: Tx, person: str, turn: Turn) -> list[tuple[Conversation, tuple[Said, ...]]]:
    found = identity.conversations_of(tx, person, but=turn.conversation_id, limit=EARLIER)
    return [
        (
            talk,
            tuple(
                Said(author, text)
                for author, text in messages.words_before(
                    tx, talk.id, messages.ALL_SEQS, OF_EARLIER
                )
            ),
        )
        for talk in found
    ]


def _past(talk: Conversation, words: Sequence[Said]) -> Past:
    return Past(talk.last_message_at, talk.channel, _extracts(words, OF_EARLIER))


def _extracts(words: Sequence[Said], most: int) -> tuple[str, ...]:
    """The newest `most`, each with who said it: a guest's words, or the first sentence of ours."""
    return tuple(f"{said.author}: {_extract(said)}" for said in words[-most:] if said.text.strip())


def _extract(said: Said) -> str:
    text = " ".join(said.text.split())
    if said.author != "guest":
        first = sentences(text)
        text = first[0].strip() if first else text
    return cut_short(text, EXTRACT)
