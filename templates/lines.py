"""Where in a TOML file a key stands, so that an error can name the line.

`tomllib` forgets positions once it has parsed. This walks the text once more, only after something
was found wrong; it knows headers, arrays of tables and keys at the start of a line, which is how
templates are written. What stands inside a value belongs to the line its key is on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*([A-Za-z0-9_.\-"']+)\s*=""")

Place = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The 1-based line of the longest beginning of `path` that stands in the text, if any does."""
    best, found = 0, None
    for number, place in _places(text):
        shared = len(place) if place == tuple(path[: len(place)]) else 0
        if shared > best:
            best, found = shared, number
    return found


def _places(text: str) -> Iterator[tuple[int, Place]]:
    table: Place = ()
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[2]
            table = _parts(name)
            if header[1] == "[[":
                table = (*table, seen[name])
                seen[name] += 1
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, *_parts(key[1]))


def _parts(dotted: str) -> Place:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
