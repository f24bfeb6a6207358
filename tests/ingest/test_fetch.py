from __future__ import annotations

import gzip
import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore
import httpx
import pytest

from ingest.door import CheckedBackend, CheckedTransport, is_public, resolve
from ingest.fetch import Fetcher
from ingest.nouns import MOST_PAGE
from store.errors import ConciergeError, Forbidden, Invalid, NotFound, TooLarge, Unavailable
from tests.ingest.papers import HOSTILE

Answer = Callable[[httpx.Request], httpx.Response]


class Witness(httpcore.NetworkBackend):
    """A network that connects nowhere and remembers who wanted to."""

    def __init__(self) -> None:
        self.connected: list[str] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.connected.append(host)
        raise httpcore.ConnectError("The witness connects nowhere.")


def mocked(answer: Answer, waits: list[float] | None = None) -> Fetcher:
    waits = [] if waits is None else waits
    return Fetcher(delay=0, transport=httpx.MockTransport(answer), sleep=waits.append)


def watched(witness: Witness, names: Callable[[str, int], list[str]]) -> Fetcher:
    backend = CheckedBackend(resolver=names, inner=witness)
    return Fetcher(delay=0, transport=CheckedTransport(backend), sleep=lambda _: None)


def test_a_page_comes_with_what_its_server_said_of_it() -> None:
    headers = {"content-type": "text/html; charset=utf-8", "etag": '"1"', "last-modified": "Mon"}
    with mocked(lambda _: httpx.Response(200, headers=headers, content=b"<p>hi")) as door:
        page = door.get("https://inn.example/")

    assert (page.body, page.content_type, page.charset) == (b"<p>hi", "text/html", "utf-8")
    assert (page.etag, page.last_modified, page.status) == ('"1"', "Mon", 200)


def test_what_we_already_have_is_asked_for_and_not_sent_again() -> None:
    asked: list[httpx.Request] = []

    def unchanged(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(304, headers={"etag": '"1"'})

    with mocked(unchanged) as door:
        page = door.get("https://inn.example/", etag='"1"', last_modified="Mon, 1 Jan")

    assert page.status == 304
    assert page.body == b""
    assert asked[0].headers["if-none-match"] == '"1"'
    assert asked[0].headers["if-modified-since"] == "Mon, 1 Jan"


def test_redirects_are_followed_one_by_one_to_the_address_that_answers() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/old":
            return httpx.Response(301, headers={"location": "/new"})
        return httpx.Response(200, content=b"here")

    with mocked(answer) as door:
        page = door.get("https://inn.example/old")

    assert page.url == "https://inn.example/new"
    assert page.asked == "https://inn.example/old"


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd", "http://nas/"],
)
def test_a_redirect_into_the_house_is_refused(target: str) -> None:
    with (
        mocked(lambda _: httpx.Response(302, headers={"location": target})) as door,
        pytest.raises((Forbidden, Invalid)),
    ):
        door.get("https://inn.example/")


def test_redirects_in_a_circle_end() -> None:
    with (
        mocked(lambda r: httpx.Response(302, headers={"location": str(r.url)})) as door,
        pytest.raises(Invalid, match="circles"),
    ):
        door.get("https://inn.example/")


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, NotFound), (410, NotFound), (403, Forbidden), (401, Forbidden), (500, Unavailable),
     (418, Invalid)],
)  # fmt: skip
def test_each_refusal_of_a_server_is_one_of_our_errors(
    status: int, error: type[ConciergeError]
) -> None:
    with mocked(lambda _: httpx.Response(status)) as door, pytest.raises(error) as caught:
        door.get("https://inn.example/x")

    assert caught.value.message.endswith(".")


def test_a_busy_server_is_given_the_time_it_asks_for() -> None:
    answers = [httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200, content=b"x")]
    waits: list[float] = []
    with mocked(lambda _: answers.pop(0), waits) as door:
        page = door.get("https://inn.example/")

    assert page.body == b"x"
    assert waits == [7.0]


def test_a_server_that_asks_for_an_hour_is_not_waited_for() -> None:
    waits: list[float] = []
    with (
        mocked(lambda _: httpx.Response(503, headers={"retry-after": "3600"}), waits) as door,
        pytest.raises(Unavailable, match="later"),
    ):
        door.get("https://inn.example/")

    assert waits == []


def test_two_requests_to_one_host_keep_their_distance() -> None:
    waits: list[float] = []
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    with Fetcher(delay=5, transport=transport, sleep=waits.append) as door:
        door.get("https://inn.example/1")
        door.get("https://other.example/1")
        door.get("https://inn.example/2")

    assert len(waits) == 1
    assert 4 < waits[0] <= 5


