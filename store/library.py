"""Sources and what was read from them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from store import events
from store.db import Tx
from store.errors import Conflict, Invalid, NotFound
from store.tables import (
    Document,
    Fact,
    GapTopic,
    Generation,
    Membership,
    Passage,
    Phrasing,
    Source,
    Vector,
    utcnow,
)

LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage with the two texts that are embedded for it (business name taken out)."""

    text: str
    heading: str
    kind: str
    page: int | None
    anchor: str
    lang: str
    body_key: str
    heading_key: str
    read_by: str = "text"


@dataclass(frozen=True, slots=True)
class NewFact:
    kind: str
    subject: str
    value: Mapping[str, Any]
    text: str
    heading: str = ""
    page: int | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """One page or file as it was read, ready to be kept."""

    address: str
    title: str
    kind: str
    content_hash: str
    lang: str = ""
    etag: str = ""
    last_modified: str = ""
    links: Sequence[str] = ()
    pages: int = 1
    unread: Mapping[int, str] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    alternates: Mapping[str, str] = field(default_factory=dict)
    passages: Sequence[NewPassage] = ()
    facts: Sequence[NewFact] = ()


def text_key(text: str) -> str:
    """What finds the vector of a text: equal texts are embedded once."""
    return hashlib.sha256(text.encode()).hexdigest()


# --- sources --------------------------------------------------------------------------------


