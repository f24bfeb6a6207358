"""The sentences of the demos' pages, in the languages of the others."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (files("server") / "pages" / "demo_words.json").read_text("utf-8")
    )
    return found


def words_of(language: str) -> dict[str, str]:
    """By name; in English for a language we do not speak."""
    return _all().get(language, _all()["en"])
