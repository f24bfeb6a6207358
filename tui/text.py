"""Hostile text, made fit for a terminal: every character shows itself and does nothing.

Guests, documents and models write what they like: escape sequences, markup, characters that turn
the line around or cannot be seen. `visible` and `one_line` are the only ways their words reach the
screen, and every widget of ours that shows text calls one of them itself. Nothing printable is
lost: what cannot be shown is named (`␛`, `‹U+202E›`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

TAB: Final = "    "

# C0 and DEL have pictures of their own. Newline and tab are kept for the layout below.
_PICTURES: Final = {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)} | {
    0x7F: "\u2421"
}
_NAMED: Final[tuple[tuple[int, int], ...]] = (
    (0x80, 0x9F),  # C1: some terminals obey these as they obey ESC
    (0xAD, 0xAD),  # soft hyphen
    (0x061C, 0x061C),  # and below: marks and overrides that turn text around
    (0x180E, 0x180E),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),  # a Hangul letter that is blank
    (0xD800, 0xDFFF),  # halves of pairs: no terminal can be sent one
    (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFB),
    (0xE0000, 0xE0FFF),  # tags: whole sentences can be hidden in them
)
_UNSEEN: Final = re.compile(
    "["
    + "".join(chr(code) for code in _PICTURES)
    + "".join(f"{chr(first)}-{chr(last)}" for first, last in _NAMED)
    + "]"
)


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    return _PICTURES.get(code) or f"‹U+{code:04X}›"


def visible(text: str) -> str:
    """The text with nothing left in it that a terminal obeys or hides. Lines stay lines."""
    return _UNSEEN.sub(_shown, text.replace("\r\n", "\n")).replace("\t", TAB)


def one_line(text: str) -> str:
    """The same, for places that have one line."""
    return " ".join(visible(text).split())


def without_markup(text: str) -> str:
    """For the palette, which reads markup whatever it is given: brackets become their wide twins,
    which look alike and mean nothing."""
    return one_line(text).replace("[", "［").replace("]", "］")


def plain(text: str, style: str | Style = "") -> Content:
    """Text as it is, markup and all: `[b]` shows as `[b]`."""
    return Content.styled(visible(text), style) if style else Content(visible(text))


def assembled(parts: Iterable[tuple[str, str]]) -> Content:
    """(text, style) pairs as one piece of content; the texts may be anybody's."""
    return Content.assemble(*((visible(text), style) for text, style in parts if text))


def fit(text: str, width: int) -> str:
    """At most `width` cells of one line, with an ellipsis where something is left out."""
    text = one_line(text)
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    return f"{set_cell_size(text, width - 1).rstrip()}…"
