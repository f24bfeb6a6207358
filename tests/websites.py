"""Small websites for tests, served on this machine; they can change, fail and fall silent."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Website:
    """Pages by path. `down` makes every answer a 503; a page of None is gone (410)."""

    def __init__(self, pages: dict[str, str | None], *, etags: bool = True) -> None:
        self.pages = pages
        self.files: dict[str, bytes] = {}
        """Pictures by path, beside the pages."""
        self.etags = etags
        self.down = False
        self.failing: set[str] = set()
        self.asked: list[str] = []
        self.sent: list[str] = []
        self.address = ""


def page(title: str, body: str, *, footer: str = "Seaview, 1 Quay Street, Porthaven") -> str:
    """A whole page with the navigation and footer that every page of the site repeats."""
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body>"
        "<nav><a href='/'>Home</a> <a href='/rooms.html'>Rooms</a> "
        "<a href='/rates.html'>Rates</a></nav>"
        f"<main><h1>{title}</h1>{body}</main><footer><p>{footer}</p></footer></body></html>"
    )


def seaview() -> dict[str, str | None]:
    """A hotel of three pages."""
    return {
        "/": page("Welcome to Seaview", "<p>We are a small hotel on the quay, open all year.</p>"),
        "/rooms.html": page(
            "Rooms", "<h2>Are dogs welcome?</h2><p>Dogs are welcome in all rooms.</p>"
        ),
        "/rates.html": page(
            "Rates",
            "<table><tr><th>Room</th><th>Price</th></tr>"
            "<tr><td>Double room</td><td>£120.00</td></tr>"
            "<tr><td>Single room</td><td>£80.00</td></tr></table>",
        ),
    }


@contextmanager
def served(website: Website) -> Iterator[Website]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: Any) -> None:
            pass

        def do_GET(self) -> None:
            website.asked.append(self.path)
            if picture := website.files.get(self.path):
                website.sent.append(self.path)
                self._answer(200, picture, kind="image/png")
                return
            body = website.pages.get(self.path, "")
            if website.down or self.path in website.failing:
                self._answer(500, b"")
            elif body is None:
                self._answer(410, b"")
            elif not body:
                self._answer(404, b"")
            else:
                self._page(body.encode())

        def _page(self, body: bytes) -> None:
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if website.etags else ""
            if etag and self.headers.get("If-None-Match") == etag:
                self._answer(304, b"", etag)
            else:
                website.sent.append(self.path)
                self._answer(200, body, etag)

        def _answer(
            self, status: int, body: bytes, etag: str = "", kind: str = "text/html; charset=utf-8"
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if etag:
                self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    website.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield website
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
