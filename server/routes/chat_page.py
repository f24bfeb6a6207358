"""The chat as a page of its own: installable, readable without scripts, and a guest's own link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from server import page_views
from server.auth import Actor, house_of
from server.page_views import Told
from server.routes.pages import LOOK, send
from server.visit_wire import PortalIn, PortalOut
from server.widget_files import made, page_asset
from store import messages, portals
from store.errors import NotFound
from store.settings import Settings

router = APIRouter(include_in_schema=False)
Accepted = Annotated[str, Header(alias="accept-language")]

HTML = "text/html; charset=utf-8"
FILES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "worker.js": "text/javascript; charset=utf-8",
}
SIZES = (192, 512)


def strict(settings: Settings, origins: list[str]) -> dict[str, str]:
    """Nothing but our own files; shown in a frame only by websites that may embed the chat."""
    framing = " ".join(["'self'", *(o for o in origins if o != settings.public_url)])
    return {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "img-src 'self' data:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
            f"form-action 'none'; frame-ancestors {framing}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), payment=(), microphone=(self)",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def _headers(request: Request) -> dict[str, str]:
    return strict(house_of(request).settings, request.app.state.origins)


@router.api_route("/chat", methods=LOOK)
def chat(request: Request, accept_language: Accepted = "") -> Response:
    settings = house_of(request).settings
    language = page_views.language_of(accept_language, settings)
    page = made(page_views.chat(settings, language).encode(), HTML)
    return send(request, page, {**_headers(request), "Vary": "Accept-Language, Accept-Encoding"})


@router.api_route("/chat/offline", methods=LOOK)
def offline(request: Request, accept_language: Accepted = "") -> Response:
    settings = house_of(request).settings
    language = page_views.language_of(accept_language, settings)
    return send(
        request, made(page_views.offline(settings, language).encode(), HTML), _headers(request)
    )


@router.api_route("/chat/manifest.webmanifest", methods=LOOK)
def manifest(request: Request, accept_language: Accepted = "") -> Response:
    settings = house_of(request).settings
    language = page_views.language_of(accept_language, settings)
    body = page_views.manifest(settings, language).encode()
    return send(request, made(body, "application/manifest+json"), _headers(request))


@router.api_route("/chat/icon.svg", methods=LOOK)
def icon_svg(request: Request) -> Response:
    body = page_views.icon_svg(house_of(request).settings).encode()
    return send(request, made(body, "image/svg+xml"), _headers(request))


@router.api_route("/chat/icon-{size}.png", methods=LOOK)
def icon_png(request: Request, size: int) -> Response:
    if size not in SIZES:
        raise NotFound("There is no icon of this size.")
    body = page_views.icon_png(house_of(request).settings.business.colour, size)
    return send(request, made(body, "image/png"), _headers(request))


@router.api_route("/chat/{name}", methods=LOOK)
def file(request: Request, name: str) -> Response:
    if name not in FILES:
        raise NotFound("There is no such page.")
    headers = _headers(request)
    if name == "worker.js":
        headers["Service-Worker-Allowed"] = "/chat"
    return send(request, page_asset(name, FILES[name]), headers)


# --- a guest's own link -----------------------------------------------------------------------


@router.post("/v1/staff/contacts/{contact_id}/portal", status_code=201, response_model=PortalOut)
def open_portal(request: Request, staff: Actor, contact_id: int, asked: PortalIn) -> PortalOut:
    """A link to all that was said with this guest. Whoever has it reads it, until it expires."""
    house = house_of(request)
    with house.store.writing() as tx:
        opened = portals.open_for(tx, contact_id, days=asked.days)
    url = f"{house.settings.public_url}/mine/{opened.token}"
    return PortalOut(url=url, expires_at=opened.portal.expires_at)


@router.api_route("/mine/{token}", methods=LOOK)
def mine(request: Request, token: str, accept_language: Accepted = "") -> Response:
    """What was said with the guest this link was made for."""
    house = house_of(request)
    language = page_views.language_of(accept_language, house.settings)
    with house.store.reading() as tx:
        found = portals.conversations_of(tx, token)
        told = [Told(c, messages.history(tx, c.id)) for c in found or ()]
        page = page_views.transcripts(house.settings, language, told)
    if found is None:
        page = page_views.expired(house.settings, language)
    headers = {**_headers(request), "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(page, 200 if found is not None else 404, headers, HTML)
