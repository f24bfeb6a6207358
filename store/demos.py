"""Demos that strangers had made: who may have one, what became of it, and the funnel.

    making → waiting → reading → ready (or failed) → ended, when it has expired or somebody ends it

Its row comes first and its home second, so that a home without a row is nobody's.

A demo's own knowledge and conversations lie in a home of its own and go with it; here is only what
the house that lent its name keeps. Counts outlive the demo.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update

from store import conversations, events, outbox, visits
from store.conversations import Visitor
from store.db import Tx
from store.errors import Conflict, Invalid, NotFound, TooMany
from store.tables import Contact, Demo, utcnow

LIVING = ("making", "waiting", "reading", "ready")
HOUR = timedelta(hours=1)
SENDER_KEPT = timedelta(days=1)
MAKING_TAKES = timedelta(minutes=10)
MOST_ATTEMPTS = 2
UNREAD = "It could not be read."
REASON = "Left contact details on the demo of {label}."


class Full(TooMany):
    """Not this one asked too often: there is no room."""


class Limits(NamedTuple):
    """How many there may be, how many an hour from one address, and for how long each."""

    most: int
    per_hour: int
    days: int


class Funnel(NamedTuple):
    """How many demos came how far; each step counts those that took it."""

    made: int
    ready: int
    opened: int
    asked: int
    left_details: int
    questions: int


def make(
    tx: Tx,
    label: str,
    limits: Limits,
    *,
    website: str = "",
    files: int = 0,
    language: str = "en",
    sender: str = "",
    now: datetime | None = None,
) -> Demo:
    """A demo whose home is to be made now; `wait` comes after. Without a `sender` it is the
    operator's own, whom no limit an hour holds back. Raises TooMany."""
    now = now or utcnow()
    _check_room(tx, limits, sender, now)
    demo = Demo(
        public_id=secrets.token_hex(12),
        label=label,
        website=website,
        files=files,
        language=language,
        sender=sender,
        questions=[],
        made_at=now,
        expires_at=now + timedelta(days=limits.days),
    )
    tx.add(demo)
    tx.flush()
    events.happened(tx, "demo.made", at=now, demo_id=demo.id)
    return demo


def _check_room(tx: Tx, limits: Limits, sender: str, now: datetime) -> None:
    if sender:
        lately = tx.execute(
            select(func.count(), func.min(Demo.made_at)).where(
                Demo.sender == sender, Demo.made_at > now - HOUR
            )
        ).one()
        if lately[0] >= limits.per_hour:
            wait = (lately[1] + HOUR - now).total_seconds()
            raise TooMany(
                f"One address may make {limits.per_hour} demos in an hour.",
                "Try again in an hour.",
                retry_after=wait,
            )
    living = tx.scalar(select(func.count()).where(Demo.state.in_(LIVING), Demo.expires_at > now))
    if (living or 0) >= limits.most:
        raise Full(
            "There are as many demos just now as this house can hold.",
            "Try again tomorrow.",
            retry_after=HOUR.total_seconds(),
        )


def wait(tx: Tx, demo_id: int) -> None:
    """Its home is made, and it waits to be read."""
    tx.get_one(Demo, demo_id).state = "waiting"


def find(tx: Tx, public_id: str) -> Demo:
    found = tx.scalar(select(Demo).where(Demo.public_id == public_id))
    if found is None:
        raise NotFound("There is no such demo.", "`concierge demo-link list` shows them.")
    return found


def by_id(tx: Tx, demo_id: int) -> Demo:
    found = tx.get(Demo, demo_id)
    if found is None:
        raise NotFound("There is no such demo.")
    return found


def outcome(demo: Demo, now: datetime) -> str:
    """reading, ready, failed or ended: what whoever waits for it must know."""
    if demo.expires_at <= now or demo.state == "ended":
        return "ended"
    return demo.state if demo.state in ("ready", "failed") else "reading"


def is_living(demo: Demo, now: datetime) -> bool:
    return demo.state in LIVING and demo.expires_at > now


def with_contacts(tx: Tx, limit: int = 200) -> list[tuple[Demo, Contact | None]]:
    """The newest first, each with whoever left their details."""
    found = select(Demo, Contact).outerjoin(Contact, Demo.contact_id == Contact.id)
    rows = tx.execute(found.order_by(Demo.id.desc()).limit(limit)).all()
    return [(demo, contact) for demo, contact in rows]


def any_waiting(tx: Tx) -> bool:
    """Whether `take_next` may find one; asked before taking the write lock for it."""
    return tx.scalar(select(Demo.id).where(Demo.state == "waiting").limit(1)) is not None


def take_next(tx: Tx, now: datetime | None = None) -> Demo | None:
    """The one that has waited longest, from now on being read; None when none waits."""
    now = now or utcnow()
    demo = tx.scalars(
        select(Demo)
        .where(Demo.state == "waiting", Demo.expires_at > now)
        .order_by(Demo.id)
        .limit(1)
    ).first()
    if demo is not None:
        take(tx, demo)
    return demo


