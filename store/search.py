"""Finding passages: words through FTS5, meaning through vectors. The only file that knows either.

Each generation has two derived tables, `words_N` and `vec_N`, built aside and dropped whole; the
truth stays in `passages` and `vectors`. Without sqlite-vec the BLOBs are compared with numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, select, text

from store import rows
from store.db import Tx
from store.tables import Document, Generation, Membership, Passage, Source, Vector

TOKENIZER = "unicode61 remove_diacritics 2"


class Hit(NamedTuple):
    passage_id: int
    score: float


def _has_vec(tx: Tx) -> bool:
    query = "SELECT count(*) FROM pragma_module_list WHERE name = 'vec0'"
    return bool(tx.execute(text(query)).scalar())


def build(tx: Tx, generation_id: int, model: str) -> None:
    """Make both indexes of a generation, from scratch."""
    drop(tx, generation_id)
    tx.execute(
        text(
            f"CREATE VIRTUAL TABLE words_{generation_id} USING fts5("
            f"heading, body, content='', tokenize='{TOKENIZER}')"
        )
    )
    tx.execute(
        text(
            f"INSERT INTO words_{generation_id} (rowid, heading, body) "  # noqa: S608 - an int
            "SELECT p.id, p.heading, p.text FROM passages p "
            "JOIN generation_documents m ON m.document_id = p.document_id "
            "JOIN documents d ON d.id = p.document_id JOIN sources s ON s.id = d.source_id "
            "WHERE m.generation_id = :g AND s.audience = 'guests'"
        ),
        {"g": generation_id},
    )
    if not _has_vec(tx):
        return
    size = _dimensions(tx, model)
    if not size:
        return
    tx.execute(
        text(
            f"CREATE VIRTUAL TABLE vec_{generation_id} USING vec0("
            f"embedding float[{size}] distance_metric=cosine)"
        )
    )
    tx.execute(
        text(
            f"INSERT INTO vec_{generation_id} (rowid, embedding) "  # noqa: S608 - an int
            "SELECT v.id, v.data FROM vectors v WHERE v.model = :model AND v.text_key IN ("
            "SELECT p.body_key FROM passages p JOIN generation_documents m "
            "ON m.document_id = p.document_id WHERE m.generation_id = :g UNION "
            "SELECT p.heading_key FROM passages p JOIN generation_documents m "
            "ON m.document_id = p.document_id WHERE m.generation_id = :g)"
        ),
        {"g": generation_id, "model": model},
    )


def build_again(tx: Tx) -> None:
    """Every index there is, after a source came to be for others than before."""
    for generation in tx.scalars(select(Generation)).all():
        if _is_indexed(tx, generation.id):
            build(tx, generation.id, generation.model)


def _dimensions(tx: Tx, model: str) -> int:
    data = tx.scalar(select(Vector.data).where(Vector.model == model).limit(1))
    return len(data) // 4 if data else 0


def drop(tx: Tx, generation_id: int) -> None:
    tx.execute(text(f"DROP TABLE IF EXISTS words_{generation_id}"))
    if _has_vec(tx):
        tx.execute(text(f"DROP TABLE IF EXISTS vec_{generation_id}"))


def by_words(tx: Tx, generation_id: int, words: Sequence[str], limit: int = 50) -> list[Hit]:
    """Passages that hold any of the words, best BM25 first (greater is better)."""
    # FTS5 takes a NUL for the end of the query.
    plain = (word.replace("\x00", "").replace('"', '""') for word in words)
    quoted = " OR ".join(f'"{word}"' for word in plain if word)
    if not quoted:
        return []
    # `rank` is bm25() with all weights 1, worked out once for the order and the score.
    query = (
        f"SELECT rowid, -rank FROM words_{generation_id} "  # noqa: S608 - an int
        f"WHERE words_{generation_id} MATCH ? ORDER BY rank LIMIT ?"
    )
    return [Hit(passage_id, score) for passage_id, score in rows.ask(tx, query, (quoted, limit))]


def by_meaning(
    tx: Tx, generation_id: int, model: str, query: NDArray[np.float32], limit: int = 50
) -> list[Hit]:
    """Passages whose heading or body lies nearest; the score is the larger cosine of the two."""
    if not query.any():
        return []  # its embedder is away: zeros lie near nothing
    near = _nearest(tx, generation_id, model, query, limit)
    if not near:
        return []
    cosine = dict(near)
    best: dict[int, float] = {}
    for passage_id, vector_id in _passages_with(tx, generation_id, list(cosine)):
        best[passage_id] = max(best.get(passage_id, -1.0), cosine[vector_id])
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Hit(passage_id, score) for passage_id, score in ranked]


def _nearest(
    tx: Tx, generation_id: int, model: str, query: NDArray[np.float32], limit: int
) -> list[tuple[int, float]]:
    if not _has_vec(tx):
        return _nearest_exactly(tx, generation_id, model, query, limit)
    rows = tx.execute(
        text(
            f"SELECT rowid, distance FROM vec_{generation_id} "  # noqa: S608 - an int
            "WHERE embedding MATCH :q AND k = :n ORDER BY distance"
        ),
        {"q": query.astype("<f4").tobytes(), "n": limit},
    )
    return [(row.rowid, 1.0 - float(row.distance)) for row in rows]


def _nearest_exactly(
    tx: Tx, generation_id: int, model: str, query: NDArray[np.float32], limit: int
) -> list[tuple[int, float]]:
    held = (
        select(Passage.id)
        .join(Membership, Membership.document_id == Passage.document_id)
        .where(
            Membership.generation_id == generation_id,
            (Passage.body_key == Vector.text_key) | (Passage.heading_key == Vector.text_key),
        )
        .exists()
    )
    rows = tx.execute(select(Vector.id, Vector.data).where(Vector.model == model, held)).all()
    if not rows:
        return []
    matrix = np.frombuffer(b"".join(row.data for row in rows), dtype="<f4")
    scores = matrix.reshape(len(rows), -1) @ query
    order = np.argsort(-scores)[:limit]
    return [(rows[i].id, float(scores[i])) for i in order]


def all_vectors(
    tx: Tx, generation_id: int, model: str
) -> tuple[list[str], list[list[int]], NDArray[np.float32]]:
    """The text keys of a generation, the guests' passages that have each, and their vectors as one
    matrix: for who keeps them in memory. 1.5 KB each."""
    owners: dict[str, list[int]] = {}
    rows = tx.execute(text(_GUESTS_KEYS), {"g": generation_id})
    for row in rows:
        for key in (row.body_key, row.heading_key):
            if key:
                owners.setdefault(key, []).append(row.id)
    found: dict[str, NDArray[np.float32]] = {}
    every = list(owners)
    for start in range(0, len(every), _MOST_AT_ONCE):
        found.update(vectors(tx, model, every[start : start + _MOST_AT_ONCE]))
    keys = [key for key in owners if key in found]
    matrix = np.stack([found[key] for key in keys]) if keys else np.zeros((0, 1), np.float32)
    return keys, [owners[key] for key in keys], matrix


def vocabulary(tx: Tx, generation_id: int) -> dict[str, int]:
    """Every word the index holds, as the tokenizer spells it, with how many passages have it."""
    if not _is_indexed(tx, generation_id):
        return {}
    table = f"temp.vocabulary_{generation_id}"
    tx.execute(
        text(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} "
            f"USING fts5vocab(main, words_{generation_id}, row)"
        )
    )
    rows = tx.execute(text(f"SELECT term, doc FROM {table}")).all()  # noqa: S608 - an int
    tx.execute(text(f"DROP TABLE {table}"))
    return {row.term: row.doc for row in rows}


def _is_indexed(tx: Tx, generation_id: int) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = :name"
    return tx.execute(text(query), {"name": f"words_{generation_id}"}).first() is not None


def vectors(tx: Tx, model: str, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The vectors of these text keys, those that exist."""
    rows = tx.execute(
        select(Vector.text_key, Vector.data).where(
            Vector.model == model, Vector.text_key.in_({key for key in keys if key})
        )
    )
    return {row.text_key: np.frombuffer(row.data, dtype="<f4") for row in rows}


