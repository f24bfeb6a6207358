from __future__ import annotations

import hashlib
import json
import threading
from importlib.resources import files

import numpy as np
import pytest

from models.reader import reader as reading
from models.reader.pairs import LONGEST_QUESTION, encoder, pair_of
from models.reader.reader import GRAPH, LONGEST_PAIR, Reader
from models.registry import build_reader

HERE = files("models.reader")
PAGE = [
    "Opening hours\nMonday to Friday 9:00–18:00 | Saturday 10:00–14:00 | Sunday closed",
    "Fees > Adults\nFencing course | €90",
    "Fees > Adults\nArchery course | €75",
    "Archery course\nTen evenings in the old riding hall, bows are provided.",
    "Dogs must stay outside.",
    "Contact\nPhone: 0161 496 0123\nE-mail: hall@sports.example",
    "Home | Courses | Parking | Contact",
]


# Measured, and told in the README: a sentence about the thing asked for draws the reader more than
# its bare price does. Whoever uses the reader must look for the kind of value themselves.
DRAWN_BY_A_SENTENCE = pytest.mark.xfail(
    strict=True, reason="a description without a price outweighs the row with it"
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_the_shipped_file_is_the_one_that_was_built() -> None:
    recorded = json.loads((HERE / "hashes.json").read_text("utf-8"))

    assert recorded == {GRAPH: hashlib.sha256((HERE / GRAPH).read_bytes()).hexdigest()}


def test_the_reader_travels_with_its_licences_and_what_it_was_taught_with() -> None:
    notice = (HERE / "NOTICE").read_text("utf-8")

    assert all(name in notice for name in ("all-MiniLM-L6-v2", "DSTC9", "DSTC11"))
    assert "Apache License" in (HERE / "LICENSE").read_text("utf-8")
    assert "Community Data License" in (HERE / "CDLA-Sharing-1.0.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        pytest.param("how much is the archery course", 2, marks=DRAWN_BY_A_SENTENCE),
        ("whats the phone number", 5),
        ("are you open on sunday?", 0),
        ("can i bring my dog", 4),
        ("fencing course price?", 1),
    ],
)
def test_the_row_that_answers_is_preferred_to_its_neighbours(
    reader: Reader, question: str, wanted: int
) -> None:
    assert int(np.argmax(reader.scores(question, PAGE))) == wanted


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("how much is the archery course", 2, marks=DRAWN_BY_A_SENTENCE),
        ("whats the phone number", 5),
        ("dogs ok?", 4),
        ("fencing course price?", 1),
    ],
)
def test_a_page_robbed_of_its_answer_is_trusted_less(
    reader: Reader, question: str, answer: int
) -> None:
    robbed = [text for number, text in enumerate(PAGE) if number != answer]

    assert reader.scores(question, PAGE).max() > reader.scores(question, robbed).max() + 1


def test_what_the_business_never_speaks_of_is_not_answered_here(reader: Reader) -> None:
    for question in ("do you sell train tickets to Paris", "who won the election"):
        assert reader.scores(question, PAGE).max() < 0


def test_each_score_stands_where_its_passage_stood(reader: Reader) -> None:
    passages = [f"{'word ' * (n % 7)}{PAGE[n % len(PAGE)]}" for n in range(20)]
    alone = [float(reader.scores("dogs ok?", [text])[0]) for text in passages]

    together = reader.scores("dogs ok?", passages)

    assert together.dtype == np.float32
    assert together.shape == (20,)
    # int8 rounds by what else is in the batch, so equal is not to be had.
    assert together == pytest.approx(alone, abs=1.0)


def test_no_passages_have_no_scores_and_empty_texts_have_one(reader: Reader) -> None:
    assert reader.scores("when?", []).shape == (0,)
    assert np.isfinite(reader.scores("", ["", "breakfast"])).all()


def test_texts_far_too_long_or_broken_are_read_as_far_as_they_go(reader: Reader) -> None:
    texts = ["breakfast " * 50_000, "half a letter \ud800", "\x00\x1b[31m", "𝔅" * 9_000]

    assert np.isfinite(reader.scores("breakfast " * 9_000, texts)).all()


def test_a_pair_keeps_forty_tokens_of_the_question_and_fits_the_rest() -> None:
    pair = pair_of(encoder(LONGEST_PAIR), "why " * 99, "because " * 999, LONGEST_PAIR)

    assert len(pair.ids) == len(pair.kinds) == LONGEST_PAIR
    assert pair.kinds.count(0) == LONGEST_QUESTION + 2
    assert pair.ids.count(102) == 2


def test_threads_share_one_session_and_agree() -> None:
    reader = Reader()
    seen: list[float] = []
    threads = [
        threading.Thread(target=lambda: seen.append(float(reader.scores("dogs?", PAGE)[4])))
        for _ in range(6)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == pytest.approx([seen[0]] * 6, abs=1e-4)


def test_the_house_holds_one_reader_however_often_it_is_asked_for() -> None:
    assert build_reader() is build_reader()
    assert isinstance(build_reader(), Reader)


def test_a_house_without_the_file_has_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    build_reader.cache_clear()
    monkeypatch.setattr(reading, "GRAPH", "left_out.onnx")

    assert build_reader() is None

    build_reader.cache_clear()
