"""The way to a model's server: one plain HTTP/1.1 exchange on one socket, watched all the while.

The vendors' libraries speak through it (`models.doorways`). We go to the socket ourselves since

- every wait must end by the request's clock, also where a server drips a byte a second into a
  header, and from another thread when the guest has gone;
- tokens that lie in the buffer together should leave together; with the parser in C that spares a
  third of the CPU of a stream (anthropic 2.9 ms instead of 4.2 for 60 tokens, ollama 1.3 of 1.9).

An address is resolved once, judged, and connected to by number. Models on this machine and in the
business's own network are normal; a key goes there without TLS, and nowhere else.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

import httptools

from models.model import Failed, Halt
from models.patience import Patience

IDLE_MOST = 32
IDLE_S = 20.0
DRAIN_S = 0.02
PIECE = 65_536
MOST_HEAD = 65_536
MOST_BODY = 4 * 2**20
# What the libraries send besides tells of the machine, and is nobody's business.
_PASSED = frozenset(
    {b"accept", b"content-type", b"content-length", b"anthropic-version", b"anthropic-beta"}
)

asking: ContextVar[Patience] = ContextVar("asking")


class Door:
    """One server's. `headers` are sent with every request: the key, and nothing of the library's.

    Safe to share between threads. Raises `Failed`.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None) -> None:
        parts = urlsplit(base_url)
        self.secure = parts.scheme == "https"
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.secure else 80)
        self._named = parts.netloc.rpartition("@")[2].encode("ascii", "replace")
        self._headers = {name.lower().encode(): _clean(v) for name, v in (headers or {}).items()}
        self._idle: list[tuple[float, socket.socket]] = []
        self._lock = threading.Lock()

    def exchange(
        self, method: str, target: bytes, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> Exchange:
        """Send a request and read the head of its answer."""
        patience = asking.get()
        message = self._written(method, target, headers, body)
        kept = self._take_idle()
        if kept is not None:
            with contextlib.suppress(_Stale):
                return self._try(kept, message, patience, reused=True)
        return self._try(self._connected(patience), message, patience)

    def _try(
        self, sock: socket.socket, message: bytes, patience: Patience, *, reused: bool = False
    ) -> Exchange:
        exchange = Exchange(self, sock, patience, reused)
        try:
            exchange.begin(message)
        except BaseException:
            exchange.close()
            raise
        return exchange

    def _written(
        self, method: str, target: bytes, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> bytes:
        told = {name.lower(): value for name, value in headers if name.lower() in _PASSED}
        told |= {b"host": self._named, b"user-agent": b"concierge", b"accept-encoding": b"identity"}
        told |= self._headers
        told[b"content-length"] = str(len(body)).encode()
        lines = b"".join(b"%s: %s\r\n" % line for line in told.items())
        return b"%s %s HTTP/1.1\r\n%s\r\n%s" % (method.encode(), target, lines, body)

    # --- connections ------------------------------------------------------------------------

    def _take_idle(self) -> socket.socket | None:
        now = time.monotonic()
        while True:
            with self._lock:
                if not self._idle:
                    return None
                since, sock = self._idle.pop()
            if now - since < IDLE_S and _silent(sock):
                return sock
            sock.close()

    def keep(self, sock: socket.socket) -> None:
        with self._lock:
            if len(self._idle) < IDLE_MOST:
                self._idle.append((time.monotonic(), sock))
                return
        sock.close()

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for _, sock in idle:
            sock.close()

    def _connected(self, patience: Patience) -> socket.socket:
        until = time.monotonic() + patience.connecting()
        problem: OSError | None = None
        for address in _resolved(self.host, self.port, patience):
            self._judge(address, patience)
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                return self._dressed(socket.create_connection((address, self.port), left), until)
            except OSError as error:  # ssl.SSLError is one
                problem = error
        told = f" ({problem})" if problem else ""
        raise self._unreachable(patience, f"cannot be reached{told}") from problem

    def _dressed(self, sock: socket.socket, until: float) -> socket.socket:
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not self.secure:
                return sock
            sock.settimeout(max(0.001, until - time.monotonic()))
            return _trust().wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise

    def _judge(self, address: str, patience: Patience) -> None:
        number = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(number, "ipv4_mapped", None)
        number = mapped or number
        if number.is_link_local or number.is_multicast or number.is_unspecified:
            raise self._unreachable(patience, "lies at an address where no model lives")
        if not self.secure and not (number.is_private or number.is_loopback):
            raise Failed(
                "invalid",
                f"{self.host} is on the open internet; guests' words go there by https only.",
                "Write https:// in its base_url.",
                model=patience.model,
            )

    def _unreachable(self, patience: Patience, why: str) -> Failed:
        return Failed(
            "unreachable",
            f"The model {patience.model} at {self.host}:{self.port} {why}.",
            "`concierge doctor` tries it.",
            model=patience.model,
        )


class _Stale(Exception):
    """A kept connection was closed by the other side before it answered; a new one may serve."""


class Exchange:
    """One request and its answer. `status` and `headers` are known once `begin` returned."""

    def __init__(self, door: Door, sock: socket.socket, patience: Patience, reused: bool) -> None:
        self._door, self._sock, self._patience, self._fresh = door, sock, patience, not reused
        self._parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._head_done = self._whole = self._closed = False
        self._framed = self._lasting = False
        self._pieces: list[bytes] = []
        self._read = 0
        self._halt.attach(self._wake)

    @property
    def _halt(self) -> Halt:
        return self._patience.halt

    def begin(self, message: bytes) -> None:
        self._sock.settimeout(self._patience.wait())
        try:
            self._sock.sendall(message)
        except TimeoutError as error:
            raise self._patience.slow() from error
        except OSError as error:
            self._broke(error)
        self._patience.sent()
        while not self._head_done:
            self._more()

    def pieces(self) -> Iterator[bytes]:
        """The body, as it comes. Raises `Failed` when it breaks off."""
        while True:
            if self._pieces:
                joined = b"".join(self._pieces)
                self._pieces.clear()
                yield joined
            elif self._whole:
                return
            else:
                self._more()

    def close(self) -> None:
        """Keeps the connection where the answer was read to its end, or lies there to be."""
        if self._closed:
            return
        self._closed = True
        self._halt.detach(self._wake)
        if self._head_done and not self._whole and not self._halt.rung:
            self._drain()
        if self._whole and self._lasting and not self._halt.rung:
            self._door.keep(self._sock)
        else:
            self._sock.close()

    # --- reading ----------------------------------------------------------------------------

    def _more(self) -> None:
        wait = self._patience.wait()
        self._sock.settimeout(wait)
        try:
            data = self._sock.recv(PIECE)
        except TimeoutError as error:
            raise self._patience.slow() from error
        except OSError as error:
            self._broke(error)
        self._patience.check()
        if not data:
            self._ended()
        else:
            self._feed(data)

    def _feed(self, data: bytes) -> None:
        self._read += len(data)
        if self._read > (MOST_BODY if self._head_done else MOST_HEAD):
            raise self._garbled("sends without end")
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            raise self._garbled("does not speak HTTP") from error

    def _ended(self) -> None:
        if self._head_done and not self._framed:
            self._whole = True  # a body that lasts until the connection ends
            return
        self._broke(None)

    def _drain(self) -> None:
        """Take the last empty chunk, which follows the last word closely if at all."""
        with contextlib.suppress(OSError, Failed):
            self._sock.settimeout(DRAIN_S)
            if data := self._sock.recv(PIECE):
                self._feed(data)

    def _broke(self, error: OSError | None) -> None:
        self._patience.check()
        if not self._fresh and not self._read:
            raise _Stale from error
        name = self._patience.model
        if self._head_done:
            told = f"The model {name} broke off in the middle of its answer."
            raise Failed("cut", told, model=name) from error
        told = f"The model {name} hung up without an answer."
        raise Failed("unreachable", told, model=name) from error

    def _garbled(self, how: str) -> Failed:
        name = self._patience.model
        return Failed("garbled", f"What answers for the model {name} {how}.", model=name)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    # --- what the parser calls --------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status < 200:
            self.headers.clear()
            return
        names = {name.lower() for name, _ in self.headers}
        bodiless = self.status in (204, 304)
        self._framed = bodiless or bool(names & {b"content-length", b"transfer-encoding"})
        self._head_done = True

    def on_body(self, body: bytes) -> None:
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        if self._head_done:
            self._whole = True
            # The parser knows this only now; a moment later it has forgotten.
            self._lasting = self._framed and self._parser.should_keep_alive()


def _clean(value: str) -> bytes:
    if not value.isascii() or not value.isprintable():
        raise Failed(
            "key", "The model's key holds letters that no key holds.", "Set model.api_key anew."
        )
    return value.encode("ascii")


def _silent(sock: socket.socket) -> bool:
    """Whether a kept connection still stands: nothing to read, not even its end."""
    try:
        sock.setblocking(False)
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False
    return False


@cache
def _trust() -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _resolved(host: str, port: int, patience: Patience) -> list[str]:
    """Addresses of a name, by number. Names are asked for on the side: a resolver has no limit."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host.partition("%")[0]))]
    found: SimpleQueue[list[str] | OSError] = SimpleQueue()
    threading.Thread(target=_resolve, args=(host, port, found), daemon=True).start()
    try:
        addresses = found.get(timeout=patience.connecting())
    except Empty:
        addresses = OSError("its name is not told in time")
    if isinstance(addresses, OSError):
        told = f"{host} is not known ({addresses})."
        raise Failed("unreachable", told, model=patience.model) from addresses
    return addresses[:4]


def _resolve(host: str, port: int, found: SimpleQueue[Any]) -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
    except (OSError, UnicodeError) as error:
        found.put(OSError(str(error)))
