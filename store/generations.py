"""Generations: the knowledge is built aside, indexed, and published by moving one pointer.

    begin → (library.put_document / keep_document) → index → publish
                                                           ↘ abandon

One is built at a time; its lease is kept alive by the ingest that builds it, and an ingest that was
killed leaves it to the next one, which goes on where it stopped. Guests are answered from the
published generation alone, so they never see half of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, cast, delete, func, select, update

from store import events, rows, search
from store.db import Tx
from store.errors import Conflict, NotFound
from store.tables import (
    Document,
    GapTopic,
    Generation,
    Membership,
    Passage,
    Phrasing,
    Pointer,
    Vector,
    utcnow,
)

PUBLISHED = "published_generation"
LEASE = timedelta(minutes=2)
HELD = "held"
# Built once: SQLAlchemy then keeps its cache key, which would cost more than the query.
_POINTERS = rows.table_of(Pointer).c
_POINTED = select(_POINTERS.value).where(_POINTERS.name == PUBLISHED)

_GENERATIONS = rows.table_of(Generation).c
_MODEL = select(_GENERATIONS.model).where(
    _GENERATIONS.id == cast(_POINTED.scalar_subquery(), Integer)
)


def published_id(tx: Tx) -> int | None:
    """The generation guests are answered from; None before the first is published."""
    value = rows.scalar(tx, _POINTED)
    return int(value) if value else None


def published_model(tx: Tx) -> str:
    """The embedder of the published generation; "" before the first is published."""
    return str(rows.scalar(tx, _MODEL) or "")


def find(tx: Tx, generation_id: int) -> Generation:
    found = tx.get(Generation, generation_id)
    if found is None:
        raise NotFound(
            f"There is no generation {generation_id}.", "See `concierge knowledge generations`."
        )
    return found


def listed(tx: Tx, *, limit: int = 50) -> Sequence[Generation]:
    return tx.scalars(select(Generation).order_by(Generation.id.desc()).limit(limit)).all()


def begin(
    tx: Tx, worker: str, model: str, *, resume_key: str, now: datetime | None = None
) -> Generation:
    """A generation to build on top of the published one, or the one a killed ingest left.

    `resume_key` names what is ingested: only the same work goes on where it stopped; other
    left-overs are abandoned. Raises Conflict while another ingest is at work.
    """
    now = now or utcnow()
    building = tx.scalars(select(Generation).where(Generation.state.in_(["building", "ready"])))
    for generation in building.all():
        alive = generation.leased_by and generation.leased_until and generation.leased_until > now
        if alive and generation.leased_by != worker:
            raise Conflict("Another ingest is at work.", "Wait until it is done, then try again.")
        same = generation.progress.get("resume_key") == resume_key
        if same and generation.based_on == published_id(tx) and generation.model == model:
            generation.state = "building"
            _lease(generation, worker, now)
            return generation
        abandon(tx, generation)
    generation = Generation(
        based_on=published_id(tx),
        model=model,
        progress={"resume_key": resume_key},
        summary={},
        created_at=now,
    )
    _lease(generation, worker, now)
    tx.add(generation)
    tx.flush()
    return generation


def _lease(generation: Generation, worker: str, now: datetime) -> None:
    generation.leased_by, generation.leased_until = worker, now + LEASE


def keep_alive(
    tx: Tx, generation_id: int, worker: str, progress: dict[str, Any] | None = None
) -> Generation:
    """Renew the lease and note how far the work is. Raises Conflict when it was taken away."""
    generation = find(tx, generation_id)
    if generation.leased_by != worker or generation.state not in ("building", "ready"):
        raise Conflict("This ingest was overtaken by another.", "Start it again.")
    _lease(generation, worker, utcnow())
    if progress is not None:
        generation.progress = {**generation.progress, **progress}
    return generation


def copy_members(tx: Tx, generation: Generation, *, without_sources: Sequence[int]) -> int:
    """Take over from the base everything that does not come from these sources."""
    if generation.based_on is None:
        return 0
    present = select(Membership.document_id).where(Membership.generation_id == generation.id)
    rows = tx.scalars(
        select(Document.id)
        .join(Membership, Membership.document_id == Document.id)
        .where(
            Membership.generation_id == generation.based_on,
            Document.source_id.not_in(without_sources),
            Document.id.not_in(present),
        )
    ).all()
    tx.add_all(Membership(generation_id=generation.id, document_id=row) for row in rows)
    return len(rows)


def same_members(tx: Tx, first: int | None, second: int) -> bool:
    """Whether two generations hold exactly the same documents."""

    def members(generation_id: int | None) -> set[int]:
        query = select(Membership.document_id).where(Membership.generation_id == generation_id)
        return set(tx.scalars(query).all())

    return members(first) == members(second)


def index(tx: Tx, generation: Generation) -> None:
    """Build its full-text and vector indexes; nobody reads them before it is published."""
    search.build(tx, generation.id, generation.model)
    generation.indexed = True
    generation.state = "ready"


def hold(tx: Tx, generation: Generation, reason: str) -> None:
    """Keep it ready and unpublished until somebody publishes it by force, or a newer one is
    built."""
    generation.progress = {**generation.progress, HELD: reason}
    generation.state, generation.leased_by, generation.leased_until = "ready", "", None


def held(generation: Generation) -> str:
    """Why it waits; "" when it does not."""
    return str(generation.progress.get(HELD, "")) if generation.state == "ready" else ""


def publish(
    tx: Tx,
    generation: Generation,
    *,
    keep: int = 3,
    force: bool = False,
    now: datetime | None = None,
) -> Generation:
    """Answer from this one from now on. Raises Conflict if it grew from something outdated, and,
    without `force`, if the gate holds it."""
    now = now or utcnow()
    current = published_id(tx)
    if generation.id == current:
        return generation
    if held(generation) and not force:
        raise Conflict(
            f"Generation {generation.id} is held: {held(generation)}",
            f"Publish it all the same: `concierge knowledge publish {generation.id} --force`.",
        )
    if generation.state == "ready" and generation.based_on != current:
        raise Conflict("The knowledge was changed while this was built.", "Run the ingest again.")
    if generation.state not in ("ready", "retired"):
        raise Conflict(f"Generation {generation.id} is {generation.state}, so it cannot be used.")
    if not generation.indexed:
        index(tx, generation)
    if current is not None:
        find(tx, current).state = "retired"
    generation.state, generation.published_at = "published", now
    generation.leased_by, generation.leased_until = "", None
    _point(tx, generation.id)
    events.happened(tx, "generation.published", at=now, generation_id=generation.id)
    tx.flush()
    _forget_old(tx, keep)
    return generation


def _point(tx: Tx, generation_id: int, name: str = PUBLISHED) -> None:
    pointer = tx.get(Pointer, name)
    if pointer is None:
        tx.add(Pointer(name=name, value=str(generation_id)))
    else:
        pointer.value = str(generation_id)


def at_work(tx: Tx, now: datetime | None = None) -> Generation | None:
    """The generation that an ingest builds just now; `progress["now"]` says how far it is."""
    return tx.scalars(
        select(Generation)
        .where(
            Generation.state.in_(["building", "ready"]),
            Generation.leased_by != "",
            Generation.leased_until > (now or utcnow()),
        )
        .order_by(Generation.id.desc())
        .limit(1)
    ).first()


def note(tx: Tx, name: str, *, anew: bool = True) -> None:
    """Remember under a name which generation is published now; not `anew`: unless one is noted."""
    current = published_id(tx)
    if current is not None and (anew or tx.get(Pointer, name) is None):
        _point(tx, current, name)


def noted(tx: Tx, name: str) -> int | None:
    pointer = tx.get(Pointer, name)
    return int(pointer.value) if pointer else None


def forget_note(tx: Tx, name: str) -> None:
    tx.execute(delete(Pointer).where(Pointer.name == name))


def rollback(tx: Tx, to: int | None = None) -> Generation:
    """Go back to an earlier generation; without `to`, the one published before this."""
    current = published_id(tx)
    if to is None:
        to = tx.scalar(
            select(Generation.id)
            .where(Generation.state == "retired", Generation.id != current)
            .order_by(Generation.published_at.desc())
            .limit(1)
        )
        if to is None:
            raise NotFound("There is no earlier generation to go back to.")
    generation = find(tx, to)
    if generation.state != "retired":
        raise Conflict(f"Generation {to} is {generation.state}; only a former one can come back.")
    return publish(tx, generation)


def abandon(tx: Tx, generation: Generation) -> None:
    """Give up a generation that was being built; what only it held is forgotten."""
    search.drop(tx, generation.id)
    generation.state, generation.indexed, generation.leased_by = "abandoned", False, ""
    tx.execute(delete(Membership).where(Membership.generation_id == generation.id))
    tx.flush()
    _sweep(tx)


def _forget_old(tx: Tx, keep: int) -> None:
    old = tx.scalars(
        select(Generation)
        .where(Generation.state == "retired")
        .order_by(Generation.published_at.desc())
        .offset(keep)
    ).all()
    for generation in old:
        search.drop(tx, generation.id)
        tx.execute(delete(Membership).where(Membership.generation_id == generation.id))
        tx.delete(generation)
    if old:
        tx.flush()
        _sweep(tx)


def _sweep(tx: Tx) -> None:
    """Remove documents that no generation holds, and vectors that no passage needs."""
    held = select(Membership.document_id).where(Membership.document_id == Document.id).exists()
    tx.execute(delete(Document).where(~held).execution_options(synchronize_session=False))
    needed = (
        select(Passage.id)
        .where((Passage.body_key == Vector.text_key) | (Passage.heading_key == Vector.text_key))
        .exists()
    )
    of_staff = (
        select(Phrasing.id).where(Phrasing.key == Vector.text_key).exists()
        | select(GapTopic.id).where(GapTopic.key == Vector.text_key).exists()
    )
    tx.execute(
        delete(Vector).where(~needed, ~of_staff).execution_options(synchronize_session=False)
    )


def counts(tx: Tx, generation_id: int) -> dict[str, int]:
    """Documents and passages of a generation."""
    documents = tx.scalar(select(func.count()).where(Membership.generation_id == generation_id))
    passages = tx.scalar(
        select(func.count())
        .select_from(Passage)
        .join(Membership, Membership.document_id == Passage.document_id)
        .where(Membership.generation_id == generation_id)
    )
    return {"documents": documents or 0, "passages": passages or 0}


def diff(tx: Tx, old: int | None, new: int) -> dict[str, list[dict[str, Any]]]:
    """Pages added, removed and changed from one generation to another, by source and address."""

    def pages(generation_id: int | None) -> dict[tuple[int, str], tuple[str, str]]:
        rows = tx.execute(
            select(Document.source_id, Document.address, Document.content_hash, Document.title)
            .join(Membership, Membership.document_id == Document.id)
            .where(Membership.generation_id == generation_id)
        )
        return {(r.source_id, r.address): (r.content_hash, r.title) for r in rows}

    before, after = pages(old), pages(new)

    def told(key: tuple[int, str], title: str) -> dict[str, Any]:
        return {"source_id": key[0], "address": key[1], "title": title}

    return {
        "added": [told(k, after[k][1]) for k in sorted(after.keys() - before.keys())],
        "removed": [told(k, before[k][1]) for k in sorted(before.keys() - after.keys())],
        "changed": [
            told(k, after[k][1])
            for k in sorted(after.keys() & before.keys())
            if after[k][0] != before[k][0]
        ],
    }


def release_building(tx: Tx) -> None:
    """Let a killed ingest's generation be taken up at once, without waiting for its lease.

    One that is alive after all keeps it: its next write renews the lease.
    """
    tx.execute(
        update(Generation)
        .where(Generation.state.in_(["building", "ready"]))
        .values(leased_until=None)
    )
