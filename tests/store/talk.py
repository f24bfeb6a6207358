"""What the store's tests say to one another: guests who write, staff who sign in."""

from __future__ import annotations

from datetime import UTC, datetime

from store import accounts, conversations, events, messages
from store.db import Store
from store.tables import Conversation, Message, User

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def opened(store: Store, now: datetime = NOON) -> conversations.Started:
    with store.writing() as tx:
        return conversations.start(tx, channel="widget", now=now)


def said(
    store: Store,
    conversation: Conversation,
    text: str,
    client_id: str,
    *,
    worker: str = "",
    now: datetime = NOON,
) -> Message:
    with store.writing() as tx:
        found = conversations.get(tx, conversation.id)
        return conversations.post(tx, found, text, client_id, worker=worker, now=now)


def staff(store: Store, name: str, role: str = "agent") -> User:
    with store.writing() as tx:
        address = f"{name.lower()}@seaview.example"
        return accounts.add(tx, address, name, role, "four calm words here")


def logged(store: Store) -> list[str]:
    with store.reading() as tx:
        return [event.kind for event in events.after(tx, 0)]


def what_was_said(store: Store, conversation: Conversation) -> list[tuple[str, str]]:
    with store.reading() as tx:
        return [(m.author, m.text) for m in messages.history(tx, conversation.id)]


def message(store: Store, message_id: int) -> Message:
    with store.reading() as tx:
        return messages.get_message(tx, message_id)
