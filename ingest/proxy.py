"""A proxy on this machine that connects only to addresses it has judged public.

For the browser alone, for the time of one page: it understands CONNECT and plain requests, asks the
door's `CheckedBackend` for each connection, and gives up after a number of bytes and seconds.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from urllib.parse import urlsplit

from ingest.door import Resolver, is_public, resolve

log = logging.getLogger(__name__)

PORTS = (80, 443, 8080, 8443)
Connector = Callable[[str, int], socket.socket]
"""From a judged address and a port to a connection; OSError when there is none."""
MOST_BYTES = 40 * 1024 * 1024
MOST_HEAD = 32 * 1024
MOST_CONNECTIONS = 64
SECONDS = 45.0
_PART = 64 * 1024
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_BROKEN = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def _connect(address: str, port: int) -> socket.socket:
    return socket.create_connection((address, port), timeout=10.0)


class FilteringProxy:
    """Listens on 127.0.0.1 while it is entered; `refused` names the hosts it did not connect to."""

    def __init__(
        self,
        allow_private: bool = False,
        resolver: Resolver = resolve,
        connect: Connector = _connect,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolver
        self._connect = connect
        self._server = socket.create_server(("127.0.0.1", 0), backlog=MOST_CONNECTIONS)
        self._ends = time.monotonic() + SECONDS
        self._left = MOST_BYTES
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._closing = False
        self.port: int = self._server.getsockname()[1]
        self.refused: list[str] = []

    def __enter__(self) -> FilteringProxy:
        threading.Thread(target=self._listen, name="proxy", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._ends = 0.0
        self._server.close()

    def _listen(self) -> None:
        self._server.settimeout(0.5)
        while not self._closing:
            try:
                guest, _ = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            if not self._places.acquire(blocking=False):
                guest.close()
                continue
            threading.Thread(target=self._serve, args=(guest,), daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        try:
            with guest:
                guest.settimeout(15.0)
                self._answer(guest)
        except (OSError, ValueError) as error:
            log.debug("A connection of the browser ended: %s", error)
        finally:
            self._places.release()

    def _answer(self, guest: socket.socket) -> None:
        head, rest = _head(guest)
        line, _, headers = head.partition(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ", 2)
        if method == "CONNECT":
            parts = urlsplit(f"//{target}")
            host, port = parts.hostname or "", parts.port or 443
        else:
            parts = urlsplit(target)
            host, port = parts.hostname or "", parts.port or 80
        if not self._may(host, port, parts.scheme):
            guest.sendall(_REFUSED)
            return
        try:
            there = self._connected(host, port)
        except OSError:
            guest.sendall(_BROKEN)
            return
        with there:
            if method == "CONNECT":
                guest.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                there.sendall(rest)
            else:
                path = parts.path or "/"
                path += f"?{parts.query}" if parts.query else ""
                kept = [h for h in headers.split(b"\r\n") if not _is_hop(h)]
                kept.append(b"Connection: close")
                first = f"{method} {path} HTTP/1.1".encode("latin-1")
                there.sendall(b"\r\n".join([first, *filter(None, kept)]) + b"\r\n\r\n" + rest)
            self._relay(guest, there)

    def _may(self, host: str, port: int, scheme: str) -> bool:
        allowed = bool(host) and scheme in ("", "http") and port in PORTS
        if not (allowed or (host and self._allow_private)):
            self.refused.append(f"{host}:{port}")
            return False
        return True

    def _connected(self, host: str, port: int) -> socket.socket:
        """OSError when the host cannot be reached, or must not be."""
        addresses = self._resolve(host, port)
        if not addresses or not (self._allow_private or all(map(is_public, addresses))):
            self.refused.append(f"{host}:{port}")
            raise PermissionError(f"{host} lies in a private network")
        there = self._connect(addresses[0], port)
        there.settimeout(15.0)
        return there

    def _relay(self, guest: socket.socket, there: socket.socket) -> None:
        other = {guest: there, there: guest}
        while time.monotonic() < self._ends and self._left > 0:
            ready, _, _ = select.select(list(other), [], [], 1.0)
            for one in ready:
                part = one.recv(_PART)
                if not part:
                    return
                self._left -= len(part)
                other[one].sendall(part)


def _head(guest: socket.socket) -> tuple[bytes, bytes]:
    """The request's head, and what came after it. ValueError for what is no request."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = guest.recv(_PART)
        if not part or len(data) > MOST_HEAD:
            raise ValueError("no request")
        data += part
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _is_hop(header: bytes) -> bool:
    name = header.partition(b":")[0].strip().lower()
    return name in (b"proxy-connection", b"connection", b"proxy-authorization", b"keep-alive")
