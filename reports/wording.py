"""What guests wrote, made fit to be counted and printed. All of it is hostile text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

MOST = 10
LINE = 140


def ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """The ten most frequent; equals in the order of their words, so that two runs agree."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST]


def one_line(text: str) -> str:
    """One line, no control or direction characters, short."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or _prints(c))
    line = " ".join(kept.split())
    return line if len(line) <= LINE else line[: LINE - 1].rstrip() + "…"


def _prints(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"


def bare(text: str) -> str:
    """Case, width and punctuation do not make another question."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded)) or folded.strip()
