"""Telling staff of what happens: each event once, to each whom it concerns, as each one chose.

    look      events after the last one that was looked at; most concern nobody
    tell      notice, event for the desk and deliveries in one write, with how far we have come

How far is kept with what was told. What concerned nobody is looked at again after a restart, which
does no harm; what was told is never told twice, by the notice that is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from store import events, notices, outbox
from store.db import Store, Tx
from store.notices import KEY, KINDS, Choice, Concerned
from store.settings import Settings
from store.tables import Conversation, Event, Notice, Pointer, User, utcnow

SEEN = "notices_seen"
# So many events that concern nobody, and the place is noted all the same.
NOTED_AFTER = 2_000


class Noticing:
    """One for a house; `step` is True while there is more to look at."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: int | None = None
        self._noted = 0

    def step(self, settings: Settings) -> bool:
        if self._seen is None:
            self._seen = self._noted = _begun(self._store)
        with self._store.reading() as tx:
            found = events.after(tx, self._seen)
            wanted = [event.id for event in found if notices.concerned(tx, event)]
        if not found:
            return False
        last = found[-1].id
        if wanted or last - self._noted >= NOTED_AFTER:
            with self._store.writing() as tx:
                for event_id in wanted:
                    told(tx, tx.get_one(Event, event_id), settings)
                _note(tx, last)
            self._noted = last
        self._seen = last
        return True


def _begun(store: Store) -> int:
    """A house that never told anybody begins with what comes next."""
    with store.reading() as tx:
        known = tx.get(Pointer, SEEN)
    if known is not None:
        return int(known.value)
    with store.writing() as tx:
        _note(tx, newest := events.newest(tx))
    return newest


def _note(tx: Tx, last: int) -> None:
    known = tx.get(Pointer, SEEN)
    if known is None:
        tx.add(Pointer(name=SEEN, value=str(last)))
    else:
        known.value = str(max(last, int(known.value)))


def told(tx: Tx, event: Event, settings: Settings, now: datetime | None = None) -> list[Notice]:
    """Everybody whom it concerns, in the caller's write."""
    now = now or utcnow()
    made = []
    for who in notices.concerned(tx, event):
        notice = notices.tell(tx, event, who, settings.business.zone, now)
        if notice is not None:
            made.append(notice)
            _send(tx, notice, who, settings, now)
    return made


def _send(tx: Tx, notice: Notice, who: Concerned, settings: Settings, now: datetime) -> None:
    choice = notices.choice_of(tx, who.user.id)
    key = f"{KEY}{notice.event_id}:{who.user.id}"
    where = _conversation(tx, notice.conversation_id)
    if "mail" in notice.means and settings.mail.host:
        outbox.queue(
            tx, "mail", who.user.email, letter(notice.kind, where, settings), key=f"{key}:mail",
            conversation_id=notice.conversation_id, now=now,
        )  # fmt: skip
    if "webhook" in notice.means:
        owe_webhook(tx, who.user, choice, notice.kind, where, key=f"{key}:webhook", now=now)


def _conversation(tx: Tx, conversation_id: int | None) -> str:
    if conversation_id is None:
        return ""
    found = select(Conversation.public_id).where(Conversation.id == conversation_id)
    return tx.scalar(found) or ""


def letter(kind: str, conversation: str, settings: Settings) -> dict[str, str]:
    """No word of a guest stands in it: mail is read by others on its way."""
    lines = [f"{KINDS[kind]}.", ""]
    if conversation:
        lines += [f"Conversation {conversation}."]
    lines += [
        f"At the desk: concierge tui --server {settings.public_url}",
        "",
        "What you are told of is your choice: concierge notice set.",
    ]
    return {
        "subject": f"{settings.business.name}: {KINDS[kind].lower()}",
        "text": "\n".join(lines),
    }


def owe_webhook(
    tx: Tx,
    user: User,
    choice: Choice,
    kind: str,
    conversation: str,
    *,
    key: str,
    now: datetime | None = None,
) -> None:
    now = now or utcnow()
    body = {
        "type": f"notice.{kind}",
        "timestamp": now.isoformat(),
        "data": {"said": KINDS.get(kind, kind), "conversation": conversation},
    }
    payload = {"user_id": user.id, "body": body}
    outbox.queue(tx, "webhook", choice.webhook, payload, key=key, now=now)


def try_out(
    tx: Tx, user: User, means: Sequence[str], settings: Settings, now: datetime | None = None
) -> list[str]:
    """Owe a try by mail and webhook where that is set up; which were owed."""
    now = now or utcnow()
    choice = notices.choice_of(tx, user.id)
    key = f"{KEY}try:{user.id}:{now.timestamp():.0f}"
    owed = []
    if "mail" in means and settings.mail.host:
        tried = {
            **letter("escalation", "", settings),
            "subject": f"{settings.business.name}: a try",
        }
        outbox.queue(tx, "mail", user.email, tried, key=f"{key}:mail", now=now)
        owed.append("mail")
    if "webhook" in means and choice.webhook:
        owe_webhook(tx, user, choice, "try", "", key=f"{key}:webhook", now=now)
        owed.append("webhook")
    return owed
