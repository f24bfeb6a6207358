"""Demos: strangers make one of their website, look how it is coming, and leave their details.

What lies deeper under a demo's address is answered by the demo's own house (`server/demos`).
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from anyio import to_thread
from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from server import page_views
from server.auth import house_of, sender_of
from server.demos import form, home
from server.demos.form import Sent, Wrong
from server.demos.keeping import Keeper
from server.demos.views import HEADERS, View
from server.limits import limit_of
from server.routes.pages import LOOK, send
from server.widget_files import page_asset
from store import demos
from store.attempts import network_of
from store.conversations import Visitor
from store.demos import Full, Limits
from store.errors import Conflict, NotFound, TooMany
from store.tables import Demo, utcnow

router = APIRouter(include_in_schema=False)

Accepted = Annotated[str, Header(alias="accept-language")]
HTML = "text/html; charset=utf-8"
MAKING = "demo"
FORMS_AN_HOUR = 30


def _view(request: Request, accepted: str) -> View:
    settings = house_of(request).settings
    return View(settings, page_views.language_of(accepted, settings))


def _page(page: str, status: int = 200) -> Response:
    return Response(page, status, HEADERS, HTML)


def _sender(request: Request) -> str:
    return network_of(sender_of(request))


def _check_origin(request: Request) -> None:
    """A form that another website sends is no form of ours. Raises Wrong."""
    site = request.headers.get("sec-fetch-site", "")
    origin = request.headers.get("origin", "")
    ours = (request.headers.get("host", ""), urlsplit(house_of(request).settings.public_url).netloc)
    same = site in ("same-origin", "none") if site else origin.partition("://")[2] in ours
    if (site or origin) and not same:
        raise Wrong("too_old")


# --- making one -------------------------------------------------------------------------------


@router.api_route("/demo", methods=LOOK)
def ask(request: Request, accept_language: Accepted = "") -> Response:
    _must_be_on(request)
    view = _view(request, accept_language)
    return _page(view.form(form.mark(_sender(request), MAKING)))


@router.post("/demo")
async def make(request: Request, accept_language: Accepted = "") -> Response:
    _must_be_on(request)
    view = _view(request, accept_language)
    try:
        # Before anything of the body is read: to read it costs more than to refuse it.
        limit_of(request, "demo forms", FORMS_AN_HOUR, 3600).take(_sender(request))
    except TooMany as error:
        return _too_many(request, view, error, Sent())
    body = await request.body()
    return await to_thread.run_sync(_made, request, view, body)


def _made(request: Request, view: View, body: bytes) -> Response:
    sent = Sent()
    try:
        _check_origin(request)
        sent = form.parse(request.headers.get("content-type", ""), body)
        form.check_mark(sent.fields.get("mark", ""), _sender(request), MAKING)
        demo = _found(request, view, sent)
    except Wrong as error:
        return _form_again(request, view, error.word, sent, 422)
    except TooMany as error:
        return _too_many(request, view, error, sent)
    _keeper(request).wake()
    return RedirectResponse(f"/demo/{demo.public_id}", 303, HEADERS)


def _found(request: Request, view: View, sent: Sent) -> Demo:
    house = house_of(request)
    limits = house.settings.demos
    wish = form.wish_of(sent, limits.upload_mb * 1_000_000)
    with house.store.writing() as tx:
        demo = demos.make(
            tx,
            wish.label,
            Limits(limits.most, limits.per_hour, limits.days),
            website=wish.website,
            files=len(wish.files),
            language=view.language,
            sender=_sender(request),
        )
    home.found(house.settings, demo.public_id, demo.label, demo.language, wish.files)
    with house.store.writing() as tx:
        demos.wait(tx, demo.id)
    return demo


def _too_many(request: Request, view: View, error: TooMany, sent: Sent) -> Response:
    word = "full" if isinstance(error, Full) else "too_often"
    again = _form_again(request, view, word, sent, 429)
    again.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return again


def _form_again(request: Request, view: View, word: str, sent: Sent, status: int) -> Response:
    mark = form.mark(_sender(request), MAKING)
    return _page(view.form(mark, word, sent), status)


def _must_be_on(request: Request) -> None:
    if not house_of(request).settings.demos.enabled:
        raise NotFound("There is no such page.")


def _keeper(request: Request) -> Keeper:
    keeper: Keeper = request.app.state.demos
    return keeper


# --- what it has come to ----------------------------------------------------------------------


@router.api_route("/demo/page.js", methods=LOOK)
def script(request: Request) -> Response:
    return send(request, page_asset("demo.js", "text/javascript; charset=utf-8"), HEADERS)


@router.api_route("/demo/{public_id}", methods=LOOK)
def look(request: Request, public_id: str, accept_language: Accepted = "") -> Response:
    return _shown(request, _view(request, accept_language), public_id)


@router.get("/demo/{public_id}/state")
def state(request: Request, public_id: str) -> Response:
    return JSONResponse(
        {"state": demos.outcome(_demo(request, public_id), utcnow())}, headers=HEADERS
    )


def _demo(request: Request, public_id: str) -> Demo:
    with house_of(request).store.reading() as tx:
        return demos.find(tx, public_id)


def _shown(
    request: Request,
    view: View,
    public_id: str,
    *,
    wrong: str = "",
    sent: Sent | None = None,
    status: int = 200,
) -> Response:
    demo = _demo(request, public_id)
    found = demos.outcome(demo, utcnow())
    # A backup holds no demos: after a restore there may be a row without a home.
    gone = (
        found == "ready" and not home.home_of(house_of(request).settings.home, public_id).exists()
    )
    if found == "ended" or gone:
        return _page(view.ended(), 410)
    if found == "failed":
        return _page(view.failed(demo))
    if found == "reading":
        return _page(view.reading(demo))
    mark = form.mark(_sender(request), public_id)
    thanks = request.query_params.get("left") == "yes" and demo.contact_id is not None
    return _page(view.ready(demo, mark, wrong, sent, thanks=thanks), status)


@router.post("/demo/{public_id}/details")
async def leave_details(
    request: Request, public_id: str, accept_language: Accepted = ""
) -> Response:
    view = _view(request, accept_language)
    limit_of(request, "demo details", FORMS_AN_HOUR, 3600).take(_sender(request))
    body = await request.body()
    return await to_thread.run_sync(_left, request, view, public_id, body)


def _left(request: Request, view: View, public_id: str, body: bytes) -> Response:
    sent = Sent()
    try:
        _check_origin(request)
        sent = form.parse(request.headers.get("content-type", ""), body)
        form.check_mark(sent.fields.get("mark", ""), _sender(request), public_id)
        details = form.details_of(sent)
        _keep_details(request, view, public_id, details)
    except Wrong as error:
        return _shown(request, view, public_id, wrong=error.word, sent=sent, status=422)
    except Conflict:
        return _shown(request, view, public_id, wrong="left", sent=sent, status=409)
    return RedirectResponse(f"/demo/{public_id}?left=yes#details", 303, HEADERS)


def _keep_details(request: Request, view: View, public_id: str, details: form.Details) -> None:
    house = house_of(request)
    mails = house.settings.demos.follow_up and bool(house.settings.mail.host)
    with house.store.writing() as tx:
        demo = demos.find(tx, public_id)
        if not demos.is_living(demo, utcnow()):
            return
        demos.leave_details(
            tx,
            demo,
            Visitor(details.name, details.email, details.phone),
            details.note,
            consent=view.consent(),
            letter=view.letter(demo, details.name or demo.label) if mails else None,
        )
