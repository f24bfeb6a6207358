"""Guests who write over HTTP and do not give up: what is not acknowledged is sent again."""

from __future__ import annotations

import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

QUESTIONS = (
    "When is breakfast possible?",
    "How much is parking for 2?",
    "Do you have a helicopter?",
    "hello",
    "Are dogs allowed?",
    "I want to speak to a person",
    "¿Hay sauna?",
    "x" * 300,
)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    client_id: str
    text: str
    message_id: int
    seq: int


@dataclass
class Guest:
    """Writes `wanted` messages, one after the other, to whatever answers at `address`."""

    address: str
    seed: int
    wanted: int
    id: str = ""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    _headers: dict[str, str] = field(default_factory=dict)
    _closing: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> Guest:
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()
        return self

    @property
    def done(self) -> bool:
        assert self._thread is not None
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Finish the message in hand, then write no more."""
        self._closing.set()
        assert self._thread is not None
        self._thread.join(60)
        assert self.done, "a guest is still waiting to be acknowledged"

    def _write(self) -> None:
        chance = random.Random(self.seed)
        self._open()
        for number in range(self.wanted):
            if self._closing.is_set():
                return
            text = f"{chance.choice(QUESTIONS)} ({self.seed}.{number})"
            self.acknowledged.append(self._say(text, str(uuid.UUID(int=chance.getrandbits(128)))))
            time.sleep(0.02)

    def _open(self) -> None:
        answer = self._until_answered("/v1/conversations", {"locale": "en"})
        self.id = answer["id"]
        self._headers = {"Authorization": f"Bearer {answer['token']}"}

    def _say(self, text: str, client_id: str) -> Acknowledged:
        asked = {"client_id": client_id, "text": text}
        answer = self._until_answered(f"/v1/conversations/{self.id}/messages", asked)
        return Acknowledged(client_id, text, answer["message_id"], answer["seq"])

    def _until_answered(self, path: str, asked: dict[str, str]) -> dict[str, Any]:
        for _ in range(2_000):
            try:
                answer = httpx.post(
                    self.address + path, json=asked, headers=self._headers, timeout=10
                )
                if answer.status_code in (201, 202):
                    found: dict[str, Any] = answer.json()
                    return found
                assert answer.status_code in (429, 503), answer.text
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError("nobody answers")

    def read(self) -> list[dict[str, Any]]:
        found = httpx.get(f"{self.address}/v1/conversations/{self.id}", headers=self._headers)
        messages: list[dict[str, Any]] = found.json()["messages"]
        return messages

    def acknowledged_again(self) -> list[Acknowledged]:
        """What the house says when everything is sent once more."""
        return [self._say(a.text, a.client_id) for a in self.acknowledged]
