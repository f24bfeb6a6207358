"""What lies deeper under a demo's address is handed to that demo's house, if it is there."""

from __future__ import annotations

import re

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from server import page_views
from server.demos.houses import GUESTS
from server.demos.keeping import Keeper
from server.demos.views import HEADERS, View
from server.errors import as_response
from server.house import House
from store import demos
from store.errors import ConciergeError, NotFound, TooMany
from store.tables import utcnow

NAMED = re.compile(r"/demo/([0-9a-f]{24})(/.*)")


class DemoDoor:
    """Stands at /demo, behind the pages of `server/routes/demos.py`."""

    def __init__(self, house: House, keeper: Keeper) -> None:
        self._house, self._keeper = house, keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        named = NAMED.fullmatch(scope["path"])
        public_id, path = named.groups() if named else ("", "")
        try:
            outcome = await to_thread.run_sync(self._outcome, public_id)
            if outcome == "ready" and GUESTS.fullmatch(path):
                await self._keeper.houses.serve(public_id, path, scope, receive, send)
                return
            refused = self._instead(request, outcome, public_id, path)
        except ConciergeError as error:
            refused = self._refusal(request, error)
        await refused(scope, receive, send)

    def _outcome(self, public_id: str) -> str:
        with self._house.store.reading() as tx:
            return demos.outcome(demos.find(tx, public_id), utcnow())

    def _instead(self, request: Request, outcome: str, public_id: str, path: str) -> Response:
        if path in ("/", "/chat") and outcome != "ended":
            return RedirectResponse(f"/demo/{public_id}", 303, HEADERS)
        if outcome == "ended":
            return self._refusal(request, NotFound("This demo has ended."))
        raise NotFound("There is no such page.")

    def _refusal(self, request: Request, error: ConciergeError) -> Response:
        """A page for a person, a problem for a program."""
        if "text/html" not in request.headers.get("accept", ""):
            return as_response(error)
        settings = self._house.settings
        accepted = request.headers.get("accept-language", "")
        view = View(settings, page_views.language_of(accepted, settings))
        if isinstance(error, TooMany):
            waits = {**HEADERS, "Retry-After": str(round(error.retry_after))}
            return HTMLResponse(view.busy(), 503, waits)
        return HTMLResponse(view.ended(), 410, HEADERS)
