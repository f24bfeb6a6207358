from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.text import assembled, fit, one_line, plain, visible

OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Joiners are letters of emoji and of many scripts; the rest is drawn, or is a soft sign in a word.
HARMLESS = {"\n", "\u200c", "\u200d"}


def obeyed(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in OBEYED and c not in HARMLESS}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\x07b\x00", "a␇b␀"),
        ("\x9b31m", "‹U+009B›31m"),
        ("user\u202egnp.exe", "user‹U+202E›gnp.exe"),
        ("zero\u200bwidth", "zero‹U+200B›width"),
        ("\U000e0041", "‹U+E0041›"),
        ("a\r\nb\rc", "a\nb␍c"),
        ("a\tb", "a    b"),
        ("[b]x[/b] [IMPORTANT] [@click=app.quit]", "[b]x[/b] [IMPORTANT] [@click=app.quit]"),
        ("愛子 👩‍👧 é", "愛子 👩‍👧 é"),
    ],
)
def test_what_a_terminal_would_obey_is_named_and_the_rest_is_left(given: str, shown: str) -> None:
    assert visible(given) == shown


@given(st.text())
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    left = {c for c in obeyed(visible(text)) if not _is_a_sign_in_a_script(c)}

    assert left == set()


def _is_a_sign_in_a_script(character: str) -> bool:
    """Arabic, Syriac, Kaithi, Egyptian and musical signs are format characters that are drawn."""
    return ord(character) in {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2} or (
        0x11000 <= ord(character) < 0x20000
    )


@given(st.text())
def test_no_printable_character_is_lost(text: str) -> None:
    # Variation selectors of the tag plane count as printable and cannot be seen: they are named.
    named = {"\u3164", "\u2065", *map(chr, range(0xE0000, 0xE1000))}
    printable = [c for c in text if c.isprintable() and c not in named]

    rest = iter(visible(text))
    assert all(c in rest for c in printable)


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_a_fitted_line_is_never_wider_than_its_place(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) <= width
    assert "\n" not in fit(text, width)


@given(st.text())
def test_markup_is_never_read(text: str) -> None:
    assert plain(text).plain == visible(text)
    assert assembled([(text, "bold")]).plain == visible(text)
    assert all(span.style == "bold" for span in assembled([(text, "bold")]).spans)


def test_one_line_has_one_line() -> None:
    assert one_line(" a\n\n b\t c ") == "a b c"
