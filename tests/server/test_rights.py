"""Every route of the staff, for everybody who could knock: exactly the table, and no surprise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from fastapi.routing import APIRoute

from server.rights import OPEN, TABLE
from server.routes import (
    account_page,
    care,
    chat_page,
    contacts,
    copilot,
    demo_desk,
    evaluation,
    guests,
    handling,
    health,
    notices,
    pages,
    reports,
    settings,
    staff,
    team,
    timeline,
    visits,
)
from store import accounts, tokens
from store.db import Store
from store.rights import RIGHTS, ROLES, SCOPES, may
from store.tables import StaffSession, User, utcnow
from tests.conftest import Serve, Served, staff_member
from tests.server.composers import Echo

ROOMS = (
    account_page,
    care,
    chat_page,
    contacts,
    copilot,
    demo_desk,
    evaluation,
    guests,
    handling,
    health,
    notices,
    pages,
    reports,
    settings,
    staff,
    team,
    timeline,
    visits,
)
NOBODYS = "987654321"
GUARDED = sorted(TABLE)


def routes() -> Iterator[str]:
    for room in ROOMS:
        for route in room.router.routes:
            if isinstance(route, APIRoute) and route.path.startswith("/v1/staff"):
                yield from (f"{method} {route.path}" for method in route.methods or ())


@pytest.fixture
def served(serve: Serve, ana: User) -> Served:
    return serve(Echo())


@pytest.fixture
def team_of(store: Store, ana: User) -> dict[str, User]:
    others = {role: staff_member(store, f"{role}@seaview.example", role, role) for role in ROLES}
    return {**others, "owner": ana}


def knock(served: Served, route: str, secret: str) -> int:
    """The status; ids are nobody's, bodies are empty, so nothing is done."""
    method, path = route.split()
    for name in ("conversation_id", "key"):
        path = path.replace(f"{{{name}}}", "nobodys")
    while "{" in path:
        path = f"{path[: path.index('{')]}{NOBODYS}{path[path.index('}') + 1 :]}"
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    body: dict[str, str] | None = None if method in ("GET", "DELETE") else {}
    with served.client.stream(method, path, headers=headers, json=body) as response:
        return response.status_code


def session_of(store: Store, user: User) -> str:
    with store.writing() as tx:
        return accounts.open_session(tx, user.id).token


def test_every_route_of_the_staff_stands_in_the_table_and_no_other() -> None:
    assert sorted(set(routes()) - OPEN) == GUARDED
    assert set(routes()) >= OPEN
    assert set(TABLE.values()) == set(RIGHTS)


def test_what_changes_something_is_never_merely_read() -> None:
    changing = [route for route in GUARDED if not route.startswith("GET ")]

    assert [route for route in changing if TABLE[route] in ("read", "audit")] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_through_where_the_table_says_and_nowhere_else(
    served: Served, store: Store, team_of: dict[str, User], role: str
) -> None:
    surprises = []
    for route in GUARDED:
        status = knock(served, route, session_of(store, team_of[role]))
        allowed = status not in (401, 403) and status < 500
        if allowed != may(role, TABLE[route]) or status == 401:
            surprises.append((route, status))

    assert surprises == []


@pytest.mark.parametrize("role", ROLES)
def test_a_token_gets_through_where_scope_and_role_both_say_so(
    served: Served, store: Store, ana: User, role: str
) -> None:
    with store.writing() as tx:
        secrets = {scope: tokens.create(tx, ana, "a", [scope]).secret for scope in SCOPES}
        accounts.add(tx, "second@seaview.example", "", "owner", None)
        # A right taken away is gone at once, whatever a token was made with.
        accounts.set_role(tx, accounts.by_id(tx, ana.id), role)

    surprises = []
    for scope, secret in secrets.items():
        for route in GUARDED:
            status = knock(served, route, secret)
            allowed = status not in (401, 403) and status < 500
            if allowed != (TABLE[route] == scope and may(role, scope)) or status == 401:
                surprises.append((scope, route, status))

    assert surprises == []


