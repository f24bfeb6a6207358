from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Inside

KEYS = ["id", "source", "url", "file", "page", "heading", "text", "kind"]


def published(inside: Inside) -> int:
    rows = inside("knowledge", "generations", "--json").json
    return next(int(row["id"]) for row in rows if row["state"] == "published")


def test_a_file_becomes_passages_one_object_a_line(
    inside: Inside, founded: Path, menu: Path
) -> None:
    done = inside("ingest", menu, "--json")

    passages = inside("knowledge", "passages", "--json").lines
    assert done.code == 0, done.err
    assert done.json["sources"][0]["read"] == 1
    assert all(list(passage) == KEYS for passage in passages)
    assert any("7:30 to 10:30" in passage["text"] for passage in passages)
    assert {passage["source"] for passage in passages} == {"practical.md"}
    assert {passage["file"] for passage in passages} == {str(menu)}


def test_what_did_not_change_is_not_published_again(
    inside: Inside, founded: Path, menu: Path
) -> None:
    inside("ingest", menu)

    done = inside("ingest", menu)

    assert "unchanged 1" in done.out
    assert "Nothing has changed; generation 1 goes on." in done.out


def test_a_dry_run_keeps_nothing(inside: Inside, founded: Path, menu: Path) -> None:
    done = inside("ingest", menu, "--dry-run")

    assert "Nothing was kept." in done.out
    assert inside("knowledge", "passages", "--json").out == ""
    assert inside("source", "list", "--json").json == []


def test_text_comes_through_standard_input(inside: Inside, founded: Path) -> None:
    done = inside("ingest", "-", typed="The sauna opens at 16:00 and closes at 21:00.\n")

    assert done.code == 0, done.err
    assert "sauna" in inside("knowledge", "passages").out


def test_the_summary_says_what_was_skipped_and_why(
    inside: Inside, founded: Path, menu: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    menu.rename(folder / "practical.md")
    (folder / "empty.pdf").write_bytes(b"")

    done = inside("ingest", folder)

    assert done.code == 0, done.err
    assert "read 1" in done.out
    assert "empty.pdf" in done.out


def test_a_change_is_told_page_by_page_and_can_be_taken_back(
    inside: Inside, founded: Path, menu: Path
) -> None:
    inside("ingest", menu)
    menu.write_text(menu.read_text().replace("£12", "£15"))
    inside("ingest", menu)

    difference = inside("knowledge", "diff", "--json").json
    inside("knowledge", "rollback")

    assert [page["address"] for page in difference["changed"]] == [str(menu)]
    assert published(inside) == 1
    assert "£12" in inside("knowledge", "passages").out
    inside("knowledge", "publish", "2")
    assert "£15" in inside("knowledge", "passages").out


def test_a_source_is_listed_paused_woken_and_removed(
    inside: Inside, founded: Path, menu: Path
) -> None:
    inside("ingest", menu)

    assert inside("source", "pause", "1").code == 0
    paused = inside("source", "list", "--json").json
    assert inside("source", "refresh", "1").code == 0
    woken = inside("source", "list", "--json").json
    assert inside("source", "remove", "practical.md").code == 0

    assert (paused[0]["status"], woken[0]["status"]) == ("paused", "active")
    assert paused[0]["documents"] == 1
    assert inside("source", "list", "--json").json == []
    assert inside("knowledge", "passages", "--json").out == ""


def test_a_source_for_staff_is_told_to_no_guest(inside: Inside, founded: Path, menu: Path) -> None:
    inside("ingest", menu, "--audience", "staff")
    hidden = inside("ask", "How much is parking?", "--json").json

    done = inside("source", "change", "1", "--label", "Handbook", "--audience", "guests")
    listed = inside("source", "list", "--json").json
    shown = inside("ask", "How much is parking?", "--json").json

    assert hidden["outcome"] != "answered"
    assert "Handbook is for guests." in done.out
    assert (listed[0]["label"], listed[0]["audience"]) == ("Handbook", "guests")
    assert shown["outcome"] == "answered"
    assert inside("source", "change", "1").code == 2
    assert inside("source", "change", "1", "--audience", "friends").code == 2


def test_without_knowledge_it_says_what_to_do(inside: Inside, founded: Path) -> None:
    assert "concierge ingest" in inside("knowledge", "passages").out
    assert "concierge ingest" in inside("knowledge", "generations").out
    assert "concierge ingest" in inside("source", "list").out
    assert inside("knowledge", "diff").code == 4
    assert inside("knowledge", "rollback").code == 4
    assert inside("knowledge", "publish", "9").code == 4
    assert inside("source", "remove", "9").code == 4


def test_a_page_cannot_command_the_terminal(inside: Inside, founded: Path, tmp_path: Path) -> None:
    page = tmp_path / "bad.txt"
    page.write_text("Breakfast \x1b]0;owned\x07 is at eight in the large hall downstairs.\n")
    inside("ingest", page)

    assert "\x1b" not in inside("knowledge", "passages").out
    assert "\x1b" not in inside("ask", "When is breakfast?").out
