"""A front desk to play with: guests write, the concierge and the staff answer, by the store's own
verbs and at times the test names.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from store import conversations, drafts, escalations, speakers, turns
from store.db import Store, Tx
from store.tables import Conversation, Draft, Message, Rating, User

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BREAKFAST = {
    "title": "Breakfast",
    "url": "https://seaview.example/breakfast",
    "page": None,
    "quote": "Breakfast is served from seven to ten.",
}


class Desk:
    """Every verb is one write, as in the house, unless many are made at once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._ids = itertools.count()
        self._open: Tx | None = None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All verbs inside are one write: a month of single ones costs a minute of disk."""
        with self.store.writing() as self._open:
            yield
        self._open = None

    @contextmanager
    def _writing(self) -> Iterator[Tx]:
        if self._open is not None:
            yield self._open
            return
        with self.store.writing() as tx:
            yield tx

    def opens(self, at: datetime, channel: str = "widget") -> Conversation:
        with self._writing() as tx:
            return conversations.start(tx, channel=channel, now=at).conversation

    def asks(self, conversation: Conversation, text: str, at: datetime) -> Message:
        with self._writing() as tx:
            found = conversations.get(tx, conversation.id)
            return conversations.post(tx, found, text, f"m{next(self._ids)}", now=at)

    def answers(
        self,
        question: Message,
        at: datetime,
        *,
        outcome: str = "answered",
        kind: str = "answer",
        citations: list[dict[str, Any]] | None = None,
    ) -> Message:
        said = turns.Said("From seven to ten.", outcome, kind, citations=citations or [])
        with self._writing() as tx:
            reply = turns.reply(tx, question, said, now=at)
        assert reply
        return reply

    def hands_over(self, question: Message, at: datetime, reason: str, gap: bool = True) -> None:
        self.answers(question, at, outcome="handed_over", kind="unknown")
        with self._writing() as tx:
            escalations.escalate(
                tx, question.conversation_id, reason, message_id=question.id, now=at
            )
            if gap:
                turns.record_gap(tx, question, question.text, now=at)

    def drafts(self, question: Message, at: datetime) -> Draft:
        with self._writing() as tx:
            draft = turns.draft(tx, question, turns.Said("From seven."), "not sure", now=at)
        assert draft
        return draft

    def approves(self, draft: Draft, by: User, at: datetime, text: str | None = None) -> None:
        with self._writing() as tx:
            drafts.approve(tx, draft.id, draft.version, by, text=text, now=at)

    def rejects(self, draft: Draft, by: User, at: datetime) -> None:
        with self._writing() as tx:
            drafts.reject(tx, draft.id, draft.version, by, now=at)

    def person_says(self, conversation: Conversation, by: User, text: str, at: datetime) -> None:
        with self._writing() as tx:
            speakers.say(tx, conversation.id, by, text, now=at)

    def resolves(self, conversation: Conversation, by: User, at: datetime) -> None:
        with self._writing() as tx:
            there = escalations.open_escalation(tx, conversation.id)
            assert there
            escalations.resolve(tx, there.id, by, now=at)

    def closes(self, conversation: Conversation, at: datetime, reason: str = "guest") -> None:
        with self._writing() as tx:
            conversations.close(tx, conversation.id, reason, now=at)

    def rates(self, conversation: Conversation, score: int, at: datetime) -> None:
        with self._writing() as tx:
            tx.add(Rating(conversation_id=conversation.id, score=score, rated_at=at))

    def one_question(self, text: str, at: datetime, **answer: Any) -> Conversation:
        """A guest asks and is answered two seconds later."""
        conversation = self.opens(at)
        question = self.asks(conversation, text, at)
        self.answers(question, at + 2 * SECOND, **answer)
        return conversation