def faults(tx: Tx, generation_id: int, model: str) -> list[str]:
    """Where the derived indexes of a generation differ from the passages they come from."""
    if not _is_indexed(tx, generation_id):
        return ["its full-text index is missing"]
    said: list[str] = []
    words = f"SELECT rowid FROM words_{generation_id}"  # noqa: S608 - an int
    if _ids(tx, words) != _ids(tx, _GUESTS_PASSAGES, g=generation_id):
        said.append("its full-text rows are not its passages")
    wanted = _ids(tx, _HELD_KEYS, g=generation_id)
    known = _ids(tx, "SELECT text_key FROM vectors WHERE model = :m", m=model)
    if missing := len(wanted - known):
        said.append(f"{missing} of its texts have no vector")
    if wanted and _has_vec(tx):
        rows = f"SELECT rowid FROM vec_{generation_id}"  # noqa: S608 - an int
        if _ids(tx, rows) != _ids(tx, _HELD_VECTORS, g=generation_id, m=model):
            said.append("its vector rows are not its passages' vectors")
    return said


def leftovers(tx: Tx) -> list[str]:
    """Index tables of generations that are not there."""
    tables = _ids(
        tx,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND "
        "(name GLOB 'words_[0-9]*' OR name GLOB 'vec_[0-9]*') AND sql LIKE 'CREATE VIRTUAL%'",
    )
    generations = _ids(tx, "SELECT id FROM generations WHERE indexed")
    return [
        f"the index {table} belongs to no generation"
        for table in sorted(map(str, tables))
        if int(table.partition("_")[2]) not in generations
    ]