@pytest.mark.parametrize(
    "who", ["nobody", "rubbish", "expired", "revoked", "disabled", "guest", "old token", "spent"]
)
def test_without_a_sign_in_that_counts_nothing_opens(
    served: Served, store: Store, team_of: dict[str, User], who: str
) -> None:
    secret = secret_that_does_not_count(served, store, team_of["manager"], who)

    assert {route: knock(served, route, secret) for route in GUARDED} == dict.fromkeys(GUARDED, 401)


def secret_that_does_not_count(served: Served, store: Store, user: User, who: str) -> str:
    if who == "nobody":
        return ""
    if who == "rubbish":
        return "cst_rubbish"
    if who == "guest":
        return served.guest().headers["Authorization"].removeprefix("Bearer ")
    before = utcnow() - timedelta(days=40)
    with store.writing() as tx:
        if who == "old token":
            return tokens.create(tx, user, "old", ["read"], days=30, now=before).secret
        if who == "spent":
            issued = tokens.create(tx, user, "turned", ["read"])
            tokens.rotate(tx, issued.token.id)
            return issued.secret
        now = before if who == "expired" else None
        opened = accounts.open_session(tx, user.id, now=now)
        if who == "revoked":
            accounts.end_session(tx, opened.session.id)
        if who == "disabled":
            accounts.disable(tx, accounts.by_id(tx, user.id))
            tx.get_one(StaffSession, opened.session.id).revoked_at = None
        return opened.token


@pytest.mark.parametrize("role", ROLES)
def test_nobody_touches_the_sessions_and_tokens_of_another(
    served: Served, store: Store, team_of: dict[str, User], role: str
) -> None:
    victim = team_of["viewer" if role == "owner" else "owner"]
    with store.writing() as tx:
        theirs = accounts.open_session(tx, victim.id)
        token = tokens.create(tx, victim, "theirs", ["read"])
    headers = {"Authorization": f"Bearer {session_of(store, team_of[role])}"}

    def status(method: str, path: str) -> int:
        answer: httpx.Response = served.client.request(method, path, headers=headers)
        return answer.status_code

    assert status("DELETE", f"/v1/staff/sessions/{theirs.session.id}") == 404
    assert status("POST", f"/v1/staff/tokens/{token.token.id}/rotate") == 404
    assert status("DELETE", f"/v1/staff/tokens/{token.token.id}") == 404
    with store.reading() as tx:
        assert accounts.signed_in(tx, theirs.token)
        assert tokens.opened(tx, token.secret)


def test_a_manager_handles_agents_and_viewers_and_nobody_above(
    served: Served, store: Store, team_of: dict[str, User]
) -> None:
    headers = {"Authorization": f"Bearer {session_of(store, team_of['manager'])}"}

    def tried(role: str) -> list[int]:
        at = f"/v1/staff/team/{team_of[role].id}"
        send = served.client.request
        return [
            send("PATCH", at, headers=headers, json={"name": "New"}).status_code,
            send("GET", f"{at}/sessions", headers=headers).status_code,
            send("POST", f"{at}/reset", headers=headers, json={}).status_code,
            send("DELETE", f"{at}/sessions", headers=headers).status_code,
        ]

    assert tried("agent") == tried("viewer") == [200, 200, 200, 204]
    assert tried("owner") == tried("manager") == [403] * 4
    for role in ROLES:
        asked = {"email": f"new-{role}@seaview.example", "role": role}
        answer = served.client.post("/v1/staff/team", headers=headers, json=asked)
        assert answer.status_code == (201 if role in ("agent", "viewer") else 403)
    risen = {"role": "owner"}
    at = f"/v1/staff/team/{team_of['agent'].id}"
    assert served.client.patch(at, headers=headers, json=risen).status_code == 403
