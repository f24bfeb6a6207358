from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Inside


def test_a_choice_is_made_shown_and_tried(inside: Inside, founded: Path) -> None:
    assert inside("notice", "set").code == 2
    done = inside(
        *("notice", "set", "escalation", "bell", "mail", "--quiet", "22:00-07:00"),
        *("--webhook", "https://hooks.example/x", "--json"),
    )
    told = json.loads(done.out)
    assert told["means"]["escalation"] == ["bell", "mail"]
    assert told["webhook_secret"].startswith("whsec_")
    assert "webhook_secret" not in json.loads(inside("notice", "show", "--json").out)
    assert inside("notice", "set", "escalation", "none").code == 0
    assert "nothing" in inside("notice", "show").out
    assert json.loads(inside("notice", "test", "--json").out)["owed"] == ["webhook"]
    assert inside("notice", "list").out == "Nothing was told yet.\n"
    assert json.loads(inside("notice", "read", "--json").out) == {"read": 0}


def test_the_order_of_those_on_call_is_kept(inside: Inside, founded: Path) -> None:
    assert "everybody is told" in inside("notice", "on-call").out
    assert inside("notice", "on-call", "nobody@seaview.example").code == 4
    assert inside("notice", "on-call", "ana@seaview.example").out == "1. ana@seaview.example\n"
    assert json.loads(inside("notice", "on-call", "--nobody", "--json").out) == {"on_call": []}
