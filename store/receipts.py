"""Receipts of replies: written with the reply, sealed a little later.

    keep        in the write that says it: the hashes of what was asked, said and cited
    unsealed    what waits for its seal, oldest first
    seal        many seals in one write, if nobody was quicker

A receipt in its place says what was said; its seal says that nobody changed it since, nor took one
out. Signing costs as much as all the rest, so no guest waits for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from store import rows
from store.db import Tx
from store.errors import NotFound
from store.tables import Message, Receipt, utcnow

VERSION = 1
# The hash before the first receipt.
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Seal:
    """What makes a written receipt a sealed one."""

    receipt_id: int
    previous: str
    hash: str
    signature: str
    key: str


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: Any) -> str:
    """One text for one value, whoever writes it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def keep(
    tx: Tx,
    reply: Message,
    question: str,
    *,
    model: str = "",
    guard: dict[str, int] | None = None,
    approver: str = "",
) -> None:
    """`guard` are the claims guard's counters. The reply has its id already."""
    body = {
        "v": VERSION,
        "reply": reply.id,
        "conversation": reply.conversation_id,
        "question": hash_of(question),
        "text": hash_of(reply.text),
        "citations": [_cited(one) for one in reply.citations or ()],
        "generation": reply.generation_id,
        "mode": reply.mode,
        "model": model,
        "kind": reply.kind,
        "lang": reply.lang,
        "guard": guard or {},
        "approver": approver,
        "at": reply.created_at.isoformat(),
    }
    rows.put(
        tx,
        Receipt(),
        message_id=reply.id,
        body=canonical(body),
        previous="",
        hash="",
        signature="",
        key="",
        sealed_at=None,
    )


def _cited(citation: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": citation.get("title") or "",
        "url": citation.get("url") or "",
        "page": citation.get("page"),
        "span": hash_of(citation.get("quote") or ""),
    }


def find(tx: Tx, number: int) -> Receipt:
    """By its own number."""
    found = tx.get(Receipt, number)
    if found is None:
        raise NotFound(
            f"There is no receipt {number}.",
            "`concierge receipt list` shows the last ones; --reply finds one by its reply.",
        )
    return found


def of_reply(tx: Tx, message_id: int) -> Receipt:
    found = tx.scalars(select(Receipt).where(Receipt.message_id == message_id)).first()
    if found is None:
        raise NotFound(f"The message {message_id} has no receipt.", "Only replies have one.")
    return found


def unsealed(tx: Tx, limit: int) -> Sequence[Receipt]:
    waiting = select(Receipt).where(Receipt.hash == "").order_by(Receipt.id).limit(limit)
    return tx.scalars(waiting).all()


def anything_unsealed(tx: Tx) -> bool:
    return tx.scalar(select(Receipt.id).where(Receipt.hash == "").limit(1)) is not None


def last_hash(tx: Tx) -> str:
    """Of the last sealed receipt."""
    newest = select(Receipt.hash).where(Receipt.hash != "").order_by(Receipt.id.desc()).limit(1)
    return tx.scalar(newest) or BEGINNING


def seal(tx: Tx, seals: Sequence[Seal], now: datetime | None = None) -> bool:
    """False, and nothing is done, when somebody else sealed meanwhile."""
    if not seals or last_hash(tx) != seals[0].previous:
        return False
    at = now or utcnow()
    for one in seals:
        rows.change(
            tx,
            Receipt,
            one.receipt_id,
            previous=one.previous,
            hash=one.hash,
            signature=one.signature,
            key=one.key,
            sealed_at=at,
        )
    return True


def sealed(tx: Tx, first: int, last: int, limit: int) -> Sequence[Receipt]:
    """From `first` to `last`, both included, at most `limit` of them."""
    found = (
        select(Receipt)
        .where(Receipt.hash != "", Receipt.id >= first, Receipt.id <= last)
        .order_by(Receipt.id)
        .limit(limit)
    )
    return tx.scalars(found).all()


def latest(tx: Tx, limit: int) -> Sequence[Receipt]:
    return tx.scalars(select(Receipt).order_by(Receipt.id.desc()).limit(limit)).all()


def count(tx: Tx) -> int:
    return tx.scalar(select(func.count()).select_from(Receipt)) or 0
