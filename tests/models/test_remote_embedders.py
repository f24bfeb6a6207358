"""Embedders behind an address: their dialects, their failures, and what guests notice of them."""

from __future__ import annotations

import json
import math
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import numpy as np
import pytest

from models.embedding_door import RemoteEmbedder
from models.following import Following
from models.ollama_embedder import OllamaEmbedder
from models.openai_embedder import OpenAIEmbedder
from store.errors import Invalid, Unavailable
from tests.shared import SHARED, WHY_NOT

Make = Callable[..., RemoteEmbedder]


class Double:
    """Answers in the shapes of both vendors' published descriptions; fails when told to."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.failing: list[int | Exception] = []
        self.size = 3

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.failing:
            failure = self.failing.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return httpx.Response(failure, json={"error": "not now"})
        body = json.loads(request.content)
        rows = [self._row(text) for text in body["input"]]
        if request.url.path == "/api/embed":
            return httpx.Response(200, json={"model": body["model"], "embeddings": rows})
        assert request.url.path == "/v1/embeddings"
        data = [{"object": "embedding", "index": n, "embedding": r} for n, r in enumerate(rows)]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        told = {"object": "list", "data": data[::-1], "model": body["model"], "usage": usage}
        return httpx.Response(200, json=told)

    def _row(self, text: str) -> list[float]:
        return [float(len(text)), 1.0, *[0.5] * (self.size - 2)]


@pytest.fixture
def double() -> Double:
    return Double()


@pytest.fixture(params=[OllamaEmbedder, OpenAIEmbedder])
def make(request: pytest.FixtureRequest, double: Double) -> Make:
    def made() -> RemoteEmbedder:
        kind = request.param
        transport = httpx.MockTransport(double)
        found: RemoteEmbedder = kind(
            "tiny", "http://here", "k", transport=transport, sleep=lambda s: None
        )
        return found

    return made


def test_vectors_come_in_the_order_of_their_texts_and_of_length_one(make: Make) -> None:
    embedder = make()

    found = embedder.vectors(["a", "bb" * 40])

    assert found.shape == (2, 3)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert math.isclose(found[0][0] / found[0][1], 1.0, rel_tol=1e-5)
    assert embedder.dimensions == 3
    assert embedder.name.endswith(":tiny")


def test_many_texts_go_in_batches_with_the_key(make: Make, double: Double) -> None:
    make().vectors([str(n) for n in range(70)])

    assert len(double.asked) == 3
    assert {request.headers["authorization"] for request in double.asked} == {"Bearer k"}


def test_a_batch_is_tried_again_after_what_may_pass(make: Make, double: Double) -> None:
    double.failing = [503, httpx.ReadTimeout("slow"), 429]

    assert make().vectors(["a"]).shape == (1, 3)
    assert len(double.asked) == 4


def test_a_refusal_is_told_at_once(make: Make, double: Double) -> None:
    double.failing = [404]

    with pytest.raises(Invalid, match="refuses"):
        make().vectors(["a"])
    assert len(double.asked) == 1


def test_a_question_is_asked_once_and_then_nobody_waits_for_a_while(
    make: Make, double: Double
) -> None:
    double.failing = [httpx.ConnectError("gone")]
    embedder = make()

    for _ in range(3):
        with pytest.raises(Unavailable):
            embedder.query("When?")

    assert len(double.asked) == 1


def test_the_same_question_is_embedded_once(make: Make, double: Double) -> None:
    embedder = make()

    assert np.array_equal(embedder.query("When?"), embedder.query("When?"))
    assert len(double.asked) == 1


def test_when_an_embedder_is_away_its_questions_lie_near_nothing(
    make: Make, double: Double
) -> None:
    embedder = make()
    following = Following(lambda: "tiny", lambda model: embedder, lambda model: 3)
    double.failing = [500]

    vector = following.query("When?")

    assert vector.tolist() == [0.0, 0.0, 0.0]
    assert "500" in following.of("tiny").fault


@pytest.fixture(scope="module")
def other_process() -> Iterator[str]:
    """A server of both dialects that is not ours."""
    if SHARED is None or not (SHARED / "tools/load/fake_llm.py").exists():
        pytest.skip(WHY_NOT)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, str(SHARED / "tools/load/fake_llm.py"), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{address}/stats", timeout=1)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("kind", [OllamaEmbedder, OpenAIEmbedder])
def test_a_server_in_another_process_is_understood(
    kind: type[OllamaEmbedder] | type[OpenAIEmbedder], other_process: str
) -> None:
    embedder = kind("fake-60", other_process)

    assert embedder.vectors(["a", "b"]).shape == (2, 384)
    assert embedder.query("c").shape == (384,)
