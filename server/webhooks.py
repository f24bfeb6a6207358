"""Webhooks out: signed as Standard Webhooks has it, to addresses on the open internet alone.

    webhook-id          the same at every attempt
    webhook-timestamp   seconds since 1970
    webhook-signature   v1,base64(HMAC-SHA256(secret, "id.timestamp.body"))

The address is judged when it is connected to (ingest/door.py), so a name that comes to mean a
machine of the own network opens nothing. Redirects are not followed: they were not chosen.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Final

import httpx

from channels.channel import Outbound, Sent, nothing_to_note
from ingest.door import CheckedBackend, CheckedTransport
from store import notices
from store.db import Store
from store.errors import Invalid, Unavailable

TIMEOUT_S: Final = 10.0
LATER: Final = frozenset({408, 425, 429})


class Webhook:
    """A courier. Receivers know a repetition by its id, so an interrupted one is made again."""

    name = "webhook"
    idempotent = True

    def __init__(
        self,
        store: Store,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._clock = store, clock
        self._transport = transport

    def send(self, outbound: Outbound, leaving: Callable[[str], None] = nothing_to_note) -> Sent:
        body = json.dumps(outbound.payload["body"], ensure_ascii=False).encode()
        name = f"msg_{hashlib.sha256(outbound.key.encode()).hexdigest()[:32]}"
        at = str(int(self._clock()))
        headers = {
            "content-type": "application/json",
            "user-agent": "concierge",
            "webhook-id": name,
            "webhook-timestamp": at,
            "webhook-signature": signature(self._secret(outbound), name, at, body),
        }
        transport = self._transport or CheckedTransport(CheckedBackend())
        try:
            with httpx.Client(transport=transport, timeout=TIMEOUT_S) as client:
                response = client.post(outbound.recipient, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable("The webhook cannot be reached.", "Check its address.") from error
        _judge(response.status_code)
        return Sent(name)

    def _secret(self, outbound: Outbound) -> str:
        """The one of today: a delivery that waited is signed with what the receiver has now."""
        with self._store.reading() as tx:
            choice = notices.choice_of(tx, int(outbound.payload["user_id"]))
        if choice.webhook != outbound.recipient:
            raise Invalid("This webhook is wanted no more.")
        return choice.webhook_secret


def _judge(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in LATER or status >= 500:
        raise Unavailable(f"The webhook answers {status}.", "It is tried again by itself.")
    raise Invalid(f"The webhook refuses it with {status}.", "Check its address.")


def signature(secret: str, name: str, at: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(notices.SECRET))
    signed = hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"
