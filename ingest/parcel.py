"""A `Document` as JSON, to cross from the reading child to the house.

Not pickle: a file that took over the child could make a pickle run code in the parent.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from ingest.nouns import Block, Document

_BLOCK = tuple(f.name for f in fields(Block))
_DOCUMENT = tuple(f.name for f in fields(Document) if f.name not in ("blocks", "unread"))


def pack(document: Document) -> bytes:
    parcel = {name: getattr(document, name) for name in _DOCUMENT}
    parcel["unread"] = {str(page): reason for page, reason in document.unread.items()}
    parcel["blocks"] = [[getattr(block, name) for name in _BLOCK] for block in document.blocks]
    # Half a character, as hostile JSON-LD may hold one, can be stored nowhere: it becomes "?".
    return json.dumps(parcel, ensure_ascii=False).encode("utf-8", "replace")


def unpack(parcel: bytes) -> Document:
    """ValueError, TypeError or KeyError when it is no document."""
    data: dict[str, Any] = json.loads(parcel)
    blocks = [_block(values) for values in data.pop("blocks")]
    unread = {int(page): str(reason) for page, reason in data.pop("unread").items()}
    return Document(blocks=blocks, unread=unread, **data)


def _block(values: list[Any]) -> Block:
    named = dict(zip(_BLOCK, values, strict=True))
    named["columns"] = tuple(named["columns"])
    return Block(**named)
