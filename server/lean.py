"""A route that is documented like any other and served with less ceremony.

FastAPI solves every route's parameters anew for each request, which for the guests' messages cost
more than storing them. Here the path, the body and one header are read by hand; what a wrong body
gets is the same.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, cast, get_type_hints

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response


class LeanRoute(APIRoute):
    """For an endpoint that takes the `request`, the parameters of its path, one body (`asked`) and,
    if it wants them, headers as text."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint = self.endpoint
        model = cast(type[BaseModel], get_type_hints(endpoint)["asked"])
        named = set(inspect.signature(endpoint).parameters) - {"request", "asked"}
        headers = tuple(named - set(self.param_convertors))

        async def handle(request: Request) -> Response:
            found = {name: request.headers.get(name, "") for name in headers}
            asked = _asked(model, request, await request.body())
            response: Response = await endpoint(
                request=request, asked=asked, **request.path_params, **found
            )
            return response

        return handle


def _asked(model: type[BaseModel], request: Request, body: bytes) -> BaseModel:
    """Raises RequestValidationError, as FastAPI would."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (kind.startswith("application/") and kind.endswith(("/json", "+json"))):
        raise RequestValidationError(
            [{"type": "json_invalid", "loc": ("body",), "msg": "not JSON", "input": {}}]
        )
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False)
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in told]
        ) from error
