from __future__ import annotations

import json
from pathlib import Path

from store import conversations
from store.conversations import Visitor
from store.home import Home
from store.migrate import open_store
from tests.cli.conftest import Inside


def test_a_guest_is_listed_merged_split_handed_out_and_erased(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    store = open_store(Home(founded))
    with store.writing() as tx:
        for name in ("Maria", "M. López"):
            started = conversations.start(tx, channel="widget", visitor=Visitor(name))
            conversations.post(tx, started.conversation, "Hello\x1b[31m", "1", worker="a test")
    store.close()

    listed = json.loads(inside("contact", "list", "--search", "lópez", "--json").out)
    other = listed[0]["id"]
    maria = json.loads(inside("contact", "list", "--search", "maria", "--json").out)[0]["id"]
    assert inside("contact", "merge", maria, other).code == 0
    assert "merged with" in inside("contact", "show", maria).out
    assert inside("contact", "show", other).code == 4
    assert json.loads(inside("contact", "split", maria, "--json").out)["back"] == other
    file = tmp_path / "maria.json"
    assert inside("contact", "export", maria, "--file", file).code == 0
    assert inside("contact", "export", maria, "--file", file).code == 5
    assert json.loads(file.read_text())["contact"]["name"] == "Maria"
    assert "\x1b" not in inside("contact", "list").out + inside("contact", "show", maria).out

    erased = json.loads(inside("contact", "erase", maria, "--yes", "--json").out)

    assert (erased["conversations"], erased["messages"]) == (1, 1)
    assert inside("contact", "show", maria).code == 4
    assert len(json.loads(inside("contact", "list", "--json").out)) == 1
