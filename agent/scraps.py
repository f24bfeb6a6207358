"""A passage taken apart into the lines an answer may quote, each with what it holds.

A line keeps the labels above it ("Walking Rates", "Temporada Alta"): a price without its heading is
half a truth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from agent.values import calendar_words, kinds, without_values
from agent.words import fold, stem, tokens
from models.protocols import Vectors

LONG_LINE = 100
LONGEST_LABEL = 70
# Text that talks to a machine instead of to guests is never quoted; nothing here obeys it anyway.
_COMMANDS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|prompts?|rules|above|previous)"
    r"|\bignor(?:iere|a|e|ez|are)\b.{0,30}\b(?:anweisung|instruc|istruzion|instruct)"
    r"|\b(?:system|developer) prompt\b|\byou are (?:now|an ai|a language model|chatgpt)\b"
    r"|\b(?:tell|inform|say to) (?:the |every |all )?(?:guests?|users?|customers?|visitors?)\b"
    r"|\bas an ai\b|<\|\w+\|>|\[/?inst\]|^\s*(?:assistant|system)\s*:"
)
# What lawyers asked for is on every site, says much, and is hardly ever what a guest asks.
_LEGAL = re.compile(
    r"privacy|datenschutz|cookie|aviso[ -]?legal|privacidad|mentions[ -]?legales|confidentialite"
    r"|terms (?:and|of|&)|\bagb\b|disclaimer|haftung|copyright|urheber|note legali|informativa"
    r"|protecao de dados|privacybeleid|gdpr|dsgvo|licen[cs]e agreement"
)
_SENTENCE_END = re.compile(
    r"(?<!\bDr\.)(?<!\bSt\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bNr\.)(?<!\bTel\.)(?<=[.!?…])\s+(?=[\"“«(¿¡]?[A-ZÄÖÜÀ-Ý0-9])"
)


class StoredPassage(Protocol):
    id: int
    heading: str
    text: str
    page: int | None
    kind: str
    lang: str
    read_by: str


class StoredDocument(Protocol):
    title: str
    address: str
    lang: str


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a piece of text, and which stems are neighbours."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, text: str) -> Words:
        folded = fold(text)
        found = tokens(without_values(folded))
        stems = [stem(word) for word in found]
        # Neighbours, one word between them allowed: "senza alcun glutine".
        pairs = {*pairwise(stems), *zip(stems, stems[2:], strict=False)}
        return cls(frozenset(found) | calendar_words(folded), frozenset(pairs))

    @classmethod
    def of_all(cls, text: str, lines: Sequence[Line]) -> Words:
        """Those of a text, and every one that a line of it has: what the text as a whole lacks
        need then be looked for in none of its lines."""
        whole = cls.of(text)
        words = whole.words.union(*(line.has.words for line in lines))
        return cls(words, whole.pairs.union(*(line.has.pairs for line in lines)))


@dataclass(frozen=True, slots=True)
class Line:
    """`labels` are the lines above that head this one, by their number."""

    text: str
    folded: str
    has: Words
    kinds: frozenset[str]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scrap:
    """`under` are the words of its heading, `above` the kinds of value that stand in it.
    `from_picture`: read by OCR, which may take a 3 for an 8."""

    passage_id: int
    heading: str
    text: str
    title: str
    address: str
    page: int | None
    kind: str
    lang: str
    legal: bool
    lines: tuple[Line, ...]
    under: Words
    above: frozenset[str]
    whole: Words
    titled: Words
    vectors: tuple[Vectors, ...]
    from_picture: bool = False


def take_apart(
    passage: StoredPassage, document: StoredDocument, vectors: Sequence[Vectors]
) -> Scrap:
    lines = _lines(passage.text)
    return Scrap(
        passage.id,
        passage.heading,
        passage.text,
        document.title,
        document.address,
        passage.page,
        passage.kind,
        (passage.lang or document.lang)[:2].lower(),
        _LEGAL.search(fold(f"{document.title} {passage.heading} {document.address}")) is not None,
        lines,
        Words.of(passage.heading),
        kinds(passage.heading.rsplit(" > ", 1)[-1]),
        Words.of_all(passage.text, lines),
        Words.of(document.title),
        tuple(vectors),
        passage.read_by == "ocr",
    )


def without_lines(scrap: Scrap, numbers: Collection[int]) -> Scrap | None:
    """The scrap without these lines, as if the page had never had them; None when none is left."""
    kept = [line.text for number, line in enumerate(scrap.lines) if number not in numbers]
    text = "\n".join(kept)
    if not text:
        return None
    lines = _lines(text)
    return replace(scrap, text=text, lines=lines, whole=Words.of_all(text, lines))


def _lines(text: str) -> tuple[Line, ...]:
    pieces: list[str] = []
    for line in text.split("\n"):
        pieces += _SENTENCE_END.split(line) if len(line) > LONG_LINE else [line]
    lines: list[Line] = []
    labels: list[int] = []
    for piece in (piece.strip() for piece in pieces):
        if not piece or _COMMANDS.search(fold(piece)):
            continue
        found = kinds(piece)
        label = _is_label(piece, found)
        if label and labels and labels[-1] != len(lines) - 1:
            # A label after other lines opens a new part; only the first of all keeps standing.
            labels = labels[:1] if labels[0] == 0 and len(lines) > 1 else []
        lines.append(Line(piece, fold(piece), Words.of(piece), found, tuple(labels[-2:])))
        if label:
            labels.append(len(lines) - 1)
    return tuple(lines)


def _is_label(text: str, found: frozenset[str]) -> bool:
    """Short, without a value of its own and without the full stop of a sentence."""
    return len(text) <= LONGEST_LABEL and "price" not in found and not text.endswith((".", "!"))
