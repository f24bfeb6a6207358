"""The only door to the web: one page or file, within limits, and nothing of a private network.

check      http or https, no credentials, no private number as host
wait       the delay between two requests to one host
ask        politely: who we are, what we already have (ETag, Last-Modified)
follow     redirects one by one, each address checked anew
take       the body, unpacked by us, so that a bomb is stopped while it unfolds
"""

from __future__ import annotations

import ipaddress
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType

import httpx

from ingest.door import CheckedBackend, CheckedTransport, Deadline, is_public, private_address
from ingest.nouns import MOST_PAGE, Fetched
from store.errors import ConciergeError, Forbidden, Invalid, NotFound, TooLarge, Unavailable

USER_AGENT = "ConciergeBot/0.1 (reads a business's own website for its front desk)"
MOST_FILE = 50 * 1024 * 1024
MOST_REDIRECTS = 6
MOST_TRIES = 3
LONGEST_WAIT = 30.0
SLOWEST = 5.0
WHOLE_SECONDS = 60.0
_TIMEOUT = httpx.Timeout(15.0, connect=10.0)
_WEBPAGES = ("text/html", "application/xhtml")
"""What is cut at `MOST_PAGE` rather than refused: the top of a huge page says most of it."""
_PAGES = ("text/", "application/xhtml", "application/xml", "application/json")
_CHECK = "Check the address and try again."


class _Busy(Exception):
    """The other side asks to come back later; `wait` is in seconds."""

    def __init__(self, wait: float, error: ConciergeError) -> None:
        self.wait = wait
        self.error = error


