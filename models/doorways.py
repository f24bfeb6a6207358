"""The vendors' libraries at our door: the clients they want, with the door behind them.

`httpx` and `httpx2` have the same shape and share no class, so the same few lines stand here twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.door import Door, Exchange

if TYPE_CHECKING:
    import httpx
    import httpx2


def client_for_httpx2(door: Door) -> httpx2.Client:
    """For anthropic and openai."""
    import httpx2

    class Body(httpx2.SyncByteStream):
        def __init__(self, exchange: Exchange) -> None:
            self._exchange = exchange

        def __iter__(self) -> Iterator[bytes]:
            return self._exchange.pieces()

        def close(self) -> None:
            self._exchange.close()

    class Transport(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            asked = door.exchange(
                request.method, request.url.raw_path, request.headers.raw, request.read()
            )
            return httpx2.Response(asked.status, headers=asked.headers, stream=Body(asked))

    return httpx2.Client(transport=Transport(), trust_env=False, follow_redirects=False)


def transport_for_httpx(door: Door) -> httpx.BaseTransport:
    """For ollama, which builds its own client around a transport."""
    import httpx

    class Body(httpx.SyncByteStream):
        def __init__(self, exchange: Exchange) -> None:
            self._exchange = exchange

        def __iter__(self) -> Iterator[bytes]:
            return self._exchange.pieces()

        def close(self) -> None:
            self._exchange.close()

    class Transport(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            asked = door.exchange(
                request.method, request.url.raw_path, request.headers.raw, request.read()
            )
            return httpx.Response(asked.status, headers=asked.headers, stream=Body(asked))

    return Transport()
