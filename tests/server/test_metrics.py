from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agent.composer import Answer
from server.exposition import Family, Histogram, written
from store import tokens
from store.db import Store
from store.tables import User
from tests.conftest import Serve
from tests.fakes import ScriptedComposer
from tests.server.prometheus import read

DASHBOARD = Path(__file__).resolve().parents[2] / "docs" / "grafana.json"
SECRET_WORDS = "My name is Zenobia Quartermaine"
# As much of Grafana's model as a dashboard needs to be imported and drawn.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title", "uid", "schemaVersion", "panels", "templating", "time"],
    "properties": {
        "schemaVersion": {"type": "integer", "minimum": 36},
        "uid": {"type": "string", "maxLength": 40},
        "id": {"type": "null"},
        "panels": {
            "type": "array",
            "minItems": 8,
            "items": {
                "type": "object",
                "required": ["id", "type", "title", "gridPos", "datasource", "targets"],
                "properties": {
                    "type": {"enum": ["timeseries", "stat", "bargauge", "table"]},
                    "gridPos": {
                        "type": "object",
                        "required": ["x", "y", "w", "h"],
                        "properties": {
                            "x": {"type": "integer", "minimum": 0, "maximum": 23},
                            "w": {"type": "integer", "minimum": 1, "maximum": 24},
                        },
                    },
                    "targets": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "object", "required": ["expr", "refId"]},
                    },
                },
            },
        },
    },
}


@pytest.fixture
def told(serve: Serve) -> str:
    """What is said after one guest was answered and another fetched a person."""
    served = serve(
        ScriptedComposer(
            Answer("From seven to ten."),
            Answer("I'll get someone.", outcome="handed_over", escalate="Not known."),
        )
    )
    served.guest().ask(SECRET_WORDS, "m1")
    served.guest().ask(SECRET_WORDS, "m2")
    answer = served.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return answer.text


def test_the_metrics_are_in_the_form_prometheus_reads_and_count_what_happened(told: str) -> None:
    found = read(told)

    assert found.value("concierge_events_total", kind="message.received") == 2
    assert found.value("concierge_events_total", kind="conversation.escalated") == 1
    replies = found.named("concierge_replies_total")
    assert {dict(labels)["outcome"]: n for labels, n in replies.items()} == {
        "answered": 1,
        "handed_over": 1,
    }
    for stage in ("wait", "compose", "reply"):
        assert found.value("concierge_turn_seconds_count", stage=stage) == 2
    assert found.value("concierge_waiting", kind="escalations") == 1
    assert found.value("concierge_knowledge_generation") == 0
    assert set(found.named("concierge_loop_alive").values()) == {1.0}


def test_they_hold_no_word_of_a_guest(told: str) -> None:
    assert "Zenobia" not in told
    assert "Quartermaine" not in told


def test_strangers_are_told_nothing_and_a_token_opens(
    serve: Serve, store: Store, ana: User
) -> None:
    client = serve(ScriptedComposer()).client
    with store.writing() as tx:
        secret = tokens.create(tx, ana, "prometheus", ["read"]).secret
        other = tokens.create(tx, ana, "writer", ["act"]).secret
    proxied = {"X-Forwarded-For": "203.0.113.9"}

    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers=proxied).status_code == 401
    assert client.get("/metrics", headers={"Host": "desk.seaview.example"}).status_code == 401
    for token, status in ((secret, 200), (other, 403), ("cst_wrong", 401)):
        headers = {**proxied, "Authorization": f"Bearer {token}"}
        assert client.get("/metrics", headers=headers).status_code == status


def test_labels_are_escaped_and_buckets_add_up() -> None:
    spread = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7):
        spread.observe(value)

    text = written(
        [
            Family("a_total", "counter", "What\nfor").add(3, odd='say "hi"\\\n'),
            Family("b_seconds", "histogram", "Waits").spread(spread, stage="x"),
            Family("c", "gauge", "Nothing"),
        ]
    )

    found = read(text)
    assert found.value("b_seconds_bucket", stage="x", le="0.1") == 2
    assert found.value("b_seconds_count", stage="x") == 4
    assert found.value("b_seconds_sum", stage="x") == 7.65
    assert "c" not in found.types


def test_the_dashboard_loads_and_asks_only_for_what_there_is(told: str) -> None:
    board = json.loads(DASHBOARD.read_text("utf-8"))
    jsonschema.validate(board, SCHEMA)
    known = {name for name, _ in read(told).samples} | {
        "concierge_tool_calls_total",
        "concierge_kept_answers_total",
        "concierge_knowledge_age_seconds",
    }

    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"concierge_\w+", target["expr"])
    }

    assert asked - known == set()
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_no_two_panels_of_the_dashboard_lie_over_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


def test_every_answer_names_its_request_and_takes_on_a_proxys_id(serve: Serve) -> None:
    client = serve(ScriptedComposer()).client

    own = client.get("/healthz").headers["x-request-id"]
    given = client.get("/healthz", headers={"X-Request-Id": "proxy-0001"}).headers["x-request-id"]
    hostile = client.get("/healthz", headers={"X-Request-Id": "a b"}).headers["x-request-id"]

    assert len(own) == 12
    assert given == "proxy-0001"
    assert hostile != "a b"
