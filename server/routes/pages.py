"""What guests' browsers load: the widget's script, the chat page, the demonstration's website."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from server.auth import house_of
from store.errors import NotFound

router = APIRouter(include_in_schema=False)

# Monitors and link checkers ask for the head alone.
LOOK = ["GET", "HEAD"]
STRICT = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=()",
}


class Asset(NamedTuple):
    body: bytes
    media_type: str
    etag: str


@cache
def _asset(name: str, media_type: str) -> Asset:
    body = (files("server") / "pages" / name).read_bytes()
    return Asset(body, media_type, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def _send(request: Request, asset: Asset, headers: dict[str, str]) -> Response:
    headers = {**headers, "ETag": asset.etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == asset.etag:
        return Response(status_code=304, headers=headers)
    return Response(asset.body, media_type=asset.media_type, headers=headers)


@router.api_route("/widget.js", methods=LOOK)
def widget(request: Request) -> Response:
    """Any page may load the script; which pages may talk to the house, CORS decides."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
    }
    return _send(request, _asset("widget.js", "text/javascript; charset=utf-8"), headers)


@router.api_route("/chat", methods=LOOK)
def chat(request: Request) -> Response:
    return _send(request, _asset("chat.html", "text/html; charset=utf-8"), STRICT)


@router.get("/favicon.ico")
def icon() -> Response:
    """Browsers ask for it unasked; there is none."""
    return Response(status_code=204)


@router.api_route("/", methods=LOOK)
def root() -> Response:
    return RedirectResponse("/chat", status_code=307)


@router.get("/demonstration")
def demonstration_root() -> Response:
    return RedirectResponse("/demonstration/", status_code=307)


@router.get("/demonstration/{path:path}")
def demonstration(request: Request, path: str) -> Response:
    """The invented business's own website; only in a home that was made as a demonstration."""
    name = house_of(request).settings.server.demonstration
    body = _demonstration_file(name, path or "index.html") if name else None
    if body is None:
        raise NotFound("There is no such page.")
    media_type = MEDIA_TYPES.get(path.rpartition(".")[2] if path else "html", "text/html")
    return Response(body, media_type=media_type, headers={"X-Content-Type-Options": "nosniff"})


MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "xml": "application/xml",
}


def _demonstration_file(name: str, path: str) -> bytes | None:
    folder = files("templates") / "demonstration" / name / "site"
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\x00" in part for part in parts):
        return None
    for part in parts:
        folder = folder / part
    return folder.read_bytes() if folder.is_file() else None