class Fetcher:
    """`delay` is in seconds between two requests to one host; a site's robots.txt may raise it."""

    def __init__(
        self,
        allow_private: bool = False,
        user_agent: str = USER_AGENT,
        delay: float = 0.2,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.delay = delay
        self._allow_private = allow_private
        self._sleep = sleep
        self._deadline = Deadline()
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()
        backend = CheckedBackend(allow_private, deadline=self._deadline)
        self._client = httpx.Client(
            transport=transport or CheckedTransport(backend),
            headers={
                "User-Agent": user_agent,
                "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def get(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """The page or file; with status 304 and no body when it is what we already have.

        Invalid, Forbidden, NotFound, TooLarge or Unavailable, in one sentence.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in known.items() if value}
        for attempt in range(1, MOST_TRIES + 1):
            try:
                return self._follow(url, headers)
            except _Busy as busy:
                if attempt == MOST_TRIES or busy.wait > LONGEST_WAIT:
                    raise busy.error from None
                # Whoever asks us to wait is asked less often from then on.
                self.delay = min(max(self.delay, 0.1) * 2, SLOWEST) if busy.wait else self.delay
                self._sleep(busy.wait or 0.5 * attempt)
        raise AssertionError("every attempt ends in an answer or an error")

    def _follow(self, url: str, headers: dict[str, str]) -> Fetched:
        self._deadline.ends = time.monotonic() + WHOLE_SECONDS
        address = self._checked(url)
        for _ in range(MOST_REDIRECTS + 1):
            self._wait_for(address.host)
            answer = self._ask(address, headers, url)
            if isinstance(answer, Fetched):
                return answer
            address = self._checked(answer)
        raise Invalid("The address sends us in circles.", _CHECK)

    def _checked(self, url: str) -> httpx.URL:
        try:
            if any(c.isspace() or ord(c) < 32 or c == "\\" for c in url.strip()):
                raise ValueError
            address = httpx.URL(url.strip())
            host, port = address.host, address.port
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise Invalid("This is not a web address.", _CHECK) from error
        if address.scheme not in ("http", "https") or not host or port == 0:
            raise Invalid("Only http and https addresses are fetched.", _CHECK)
        if address.userinfo:
            raise Invalid("Addresses with a user name in them are not fetched.", _CHECK)
        if not self._allow_private and _is_private_name(host):
            raise private_address(host)
        return address

    def _wait_for(self, host: str) -> None:
        """Keeps the delay between two requests to one host, whoever asks."""
        with self._lock:
            now = time.monotonic()
            starts = max(now, self._next.get(host, 0.0))
            self._next[host] = starts + self.delay
        if starts > now:
            self._sleep(starts - now)
            self._deadline.ends += starts - now

    def _ask(self, address: httpx.URL, headers: dict[str, str], asked: str) -> Fetched | str:
        """The answer, or the address it redirects to."""
        host = address.host
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                return self._take(response, address, asked)
        except httpx.TimeoutException as error:
            raise _Busy(0, Unavailable(f"{host} does not answer in time.", _CHECK)) from error
        except httpx.ConnectError as error:
            raise Unavailable(f"{host} cannot be reached.", _CHECK) from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise Unavailable(f"{host} breaks off while answering.", _CHECK) from error

    def _take(self, response: httpx.Response, address: httpx.URL, asked: str) -> Fetched | str:
        status = response.status_code
        headers = response.headers
        if status in (301, 302, 303, 307, 308):
            target = headers.get("location", "")
            if not target:
                raise Invalid("The address sends us on without saying where.", _CHECK)
            try:
                return str(address.join(target))
            except (httpx.InvalidURL, ValueError) as error:
                raise Invalid("The address sends us to no web address.", _CHECK) from error
        _judge(status, headers, address)
        kind = headers.get("content-type", "")[:200]
        body = (
            b""
            if status == 304
            else _body(response, _limit(kind), kind.lower().startswith(_WEBPAGES))
        )
        return Fetched(
            url=str(address),
            body=body,
            content_type=kind.partition(";")[0].strip().lower(),
            charset=(response.charset_encoding or "")[:40],
            etag=headers.get("etag", "")[:300],
            last_modified=headers.get("last-modified", "")[:100],
            status=status,
            asked=asked,
        )


def _is_private_name(host: str) -> bool:
    """What can be refused before any name is resolved; the rest is judged when connecting."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".lan")):
        return True
    try:
        ipaddress.ip_address(name.strip("[]").partition("%")[0])
    except ValueError:
        return "." not in name and ":" not in name
    return not is_public(name.strip("[]"))


def _judge(status: int, headers: httpx.Headers, address: httpx.URL) -> None:
    host = address.host
    if status == 304 or 200 <= status < 300:
        return
    if status in (404, 410):
        raise NotFound(f"There is no page at {_shown(address)}.", _CHECK)
    if status in (401, 403, 407, 451):
        raise Forbidden(f"{host} does not let us read this page.", "Ask whoever runs the site.")
    if status in (429, 503):
        error = Unavailable(f"{host} asks us to come back later.", "Try again in a while.")
        raise _Busy(_retry_after(headers), error)
    if status >= 500:
        raise _Busy(0, Unavailable(f"{host} has an error of its own ({status}).", "Try later."))
    raise Invalid(f"{host} refuses this address ({status}).", _CHECK)


def _shown(address: httpx.URL) -> str:
    return str(address)[:200]


def _retry_after(headers: httpx.Headers) -> float:
    """Seconds to wait; 1 when the header is missing or makes no sense."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 8:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 1.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _limit(kind: str) -> int:
    return MOST_PAGE if kind.lower().startswith(_PAGES) else MOST_FILE


def _body(response: httpx.Response, most: int, cuts: bool) -> bytes:
    """At most so many bytes: the rest is cut off or, where it may not be, all is refused."""
    if response.is_stream_consumed:
        if len(response.content) > most and not cuts:
            raise _too_large(most)
        return response.content[:most]
    promised = response.headers.get("content-length", "")
    if promised.isdecimal() and int(promised[:15]) > most and not cuts:
        raise _too_large(most)
    body = bytearray()
    for piece in _unpacked(response.iter_raw(), response.headers.get("content-encoding", ""), most):
        body += piece
        if len(body) > most:
            if not cuts:
                raise _too_large(most)
            break
    return bytes(body[:most])


def _unpacked(pieces: Iterator[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """Decodes gzip and deflate, never more than a little beyond the limit at a time."""
    names = [n.strip().lower() for n in encoding.split(",") if n.strip() not in ("", "identity")]
    if not names:
        yield from pieces
        return
    if len(names) > 1 or names[0] not in ("gzip", "x-gzip", "deflate"):
        raise Invalid("The page is packed in a way we did not ask for.", _CHECK)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    first = True
    for piece in pieces:
        try:
            unpacked = unpacker.decompress(piece, most + 1)
        except zlib.error as error:
            if not first or names[0] != "deflate":
                raise Invalid("The page arrives damaged.", _CHECK) from error
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            unpacked = unpacker.decompress(piece, most + 1)
        first = False
        if unpacker.unconsumed_tail:
            # A bomb: so little, packed, is never so much of an honest page.
            raise _too_large(most)
        yield unpacked


def _too_large(most: int) -> TooLarge:
    return TooLarge(
        f"This is larger than the {most // (1024 * 1024)} MB we accept.",
        "Split it, or leave it out.",
    )
