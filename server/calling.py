"""One door to a house's staff API: what goes out, what comes back, and every refusal as its error.

`StaffClient` puts a method for each route on top of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from server.wire import Problem
from store.errors import (
    CodeWanted,
    ConciergeError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
)

T = TypeVar("T")

TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)

ERRORS: Final[dict[str, type[ConciergeError]]] = {
    kind.code: kind
    for kind in (
        Invalid,
        TooLarge,
        Unauthorized,
        CodeWanted,
        Forbidden,
        NotFound,
        Conflict,
        TooMany,
        Unavailable,
        ConciergeError,
    )
}


def server_address(server: str) -> str:
    """`desk.example.com:8377/` as a base address. Raises Invalid for what cannot be one."""
    address = server.strip()
    if "://" not in address:
        address = f"http://{address}"
    address = address.rstrip("/")
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise Invalid(f"{server!r} is not an address of a server.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise Invalid(
            f"{server!r} is not an address of a server.",
            "Give it as http://127.0.0.1:8377.",
        )
    return address


class Caller:
    """Somebody with a token, talking to one house. `token` changes at sign-in and sign-out."""

    def __init__(
        self, server: str, *, token: str = "", http: httpx.AsyncClient | None = None
    ) -> None:
        self.server = server_address(server)
        self.token = token
        self._http = http or httpx.AsyncClient(timeout=TIMEOUT)
        self._owns_http = http is None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._owns_http:
            await self._http.aclose()

    # --- one door ---------------------------------------------------------------------------

    async def _get(
        self, path: str, kind: type[T], params: Mapping[str, str | int] | None = None
    ) -> T:
        return self._read(await self._send("GET", path, params=params), kind)

    async def _post(self, path: str, body: BaseModel | None, kind: type[T]) -> T:
        return self._read(await self._send("POST", path, body=body), kind)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        prefix: str = "/v1/staff",
        params: Mapping[str, str | int] | None = None,
        body: BaseModel | None = None,
    ) -> httpx.Response:
        try:
            response = await self._http.request(
                method,
                f"{self.server}{prefix}{path}",
                params=dict(params or {}),
                json=body.model_dump(mode="json") if body is not None else None,
                headers=self._headers(),
            )
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        if not response.is_success:
            raise self._refusal(response)
        return response

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _read(self, response: httpx.Response, kind: type[T]) -> T:
        try:
            return TypeAdapter(kind).validate_json(response.content)
        except ValidationError as error:
            raise self._stranger() from error

    def _refusal(self, response: httpx.Response) -> ConciergeError:
        try:
            problem = Problem.model_validate_json(response.content)
        except ValidationError:
            return self._stranger()
        hint = problem.hint
        if problem.reference:
            hint = f"{hint} Reference: {problem.reference}".strip()
        if problem.code == "too_many":
            return TooMany(problem.detail, hint, _seconds(response.headers.get("Retry-After")))
        return ERRORS.get(problem.code, ConciergeError)(problem.detail, hint)

    def _unreachable(self, error: httpx.HTTPError) -> Unavailable:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return Unavailable(
                f"Nothing answers at {self.server}.", "Start it with `concierge serve`."
            )
        return Unavailable(
            f"The connection to {self.server} broke off.", "Check the network and the server."
        )

    def _stranger(self) -> Unavailable:
        return Unavailable(
            f"What answers at {self.server} does not speak as this concierge does.",
            "Check the address, and that both sides have the same version.",
        )


def asked(kind: type[T], **fields: Any) -> T:
    """A model of what we send. Raises Invalid in our own words for what can never be accepted."""
    try:
        return kind(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "value"
        limit = first.get("ctx", {}).get("max_length")
        if limit is not None:
            raise TooLarge(f"The {name} may have {limit} characters at most.") from error
        raise Invalid(f"The {name} is not valid.") from error


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 1.0))
    except ValueError:
        return 1.0
