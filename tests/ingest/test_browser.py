from __future__ import annotations

import http.server
import shutil
import socket
import threading
from collections.abc import Iterator

import pytest

from ingest.browser import PROGRAMS, Browser
from ingest.proxy import FilteringProxy
from store.errors import Unavailable

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
        line.sendall(request.encode())
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
