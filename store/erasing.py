"""A guest's own data: all of it as one object, and all of it gone.

    exported   what is kept of a contact, as JSON
    erase      every word of theirs and about them; what stays counts, and names nobody

Messages stay as numbered, empty places, so that figures, the log and the chains of receipts and of
the audit go on holding. The log and both chains hold ids and hashes, no words. Backups that were
made before hold what was there then.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, exists, func, or_, select, text, update

from store import contacts, events
from store.db import Store, Tx
from store.tables import (
    Case,
    Composition,
    Contact,
    ContactAddress,
    ContactMerge,
    Conversation,
    Delivery,
    Draft,
    Escalation,
    Gap,
    GapTopic,
    GuestFile,
    IdentityProof,
    Mark,
    Message,
    Note,
    Phrasing,
    Portal,
    Rating,
    Report,
    Tag,
    ToolRun,
    User,
    Vector,
    utcnow,
)

ERASED: Final = "(erased)"
# The keys of a report's figures that hold words of guests.
_TOLD_IN: Final = ("question", "reason")
_SEARCHED: Final = ("words_messages", "words_contacts")


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased. `files` must still be deleted, by the names they are stored under; `reports`
    have changed figures, and are to be written anew from them."""

    conversations: int
    messages: int
    files: list[str] = field(default_factory=list)
    reports: list[int] = field(default_factory=list)


# --- exporting ------------------------------------------------------------------------------


def exported(tx: Tx, contact_id: int) -> dict[str, Any]:
    contact = contacts.find(tx, contact_id)
    return {
        "contact": {
            "id": contact.id,
            **{name: getattr(contact, name) for name in contacts.FIELDS},
            "created_at": contact.created_at.isoformat(),
        },
        "addresses": [
            {"channel": one.channel, "address": one.address}
            for one in contacts.addresses_of(tx, contact_id)
        ],
        "proofs": [
            {"person": one.person, "how": one.how, "at": one.proved_at.isoformat()}
            for one in contacts.proofs_of(tx, contact_id)
        ],
        "conversations": [
            _conversation(tx, one) for one in contacts.conversations_of(tx, contact_id)
        ],
    }


def _conversation(tx: Tx, conversation: Conversation) -> dict[str, Any]:
    own = conversation.id
    rating = tx.scalars(select(Rating).where(Rating.conversation_id == own)).first()
    said = select(Message).where(Message.conversation_id == own).order_by(Message.seq)
    files = select(GuestFile).where(GuestFile.conversation_id == own).order_by(GuestFile.id)
    notes = select(Note).where(Note.conversation_id == own).order_by(Note.id)
    runs = select(ToolRun).where(ToolRun.conversation_id == own).order_by(ToolRun.id)
    return {
        "id": conversation.public_id,
        "channel": conversation.channel,
        "title": conversation.title,
        "page": conversation.page,
        "locale": conversation.locale,
        "status": conversation.status,
        "started_at": conversation.started_at.isoformat(),
        "messages": [
            {
                "seq": one.seq,
                "author": one.author,
                "name": one.author_name,
                "text": one.text,
                "at": one.created_at.isoformat(),
                "form": one.extra,
            }
            for one in tx.scalars(said)
        ],
        "files": [
            {"name": one.name, "type": one.media_type, "size": one.size}
            for one in tx.scalars(files)
        ],
        "notes": [
            {"by": one.author_name, "text": one.text, "at": one.created_at.isoformat()}
            for one in tx.scalars(notes)
        ],
        "tags": list(tx.scalars(select(Tag.name).where(Tag.conversation_id == own))),
        "tools": [
            {"tool": one.tool, "arguments": one.arguments, "state": one.state}
            for one in tx.scalars(runs)
        ],
        "rating": {"score": rating.score, "comment": rating.comment} if rating else None,
    }


# --- erasing --------------------------------------------------------------------------------


