"""The lock on the door to the web: a transport that connects only to addresses it has checked.

A name is resolved once, every address it has is judged, and the connection goes to the judged
number, never to the name again: a name that changes its mind between check and connection (DNS
rebinding) gains nothing. Redirects come through here like any other request.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

from store.errors import Forbidden

Resolver = Callable[[str, int], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED_NETS = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "fec0::/10"),
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether an address, and any older address wrapped in it, lies on the open internet."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_open(a) for a in (address, *_wrapped(address)))


def _is_open(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return True  # judged by what it wraps
    if any(address in net for net in _REFUSED_NETS if net.version == address.version):
        return False
    closed = address.is_multicast or address.is_reserved or address.is_unspecified
    if isinstance(address, ipaddress.IPv6Address) and address in _NAT64:
        return True
    return address.is_global and not closed


def _wrapped(address: Address) -> list[Address]:
    """IPv4 addresses that an IPv6 address stands for: mapped, NAT64, 6to4, Teredo."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inner: list[Address] = [a for a in (address.ipv4_mapped, address.sixtofour) if a is not None]
    if address.teredo is not None:
        inner += address.teredo
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return inner


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name; OSError when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no host name") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline(threading.local):
    """When the request of this thread must be over, however slowly the other side drips."""

    ends: float = float("inf")

    def cap(self, timeout: float | None) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The whole time for this request is used up.")
        return left if timeout is None else min(timeout, left)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves, judges, and connects to the judged address."""

    def __init__(
        self,
        allow_private: bool = False,
        resolver: Resolver = resolve,
        inner: httpcore.NetworkBackend | None = None,
        deadline: Deadline | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolver
        self._inner = inner or httpcore.SyncBackend()
        self._deadline = deadline or Deadline()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} is not known.") from error
        if not self._allow_private and not all(is_public(a) for a in addresses):
            raise private_address(host)
        failure: Exception = httpcore.ConnectError(f"{host} has no address.")
        for address in addresses[:4]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.cap(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return TimedStream(stream, self._deadline)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise Forbidden("Only web addresses are fetched.")


def private_address(host: str) -> Forbidden:
    return Forbidden(
        f"{host} lies in a private network, and is not fetched.",
        "If it is yours, read it with --allow-private (or set ingest.allow_private).",
    )


class TimedStream(httpcore.NetworkStream):
    """A connection on which every read and write counts against the request's deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.cap(timeout)
        return TimedStream(
            self._inner.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedTransport(httpx.BaseTransport):
    """httpx over our own pool; environment proxies are ignored, they would connect for us."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=8,
            max_keepalive_connections=4,
            keepalive_expiry=15.0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        outgoing = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            response = self._pool.handle_request(outgoing)
        except _FAILURES as error:
            raise _translated(error) from error
        assert isinstance(response.stream, Iterable)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response.stream),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except _FAILURES as error:
            raise _translated(error) from error

    def close(self) -> None:
        self._stream.close()


_FAILURES = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


def _translated(error: Exception) -> httpx.TransportError:
    if isinstance(error, httpcore.TimeoutException):
        return httpx.ReadTimeout(str(error))
    if isinstance(error, httpcore.NetworkError):
        return httpx.ConnectError(str(error))
    return httpx.RemoteProtocolError(str(error))
