"""What every embedder behind an address needs: batches, patience, a breaker, vectors checked.

batch     texts of one request; long ones are cut, since models refuse what they cannot hold
retry     what may pass (no answer, 429, 5xx) with a growing wait; what will not, not
breaker   after a failed question nobody waits again for half a minute
check     as many vectors as texts, all of one size, made length one
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import numpy as np

from models.protocols import Vectors
from store.errors import Invalid, Unavailable

BATCH = 32
MOST_LETTERS = 6_000
TRIES = 4
FIRST_WAIT = 0.5
LONGEST_WAIT = 20.0
REST_S = 30.0
REMEMBERED_QUERIES = 512
QUESTION_TIMEOUT = httpx.Timeout(4.0, connect=2.0)
BATCH_TIMEOUT = httpx.Timeout(120.0, connect=5.0)
_SEE = "See [embedder] in the settings; `concierge doctor` tries it."


class RemoteEmbedder:
    """`ask(texts)` gives path and body of a request, `rows(answer)` the vectors in its answer."""

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: dict[str, str],
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._base = base_url.rstrip("/")
        self._sleep = sleep
        self._client = httpx.Client(headers=headers, transport=transport, trust_env=False)
        self._dimensions = 0
        self._rests_until = 0.0
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()
        self._remembering = threading.Lock()

    # --- for each dialect to fill -----------------------------------------------------------

    def ask(self, texts: Sequence[str]) -> tuple[str, dict[str, Any]]:
        raise NotImplementedError

    def rows(self, answer: Any) -> list[Any]:
        raise NotImplementedError

    # --- the protocol -----------------------------------------------------------------------

    @property
    def dimensions(self) -> int:
        """Learnt from the first answer; asks for one when there was none yet."""
        if not self._dimensions:
            self.query("breakfast")
        return self._dimensions

    def vectors(self, texts: Sequence[str]) -> Vectors:
        parts = []
        for start in range(0, len(texts), BATCH):
            parts.append(self._patiently(texts[start : start + BATCH]))
        return np.concatenate(parts) if parts else np.zeros((0, self._dimensions), np.float32)

    def query(self, text: str) -> Vectors:
        """Once and quickly: a guest waits. Unavailable at once while it rests after a failure."""
        with self._remembering:
            if (known := self._remembered.get(text)) is not None:
                return known
        if time.monotonic() < self._rests_until:
            raise self._away("did not answer a moment ago")
        try:
            vector: Vectors = self._once([text], QUESTION_TIMEOUT)[0]
        except _Passing as failure:
            self._rests_until = time.monotonic() + REST_S
            raise self._away(failure.reason) from failure
        vector.setflags(write=False)
        with self._remembering:
            self._remembered[text] = vector
            while len(self._remembered) > REMEMBERED_QUERIES:
                self._remembered.popitem(last=False)
        return vector

    # --- asking -----------------------------------------------------------------------------

    def _patiently(self, texts: Sequence[str]) -> Vectors:
        wait = FIRST_WAIT
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(texts, BATCH_TIMEOUT)
            except _Passing as failure:
                if attempt == TRIES:
                    raise self._away(failure.reason) from failure
                self._sleep(min(max(wait, failure.wait), LONGEST_WAIT))
                wait *= 2
        raise AssertionError("every attempt ends in an answer or an error")

    def _once(self, texts: Sequence[str], timeout: httpx.Timeout) -> Vectors:
        path, body = self.ask([text[:MOST_LETTERS] or " " for text in texts])
        try:
            response = self._client.post(f"{self._base}{path}", json=body, timeout=timeout)
        except httpx.InvalidURL as error:
            raise Invalid(f"{self._base!r} is not an address.", _SEE) from error
        except httpx.HTTPError as error:
            raise _Passing(f"cannot be reached ({type(error).__name__})") from error
        if response.status_code == 429 or response.status_code >= 500:
            wait = response.headers.get("retry-after", "")
            raise _Passing(
                f"answers {response.status_code}", float(wait) if wait.isdecimal() else 0.0
            )
        if not response.is_success:
            raise Invalid(
                f"The embedder {self.name} refuses ({response.status_code}): {response.text[:200]}",
                _SEE,
            )
        return self._checked(response, len(texts))

    def _checked(self, response: httpx.Response, wanted: int) -> Vectors:
        try:
            found = np.asarray(self.rows(response.json()), np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(f"The embedder {self.name} gives no vectors.", _SEE) from error
        if found.ndim != 2 or len(found) != wanted or not found.shape[1]:
            raise Invalid(f"The embedder {self.name} gives {found.shape} for {wanted} texts.", _SEE)
        if not np.isfinite(found).all():
            raise Invalid(f"The embedder {self.name} gives numbers that are none.", _SEE)
        self._dimensions = found.shape[1]
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        whole: Vectors = found / np.maximum(lengths, np.float32(1e-12))
        return whole

    def _away(self, reason: str) -> Unavailable:
        return Unavailable(f"The embedder {self.name} at {self._base} {reason}.", _SEE)


class _Passing(Exception):
    """A failure that may pass; `wait` is what the other side asks for, in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait
