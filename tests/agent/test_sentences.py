from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sentences import LONGEST, Sentences, sentences


def in_pieces(text: str, size: int) -> list[str]:
    splitter = Sentences()
    found = [
        sentence
        for start in range(0, len(text), size)
        for sentence in splitter.feed(text[start : start + size])
    ]
    return [*found, *splitter.rest()]


@given(st.text(max_size=200), st.integers(1, 7))
def test_nothing_is_lost_and_the_pieces_do_not_matter(text: str, size: int) -> None:
    assert "".join(in_pieces(text, size)) == text
    assert in_pieces(text, size) == sentences(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We open at nine. Breakfast is at ten.", 2),
        ("Ask for Dr. Weber at 9 a.m. sharp. She is in.", 2),
        ("A room is 14.50 € a night, see www.inn.example for more.", 1),
        ("Rooms:\n- single\n- double", 3),
        ("¿Cuánto? ¡Mucho!", 2),
        ("Am 15. Juli ist zu. Danke.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_sentence_is_given_as_soon_as_the_next_one_begins() -> None:
    splitter = Sentences()

    assert splitter.feed("We open at nine.") == []
    assert splitter.feed(" ") == []
    assert splitter.feed("Then") == ["We open at nine. "]


def test_a_text_without_an_end_is_not_held_for_ever() -> None:
    assert max(len(sentence) for sentence in sentences("word " * 1_000)) <= LONGEST
