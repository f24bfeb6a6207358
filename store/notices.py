"""How staff are told: each one's own choice, quiet hours, who is on call, and who was told of what.

    concerned   whom an event is for, and as which kind of notice
    tell        a notice for each of them, once an event, with the means that are right just now

A notice holds no guest's word. While an on-call order is set, a call for a person goes by mail and
webhook to one after the other, as it is made again; at the desk everybody sees it.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update

from store import events
from store.db import Tx
from store.errors import Invalid
from store.rights import may
from store.tables import (
    Conversation,
    Delivery,
    Escalation,
    Event,
    Notice,
    NoticeChoice,
    OnCall,
    User,
    utcnow,
)

KINDS: Final = {
    "escalation": "A guest needs a person",
    "draft": "A reply waits for approval",
    "message": "A guest wrote in a conversation of yours",
    "mention": "A colleague mentions you",
    "assigned": "A conversation was given to you",
    "delivery": "Something could not be sent",
}
MEANS: Final = ("bell", "title", "desktop", "mail", "webhook")
# Those that reach somebody who is not at the desk.
OUTSIDE: Final = ("mail", "webhook")
USUAL: Final[dict[str, list[str]]] = {
    "escalation": ["bell", "title"],
    "draft": ["title"],
    "message": ["title"],
    "mention": ["bell", "title"],
    "assigned": ["bell", "title"],
    "delivery": ["title"],
}
KEY: Final = "notice:"
SECRET: Final = "whsec_"  # noqa: S105 - how every such secret begins
_MADE: Final = "notice.made"


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose. Quiet hours are of the business's clock, and may go over midnight."""

    means: dict[str, list[str]] = field(default_factory=lambda: dict(USUAL))
    quiet_from: str = ""
    quiet_to: str = ""
    webhook: str = ""
    webhook_secret: str = ""

    def is_quiet(self, at: time) -> bool:
        if not self.quiet_from:
            return False
        first, last = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_to)
        return first <= at < last if first < last else at >= first or at < last


@dataclass(frozen=True, slots=True)
class Concerned:
    """`outside`: whether mail and webhook may go. `urgent`: quiet hours do not hold it back."""

    user: User
    kind: str
    outside: bool = True
    urgent: bool = False


# --- choosing -------------------------------------------------------------------------------


def choice_of(tx: Tx, user_id: int) -> Choice:
    row = tx.get(NoticeChoice, user_id)
    if row is None:
        return Choice()
    return Choice(
        {**USUAL, **row.means}, row.quiet_from, row.quiet_to, row.webhook, row.webhook_secret
    )


def choose(
    tx: Tx,
    user: User,
    *,
    means: Mapping[str, Sequence[str]] | None = None,
    quiet: str | None = None,
    webhook: str | None = None,
    now: datetime | None = None,
) -> Choice:
    """What is left out stays. `quiet` is "22:00-07:00", "" for none. A new webhook gets a new
    secret. Raises Invalid."""
    known = {kind: _known(kind, chosen) for kind, chosen in (means or {}).items()}
    hours = None if quiet is None else _hours(quiet)
    address = None if webhook is None else _address(webhook)
    row = tx.get(NoticeChoice, user.id)
    if row is None:
        row = NoticeChoice(
            user_id=user.id, means={}, quiet_from="", quiet_to="", webhook="", webhook_secret=""
        )
        tx.add(row)
    row.means = {**row.means, **known}
    if hours is not None:
        row.quiet_from, row.quiet_to = hours
    if address is not None and address != row.webhook:
        row.webhook, row.webhook_secret = address, new_secret() if address else ""
    row.changed_at = now or utcnow()
    tx.flush()
    return choice_of(tx, user.id)


def new_secret() -> str:
    return SECRET + base64.b64encode(secrets.token_bytes(24)).decode()


def _known(kind: str, chosen: Sequence[str]) -> list[str]:
    if kind not in KINDS:
        raise Invalid(f"{kind!r} is no kind of notice.", f"There are {', '.join(KINDS)}.")
    for one in chosen:
        if one not in MEANS:
            raise Invalid(f"{one!r} is no means.", f"There are {', '.join(MEANS)}.")
    return [one for one in MEANS if one in chosen]


def _hours(quiet: str) -> tuple[str, str]:
    if not quiet.strip():
        return "", ""
    found = re.fullmatch(r"\s*(\d{1,2}:\d\d)\s*(?:-|–|to)\s*(\d{1,2}:\d\d)\s*", quiet)
    try:
        # No groups are no two hours either: a ValueError like any other.
        told = found.groups() if found else ()
        first, last = (time.fromisoformat(part.zfill(5)) for part in told)
    except ValueError as error:
        raise Invalid(f"{quiet!r} are no hours.", "Write them like 22:00-07:00.") from error
    if first == last:
        raise Invalid("Quiet hours that begin when they end are none.", "Leave them empty.")
    return f"{first:%H:%M}", f"{last:%H:%M}"


def _address(webhook: str) -> str:
    address = webhook.strip()
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.username or len(address) > 2_000:
        raise Invalid(f"{address!r} is no address for a webhook.", "It begins with https://.")
    return address


# --- on call --------------------------------------------------------------------------------


def on_call(tx: Tx) -> list[User]:
    """In their order; without those whose accounts are closed."""
    return list(
        tx.scalars(
            select(User)
            .join(OnCall, OnCall.user_id == User.id)
            .where(User.disabled_at.is_(None))
            .order_by(OnCall.position)
        )
    )


