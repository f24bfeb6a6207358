from __future__ import annotations

import pytest

from tests.tui.hostile import OWN
from tui import ringing


def test_the_title_counts_what_is_unread() -> None:
    assert ringing.title(3, "Seaview") == "\x1b]2;(3) Seaview\x07"
    assert ringing.title(0, "Seaview") == "\x1b]2;Seaview\x07"


def test_a_terminal_is_told_in_its_own_way() -> None:
    assert ringing.desktop("Hello", {"TERM": "xterm-256color"}) == "\x1b]9;Hello\x07"
    assert ringing.desktop("Hello", {"TERM": "xterm-kitty"}) == "\x1b]99;;Hello\x1b\\"


@pytest.mark.parametrize("number", range(len(OWN)))
def test_no_name_ends_the_sequence_it_stands_in(number: int) -> None:
    sequence = ringing.title(1, OWN[number])

    inner = sequence.removeprefix("\x1b]2;").removesuffix("\x07")
    assert all(c.isprintable() for c in inner)
