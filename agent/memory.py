"""What is remembered of a guest when a model is asked.

    verbatim    the last messages of this conversation (they come with the turn)
    older       what was said before those: as a model summed it up (`agent.summaries`), and since
                then in extracts, the guest's questions and our first sentences
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
from typing import Protocol

from sqlalchemy import bindparam, select

from agent.composer import Said, Turn
from agent.quoting import cut_short
from agent.sentences import sentences
from store import identity, messages, rows, turns
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
_TALKS = rows.table_of(Conversation).c
_PUBLIC_ID = select(_TALKS.public_id).where(_TALKS.id == bindparam("conversation"))


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier conversation: when it ended, where it was, and what was said last."""

    ended_at: datetime
    channel: str
    extracts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Of all messages of a conversation up to and with `seq`."""

    seq: int
    text: str


class Summaries(Protocol):
    """See `agent.summaries`."""

    def of(self, conversation: str) -> Summary | None: ...


@dataclass(frozen=True, slots=True)
class Slipped:
    """What was said before the words a turn has, up to and with `seq`; `conversation` is its
    public id."""

    conversation: str
    seq: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """`person` is who the guest proved to be, "" for nobody. `own_words` are all words of the guest
    in this conversation, the newest last; `welcome` says that they were really away. `slipped` is
    what `older` is made of."""

    person: str = ""
    older: tuple[str, ...] = ()
    slipped: Slipped | None = None
    earlier: tuple[Past, ...] = ()
    own_words: tuple[str, ...] = ()
    welcome: bool = False


def remember(store: Store, turn: Turn, summaries: Summaries | None = None) -> Memory:
    """Nothing at all where the conversation is not kept."""
    own = tuple(said.text for said in turn.said if said.author == "guest")
    if not turn.conversation_id:
        return Memory(own_words=(*own, turn.question))
    with store.reading() as tx:
        person = identity.person_of(tx, turn.conversation_id, turn.now)
        slipped = _slipped(tx, turn) if len(turn.said) >= FEWEST_KEPT else None
        past = _earlier(tx, person, turn) if person else []
    before = slipped.said if slipped else ()
    return Memory(
        person=person,
        older=_older(slipped, summaries) if slipped else (),
        slipped=slipped,
        earlier=tuple(_past(talk, words) for talk, words in past),
        own_words=(*(s.text for s in before if s.author == "guest"), *own, turn.question),
        welcome=bool(past) and not own and turn.now - past[0][0].last_message_at >= REALLY_AWAY,
    )


def _slipped(tx: Tx, turn: Turn) -> Slipped | None:
    """What was said before that which the turn has word for word."""
    first = turns.take(tx, turn.message_id).seq - len(turn.said)
    words = messages.words_before(tx, turn.conversation_id, first, OLDER)
    if not words:
        return None
    named = rows.scalar(tx, _PUBLIC_ID, {"conversation": turn.conversation_id})
    return Slipped(str(named), first - 1, tuple(Said(author, text) for author, text in words))


def _older(slipped: Slipped, summaries: Summaries | None) -> tuple[str, ...]:
    summary = summaries.of(slipped.conversation) if summaries else None
    if summary is None or summary.seq > slipped.seq:
        return _extracts(slipped.said, EXTRACTS)
    since = slipped.seq - summary.seq
    fresh = _extracts(slipped.said[-since:], EXTRACTS) if since else ()
    return (f"summed up: {summary.text}", *fresh)


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
