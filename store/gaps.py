"""Gaps: what guests asked and nobody knew, gathered into topics by meaning.

A turn only records the gap. A loop embeds its question later and files it under the topic that
means the same, or a new one; topics are ranked by how many conversations they touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from store import events
from store.db import Tx
from store.errors import Conflict, NotFound
from store.tables import Gap, GapTopic, User, Vector, utcnow


def unfiled(tx: Tx, *, limit: int = 100) -> Sequence[Gap]:
    """Gaps without a topic yet, oldest first."""
    return tx.scalars(select(Gap).where(Gap.topic_id.is_(None)).order_by(Gap.id).limit(limit)).all()


def topic_vectors(tx: Tx, model: str) -> list[tuple[GapTopic, bytes]]:
    """Every topic with the vector of its question, dismissed and answered ones too: a question
    that comes again after it was answered shows whether the answer helped."""
    rows = tx.execute(
        select(GapTopic, Vector.data).join(
            Vector, (Vector.text_key == GapTopic.key) & (Vector.model == model)
        )
    )
    return [(row[0], row[1]) for row in rows]


def file_new(tx: Tx, gap: Gap, key: str) -> GapTopic:
    """Begin a topic with this gap; `key` finds the vector of its question."""
    topic = GapTopic(
        question=gap.question,
        lang=gap.lang,
        key=key,
        first_at=gap.created_at,
        last_at=gap.created_at,
    )
    tx.add(topic)
    tx.flush()
    file_under(tx, gap, topic)
    return topic


def file_under(tx: Tx, gap: Gap, topic: GapTopic) -> None:
    """Count the gap to a topic. `guests` counts each conversation once; what was asked before the
    topic was decided does not count as asked since."""
    again = tx.scalar(
        select(Gap.id)
        .where(Gap.topic_id == topic.id, Gap.conversation_id == gap.conversation_id)
        .limit(1)
    )
    gap.topic_id, gap.state = topic.id, topic.state
    topic.asked += 1
    topic.last_at = max(topic.last_at, gap.created_at)
    topic.guests += 0 if again and gap.conversation_id else 1
    if topic.decided_at is not None and gap.created_at > topic.decided_at:
        topic.asked_since += 1


def topics(tx: Tx, *, state: str = "open", limit: int = 50) -> Sequence[GapTopic]:
    """Most guests first."""
    return tx.scalars(
        select(GapTopic)
        .where(GapTopic.state == state)
        .order_by(GapTopic.guests.desc(), GapTopic.last_at.desc())
        .limit(limit)
    ).all()


def leaking(tx: Tx, *, limit: int = 50) -> Sequence[GapTopic]:
    """Answered topics that guests went on asking about without getting the answer."""
    return tx.scalars(
        select(GapTopic)
        .where(GapTopic.state == "answered", GapTopic.asked_since > 0)
        .order_by(GapTopic.asked_since.desc(), GapTopic.id)
        .limit(limit)
    ).all()


def count_open(tx: Tx) -> int:
    return tx.scalar(select(func.count()).where(GapTopic.state == "open")) or 0


def find(tx: Tx, topic_id: int) -> GapTopic:
    found = tx.get(GapTopic, topic_id)
    if found is None:
        raise NotFound(f"There is no gap {topic_id}.", "See `concierge gap list`.")
    return found


def questions(tx: Tx, topic_id: int, *, limit: int = 20) -> Sequence[Gap]:
    """How guests put it, newest first."""
    return tx.scalars(
        select(Gap).where(Gap.topic_id == topic_id).order_by(Gap.id.desc()).limit(limit)
    ).all()


def put_as(tx: Tx, topic: GapTopic, question: str, key: str) -> None:
    """Show the topic by a clearer way to ask; `key` finds that question's vector."""
    topic.question, topic.key = question, key


def close(
    tx: Tx,
    topic_id: int,
    state: str,
    by: User | None,
    *,
    answer_id: int | None = None,
    now: datetime | None = None,
) -> GapTopic:
    """`state` is "answered" or "dismissed". Raises Conflict when a colleague was first."""
    now = now or utcnow()
    topic = find(tx, topic_id)
    if topic.state != "open":
        raise Conflict(f"This gap is {topic.state} already.")
    topic.state, topic.answer_id, topic.asked_since = state, answer_id, 0
    topic.decided_by, topic.decided_at = (by.id if by else None), now
    tx.execute(update(Gap).where(Gap.topic_id == topic_id).values(state=state))
    events.happened(
        tx, "gap.closed", actor=by.email if by else "", at=now, topic_id=topic_id, state=state
    )
    return topic
