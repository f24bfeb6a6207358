from __future__ import annotations

from typing import Any

import pytest

from server.openapi import GUEST_EVENTS, OPEN
from tests.conftest import Serve
from tests.server.composers import Echo


@pytest.fixture
def described(serve: Serve) -> dict[str, Any]:
    found: dict[str, Any] = serve(Echo()).client.get("/openapi.json").json()
    return found


def calls(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, call)
        for path, methods in described["paths"].items()
        for method, call in methods.items()
    ]


def test_every_error_is_described_as_the_problem_it_is(described: dict[str, Any]) -> None:
    for path, method, call in calls(described):
        for status, response in call["responses"].items():
            if status.startswith(("4", "5")):
                assert list(response["content"]) == ["application/problem+json"], (path, method)


def test_who_needs_a_token_is_described(described: dict[str, Any]) -> None:
    assert set(described["components"]["securitySchemes"]) == {"guest", "staff"}
    for path, method, call in calls(described):
        open_to_all = (path, method) in OPEN or path in ("/healthz", "/readyz")
        assert ("security" in call) != open_to_all, (path, method)


def test_the_guests_events_are_described_by_name(described: dict[str, Any]) -> None:
    follow = described["paths"]["/v1/conversations/{conversation_id}/events"]["get"]
    content = follow["responses"]["200"]["content"]

    assert list(content) == ["text/event-stream"]
    assert all(f"`{name}`" in str(content) for name in GUEST_EVENTS)
    assert "RateLimit" in follow["responses"]["200"]["headers"]