def put_on_call(tx: Tx, users: Sequence[User]) -> None:
    """The first one is called first. Nobody: there is no order, and everybody is told."""
    for user in users:
        if user.disabled_at is not None or not may(user.role, "act"):
            raise Invalid(f"{user.email} cannot be on call.", "Choose somebody who may act.")
    if len({user.id for user in users}) != len(users):
        raise Invalid("Somebody is named twice.")
    tx.execute(delete(OnCall))
    tx.add_all(OnCall(position=place, user_id=user.id) for place, user in enumerate(users, 1))
    tx.flush()


# --- telling --------------------------------------------------------------------------------


def concerned(tx: Tx, event: Event) -> list[Concerned]:
    """Whom this event is for. Nobody is told of what they did themselves."""
    found = _ASKED[event.kind](tx, event) if event.kind in _ASKED else []
    return [one for one in found if one.user.email != event.actor]


def _acting(tx: Tx) -> list[User]:
    team = tx.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id))
    return [user for user in team if may(user.role, "act")]


def _called(tx: Tx, event: Event) -> list[Concerned]:
    call = tx.get(Escalation, event.data.get("escalation_id", 0))
    if call is None or call.state != "open":
        return []
    urgent = call.priority == 1
    order = on_call(tx)
    if not order:
        return [Concerned(user, "escalation", urgent=urgent) for user in _acting(tx)]
    calls = tx.scalar(
        select(func.count()).where(
            Event.conversation_id == event.conversation_id,
            Event.kind == event.kind,
            Event.at >= call.created_at,
            Event.id <= event.id,
        )
    )
    # After the last one the call goes round no more: everybody hears it.
    turn = order[(calls or 1) - 1].id if (calls or 1) <= len(order) else None
    return [
        Concerned(
            user, "escalation", outside=turn is None or user.id == turn,
            urgent=urgent or user.id == turn,
        )
        for user in _acting(tx)
    ]  # fmt: skip


def _drafted(tx: Tx, event: Event) -> list[Concerned]:
    return [Concerned(user, "draft") for user in _acting(tx)]


def _wrote(tx: Tx, event: Event) -> list[Concerned]:
    conversation = tx.get(Conversation, event.conversation_id or 0)
    if conversation is None:
        return []
    speaks = conversation.speaker_user_id if conversation.speaker == "staff" else None
    return _to(tx, {speaks, conversation.assigned_to}, "message")


def _noted(tx: Tx, event: Event) -> list[Concerned]:
    return _to(tx, set(event.data.get("mentions", ())), "mention")


def _assigned(tx: Tx, event: Event) -> list[Concerned]:
    return _to(tx, {event.data.get("user_id")}, "assigned")


def _stuck(tx: Tx, event: Event) -> list[Concerned]:
    delivery = tx.get(Delivery, event.data.get("delivery_id", 0))
    if delivery is None or delivery.key.startswith(KEY):
        # Told by what could not be sent, it would go round for ever.
        return []
    return [Concerned(user, "delivery") for user in _acting(tx) if may(user.role, "manage")]


def _to(tx: Tx, ids: set[int | None], kind: str) -> list[Concerned]:
    users = (tx.get(User, one) for one in sorted(one for one in ids if one is not None))
    return [Concerned(user, kind) for user in users if user and user.disabled_at is None]


_ASKED: Final = {
    "conversation.escalated": _called,
    "draft.waiting": _drafted,
    "message.received": _wrote,
    "note.added": _noted,
    "conversation.assigned": _assigned,
    "delivery.dead": _stuck,
    "delivery.unknown": _stuck,
}


def tell(
    tx: Tx, event: Event, who: Concerned, zone: ZoneInfo, now: datetime | None = None
) -> Notice | None:
    """None where somebody was told of this event already, or wants to hear nothing of it."""
    now = now or utcnow()
    known = select(Notice.id).where(Notice.event_id == event.id, Notice.user_id == who.user.id)
    choice = choice_of(tx, who.user.id)
    chosen = choice.means.get(who.kind, [])
    if not chosen or tx.scalar(known) is not None:
        return None
    quiet = choice.is_quiet(now.astimezone(zone).time()) and not who.urgent
    means = [
        one
        for one in chosen
        if (one == "title" or not quiet)
        and (one not in OUTSIDE or who.outside)
        and (one != "webhook" or choice.webhook)
    ]
    notice = Notice(
        user_id=who.user.id,
        event_id=event.id,
        conversation_id=event.conversation_id,
        kind=who.kind,
        means=means,
        quiet=quiet,
        told_at=now,
    )
    tx.add(notice)
    tx.flush()
    events.happened(
        tx,
        _MADE,
        conversation_id=event.conversation_id,
        at=now,
        notice_id=notice.id,
        user_id=who.user.id,
        notice=who.kind,
        means=means,
    )
    return notice


def listed(tx: Tx, user_id: int, *, unread: bool = False, limit: int = 100) -> Sequence[Notice]:
    """The newest first."""
    wanted = select(Notice).where(Notice.user_id == user_id).order_by(Notice.id.desc()).limit(limit)
    return tx.scalars(wanted.where(Notice.read_at.is_(None)) if unread else wanted).all()


def count_unread(tx: Tx, user_id: int) -> int:
    unread = (Notice.user_id == user_id) & Notice.read_at.is_(None)
    return tx.scalar(select(func.count()).select_from(Notice).where(unread)) or 0


def mark_read(tx: Tx, user_id: int, upto: int, now: datetime | None = None) -> int:
    """All up to this one; how many were new."""
    done: Any = tx.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.id <= upto, Notice.read_at.is_(None))
        .values(read_at=now or utcnow())
    )
    return int(done.rowcount)