def add_source(
    tx: Tx,
    address: str,
    kind: str,
    label: str,
    *,
    options: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> Source:
    """The source at this address, made if it is new and woken if it was paused or removed."""
    source = tx.scalars(select(Source).where(Source.address == address)).first()
    if source is None:
        source = Source(
            address=address,
            kind=kind,
            label=label,
            options=options or {},
            created_at=now or utcnow(),
        )
        tx.add(source)
        tx.flush()
        set_status(tx, source, "active")
    elif source.status != "active":
        set_status(tx, source, "active")
    if options:
        source.options = {**source.options, **options}
    return source


def find_source(tx: Tx, name: str) -> Source:
    """By number, address or label."""
    query = select(Source).where(Source.status != "removed")
    if name.isdigit():
        found = tx.scalars(query.where(Source.id == int(name))).first()
    else:
        found = tx.scalars(
            query.where((Source.address == name) | (Source.label == name)).order_by(Source.id)
        ).first()
    if found is None:
        raise NotFound(f"There is no source {name!r}.", "`concierge source list` shows all.")
    return found


def sources(tx: Tx, *, removed: bool = False) -> Sequence[Source]:
    query = select(Source).order_by(Source.id)
    if not removed:
        query = query.where(Source.status != "removed")
    return tx.scalars(query).all()


def discard_source(tx: Tx, source: Source) -> None:
    """Forget a source that never gave anything."""
    held = tx.scalar(select(func.count()).where(Document.source_id == source.id))
    if held:
        raise Conflict(f"There is knowledge from {source.label}.", "Remove the source instead.")
    tx.delete(source)


def set_status(tx: Tx, source: Source, status: str) -> None:
    """`status` is active, paused (kept but not refreshed) or removed."""
    source.status = status
    events.happened(tx, "source.changed", source_id=source.id, status=status)


def relabel(tx: Tx, source: Source, label: str) -> None:
    """What people call it; Invalid when nobody could read it."""
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL:
        raise Invalid(f"A label has between 1 and {LONGEST_LABEL} signs.")
    source.label = label
    events.happened(tx, "source.changed", source_id=source.id, status=source.status)


# --- documents ------------------------------------------------------------------------------


def document_at(tx: Tx, generation_id: int | None, source_id: int, address: str) -> Document | None:
    """What a generation knows of one page."""
    if generation_id is None:
        return None
    return tx.scalars(
        select(Document)
        .join(Membership, Membership.document_id == Document.id)
        .where(
            Membership.generation_id == generation_id,
            Document.source_id == source_id,
            Document.address == address,
        )
    ).first()


def documents(
    tx: Tx, generation_id: int | None, source_id: int | None = None
) -> Sequence[Document]:
    query = (
        select(Document)
        .join(Membership, Membership.document_id == Document.id)
        .where(Membership.generation_id == generation_id)
        .order_by(Document.source_id, Document.id)
    )
    if source_id is not None:
        query = query.where(Document.source_id == source_id)
    return tx.scalars(query).all()


def keep_document(tx: Tx, generation: Generation, document: Document) -> None:
    """An unchanged page costs one row of membership."""
    if tx.get(Membership, (generation.id, document.id)) is None:
        tx.add(Membership(generation_id=generation.id, document_id=document.id))


def leave_out(
    tx: Tx, generation: Generation, source_id: int, *, all_but: Collection[int]
) -> list[Document]:
    """Take a source's documents out of a generation, except these ids; returns what went."""
    gone = [d for d in documents(tx, generation.id, source_id) if d.id not in all_but]
    for document in gone:
        tx.delete(tx.get(Membership, (generation.id, document.id)))
    tx.flush()
    return gone


def put_document(
    tx: Tx, generation: Generation, source: Source, new: NewDocument, now: datetime | None = None
) -> Document:
    """Keep a page that is new or changed, in place of what this generation knew of it."""
    before = document_at(tx, generation.id, source.id, new.address)
    if before is not None:
        membership = tx.get(Membership, (generation.id, before.id))
        tx.delete(membership)
    document = Document(
        source_id=source.id,
        address=new.address,
        title=new.title,
        kind=new.kind,
        lang=new.lang,
        content_hash=new.content_hash,
        etag=new.etag,
        last_modified=new.last_modified,
        links=list(new.links),
        pages=new.pages,
        unread={str(page): why for page, why in new.unread.items()},
        warnings=list(new.warnings),
        alternates=dict(new.alternates),
        read_at=now or utcnow(),
    )
    tx.add(document)
    tx.flush()
    tx.add(Membership(generation_id=generation.id, document_id=document.id))
    tx.add_all(
        Passage(
            document_id=document.id,
            ordinal=number,
            kind=p.kind,
            heading=p.heading,
            text=p.text,
            page=p.page,
            anchor=p.anchor,
            lang=p.lang,
            body_key=p.body_key,
            heading_key=p.heading_key,
            read_by=p.read_by,
        )
        for number, p in enumerate(new.passages)
    )
    tx.add_all(
        Fact(
            document_id=document.id,
            kind=f.kind,
            subject=f.subject,
            value=dict(f.value),
            text=f.text,
            heading=f.heading,
            page=f.page,
            valid_from=f.valid_from,
            valid_to=f.valid_to,
        )
        for f in new.facts
    )
    return document


# --- vectors --------------------------------------------------------------------------------


def missing_vectors(tx: Tx, model: str, keys: Iterable[str]) -> set[str]:
    """Those of the keys that have no vector of this model yet."""
    wanted = {key for key in keys if key}
    known: set[str] = set()
    for chunk in _chunks(sorted(wanted), 500):
        known |= set(
            tx.scalars(
                select(Vector.text_key).where(Vector.model == model, Vector.text_key.in_(chunk))
            )
        )
    return wanted - known


def unembedded(tx: Tx, generation_id: int, model: str) -> list[tuple[str, str]]:
    """Key and text of what a generation holds without a vector of this model; each key once."""
    found: dict[str, str] = {}
    for key, words in ((Passage.body_key, Passage.text), (Passage.heading_key, Passage.heading)):
        known = select(Vector.id).where(Vector.model == model, Vector.text_key == key).exists()
        rows = tx.execute(
            select(key, words)
            .join(Membership, Membership.document_id == Passage.document_id)
            .where(Membership.generation_id == generation_id, key != "", ~known)
            .order_by(Passage.id)
        )
        for row in rows:
            found.setdefault(row[0], row[1])
    return list(found.items())


def unembedded_questions(tx: Tx, model: str) -> list[tuple[str, str]]:
    """The same for house answers' phrasings and topics of gaps."""
    found: dict[str, str] = {}
    for key, words in ((Phrasing.key, Phrasing.text), (GapTopic.key, GapTopic.question)):
        known = select(Vector.id).where(Vector.model == model, Vector.text_key == key).exists()
        for row in tx.execute(select(key, words).where(key != "", ~known)):
            found.setdefault(row[0], row[1])
    return list(found.items())


def vector_size(tx: Tx, model: str) -> int:
    """How many numbers this model's vectors have; 0 when there are none."""
    data = tx.scalar(select(Vector.data).where(Vector.model == model).limit(1))
    return len(data) // 4 if data else 0


def put_vectors(tx: Tx, model: str, vectors: Mapping[str, bytes]) -> None:
    """`vectors` by text key: float32, little-endian, normalised. Known ones are left alone."""
    fresh = missing_vectors(tx, model, vectors)
    tx.add_all(Vector(model=model, text_key=key, data=vectors[key]) for key in sorted(fresh))


def _chunks(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


# --- what a generation holds ----------------------------------------------------------------


def passages(tx: Tx, generation_id: int | None) -> Iterable[tuple[Passage, Document, Source]]:
    """Every passage with where it stands, in reading order; streamed."""
    query = (
        select(Passage, Document, Source)
        .join(Document, Document.id == Passage.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Membership, Membership.document_id == Document.id)
        .where(Membership.generation_id == generation_id)
        .order_by(Document.source_id, Document.id, Passage.ordinal)
        .execution_options(yield_per=500)
    )
    for row in tx.execute(query):
        yield row[0], row[1], row[2]


def facts(tx: Tx, generation_id: int | None, kind: str = "") -> Sequence[tuple[Fact, Document]]:
    """Facts of active guest-facing sources, with the page each was read from."""
    query = (
        select(Fact, Document)
        .join(Document, Document.id == Fact.document_id)
        .join(Source, Source.id == Document.source_id)
        .join(Membership, Membership.document_id == Document.id)
        .where(Membership.generation_id == generation_id, Source.audience == "guests")
        .order_by(Fact.id)
    )
    if kind:
        query = query.where(Fact.kind == kind)
    return [(row[0], row[1]) for row in tx.execute(query)]


def confirmed(tx: Tx, generation_id: int | None) -> dict[int, datetime]:
    """When each guest-facing document was last seen as it is: its source's last reading."""
    rows = tx.execute(
        select(Document.id, Document.read_at, Source.ingested_at)
        .join(Source, Source.id == Document.source_id)
        .join(Membership, Membership.document_id == Document.id)
        .where(Membership.generation_id == generation_id, Source.audience == "guests")
    )
    return {row[0]: max(row[1], row[2] or row[1]) for row in rows}


def totals(tx: Tx, generation_id: int | None, source_id: int | None = None) -> dict[str, int]:
    """How many documents, passages and facts a generation holds, of one source or of all."""
    held = select(Membership.document_id).where(Membership.generation_id == generation_id)
    if source_id is not None:
        held = held.join(Document, Document.id == Membership.document_id).where(
            Document.source_id == source_id
        )

    def counted(column: Any) -> int:
        return tx.scalar(select(func.count()).where(column.in_(held))) or 0

    return {
        "documents": counted(Document.id),
        "passages": counted(Passage.document_id),
        "facts": counted(Fact.document_id),
    }