def erase(tx: Tx, contact_id: int, by: User, now: datetime | None = None) -> Erased:
    """All of it, in the caller's write. Raises NotFound for a contact that is not there."""
    now = now or utcnow()
    contact = contacts.find(tx, contact_id)
    _overwrite(tx)
    own = [one.id for one in contacts.conversations_of(tx, contact_id)]
    said = _said_by_them_alone(tx, own)
    messages = tx.scalar(select(func.count()).where(Message.conversation_id.in_(own))) or 0
    files = list(tx.scalars(select(GuestFile.stored_as).where(GuestFile.conversation_id.in_(own))))
    _end_what_waits(tx, own, by, now)
    _erase_talk(tx, own)
    _erase_around(tx, own, contact)
    _erase_gaps(tx, own)
    _erase_contact(tx, contact, now)
    reports = _erase_in_reports(tx, said)
    events.happened(tx, "contact.erased", actor=by.email, at=now, contact_id=contact_id)
    return Erased(len(own), messages, files, reports)


def sweep(store: Store) -> None:
    """After the write: what the indexes and the journal still hold of the words goes too."""
    with store.writing() as tx:
        _overwrite(tx)
        for index in _SEARCHED:
            # Merges all of it into one piece, in which nothing deleted is left. FTS5's own option
            # for that would make the file unreadable for older versions of SQLite.
            tx.execute(text(f"INSERT INTO {index} ({index}) VALUES ('optimize')"))  # noqa: S608 - ours
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _overwrite(tx: Tx) -> None:
    """What is deleted in this transaction is overwritten in the file."""
    tx.execute(text("PRAGMA secure_delete = ON"))


def _said_by_them_alone(tx: Tx, own: Sequence[int]) -> set[str]:
    """Words of theirs and about them as reports tell them, but for what others' bear too."""
    words: set[str] = set()
    for column, of in (
        (Message.text, Message.conversation_id),
        (Message.turn_note, Message.conversation_id),
        (Escalation.reason, Escalation.conversation_id),
        (Gap.question, Gap.conversation_id),
    ):
        theirs = set(tx.scalars(select(column).where(of.in_(own))))
        words |= theirs - set(tx.scalars(select(column).where(column.in_(theirs), of.not_in(own))))
    return {_as_told(one) for one in words} - {""}


def _as_told(words: str) -> str:
    """As a report's figures hold it: one line, without what cannot be printed."""
    kept = (" " if c.isspace() else c for c in words if c.isspace() or _prints(c))
    return " ".join("".join(kept).split())


