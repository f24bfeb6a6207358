from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from ingest.figures import Word, settled, verdict
from ingest.nouns import DOUBTFUL
from ingest.pixels import Picture

PAGE = Picture(Image.new("L", (600, 800), 255), 1.0, 0.0, 800.0)


def word(text: str, left: float, sure: float, wide: float = 8.0) -> Word:
    return Word(text, left, left + wide * len(text), 500, 512, sure)


def says(*texts: str, sure: float = 0.9) -> list[Word]:
    """What the third look reads in its column: one cutting a line, in the order of the places."""
    lines, down = [], 40
    for text in texts:
        high = round(44 / 12 * int(12 * 1.7))
        lines.append(Word(text, 40, 100, down + high / 2 - 5, down + high / 2 + 5, sure))
        down += high + 40
    return lines


def texts(looks: Sequence[Sequence[Word]]) -> list[list[str]]:
    return [[w.text for w in look] for look in looks]


def test_a_price_that_two_of_three_readings_have_is_the_price() -> None:
    assert verdict([(0, "6.95", 0.9), (1, "8.95", 0.8), (2, "8.95", 0.85)]) == "8.95"


def test_a_price_that_is_read_otherwise_each_time_is_not_told() -> None:
    assert verdict([(0, "6.95", 0.8), (1, "8.95", 0.8)]) == DOUBTFUL
    assert verdict([(0, "6.95", 0.5)]) == DOUBTFUL


def test_a_point_that_one_reading_lost_is_put_back() -> None:
    assert verdict([(0, "495", 0.97), (1, "4.95", 0.8)]) == "4.95"


def test_one_look_has_one_vote_however_often_it_read_a_place() -> None:
    readings = [(0, "6.95", 0.7), (0, "6.95", 0.7), (1, "8.95", 0.9), (2, "8.95", 0.9)]

    assert verdict(readings) == "8.95"


def test_a_third_look_decides_between_two() -> None:
    looks = [[word("6.95", 100, 0.7)], [word("8.95", 101, 0.7)]]

    found = settled(looks, PAGE, lambda column: says("8.95"))

    assert texts(found) == [["8.95"], ["8.95"]]


def test_two_prices_with_a_stroke_between_them_stay_two() -> None:
    looks = [
        [word("8.95", 100, 0.9), word("/", 140, 0.9), word("9.50", 156, 0.9)],
        [word("8.95/9.50", 100, 0.9, wide=9.8)],
    ]

    found = settled(looks, PAGE, lambda column: [])

    assert texts(found) == [["8.95", "/", "9.50"], ["8.95/9.50"]]


def test_words_keep_what_stands_around_their_figures() -> None:
    looks = [[word("£29.95", 100, 0.6)], [word("£28.95", 100, 0.9)]]

    found = settled(looks, PAGE, lambda column: says("28.95"))

    assert texts(found) == [["£28.95"], ["£28.95"]]


def test_single_digits_and_words_are_left_alone() -> None:
    asked: list[Image.Image] = []

    def third(column: Image.Image) -> list[Word]:
        asked.append(column)
        return []

    looks = [[word("7", 10, 0.4), word("Soup", 40, 0.9)], []]

    assert settled(looks, PAGE, third) == looks
    assert not asked
