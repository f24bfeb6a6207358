"""What guests' browsers load: the widget's script, the chat page, the demonstration's website."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from server import widget_files
from server.auth import house_of
from server.widget_files import Asset
from store.errors import NotFound

router = APIRouter(include_in_schema=False)

# Monitors and link checkers ask for the head alone.
LOOK = ["GET", "HEAD"]
ANY_PAGE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
UNCHANGING = "public, max-age=31536000, immutable"


def send(
    request: Request, asset: Asset, headers: dict[str, str], caching: str = "no-cache"
) -> Response:
    """The file, squeezed where the browser can take it, or 304 where it has it."""
    headers = {
        "Vary": "Accept-Encoding",
        **headers,
        "ETag": asset.etag,
        "Cache-Control": caching,
    }
    if request.headers.get("if-none-match") == asset.etag:
        return Response(status_code=304, headers=headers)
    body = asset.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = asset.squeezed
    return Response(body, media_type=asset.media_type, headers=headers)


@router.api_route("/widget.js", methods=LOOK)
def widget(request: Request) -> Response:
    """Any page may load the script; which pages may talk to the house, CORS decides."""
    settings = house_of(request).settings
    bell = widget_files.bell(settings, datetime.now(settings.business.zone))
    return send(request, bell, ANY_PAGE)


@router.api_route("/widget/{version}/{name}", methods=LOOK)
def widget_version(request: Request, version: str, name: str) -> Response:
    """A version a page has pinned, or the chat of the one it loaded. It never changes."""
    asset = widget_files.built(version, name)
    if asset is None:
        raise NotFound(
            "There is no such version of the widget.", "See `concierge widget snippet --pin`."
        )
    return send(request, asset, ANY_PAGE, UNCHANGING)


@router.api_route("/brand/logo.png", methods=LOOK)
def logo(request: Request) -> Response:
    """Its address changes with it, so browsers may keep it."""
    return send(request, widget_files.logo(house_of(request).settings), ANY_PAGE, UNCHANGING)


@router.get("/favicon.ico")
def icon() -> Response:
    """Browsers ask for it unasked."""
    return RedirectResponse("/chat/icon.svg", status_code=307)


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