def _prints(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"


def _end_what_waits(tx: Tx, own: Sequence[int], by: User, now: datetime) -> None:
    """Nothing is answered any more: waiting drafts are dropped, calls settled, the rest closed."""
    for draft in tx.scalars(
        select(Draft).where(Draft.conversation_id.in_(own), Draft.state == "waiting")
    ):
        draft.state, draft.decided_at, draft.decided_by = "rejected", now, by.id
        events.happened(
            tx,
            "draft.decided",
            conversation_id=draft.conversation_id,
            actor=by.email,
            at=now,
            draft_id=draft.id,
            state="rejected",
            message_id=None,
        )
    for call in tx.scalars(
        select(Escalation).where(Escalation.conversation_id.in_(own), Escalation.state == "open")
    ):
        call.state, call.resolved_at, call.resolved_by = "resolved", now, by.id
        events.happened(
            tx,
            "escalation.resolved",
            conversation_id=call.conversation_id,
            actor=by.email,
            at=now,
            escalation_id=call.id,
        )
    tx.execute(
        update(Message)
        .where(Message.conversation_id.in_(own), Message.turn == "waiting")
        .values(turn="staff")
    )
    for conversation in tx.scalars(
        select(Conversation).where(Conversation.id.in_(own), Conversation.status != "closed")
    ):
        conversation.status = "closed"
        events.happened(
            tx,
            "conversation.closed",
            conversation_id=conversation.id,
            actor=by.email,
            at=now,
            reason="erased",
        )


def _erase_talk(tx: Tx, own: Sequence[int]) -> None:
    tx.flush()
    within = Conversation.id.in_(own)
    tx.execute(
        update(Conversation)
        .where(within)
        .values(
            token_hash="", title="", page="", locale="", last_text=ERASED,
            status_reason="erased", unread=0,
        )
    )  # fmt: skip
    tx.execute(
        update(Message)
        .where(Message.conversation_id.in_(own))
        .values(
            text=ERASED, client_id=None, turn_note="", citations=[], quick_replies=[], extra=None
        )
    )
    # A guest's name stands beside their messages on some channels; a colleague's stays.
    tx.execute(
        update(Message)
        .where(Message.conversation_id.in_(own), Message.author == "guest")
        .values(author_name="")
    )
    tx.execute(
        update(Draft)
        .where(Draft.conversation_id.in_(own))
        .values(proposed=ERASED, text=ERASED, answer={}, reason="", note="")
    )
    tx.execute(
        update(Escalation).where(Escalation.conversation_id.in_(own)).values(reason=ERASED, note="")
    )


def _erase_around(tx: Tx, own: Sequence[int], contact: Contact) -> None:
    messages = select(Message.id).where(Message.conversation_id.in_(own))
    for table in (GuestFile, IdentityProof, Note, Tag):
        tx.execute(delete(table).where(table.conversation_id.in_(own)))
    tx.execute(update(Rating).where(Rating.conversation_id.in_(own)).values(comment=""))
    tx.execute(update(Composition).where(Composition.conversation_id.in_(own)).values(trace={}))
    tx.execute(update(Mark).where(Mark.message_id.in_(messages)).values(note=""))
    tx.execute(
        update(ToolRun)
        .where(ToolRun.conversation_id.in_(own))
        .values(
            # The key is made from what was asked.
            key=func.printf("erased:%d", ToolRun.id),
            arguments={}, read_back="", result={}, error="",
        )
    )  # fmt: skip
    tx.execute(
        update(Case)
        .where(Case.message_id.in_(messages))
        .values(question=ERASED, facts=[], must_not=[], reference="", state="removed")
    )
    theirs = [Delivery.conversation_id.in_(own), Delivery.message_id.in_(messages)]
    mine = or_(*theirs, *([Delivery.recipient == contact.email] if contact.email else []))
    tx.execute(
        update(Delivery)
        .where(mine, Delivery.state.in_(["waiting", "claimed"]))
        .values(state="dead", claimed_by="", claimed_until=None)
    )
    tx.execute(
        update(Delivery)
        .where(mine)
        .values(
            key=func.printf("erased:%d", Delivery.id), recipient="", payload={}, vendor_id="",
            error="",
        )
    )  # fmt: skip


def _erase_gaps(tx: Tx, own: Sequence[int]) -> None:
    """A topic that bears their words gets another guest's; one that is theirs alone is set
    aside."""
    theirs = tx.scalars(select(Gap).where(Gap.conversation_id.in_(own))).all()
    words = {gap.question for gap in theirs}
    topics = {gap.topic_id for gap in theirs if gap.topic_id is not None}
    for gap in theirs:
        gap.question = ERASED
    tx.flush()
    for topic in tx.scalars(
        select(GapTopic).where(GapTopic.id.in_(topics), GapTopic.question.in_(words))
    ):
        other = tx.scalars(
            select(Gap.question)
            .where(Gap.topic_id == topic.id, Gap.question != ERASED)
            .order_by(Gap.id)
            .limit(1)
        ).first()
        kept = exists().where(Phrasing.key == topic.key)
        tx.execute(delete(Vector).where(Vector.text_key == topic.key, ~kept))
        topic.question, topic.key = other or ERASED, ""
        if other is None and topic.state == "open":
            topic.state = "dismissed"


def _erase_contact(tx: Tx, contact: Contact, now: datetime) -> None:
    merged = contacts.merges_into(tx, contact.id)
    tx.execute(delete(ContactAddress).where(ContactAddress.contact_id == contact.id))
    tx.execute(delete(Portal).where(Portal.contact_id == contact.id))
    tx.execute(
        delete(ContactMerge).where(
            or_(ContactMerge.kept_id == contact.id, ContactMerge.gone_id == contact.id)
        )
    )
    for one in (contact, *(tx.get_one(Contact, merge.gone_id) for merge in merged)):
        one.erased_at = now
        for name in contacts.FIELDS:
            setattr(one, name, "")
    tx.flush()


def _erase_in_reports(tx: Tx, said: set[str]) -> list[int]:
    changed = []
    for report in tx.scalars(select(Report)) if said else ():
        figures = _without(report.figures, said)
        if figures != report.figures:
            report.figures = figures
            changed.append(report.id)
    tx.flush()
    return changed


def _without(value: Any, said: set[str], name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _without(one, said, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, said, name) for one in value]
    told = name in _TOLD_IN and isinstance(value, str)
    return ERASED if told and _is_among(value, said) else value


def _is_among(value: str, said: set[str]) -> bool:
    """Long questions are told shortened."""
    cut = value.removesuffix("…")
    return value in said or (cut != value and any(words.startswith(cut) for words in said))
