"""`concierge demo-link`: made, listed, counted, removed."""

from __future__ import annotations

import json
from pathlib import Path

from store import demos
from store.home import Home
from store.migrate import open_store
from tests.cli.conftest import Inside
from tests.server.demo_house import price_list


def test_an_operator_makes_a_demo_sees_it_and_removes_it(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    menu = tmp_path / "Menu.pdf"
    menu.write_bytes(price_list("Grilled sole", "24.50"))

    made = inside("demo-link", "share", menu, "--name", "Harbour Kitchen", "--json")

    assert made.code == 0, made.err
    told = json.loads(made.out)
    assert (told["label"], told["state"], told["files"]) == ("Harbour Kitchen", "ready", 1)
    assert told["address"].endswith(f"/demo/{told['id']}")
    home = founded / "demos" / told["id"]
    assert (home / "concierge.db").exists()
    listed = inside("demo-link", "list")
    assert "Harbour Kitchen" in listed.out
    assert json.loads(inside("demo-link", "funnel", "--json").out)["ready"] == 1
    removed = inside("demo-link", "remove", told["id"])
    assert removed.code == 0, removed.err
    assert not home.exists()
    store = open_store(Home(founded))
    with store.reading() as tx:
        assert demos.with_homes(tx) == set()
    store.close()


def test_a_demo_is_made_of_what_is_there(inside: Inside, founded: Path, tmp_path: Path) -> None:
    (tmp_path / "menu.txt").write_text("Soup 3.00")

    asked: list[tuple[list[str | Path], int]] = [
        (["nothing.pdf"], 4),
        ([tmp_path / "menu.txt"], 2),
        (["https://inn.example", "https://other.example"], 2),
        (["file:///etc/passwd"], 2),
    ]
    for words, code in asked:
        done = inside("demo-link", "share", *words)
        assert done.code == code, done.err
    assert not (founded / "demos").exists()
