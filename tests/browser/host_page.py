"""A business's own website, on an origin of its own: one page that embeds the widget."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>Harbour House</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><h1>Harbour House</h1><p>Nine rooms above the water.</p><a href="/">A link</a>
{line}
</body></html>"""
LINE = '<script src="{house}/widget.js" {data} async></script>'


@contextmanager
def host_page(
    house: str, *, data: str = "", lang: str = "en", head: str = "", csp: str = ""
) -> Iterator[str]:
    """Serves the page and yields its address. `{house}` in `csp` is the house's origin; without a
    house the page does not embed the widget yet."""
    line = LINE.format(house=house, data=data) if house else ""
    body = PAGE.format(line=line, lang=lang, head=head).encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if csp:
                self.send_header("Content-Security-Policy", csp.format(house=house))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
