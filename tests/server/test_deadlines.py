"""Slow peers, with the deadlines shortened so that the test need not wait for minutes."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from server import deadlines
from tests.conftest import Serve
from tests.server.composers import Echo


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "HEAD_S", 0.4)
    monkeypatch.setattr(deadlines, "BODY_S", 0.4)


def connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow",
        b"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{",
    ],
    ids=["silence", "half a head", "half a body"],
)
def test_a_half_sent_request_is_hung_up_on_and_others_are_served(
    serve: Serve, begun: bytes
) -> None:
    served = serve(Echo())
    slow = connected(served.address)
    slow.sendall(begun)

    try:
        end = slow.recv(4096)
    except ConnectionResetError:
        end = b""

    assert end == b""
    assert served.client.get("/healthz").status_code == 200


def test_a_whole_request_keeps_its_stream_beyond_the_deadline(serve: Serve) -> None:
    served = serve(Echo())
    guest = served.guest()
    peer = connected(served.address)
    token = guest.headers["Authorization"]
    peer.sendall(
        f"GET {guest.path}/events HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode()
    )
    head = peer.recv(4096)
    peer.settimeout(1.2)

    try:
        rest = peer.recv(4096)
    except TimeoutError:
        rest = b"silence, on an open line"

    assert b"200 OK" in head
    assert rest


def test_a_head_without_end_is_hung_up_on(serve: Serve) -> None:
    served = serve(Echo())
    flood = connected(served.address)

    try:
        flood.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 100_000)
        end = flood.recv(4096)
    except (ConnectionResetError, BrokenPipeError):
        end = b""

    assert end == b""
