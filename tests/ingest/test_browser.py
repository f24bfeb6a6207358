from __future__ import annotations

import http.server
import json
import shutil
import socket
import threading
from collections.abc import Iterator

import pytest

from ingest.browser import PROGRAMS, Browser
from ingest.door import resolve
from ingest.proxy import FilteringProxy
from store.errors import Unavailable
from tests.ingest.papers import HOSTILE

PAGE = b"<body><div id=root></div><script>fetch('/said').then(r=>r.text()).then(t=>{"
PAGE += b"document.getElementById('root').textContent=t})</script></body>"


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"Rooms from 90 euros" if self.path == "/said" else PAGE
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.asked.append(self.path)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def through(proxy: FilteringProxy, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as line:
        line.sendall(request.encode("utf-8", "replace"))
        answer = b""
        while part := line.recv(4096):
            answer += part
    return answer


def test_the_browsers_proxy_connects_to_no_private_address(
    site: http.server.ThreadingHTTPServer,
) -> None:
    port = site.server_port
    with FilteringProxy(resolver=lambda host, port: [host]) as proxy:
        for request in (
            f"GET http://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n",
            "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n",
            "GET http://169.254.169.254/latest HTTP/1.1\r\n\r\n",
            "CONNECT 10.0.0.1:443 HTTP/1.1\r\n\r\n",
            "CONNECT [::ffff:127.0.0.1]:443 HTTP/1.1\r\n\r\n",
            "CONNECT [::1]:22 HTTP/1.1\r\n\r\n",
        ):
            assert through(proxy, request).split()[1] in (b"403", b"502"), request

        assert len(proxy.refused) == 6
    assert site.asked == []  # type: ignore[attr-defined]


def test_a_name_with_one_private_address_among_others_is_refused() -> None:
    with FilteringProxy(resolver=lambda *_: ["93.184.216.34", "127.0.0.1"]) as proxy:
        assert b"502" in through(proxy, "GET http://two.example/ HTTP/1.1\r\n\r\n")


@pytest.mark.samples
@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile addresses are not here")
def test_no_hostile_address_is_connected_to_for_the_browser() -> None:
    """Asked for both ways a browser can; names are taken at their worst: as this machine's."""
    connected: list[str] = []

    def connect(address: str, _port: int) -> socket.socket:
        connected.append(address)
        raise OSError

    def worst(host: str, port: int) -> list[str]:
        try:
            return resolve(host, port) if not any(c.isalpha() for c in host) else ["127.0.0.1"]
        except OSError:
            return ["127.0.0.1"]

    asked = 0
    with FilteringProxy(resolver=worst, connect=connect) as proxy:
        for line in (HOSTILE / "ssrf_urls.jsonl").open():
            url = json.loads(line)["url"].translate(dict.fromkeys((10, 13)))
            place = url.partition("://")[2].partition("/")[0] or url
            for request in (f"GET {url} HTTP/1.1", f"CONNECT {place} HTTP/1.1"):
                answer = through(proxy, f"{request}\r\n\r\n")
                assert not answer.startswith(b"HTTP/1.1 200"), request
                asked += 1

    assert asked > 400
    assert connected == []


def test_the_proxy_connects_to_the_address_it_judged() -> None:
    asked: list[tuple[str, int]] = []

    def connect(address: str, port: int) -> socket.socket:
        asked.append((address, port))
        raise OSError

    with FilteringProxy(resolver=lambda *_: ["93.184.216.34"], connect=connect) as proxy:
        through(proxy, "GET http://inn.example/ HTTP/1.1\r\n\r\n")

    assert asked == [("93.184.216.34", 80)]


needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, PROGRAMS)), reason="no Chromium is installed"
)


@needs_chromium
def test_a_page_built_by_a_script_is_read_as_it_stands_afterwards(
    site: http.server.ThreadingHTTPServer,
) -> None:
    seen = Browser(allow_private=True).page(f"http://127.0.0.1:{site.server_port}/")

    assert b"Rooms from 90 euros" in seen


@needs_chromium
def test_the_browser_reaches_nothing_private(site: http.server.ThreadingHTTPServer) -> None:
    with pytest.raises(Unavailable):
        Browser().page(f"http://127.0.0.1:{site.server_port}/")

    assert site.asked == []  # type: ignore[attr-defined]
