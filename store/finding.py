"""Finding conversations by what was said in them and by who the guest is.

    parking maria            every word stands in one message, or in the guest's name and addresses
    channel:mail tag:vip     and narrower by channel, by tag (also #vip), by the guest (from:maria)

The two indexes are made by the migration and kept by triggers, in the write that changes a message
or a contact, so nothing is ever found that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, column, exists, text

from store.tables import Conversation, Tag

# Of a word that stands everywhere, as many places as are looked at, the newest first.
MOST_PLACES = 20_000
MOST_WORDS = 12
_TOKEN = re.compile(r"[^\W_]+")
_SAID = text(
    "SELECT m.conversation_id AS id FROM (SELECT rowid AS found FROM words_messages "
    "WHERE words_messages MATCH :words ORDER BY rowid DESC LIMIT :most) "
    "JOIN messages m ON m.id = found "
    "UNION SELECT c.id FROM (SELECT rowid AS found FROM words_contacts "
    "WHERE words_contacts MATCH :words LIMIT :most) "
    "JOIN conversations c ON c.contact_id = found"
)
_FROM = text(
    "SELECT c.id FROM (SELECT rowid AS found FROM words_contacts "
    "WHERE words_contacts MATCH :words LIMIT :most) "
    "JOIN conversations c ON c.contact_id = found"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search taken apart. Words that only narrow are no words to look for."""

    words: str = ""
    guest: str = ""
    channel: str = ""
    tags: tuple[str, ...] = ()


def read(search: str) -> Wanted:
    words: list[str] = []
    guest: list[str] = []
    channel, tags = "", []
    for part in search.split():
        name, colon, value = part.partition(":")
        if part.startswith("#") and len(part) > 1:
            tags.append(part[1:].casefold())
        elif not colon or not value:
            words.append(part)
        elif name.casefold() == "channel":
            channel = value.casefold()
        elif name.casefold() == "tag":
            tags.append(value.casefold())
        elif name.casefold() == "from":
            guest.append(value)
        else:
            words.append(part)
    return Wanted(_query(words), _query(guest), channel, tuple(tags))


def _query(words: Sequence[str]) -> str:
    """Every token must be there, each as a word's beginning. Quoted, so nothing is an operator."""
    tokens = [token for word in words for token in _TOKEN.findall(word)][:MOST_WORDS]
    return " ".join(f'"{token}"*' for token in tokens)


def conditions(search: str) -> list[ColumnElement[bool]]:
    """What a conversation must be. Nothing for a search without a letter."""
    wanted = read(search)
    asked: list[ColumnElement[bool]] = []
    for query, words in ((_SAID, wanted.words), (_FROM, wanted.guest)):
        if words:
            found = query.bindparams(words=words, most=MOST_PLACES).columns(column("id"))
            asked.append(Conversation.id.in_(found))
    if wanted.channel:
        asked.append(Conversation.channel == wanted.channel)
    for tag in wanted.tags:
        asked.append(exists().where(Tag.conversation_id == Conversation.id, Tag.name == tag))
    return asked