def _ids(tx: Tx, query: str, **values: object) -> set[object]:
    return set(tx.execute(text(query), values).scalars())


# SQLite takes this many values in one statement, and a few less.
_MOST_AT_ONCE = 20_000
_GUESTS_KEYS = (
    "SELECT p.id, p.body_key, p.heading_key FROM passages p "
    "JOIN generation_documents m ON m.document_id = p.document_id "
    "JOIN documents d ON d.id = p.document_id JOIN sources s ON s.id = d.source_id "
    "WHERE m.generation_id = :g AND s.audience = 'guests' ORDER BY p.id"
)
_GUESTS_PASSAGES = (
    "SELECT p.id FROM passages p JOIN generation_documents m ON m.document_id = p.document_id "
    "JOIN documents d ON d.id = p.document_id JOIN sources s ON s.id = d.source_id "
    "WHERE m.generation_id = :g AND s.audience = 'guests'"
)
_HELD_KEYS = (
    "SELECT p.body_key FROM passages p JOIN generation_documents m "
    "ON m.document_id = p.document_id WHERE m.generation_id = :g UNION "
    "SELECT p.heading_key FROM passages p JOIN generation_documents m "
    "ON m.document_id = p.document_id WHERE m.generation_id = :g AND p.heading_key <> ''"
)
_HELD_VECTORS = f"SELECT id FROM vectors WHERE model = :m AND text_key IN ({_HELD_KEYS})"  # noqa: S608 - no values

_PASSAGES_WITH = text(
    "SELECT p.id AS passage_id, v.id AS vector_id FROM vectors v "
    "JOIN passages p ON p.body_key = v.text_key "
    "JOIN generation_documents m ON m.document_id = p.document_id AND m.generation_id = :g "
    "WHERE v.id IN :ids UNION ALL "
    "SELECT p.id, v.id FROM vectors v JOIN passages p ON p.heading_key = v.text_key "
    "JOIN generation_documents m ON m.document_id = p.document_id AND m.generation_id = :g "
    "WHERE v.id IN :ids"
).bindparams(bindparam("ids", expanding=True))


def _passages_with(
    tx: Tx, generation_id: int, vector_ids: Sequence[int]
) -> Iterable[tuple[int, int]]:
    for row in tx.execute(_PASSAGES_WITH, {"g": generation_id, "ids": vector_ids}):
        yield row.passage_id, row.vector_id


class Found(NamedTuple):
    """A passage with what a citation needs."""

    passage: Passage
    document: Document
    source: Source


def fetch(tx: Tx, passage_ids: Sequence[int]) -> dict[int, Found]:
    rows = tx.execute(
        select(Passage, Document, Source)
        .join(Document, Document.id == Passage.document_id)
        .join(Source, Source.id == Document.source_id)
        .where(Passage.id.in_(passage_ids), Source.audience == "guests")
    )
    return {passage.id: Found(passage, document, source) for passage, document, source in rows}
