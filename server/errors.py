"""One table from an error's code to a status, and the one JSON shape every error has."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from server import page_views
from server.wire import Problem
from store.errors import ConciergeError, TooMany, Unauthorized

log = logging.getLogger(__name__)

STATUS = {
    "invalid": 422,
    "unauthorized": 401,
    "code_wanted": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "too_large": 413,
    "too_many": 429,
    "unavailable": 503,
    "internal": 500,
}
CODE_OF_STATUS = {
    400: "invalid",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "invalid",
    408: "invalid",
    409: "conflict",
    413: "too_large",
    429: "too_many",
    503: "unavailable",
}
MEDIA_TYPE = "application/problem+json"
PLAIN_PAGE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


class Spent(TooMany):
    """An allowance is used up; `headers` tell which, and when there is more."""

    def __init__(self, wait: int, headers: dict[str, str]) -> None:
        super().__init__(
            "That was too many requests in a short time.",
            f"Try again in {wait} s.",
            retry_after=wait,
        )
        self.headers = headers


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    hint: str = "",
    reference: str = "",
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        hint=hint,
        reference=reference,
    )
    return JSONResponse(
        body.model_dump(), status_code=status, headers=headers, media_type=MEDIA_TYPE
    )


def as_response(error: ConciergeError) -> JSONResponse:
    headers: dict[str, str] = {}
    if isinstance(error, Spent):
        headers |= error.headers
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    if error.code == "unavailable":
        headers["Retry-After"] = "2"
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    return problem(STATUS[error.code], error.code, error.message, hint=error.hint, headers=headers)


def install(app: FastAPI) -> None:
    """Every error of every route leaves in the one shape, and no traceback with it."""

    @app.exception_handler(ConciergeError)
    async def ours(request: Request, error: ConciergeError) -> Response:
        if error.code == "not_found" and _reads_pages(request):
            return _missing(request)
        return as_response(error)

    @app.exception_handler(RequestValidationError)
    async def misshapen(_request: Request, error: RequestValidationError) -> JSONResponse:
        return problem(422, "invalid", _first_complaint(error.errors()))

    @app.exception_handler(HTTPException)
    async def theirs(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and _reads_pages(request):
            return _missing(request)
        code = CODE_OF_STATUS.get(error.status_code, "invalid")
        headers = dict(error.headers or {})
        return problem(error.status_code, code, str(error.detail), headers=headers)

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        reference = secrets.token_hex(4)
        log.error(
            "Unforeseen error %s at %s %s",
            reference,
            request.method,
            request.url.path,
            exc_info=error,
        )
        return problem(
            500,
            "internal",
            "Something went wrong on our side; nothing you sent before is lost.",
            hint=f"Tell the operator the reference {reference}.",
            reference=reference,
        )


def _reads_pages(request: Request) -> bool:
    """Whether a person looks for a page, rather than a program for an answer."""
    asked = request.headers.get("accept", "")
    return "text/html" in asked and not request.url.path.startswith("/v1/")


def _missing(request: Request) -> Response:
    """A page that is not there leads to the chat, and to whoever answers the telephone."""
    settings = request.app.state.house.settings
    language = page_views.language_of(request.headers.get("accept-language", ""), settings)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", **PLAIN_PAGE}
    return HTMLResponse(page_views.missing(settings, language), 404, headers)


def _first_complaint(errors: Any) -> str:
    first = errors[0]
    if first["type"] == "json_invalid":
        return "The body is not valid JSON."
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    said = str(first["msg"])
    return f"{where}: {said}." if where else f"{said}."
