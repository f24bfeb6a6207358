"""Sources, their documents and passages, and the generations that hold them together.

A document row is one version of one page and never changes; a generation is a set of documents.
So a page that did not change costs one row of membership in the next generation.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Source(Base):
    """A website, a file or a text that is ingested."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[str]
    priority: Mapped[int] = mapped_column(default=0)
    audience: Mapped[str] = mapped_column(String(16), default="guests")
    status: Mapped[str] = mapped_column(String(16), default="active")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    ingested_at: Mapped[datetime | None] = mapped_column(default=None)


class Generation(Base):
    """One complete state of the knowledge: building → ready → published → retired, or abandoned.

    `progress` lets a killed ingest go on where it stopped; `summary` is what the owner is told.
    """

    __tablename__ = "generations"
    __table_args__ = (Index("ix_generations_state", "state"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default="building")
    based_on: Mapped[int | None] = mapped_column(default=None)
    leased_by: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    indexed: Mapped[bool] = mapped_column(default=False)
    model: Mapped[str] = mapped_column(default="")
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(default=None)


class Document(Base):
    """One version of one page or file, as it was read. `alternates`: language to address."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_source_id_address", "source_id", "address"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    address: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    lang: Mapped[str] = mapped_column(String(16), default="")
    content_hash: Mapped[str]
    etag: Mapped[str] = mapped_column(default="")
    last_modified: Mapped[str] = mapped_column(default="")
    links: Mapped[list[str]] = mapped_column(default=list)
    pages: Mapped[int] = mapped_column(default=1)
    unread: Mapped[dict[str, Any]] = mapped_column(default=dict)
    warnings: Mapped[list[str]] = mapped_column(default=list)
    alternates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    read_at: Mapped[datetime]


class Membership(Base):
    """This document belongs to this generation."""

    __tablename__ = "generation_documents"
    __table_args__ = (Index("ix_generation_documents_document_id", "document_id"),)

    generation_id: Mapped[int] = mapped_column(
        ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)


class Passage(Base):
    """One retrievable piece. `body_key` and `heading_key` find its two vectors.

    `read_by` is "text", or "ocr" for what was read from a picture and may be misread.
    """

    __tablename__ = "passages"
    __table_args__ = (Index("ix_passages_document_id", "document_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    heading: Mapped[str]
    text: Mapped[str]
    page: Mapped[int | None] = mapped_column(default=None)
    anchor: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(String(16), default="")
    read_by: Mapped[str] = mapped_column(String(8), default="text")
    body_key: Mapped[str] = mapped_column(String(64), index=True)
    heading_key: Mapped[str] = mapped_column(String(64), index=True, default="")


class Vector(Base):
    """The truth of an embedding: float32, little-endian, normalised. Equal texts share one row."""

    __tablename__ = "vectors"
    __table_args__ = (UniqueConstraint("model", "text_key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    model: Mapped[str]
    text_key: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Fact(Base):
    """A typed value with the words it was read from. `value` by kind: see ingest/nouns.py."""

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_document_id_kind", "document_id", "kind"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(default="")
    value: Mapped[dict[str, Any]]
    text: Mapped[str]
    heading: Mapped[str] = mapped_column(default="")
    page: Mapped[int | None] = mapped_column(default=None)
    valid_from: Mapped[datetime | None] = mapped_column(default=None)
    valid_to: Mapped[datetime | None] = mapped_column(default=None)
