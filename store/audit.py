"""The audit log: who did what, when and from where; lines are added and never changed.

    note        one line, in the transaction of what it tells of
    follow      the lines that events of the house become
    verify      whether every line is as it was written, and none is missing before the last

Each line's hash covers the line and the hash before it, so a line changed, taken out or put in
breaks the chain from there on. Lines cut off the end leave no trace in what is left: whoever wants
to see that too keeps the newest hash elsewhere, and names it when verifying.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from store import rows
from store.db import Tx
from store.tables import AuditLine, utcnow

BEGINNING = "0" * 64
THE_HOUSE = "the house"
# Events that are actions: each becomes a line, in the event's own transaction.
FOLLOWED = frozenset(
    {
        *("conversation.taken_over", "conversation.handed_back"),
        *("draft.decided", "escalation.resolved", "generation.published"),
        *("contact.merged", "contact.split", "contact.erased"),
        *("house.paused", "house.resumed"),
        *("answer.changed", "gap.closed", "dispute.settled", "dispute.reopened"),
    }
)
_WORDS = ("actor", "action", "about", "sender")
_NEWEST = select(AuditLine.hash).order_by(AuditLine.id.desc()).limit(1)


class Verdict(NamedTuple):
    """`broken` is the id of the first line that is not as it was written; None when all are.
    `known_head`: whether the hash that was asked for stands in the chain."""

    lines: int
    head: str
    broken: int | None
    known_head: bool


def note(
    tx: Tx,
    action: str,
    *,
    actor: str,
    about: str = "",
    sender: str = "",
    at: datetime | None = None,
    **detail: Any,
) -> int:
    """Only in a write: the one write lock keeps the chain a chain. Returns the line's id."""
    at = at or utcnow()
    previous = str(rows.scalar(tx, _NEWEST) or BEGINNING)
    fields = {
        "at": at,
        "actor": actor or THE_HOUSE,
        "action": action,
        "about": about[:300],
        "sender": sender[:64],
        "detail": canonical(detail),
    }
    line = rows.put(tx, AuditLine(), **fields, previous=previous, hash=_hash(previous, fields))
    return line.id


def follow(tx: Tx, kind: str, actor: str, at: datetime, data: Mapping[str, Any]) -> None:
    """Called for every event; most are no actions."""
    if kind in FOLLOWED:
        kept = {name: value for name, value in data.items() if value is not None}
        note(tx, kind, actor=actor, at=at, **kept)


def listed(
    tx: Tx, *, before: int | None = None, action: str = "", actor: str = "", limit: int = 100
) -> Sequence[AuditLine]:
    """Newest first. `action` is a whole name, or its part before the dot."""
    wanted = select(AuditLine).order_by(AuditLine.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AuditLine.id < before)
    if action:
        wanted = wanted.where(
            (AuditLine.action == action)
            | AuditLine.action.startswith(f"{action}.", autoescape=True)
        )
    if actor:
        wanted = wanted.where(AuditLine.actor == actor)
    return tx.scalars(wanted).all()


def every_line(tx: Tx, batch: int = 1_000) -> Iterator[AuditLine]:
    """Oldest first, however many there are."""
    last = 0
    while True:
        wanted = select(AuditLine).where(AuditLine.id > last).order_by(AuditLine.id).limit(batch)
        found = tx.scalars(wanted).all()
        yield from found
        if len(found) < batch:
            return
        last = found[-1].id
        tx.expunge_all()


def verify(tx: Tx, head: str = "") -> Verdict:
    """`head` is a hash kept from before; without one nobody can say what was cut off the end."""
    previous, count, known = BEGINNING, 0, not head or head == BEGINNING
    for line in every_line(tx):
        if line.previous != previous or line.hash != _hash(previous, _fields(line)):
            return Verdict(count, previous, line.id, known)
        previous, count = line.hash, count + 1
        known = known or previous == head
    return Verdict(count, previous, None, known)


def verify_exported(lines: Iterable[Mapping[str, Any]], head: str = "") -> Verdict:
    """The same of lines as they were exported, on any machine. Raises KeyError, TypeError or
    ValueError for what is no line."""
    previous, count, known = BEGINNING, 0, not head
    for line in lines:
        fields: dict[str, Any] = {name: str(line[name]) for name in _WORDS}
        fields |= {"at": datetime.fromisoformat(line["at"]), "detail": canonical(line["detail"])}
        if not count:
            # An export may begin anywhere; from its first line on it is a chain.
            previous = str(line["previous"])
        if line["previous"] != previous or line["hash"] != _hash(previous, fields):
            return Verdict(count, previous, int(line["id"]), known)
        previous, count = str(line["hash"]), count + 1
        known = known or previous == head
    return Verdict(count, previous, None, known)


def as_dict(line: AuditLine) -> dict[str, Any]:
    """A line as it is exported: all that its hash covers, and the hashes."""
    told = {**_fields(line), "at": line.at.isoformat(), "detail": json.loads(line.detail)}
    return {"id": line.id, **told, "previous": line.previous, "hash": line.hash}


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)


def _fields(line: AuditLine) -> dict[str, Any]:
    names = ("at", "actor", "action", "about", "sender", "detail")
    return {name: getattr(line, name) for name in names}


def _hash(previous: str, fields: Mapping[str, Any]) -> str:
    told = canonical({**fields, "at": fields["at"].isoformat()})
    return hashlib.sha256(f"{previous}\n{told}".encode()).hexdigest()
