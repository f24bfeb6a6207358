"""Where an invitation or a reset leads: a page without a script, to choose a password."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from server import page_views
from server.auth import house_of, sender_of
from server.limits import limit_of
from store import links
from store.errors import ConciergeError, Invalid, Unauthorized

router = APIRouter(include_in_schema=False)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
}
FORM = """\
<p>{email}</p>
<p role="alert"><strong>{wrong}</strong></p>
<form method="post">
<p><label>New password<br>
<input type="password" name="password" autocomplete="new-password" required></label></p>
<p><label>The same again<br>
<input type="password" name="again" autocomplete="new-password" required></label></p>
<p><button>Choose this password</button></p>
</form>
"""


@router.get("/account/{token}")
def account(request: Request, token: str) -> Response:
    try:
        return _form(request, token)
    except Unauthorized as error:
        return _page(request, error.message, f"<p>{escape(error.hint)}</p>", 404)


@router.post("/account/{token}")
async def choose(request: Request, token: str) -> Response:
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=4)
    first, again = (fields.get(name, [""])[0] for name in ("password", "again"))
    return await to_thread.run_sync(_chosen, request, token, first, again)


def _chosen(request: Request, token: str, password: str, again: str) -> Response:
    sender = sender_of(request)
    limit_of(request, "links", 20, 60).take(sender)
    try:
        if password != again:
            raise Invalid("The two are not the same.")
        with house_of(request).store.writing() as tx:
            user = links.follow(tx, token, password, sender=sender)
    except Unauthorized as error:
        return _page(request, error.message, f"<p>{escape(error.hint)}</p>", 404)
    except ConciergeError as error:
        return _form(request, token, f"{error.message} {error.hint}".strip(), 422)
    body = f"<p>You can sign in as {escape(user.email)} now, with <code>concierge tui</code>.</p>"
    return _page(request, "Your password is set", body)


def _form(request: Request, token: str, wrong: str = "", status: int = 200) -> Response:
    with house_of(request).store.reading() as tx:
        user, _ = links.opened(tx, token)
    form = FORM.format(email=escape(user.email), wrong=escape(wrong))
    return _page(request, "Choose your password", form, status)


def _page(request: Request, title: str, body: str, status: int = 200) -> Response:
    page = page_views.plain(house_of(request).settings, "en", title, body)
    return Response(page, status, HEADERS, "text/html; charset=utf-8")
