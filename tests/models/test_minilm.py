from __future__ import annotations

import hashlib
import json
import threading
from importlib.resources import files

import numpy as np
import pytest

from models.minilm import embedder as minilm
from models.minilm.embedder import MiniLM

HERE = files("models.minilm")


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM()


def test_the_shipped_files_are_the_ones_that_were_built() -> None:
    recorded = json.loads((HERE / "hashes.json").read_text("utf-8"))

    shipped = {name: hashlib.sha256((HERE / name).read_bytes()).hexdigest() for name in recorded}

    assert shipped == recorded
    assert set(recorded) == {"minilm.int8.onnx", "tokenizer.json"}


def test_the_model_travels_with_its_licence_and_its_origin() -> None:
    assert "Apache License" in (HERE / "LICENSE").read_text("utf-8")
    assert "all-MiniLM-L6-v2" in (HERE / "NOTICE").read_text("utf-8")


def test_likenesses_stay_close_to_those_of_the_original_model(embedder: MiniLM) -> None:
    sentences = [
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    ]

    vectors = embedder.vectors(sentences)

    # 0.6946, 0.9429 and 0.2569 are what the full-precision model gives.
    assert vectors[1:] @ vectors[0] == pytest.approx([0.6946, 0.9429, 0.2569], abs=0.03)


def test_every_vector_has_length_one_and_keeps_its_place(embedder: MiniLM) -> None:
    texts = [f"{'a long sentence about rooms ' * (n % 5)}number {n}" for n in range(21)]

    vectors = embedder.vectors(texts)

    assert vectors.shape == (21, embedder.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(21), abs=1e-5)
    for index in (0, 7, 20):
        assert float(vectors[index] @ embedder.query(texts[index])) > 0.98


def test_no_texts_make_no_vectors_and_an_empty_text_makes_one(embedder: MiniLM) -> None:
    assert embedder.vectors([]).shape == (0, 384)
    assert embedder.vectors([""]).shape == (1, 384)
    assert np.isfinite(embedder.query("")).all()


def test_a_text_far_too_long_is_cut_rather_than_refused(embedder: MiniLM) -> None:
    assert np.isfinite(embedder.query("breakfast " * 20_000)).all()


def test_the_same_query_is_computed_once_and_memory_of_them_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(minilm, "REMEMBERED_QUERIES", 2)
    embedder = MiniLM()

    first = embedder.query("When is breakfast?")

    assert embedder.query("When is breakfast?") is first
    embedder.query("one")
    embedder.query("two")
    assert embedder.query("When is breakfast?") is not first


def test_a_remembered_vector_cannot_be_spoilt_by_who_was_given_it(embedder: MiniLM) -> None:
    with pytest.raises(ValueError, match="read-only"):
        embedder.query("parking")[0] = 9.0


def test_threads_share_one_session_and_agree() -> None:
    embedder = MiniLM()
    seen: list[float] = []

    def ask(n: int) -> None:
        seen.append(float(embedder.query(f"question {n % 2}") @ embedder.query("question 0")))

    threads = [threading.Thread(target=ask, args=(2 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == pytest.approx([1.0] * 8, abs=1e-5)