@pytest.fixture
def server() -> Iterator[tuple[str, dict[str, tuple[dict[str, str], bytes]]]]:
    """A real server on this machine; the tests fill in its answers."""
    answers: dict[str, tuple[dict[str, str], bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers, body = answers[self.path]
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", answers
        http.shutdown()


def test_packed_pages_are_unpacked(
    server: tuple[str, dict[str, tuple[dict[str, str], bytes]]],
) -> None:
    base, answers = server
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    answers["/gzip"] = ({"Content-Encoding": "gzip"}, gzip.compress(b"menu"))
    answers["/zlib"] = ({"Content-Encoding": "deflate"}, zlib.compress(b"menu"))
    answers["/raw"] = ({"Content-Encoding": "deflate"}, raw.compress(b"menu") + raw.flush())

    with Fetcher(allow_private=True, delay=0) as door:
        bodies = [door.get(base + path).body for path in ("/gzip", "/zlib", "/raw")]

    assert bodies == [b"menu"] * 3


def test_a_bomb_is_stopped_while_it_unfolds(
    server: tuple[str, dict[str, tuple[dict[str, str], bytes]]],
) -> None:
    base, answers = server
    bomb = gzip.compress(b"\0" * (MOST_PAGE * 4))
    answers["/"] = ({"Content-Type": "text/html", "Content-Encoding": "gzip"}, bomb)

    with Fetcher(allow_private=True, delay=0) as door, pytest.raises(TooLarge, match="10 MB"):
        door.get(base + "/")


def test_a_huge_page_is_read_as_far_as_we_go(
    server: tuple[str, dict[str, tuple[dict[str, str], bytes]]],
) -> None:
    base, answers = server
    row = b"<p>Room 4711 has a view of the sea.</p>"
    answers["/"] = ({"Content-Type": "text/html"}, row * (MOST_PAGE // len(row) + 9))

    with Fetcher(allow_private=True, delay=0) as door:
        fetched = door.get(base + "/")

    assert len(fetched.body) == MOST_PAGE


def test_a_file_that_promises_too_much_is_not_taken(
    server: tuple[str, dict[str, tuple[dict[str, str], bytes]]],
) -> None:
    base, answers = server
    answers["/"] = ({"Content-Type": "application/pdf", "Content-Length": "99999999"}, b"x")

    with Fetcher(allow_private=True, delay=0) as door, pytest.raises(TooLarge):
        door.get(base + "/")


def test_our_own_machine_is_reached_only_when_allowed(
    server: tuple[str, dict[str, tuple[dict[str, str], bytes]]],
) -> None:
    base, answers = server
    answers["/"] = ({}, b"demo")

    with Fetcher(delay=0) as door, pytest.raises(Forbidden):
        door.get(base + "/")
    with Fetcher(allow_private=True, delay=0) as door:
        assert door.get(base + "/").body == b"demo"


def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    witness = Witness()
    minds = [["93.184.216.34"], ["127.0.0.1"]]
    with watched(witness, lambda *_: minds.pop(0)) as door:
        with pytest.raises(Unavailable):
            door.get("http://rebind.example/")
        with pytest.raises(Forbidden):
            door.get("http://rebind.example/")

    assert witness.connected == ["93.184.216.34"]


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    witness = Witness()
    with (
        watched(witness, lambda *_: ["93.184.216.34", "10.0.0.1"]) as door,
        pytest.raises(Forbidden),
    ):
        door.get("http://mixed.example/")

    assert witness.connected == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.1.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "fd00::1",
        "fe80::1%eth0",
        "2002:7f00:1::",
        "ff02::1",
        "nonsense",
    ],
)
def test_a_private_address_is_private_in_every_dress(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://localhost/", "http://LOCALHOST.:80/", "http://a.localhost/", "http://[::1]/",
        "http://example.com@127.0.0.1/", "http://127.0.0.1\\@example.com/", "ftp://example.com/",
        "http:///x", "http://", "javascript:alert(1)", "http://metadata/", "http://x.internal/",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://127。0。0。1/",
    ],
)  # fmt: skip
def test_no_spelling_of_our_own_machine_is_connected_to(url: str) -> None:
    witness = Witness()

    with watched(witness, _numbers_only) as door, pytest.raises(ConciergeError):
        door.get(url)

    assert witness.connected == []


def _numbers_only(host: str, port: int) -> list[str]:
    """This machine's reading of odd numbers, and no name service."""
    if any(c.isalpha() for c in host.replace("x", "")) and not host.startswith("0x"):
        raise socket.gaierror(f"{host} is unknown")
    return resolve(host, port)


@pytest.mark.samples
@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile addresses are not here")
def test_no_hostile_address_is_connected_to() -> None:
    """Names are taken at their worst: each one leads to this machine."""
    witness = Witness()

    def worst(host: str, port: int) -> list[str]:
        try:
            return _numbers_only(host, port)
        except OSError:
            return ["127.0.0.1"]

    with watched(witness, worst) as door:
        for line in (HOSTILE / "ssrf_urls.jsonl").open():
            with pytest.raises(ConciergeError):
                door.get(json.loads(line)["url"])

    assert witness.connected == []
