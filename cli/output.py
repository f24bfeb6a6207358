"""Answers go to stdout, remarks to stderr; `--json` is for machines.

Everything that came from outside the house is printed through `plain`: a guest's message may hold
terminal commands.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
# Direction marks can make a line read as something it is not.
_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")

# Also what ends a line for some readers, and halves of pairs, which cannot be written at all.
_OBEYED = re.compile(f"[\x7f-\x9f\u2028\u2029\ud800-\udfff{''.join(sorted(_MARKS))}]")


def plain(text: object, *, lines: bool = False) -> str:
    """Text without power over the terminal. Line breaks stay only where `lines` are wanted."""
    return "".join(_shown(c, lines) for c in str(text))


def _shown(character: str, lines: bool) -> str:
    if character == "\n":
        return "\n" if lines else " "
    if character == "\t":
        return "    " if lines else " "
    if character in _MARKS:
        return ""
    if unicodedata.category(character) in ("Cc", "Cs"):
        return "\ufffd"
    return character


def colourful(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str, stream: TextIO | None = None) -> str:
    if not colourful(stream or sys.stdout):
        return text
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def stderr_paint(text: str, style: str) -> str:
    return paint(text, style, sys.stderr)


def say(text: str = "") -> None:
    print(text)


def remark(text: str) -> None:
    """Something by the way; never part of the answer."""
    print(text, file=sys.stderr, flush=True)


def write_json(value: Any) -> None:
    """One JSON document."""
    print(_escaped(json.dumps(value, ensure_ascii=False, indent=1, default=str)))


def write_line(value: Any) -> None:
    """One JSON object on one line, sent at once: others may be waiting for it."""
    print(_escaped(json.dumps(value, ensure_ascii=False, default=str)), flush=True)


def _escaped(written: str) -> str:
    """The same JSON, with what JSON lets through and a terminal obeys written as \\uXXXX."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def write_table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Columns as wide as they need; the last is cut to the terminal, when there is one."""
    cells = [[plain("" if cell is None else cell) for cell in row] for row in rows]
    if not cells:
        say(empty)
        return
    widths = [max(len(row[i]) for row in [list(heads), *cells]) for i in range(len(heads))]
    say(paint(_line(heads, widths), "bold"))
    for row in cells:
        say(_line(row, widths))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    if not sys.stdout.isatty():
        return line
    room = shutil.get_terminal_size().columns
    return line if len(line) <= room else line[: room - 1] + "…"
