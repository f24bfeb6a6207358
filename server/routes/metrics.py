"""`/metrics` for Prometheus: numbers and words of the house, nothing a guest said.

It is served to this machine itself, and to a program with a token that may `read`. A proxy on this
machine also comes from here: it is known by the headers it adds, and by the name it was asked for.
"""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from server.auth import bearer, house_of, standing
from server.exposition import MEDIA_TYPE, written
from server.meter import Meter
from store.errors import Forbidden, Unauthorized

router = APIRouter(include_in_schema=False)
PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@router.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """How the house does. Raises Unauthorized for strangers."""
    if not _from_here(request):
        _check_token(request)
    meter: Meter = request.app.state.meter
    told = written(meter.families(request.app.state.loops))
    return PlainTextResponse(told, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _from_here(request: Request) -> bool:
    if any(name in request.headers for name in PROXIED):
        return False
    return _is_loopback(request.client.host if request.client else "") and _is_loopback(
        request.url.hostname or ""
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_token(request: Request) -> None:
    with house_of(request).store.reading() as tx:
        staff = standing(tx, bearer(request))
    if staff is None:
        raise Unauthorized(
            "Metrics are for this machine, or for a token.",
            "Make one: concierge token create prometheus --scope read",
        )
    if not staff.may("read"):
        raise Forbidden("This token lacks the scope 'read'.", "Make one that has it.")
