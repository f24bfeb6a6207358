"""Who a guest has proved to be, conversation by conversation.

What guests say of themselves (a name, a telephone number, a room) proves nothing. A proof belongs
to one conversation, ends by itself, and can be taken back; without one nothing personal is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import bindparam, select, update

from store import rows
from store.db import Tx
from store.tables import Conversation, IdentityProof, User, utcnow

# "website": the business's own site signed who is logged in there.
How = Literal["code", "link", "booking", "staff", "website"]
LASTS = timedelta(hours=24)
_PROOFS = rows.table_of(IdentityProof).c
_PERSON = (
    select(_PROOFS.person)
    .where(
        _PROOFS.conversation_id == bindparam("conversation"),
        _PROOFS.revoked_at.is_(None),
        _PROOFS.expires_at > bindparam("at"),
    )
    .order_by(_PROOFS.id.desc())
    .limit(1)
)


def prove(
    tx: Tx,
    conversation_id: int,
    person: str,
    how: How,
    *,
    by: User | None = None,
    lasts: timedelta = LASTS,
    now: datetime | None = None,
) -> IdentityProof:
    """Note that the guest of this conversation is `person`; an earlier proof of it ends."""
    now = now or utcnow()
    revoke(tx, conversation_id, now)
    proof = IdentityProof(
        conversation_id=conversation_id,
        person=person,
        how=how,
        proved_by=by.id if by else None,
        proved_at=now,
        expires_at=now + lasts,
    )
    tx.add(proof)
    tx.flush()
    return proof


def revoke(tx: Tx, conversation_id: int, now: datetime | None = None) -> None:
    tx.execute(
        update(IdentityProof)
        .where(IdentityProof.conversation_id == conversation_id, IdentityProof.revoked_at.is_(None))
        .values(revoked_at=now or utcnow())
    )


def proof_of(tx: Tx, conversation_id: int, now: datetime | None = None) -> IdentityProof | None:
    """The proof that holds at this moment; None: nobody knows who this is."""
    return tx.scalars(
        select(IdentityProof)
        .where(
            IdentityProof.conversation_id == conversation_id,
            IdentityProof.revoked_at.is_(None),
            IdentityProof.expires_at > (now or utcnow()),
        )
        .order_by(IdentityProof.id.desc())
        .limit(1)
    ).first()


def person_of(tx: Tx, conversation_id: int, now: datetime) -> str:
    """Who the guest has proved to be at this moment, "" for nobody; asked in every turn."""
    found: str | None = rows.scalar(tx, _PERSON, {"conversation": conversation_id, "at": now})
    return found or ""


def conversations_of(tx: Tx, person: str, *, but: int, limit: int = 3) -> Sequence[Conversation]:
    """The last ones, on whatever channel, in which the guest proved to be the same person."""
    proved = select(IdentityProof.conversation_id).where(IdentityProof.person == person)
    return tx.scalars(
        select(Conversation)
        .where(Conversation.id.in_(proved), Conversation.id != but)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(limit)
    ).all()
