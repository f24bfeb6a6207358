"""Drafts: replies that wait for staff.

A decision names the `version` it was made on. Whoever comes second, or decides on words a colleague
has changed meanwhile, is told so (Conflict) and keeps their text. A draft is stale when its guest
has written again since; composed anew, it takes up what they wrote, and the drafts of that with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update

from store import events, receipts
from store.conversations import get
from store.db import Tx, changed
from store.errors import Conflict, NotFound
from store.messages import append, check_text, get_message
from store.tables import Draft, Message, User, utcnow

# In a draft's answer: the number of the guest's last message it was composed of.
READ_TO = "read_to"


def find(tx: Tx, draft_id: int) -> Draft:
    found = tx.get(Draft, draft_id, populate_existing=True)
    if found is None:
        raise NotFound("There is no such draft.", "`concierge draft list` shows those waiting.")
    return found


def waiting(tx: Tx, *, conversation_id: int | None = None, limit: int = 200) -> Sequence[Draft]:
    """Oldest first."""
    query = select(Draft).where(Draft.state == "waiting").order_by(Draft.id).limit(limit)
    if conversation_id is not None:
        query = query.where(Draft.conversation_id == conversation_id)
    return tx.scalars(query).all()


def count_waiting(tx: Tx) -> int:
    return tx.scalar(select(func.count()).where(Draft.state == "waiting")) or 0


def edit(tx: Tx, draft_id: int, version: int, text: str, by: User) -> Draft:
    """Keep changed words; the draft goes on waiting."""
    text = check_text(text)
    _win(tx, draft_id, version, text=text)
    return find(tx, draft_id)


def approve(
    tx: Tx,
    draft_id: int,
    version: int,
    by: User,
    *,
    text: str | None = None,
    now: datetime | None = None,
) -> Message:
    """Send the draft, with `text` in its place if given. Returns the message the guest sees."""
    now = now or utcnow()
    changes = {} if text is None else {"text": check_text(text)}
    _win(tx, draft_id, version, state="approved", decided_at=now, decided_by=by.id, **changes)
    draft = find(tx, draft_id)
    conversation = get(tx, draft.conversation_id)
    sources = dict(draft.answer)
    opening = str(sources.pop("opening", ""))
    sources.pop(READ_TO, None)
    sent = append(tx, conversation, "concierge", draft.text, now, opening=opening)
    for name, value in sources.items():
        setattr(sent, name, value)
    sent.in_reply_to = draft.message_id
    sent.user_id = by.id
    if draft.text != draft.proposed:
        # The words are a person's now, so they are shown as theirs.
        sent.author, sent.author_name = "staff", by.name
    tx.flush()
    draft.reply_id = sent.id
    asked = tx.get(Message, draft.message_id)
    receipts.keep(tx, sent, asked.text if asked else "", approver=by.email)
    _decided(tx, draft, by, now, sent.id)
    return sent


def reject(
    tx: Tx, draft_id: int, version: int, by: User, note: str = "", now: datetime | None = None
) -> Draft:
    """Nothing is sent; the staff answer themselves."""
    now = now or utcnow()
    _win(
        tx,
        draft_id,
        version,
        state="rejected",
        decided_at=now,
        decided_by=by.id,
        note=note[:500],
    )
    draft = find(tx, draft_id)
    _decided(tx, draft, by, now, None)
    return draft


def is_stale(tx: Tx, draft: Draft) -> bool:
    """Whether the guest has written since it was composed."""
    if draft.state != "waiting":
        return False
    return bool(tx.scalar(select(exists().where(*_since(tx, draft)))))


def _since(tx: Tx, draft: Draft) -> Sequence[ColumnElement[bool]]:
    asked = tx.get(Message, draft.message_id)
    read_to = draft.answer.get(READ_TO) or (asked.seq if asked else 0)
    return (
        Message.conversation_id == draft.conversation_id,
        Message.author == "guest",
        Message.seq > read_to,
    )


def open_questions(tx: Tx, draft: Draft) -> Sequence[Message]:
    """What a draft composed now has to answer: its own message, and what the guest wrote after it
    and was not answered."""
    asked = get_message(tx, draft.message_id)
    return tx.scalars(
        select(Message)
        .where(
            Message.conversation_id == draft.conversation_id,
            Message.author == "guest",
            Message.seq >= asked.seq,
            (Message.id == asked.id) | (Message.turn != "answered"),
        )
        .order_by(Message.seq)
    ).all()


def rebuild(
    tx: Tx,
    draft_id: int,
    version: int,
    text: str,
    sources: dict[str, Any],
    read_to: int,
    by: User,
    now: datetime | None = None,
) -> Draft:
    """Other words of the concierge in its place, composed of all the guest wrote up to `read_to`.
    Later drafts that nobody touched are taken up in it."""
    now = now or utcnow()
    answer = {**sources, READ_TO: read_to}
    _win(tx, draft_id, version, text=check_text(text), proposed=text, answer=answer)
    draft = find(tx, draft_id)
    for other in waiting(tx, conversation_id=draft.conversation_id):
        asked = get_message(tx, other.message_id)
        if other.id > draft.id and asked.seq <= read_to and other.text == other.proposed:
            reject(tx, other.id, other.version, by, f"Taken up in draft {draft.id}.", now)
    events.happened(
        tx,
        "draft.rebuilt",
        conversation_id=draft.conversation_id,
        actor=by.email,
        at=now,
        draft_id=draft.id,
    )
    return draft


def _win(tx: Tx, draft_id: int, version: int, **changes: object) -> None:
    won = tx.execute(
        update(Draft)
        .where(Draft.id == draft_id, Draft.version == version, Draft.state == "waiting")
        .values(version=version + 1, **changes)
        .execution_options(synchronize_session=False)
    )
    if changed(won) == 1:
        return
    draft = find(tx, draft_id)
    if draft.state != "waiting":
        raise Conflict(f"A colleague has {draft.state} this draft already.")
    raise Conflict("A colleague changed this draft meanwhile.", "Look at it again, then decide.")


def _decided(tx: Tx, draft: Draft, by: User, now: datetime, sent_id: int | None) -> None:
    events.happened(
        tx,
        "draft.decided",
        conversation_id=draft.conversation_id,
        actor=by.email,
        at=now,
        draft_id=draft.id,
        state=draft.state,
        message_id=sent_id,
    )
