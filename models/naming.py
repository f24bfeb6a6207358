"""The business's own name, taken out of what is embedded.

Every page of a house says its name, so the name draws every question to every passage. Reading it
as "it" was the largest gain measured; passages and questions must be prepared alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
SHORTEST = 3


def without_name(text: str, name: str) -> str:
    """`text` with "it" where the business is named; a name of under three letters stays."""
    pattern = _pattern(name)
    return pattern.sub("it", text) if pattern else text


@lru_cache(maxsize=64)
def _pattern(name: str) -> re.Pattern[str] | None:
    words = _WORD.findall(name)
    if words and words[0].lower() == "the":
        words = words[1:]
    if len("".join(words)) < SHORTEST:
        return None
    spelled = r"[\s\W_]{1,3}".join(_spelling(word) for word in words)
    return re.compile(rf"(?<![^\W_])(?:the\s+)?{spelled}(?:['’]s)?(?![^\W_])", re.IGNORECASE)


def _spelling(word: str) -> str:
    if word in ("&", "and"):
        return "(?:&|and)"
    return re.escape(word).replace("'", "['’]").replace("’", "['’]")
