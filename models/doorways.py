"""The vendors' libraries at our door: the clients they want, with the door behind them.

`httpx` and `httpx2` have the same shape and share no class, so ours are made for the one or the
other when it is known which.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from models.door import Door, Exchange

if TYPE_CHECKING:
    import httpx
    import httpx2


def client_for_httpx2(door: Door) -> httpx2.Client:
    """For anthropic and openai."""
    import httpx2

    return httpx2.Client(
        transport=_transport(httpx2, door), trust_env=False, follow_redirects=False
    )


def transport_for_httpx(door: Door) -> httpx.BaseTransport:
    """For ollama, which builds its own client around a transport."""
    import httpx

    transport: httpx.BaseTransport = _transport(httpx, door)
    return transport


class _Body:
    """An answer's body as a library reads it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        return self._exchange.pieces()

    def close(self) -> None:
        self._exchange.close()


def _transport(library: ModuleType, door: Door) -> Any:
    body = type("Body", (_Body, library.SyncByteStream), {})

    def handle_request(_self: Any, request: Any) -> Any:
        asked = door.exchange(
            request.method, request.url.raw_path, request.headers.raw, request.read()
        )
        return library.Response(asked.status, headers=asked.headers, stream=body(asked))

    made = type("Transport", (library.BaseTransport,), {"handle_request": handle_request})
    return made()