def take(tx: Tx, demo: Demo) -> None:
    """Whoever takes it reads it, and nobody else."""
    demo.state, demo.attempts = "reading", demo.attempts + 1
    tx.flush()


def release_reading(tx: Tx) -> None:
    """Those a killed server was reading wait again, unless they were in its hands each time."""
    again = (Demo.state == "reading") & (Demo.attempts < MOST_ATTEMPTS)
    tx.execute(update(Demo).where(again).values(state="waiting"))
    left = update(Demo).where(Demo.state == "reading")
    tx.execute(left.values(state="failed", error=UNREAD))


def ready(tx: Tx, demo_id: int, questions: Sequence[str], now: datetime | None = None) -> None:
    """Read; unless it was ended meanwhile. `questions` are some it can answer."""
    demo = tx.get_one(Demo, demo_id)
    if demo.state == "reading":
        demo.state, demo.questions, demo.ready_at = "ready", list(questions), now or utcnow()


def failed(tx: Tx, demo_id: int, error: str) -> None:
    demo = tx.get_one(Demo, demo_id)
    if demo.state == "reading":
        demo.state, demo.error = "failed", error


def end(tx: Tx, demo: Demo, now: datetime | None = None) -> None:
    """Nobody is let in from now on; its home goes with the next sweep."""
    demo.state, demo.sender, demo.questions = "ended", "", []
    events.happened(tx, "demo.ended", at=now, demo_id=demo.id)


def anything_to_end(tx: Tx, now: datetime) -> bool:
    """Whether `end_expired` would change something."""
    return tx.scalar(select(Demo.id).where(_over(now) | _stuck(now) | _old(now))) is not None


def end_expired(tx: Tx, now: datetime | None = None) -> None:
    """Ends what has had its time, gives up what was never finished, forgets who sent what."""
    now = now or utcnow()
    for demo in tx.scalars(select(Demo).where(_over(now))).all():
        end(tx, demo, now)
    tx.execute(update(Demo).where(_stuck(now)).values(state="failed", error=UNREAD))
    tx.execute(update(Demo).where(_old(now)).values(sender=""))


def _over(now: datetime) -> ColumnElement[bool]:
    return (Demo.state != "ended") & (Demo.expires_at <= now)


def _stuck(now: datetime) -> ColumnElement[bool]:
    return (Demo.state == "making") & (Demo.made_at <= now - MAKING_TAKES)


def _old(now: datetime) -> ColumnElement[bool]:
    return (Demo.sender != "") & (Demo.made_at <= now - SENDER_KEPT)


def with_homes(tx: Tx) -> set[str]:
    """Whose folders must stay."""
    return set(tx.scalars(select(Demo.public_id).where(Demo.state.in_(LIVING))))


def any_left(tx: Tx) -> bool:
    """Whether there is one that is not ended yet."""
    return tx.scalar(select(Demo.id).where(Demo.state != "ended").limit(1)) is not None


def count(tx: Tx, public_id: str, *, opened: int = 0, asked: int = 0) -> None:
    tx.execute(
        update(Demo)
        .where(Demo.public_id == public_id)
        .values(opened=Demo.opened + opened, asked=Demo.asked + asked)
    )


def leave_details(
    tx: Tx,
    demo: Demo,
    visitor: Visitor,
    note: str,
    *,
    consent: str,
    letter: dict[str, str] | None = None,
    now: datetime | None = None,
) -> None:
    """Whoever is behind a demo becomes a contact, with a conversation that calls for a person.

    `letter` is mailed to them. Raises Conflict for the second time: others have the link, too.
    """
    now = now or utcnow()
    if not (visitor.email or visitor.phone):
        raise Invalid("We need an e-mail address or a telephone number.")
    if demo.contact_id is not None:
        raise Conflict("Somebody has left their details here already.")
    conversation, _ = conversations.start(
        tx, channel="widget", visitor=visitor, locale=demo.language, now=now
    )
    conversation.title = f"Demo: {demo.label}"[:160]
    reason = REASON.format(label=demo.label)
    said = note or " · ".join(filter(None, (visitor.name, visitor.email, visitor.phone)))
    visits.ask_a_person(tx, conversation, said, demo.public_id, kind="demo", reason=reason, now=now)
    demo.contact_id, demo.left_at, demo.consent = conversation.contact_id, now, consent
    events.happened(
        tx, "demo.details_left", conversation_id=conversation.id, at=now, demo_id=demo.id
    )
    if letter is not None and visitor.email:
        outbox.queue(tx, "mail", visitor.email, dict(letter), key=f"demo:{demo.public_id}", now=now)


def funnel(tx: Tx, since: datetime | None = None) -> Funnel:
    """Of all demos, or of those made since then."""
    took = (
        func.count(),
        func.count(Demo.ready_at),
        func.count().filter(Demo.opened > 0),
        func.count().filter(Demo.asked > 0),
        func.count(Demo.left_at),
        func.coalesce(func.sum(Demo.asked), 0),
    )
    asked = select(*took)
    if since is not None:
        asked = asked.where(Demo.made_at >= since)
    return Funnel(*(int(n) for n in tx.execute(asked).one()))
