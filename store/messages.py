"""What is said in a conversation: its form, its limits, and reading it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select

from store import rows
from store.db import Tx
from store.errors import Invalid, NotFound, TooLarge
from store.tables import Conversation, Message

MAX_TEXT = 4_000

# Built once: SQLAlchemy then keeps their cache keys, which would cost more than the queries.
_MESSAGES = rows.table_of(Message).c
_SENT_BEFORE = select(_MESSAGES.id).where(
    _MESSAGES.conversation_id == bindparam("conversation"),
    _MESSAGES.client_id == bindparam("client"),
)
_HISTORY = (
    select(Message)
    .where(Message.conversation_id == bindparam("conversation"), Message.seq < bindparam("before"))
    .order_by(Message.seq.desc())
    .limit(bindparam("most"))
)
_WORDS = (
    select(_MESSAGES.author, _MESSAGES.text)
    .where(
        _MESSAGES.conversation_id == bindparam("conversation"),
        _MESSAGES.seq < bindparam("before"),
    )
    .order_by(_MESSAGES.seq.desc())
    .limit(bindparam("most"))
)
ALL_SEQS = 2**62


def check_text(text: str) -> str:
    """The text as it is stored. Raises Invalid or TooLarge."""
    if len(text) > MAX_TEXT:
        raise TooLarge(
            f"A message may have {MAX_TEXT:,} characters at most; this one has {len(text):,}.",
            "Send it in parts.",
        )
    if not text.strip():
        raise Invalid("The message is empty.", "Write something first.")
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


# Every column of a message, as it is without more: spelled out, so that nothing looks for defaults.
_PLAIN: dict[str, Any] = {
    "user_id": None,
    "author_name": "",
    "lang": "",
    "client_id": None,
    "turn": None,
    "turn_note": "",
    "in_reply_to": None,
    "outcome": "",
    "kind": "",
    "mode": "",
    "confidence": None,
    "extra": None,
    "generation_id": None,
    "latency_ms": None,
}


def written(
    conversation_id: int, seq: int, author: str, text: str, now: datetime
) -> dict[str, Any]:
    """The columns of a message that says just this."""
    return {
        **_PLAIN,
        "conversation_id": conversation_id,
        "seq": seq,
        "author": author,
        "text": text,
        "citations": [],
        "quick_replies": [],
        "created_at": now,
    }


def glimpse(text: str, opening: str = "") -> str:
    """What lists show of a message: its beginning, behind the line that says who speaks."""
    return text.removeprefix(opening).lstrip()[:160]


def append(
    tx: Tx, conversation: Conversation, author: str, text: str, now: datetime, *, opening: str = ""
) -> Message:
    conversation.last_seq += 1
    conversation.last_message_at = now
    conversation.last_text = glimpse(text, opening)
    message = Message(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        author=author,
        text=text,
        citations=[],
        quick_replies=[],
        created_at=now,
    )
    tx.add(message)
    return message


def get_message(tx: Tx, message_id: int) -> Message:
    found = tx.get(Message, message_id)
    if found is None:
        raise NotFound("There is no such message.")
    return found


def sent_as(tx: Tx, conversation_id: int, client_id: str) -> int | None:
    """The id of the message its sender knows by `client_id`; None when it was never stored."""
    found: int | None = rows.scalar(
        tx, _SENT_BEFORE, {"conversation": conversation_id, "client": client_id}
    )
    return found


def history(
    tx: Tx, conversation_id: int, *, before_seq: int | None = None, limit: int = 200
) -> list[Message]:
    """The last `limit` messages in the order they were said."""
    asked = {
        "conversation": conversation_id,
        "before": ALL_SEQS if before_seq is None else before_seq,
        "most": limit,
    }
    newest_first = tx.scalars(_HISTORY, asked).all()
    return list(reversed(newest_first))


def words_before(tx: Tx, conversation_id: int, seq: int, limit: int) -> list[tuple[str, str]]:
    """Who said what before this, oldest first: all that a turn needs of it."""
    asked = {"conversation": conversation_id, "before": seq, "most": limit}
    newest_first = rows.look(tx, _WORDS, asked)
    return [(author, text) for author, text in reversed(newest_first)]


def was_answered(tx: Tx, conversation_id: int) -> bool:
    """Whether the concierge has said anything in it."""
    said = (Message.conversation_id == conversation_id) & (Message.author == "concierge")
    return bool(tx.scalar(select(exists().where(said))))
