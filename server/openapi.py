"""The description for machines, as the house really answers.

FastAPI files every error under `application/json` and knows nothing of tokens and streams. Here the
errors get their own media type, the guests' and the staff's tokens a name, and the two logs of
events what they hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

PROBLEM = "application/problem+json"
OPEN = {
    ("/v1/config", "get"),
    ("/v1/conversations", "post"),
    ("/v1/staff/sessions", "post"),
    ("/v1/staff/links", "post"),
}
TOKENS = {
    "guest": "The token of one conversation, told when it was opened.",
    "staff": "The token of a session, told at sign-in, or an API token.",
}
GUEST_EVENTS = {
    "message.accepted": "the guest's own message, with its `client_id`",
    "reply.started": "`in_reply_to`; without an id; a second one takes back what was shown",
    "reply.delta": "`text`, `in_reply_to`: a preview, without an id",
    "reply.completed": "the message, with `citations`, `quick_replies` and `outcome`",
    "reply.pending": "`in_reply_to`: a draft waits for staff, or a person was called",
    "message.posted": "a message of the staff that answers no single question",
    "staff.joined": "`name`",
    "staff.left": "nothing",
    "conversation.closed": "`reason`: guest, staff or quiet",
}
RATE_HEADERS = {
    "RateLimit-Policy": "The quota `q` in a window of `w` seconds.",
    "RateLimit": "What is left of it, `r`, and when it is whole again, in `t` seconds.",
}
STREAMS = {
    ("/v1/conversations/{conversation_id}/messages", "post"): "202",
    ("/v1/conversations/{conversation_id}/events", "get"): "200",
    ("/v1/staff/events", "get"): "200",
}
LIMITED = {
    ("/v1/conversations", "post"): "201",
    ("/v1/conversations/{conversation_id}/messages", "post"): "202",
    ("/v1/conversations/{conversation_id}/events", "get"): "200",
}


def describe(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """What `app.openapi` should be; made at the first call, then kept."""

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
            )
            app.openapi_schema = _made_true(made)
        return app.openapi_schema

    return description


def _made_true(described: dict[str, Any]) -> dict[str, Any]:
    schemes = described.setdefault("components", {}).setdefault("securitySchemes", {})
    for name, told in TOKENS.items():
        schemes[name] = {"type": "http", "scheme": "bearer", "description": told}
    for path, methods in described["paths"].items():
        for method, call in methods.items():
            _errors(call["responses"])
            if (path, method) not in OPEN:
                whose = "staff" if path.startswith("/v1/staff/") else "guest"
                call["security"] = [{whose: []}]
            if status := STREAMS.get((path, method)):
                _stream(call["responses"][status], staff=path.startswith("/v1/staff/"))
            if status := LIMITED.get((path, method)):
                call["responses"][status]["headers"] = _rate_headers()
    return described


def _rate_headers() -> dict[str, Any]:
    return {
        name: {"description": told, "schema": {"type": "string"}}
        for name, told in RATE_HEADERS.items()
    }


def _errors(responses: dict[str, Any]) -> None:
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = {PROBLEM: shape}
        if status == "429":
            response["headers"] = {
                "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
                **_rate_headers(),
            }


def _stream(response: dict[str, Any], *, staff: bool) -> None:
    told = "Server-sent events; a comment line comes every 15 seconds."
    if not staff:
        rows = "\n".join(f"- `{name}`: {holds}" for name, holds in GUEST_EVENTS.items())
        told = f"{told} Each `data` is a JSON object:\n\n{rows}"
    content = response.setdefault("content", {})
    if content.get("application/json", {}).get("schema") == {}:
        del content["application/json"]
    content["text/event-stream"] = {"schema": {"type": "string", "description": told}}
