from __future__ import annotations

import json
import re
from pathlib import Path

from cli.surface import events
from docs.generate import commands
from server.rights import TABLE
from tests.cli.conftest import Inside

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_whole_surface_is_told_to_machines(inside: Inside) -> None:
    told = json.loads(inside("--spec").out)

    leaves = {path for path, command, _ in commands() if not hasattr(command, "commands")}
    routes = {f"{one['method']} {one['path']}": one["right"] for one in told["routes"]}
    assert {one["command"] for one in told["commands"]} == leaves
    assert {route: right for route, right in routes.items() if right} == TABLE
    search = next(one for one in told["commands"] if one["command"] == "concierge contact list")
    assert (search["parameters"][0]["options"], search["parameters"][0]["type"]) == (
        ["--search"],
        "str",
    )
    assert "POST /v1/conversations/{conversation_id}/messages" in routes


def test_every_event_that_happens_anywhere_is_told() -> None:
    """Whoever adds a kind names it at the head of store/events.py."""
    told = {one["kind"] for one in events()}
    rooms = ("store", "server", "agent", "reports", "ingest", "models", "channels")

    happens = re.compile(r"events\.happened(?:_now)?\(\s*tx,\s*\"([a-z_]+\.[a-z_]+)\"")
    found = {
        kind
        for room in rooms
        for path in (REPOSITORY / room).rglob("*.py")
        for kind in happens.findall(path.read_text(encoding="utf-8"))
    }

    assert found - told == set()
    assert {"kind": "contact.merged", "data": ["contact_id", "gone_id"]} in list(events())
