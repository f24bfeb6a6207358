from __future__ import annotations

import json
from pathlib import Path

import pytest

from store import conversations, turns
from store.conversations import Inbound
from store.home import Home
from store.migrate import open_store
from tests.cli.conftest import Inside


@pytest.fixture
def knowing(inside: Inside, founded: Path, menu: Path) -> Path:
    assert inside("ingest", menu).code == 0
    return founded


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "questions.csv"
    file.write_text(
        "question,expected\nHow much is parking?,£12\nWhen is breakfast?,/7:30/\n"
        "Who wins the election?,-\n",
        "utf-8",
    )
    return file


def test_an_owners_sheet_is_asked_and_guards_a_change(
    inside: Inside, knowing: Path, sheet: Path
) -> None:
    done = inside("eval", sheet, "--min-right", "100", "--max-wrong", "0")

    assert done.code == 0, done.out + done.err
    assert "right 2 of 2 answerable (100%)" in done.out
    assert "honest 1 of 1" in done.out
    sheet.write_text("How much is parking?,£99\n", "utf-8")
    assert inside("eval", sheet, "--max-wrong", "0").code == 1
    assert inside("eval", sheet, "--min-right", "50").code == 1
    assert inside("eval", sheet).code == 0


def test_two_runs_are_compared(inside: Inside, knowing: Path, sheet: Path, tmp_path: Path) -> None:
    saved, config = tmp_path / "run.json", tmp_path / "other.toml"
    config.write_text('[business]\nname = "Other"\n', "utf-8")
    told = json.loads(inside("eval", sheet, "--save", saved, "--json").out)

    done = inside("eval", "--compare", saved, config, sheet, "--json")

    assert done.code == 0, done.err
    assert told["figures"]["right"] == 2
    assert json.loads(done.out)["worse"] == []
    assert inside("eval", "--compare", saved, sheet).code == 2


def test_eval_needs_something_to_ask(inside: Inside, founded: Path, tmp_path: Path) -> None:
    assert inside("eval", "run").code == 2
    assert inside("eval", tmp_path / "none.csv").code == 4


def test_cases_are_kept_listed_asked_and_removed(
    inside: Inside, knowing: Path, sheet: Path
) -> None:
    of_template = json.loads(inside("eval", "case", "list", "--json").out)
    assert {c["origin"] for c in of_template} == {"template"}

    assert inside("eval", "case", "add", "Where can I park?", "--expect", "behind").code == 0
    assert inside("eval", "case", "import", sheet).code == 0
    kept = json.loads(inside("eval", "case", "list", "--origin", "import", "--json").out)
    assert kept[0]["question"] == "Where can I park?"
    assert len(kept) == 4
    assert inside("eval", "case", "remove", str(kept[0]["id"])).code == 0
    assert inside("eval", "case", "remove", str(kept[0]["id"])).code == 4
    assert inside("eval", "case", "add", "What?").code == 2
    asked = json.loads(inside("eval", "--cases", "--json").out)
    assert asked["by_source"]["import"]["right"] == 2


def test_the_gate_holds_what_makes_a_case_worse(inside: Inside, knowing: Path, menu: Path) -> None:
    assert inside("eval", "case", "add", "How much is parking?", "--expect", "12").code == 0
    assert inside("knowledge", "gate", "on").code == 0
    menu.write_text("# Practical\n\n## Breakfast\n\nBreakfast is served until 11.\n", "utf-8")

    held = inside("ingest", menu)

    assert "is held" in held.out
    assert '"How much is parking?" was right' in held.out
    assert "£12" in inside("ask", "How much is parking?").out
    examined = inside("knowledge", "gate", "run", "--json")
    assert examined.code == 1
    assert json.loads(examined.out)["worse"] >= 1
    rows = json.loads(inside("knowledge", "generations", "--json").out)
    assert rows[0]["held"]
    number = str(rows[0]["id"])
    assert inside("knowledge", "publish", number).code == 5
    assert inside("knowledge", "publish", number, "--force").code == 0
    assert "£12" not in inside("ask", "How much is parking?").out


def test_a_change_that_makes_nothing_worse_passes_the_gate(
    inside: Inside, knowing: Path, menu: Path
) -> None:
    assert inside("eval", "case", "add", "How much is parking?", "--expect", "12").code == 0
    assert inside("knowledge", "gate", "on").code == 0
    menu.write_text(menu.read_text("utf-8") + "\n## Sauna\n\nThe sauna costs £9.\n", "utf-8")

    done = inside("ingest", menu)

    assert "is published" in done.out, done.out
    assert inside("knowledge", "gate", "off").code == 0
    assert inside("knowledge", "gate", "sideways").code == 2


def test_a_reply_marked_bad_becomes_a_case(inside: Inside, founded: Path) -> None:
    store = open_store(Home(founded))
    with store.writing() as tx:
        asked = conversations.receive(tx, Inbound("sms", "+1", "Is the pool heated?", "1"))
        reply = turns.reply(tx, asked, turns.Said("It is heated."))
        assert reply
    store.close()

    assert inside("conversation", "mark", str(reply.id), "bad", "--note", "It is not.").code == 0

    (case,) = json.loads(inside("eval", "case", "list", "--origin", "marked_bad", "--json").out)
    assert case["question"] == "Is the pool heated?"
    assert inside("conversation", "mark", str(asked.id), "bad").code == 5
    assert inside("conversation", "mark", str(reply.id), "dull").code == 2


def test_a_talk_in_the_terminal_remembers_and_keeps_nothing(inside: Inside, knowing: Path) -> None:
    typed = "How much is parking?\n/why\n/new\n/nonsense\nWhen is breakfast?\n/quit\nnever read\n"

    done = inside("chat", typed=typed)

    assert done.code == 0, done.err
    assert "£12" in done.out
    assert "7:30" in done.out
    assert "decided: " in done.out
    assert "A new conversation begins." in done.err
    assert "never read" not in done.out
    assert json.loads(inside("conversation", "list", "--json").out) == []


def test_a_talk_for_machines_is_one_object_a_line(inside: Inside, knowing: Path) -> None:
    done = inside("chat", "--json", typed="How much is parking?\nand breakfast?\n/why\n")

    first, second, why = (json.loads(line) for line in done.out.splitlines())
    assert first["outcome"] == "answered"
    assert second["id"] == 2
    assert "why" in why


def test_a_rehearsal_writes_a_pass_card(inside: Inside, knowing: Path, tmp_path: Path) -> None:
    card = tmp_path / "card.html"

    done = inside("rehearse", "--html", card, "--json")

    told = json.loads(done.out)
    assert done.code == int(told["counts"]["wrongly_stated"] > 0)
    assert told["counts"]["said"] >= 25
    assert "<script" not in card.read_text("utf-8")
    assert "Rehearsal of Seaview" in card.read_text("utf-8")


def test_a_rehearsal_needs_knowledge(inside: Inside, founded: Path) -> None:
    assert inside("rehearse").code == 4
    assert inside("knowledge", "gate", "run").code == 4
