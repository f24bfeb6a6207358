"""Doctor, backup, restore and report."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Inside


def checks(inside: Inside, *flags: str) -> dict[str, Any]:
    return {c["check"]: c for c in inside("doctor", "--json", *flags).json["checks"]}


def test_a_new_home_is_well_and_told_what_is_still_to_do(inside: Inside, founded: Path) -> None:
    done = inside("doctor", "--deep")

    assert done.code == 0, done.out
    found = checks(inside)
    assert found["knowledge"]["verdict"] == "warn"
    assert found["knowledge"]["do"].startswith("concierge ingest")
    assert found["backups"]["verdict"] == "warn"
    for name in ("settings", "database", "disk", "clock", "embedder", "accounts", "template"):
        assert found[name]["verdict"] == "ok", found[name]


def test_after_the_work_is_done_the_doctor_says_so(
    inside: Inside, founded: Path, menu: Path
) -> None:
    inside("ingest", menu)
    inside("backup")

    found = checks(inside, "--deep")

    assert found["knowledge"]["verdict"] == "ok"
    assert found["backups"]["verdict"] == "ok"
    assert found["promises"]["verdict"] == "ok"


@pytest.mark.parametrize(
    ("key", "value", "check", "verdict"),
    [
        ("business.timezone", "UTC", "clock", "warn"),
        ("mail.host", "smtp.seaview.example", "mail", "fail"),
        ("model.provider", "ollama", "model", "fail"),
    ],
)
def test_what_is_set_up_halfway_is_found(
    inside: Inside, founded: Path, key: str, value: str, check: str, verdict: str
) -> None:
    inside("config", "set", key, value)

    found = checks(inside)[check]

    assert found["verdict"] == verdict
    assert found["do"]


@pytest.mark.parametrize(
    ("was", "becomes", "check"),
    [
        ('"boutique_hotel"', '"no_such_trade"', "template"),
        ('# daily = "0 7 * * *"', 'daily = "every morning"', "settings"),
    ],
)
def test_a_setting_that_means_nothing_is_found(
    inside: Inside, founded: Path, was: str, becomes: str, check: str
) -> None:
    file = founded / "concierge.toml"
    assert was in file.read_text()
    file.write_text(file.read_text().replace(was, becomes))

    done = inside("doctor", "--json")

    failed = {c["check"] for c in done.json["checks"] if c["verdict"] == "fail"}
    assert (done.code, failed) == (1, {check})


def test_rights_that_are_too_wide_are_found(inside: Inside, founded: Path) -> None:
    (founded / "secrets.env").chmod(0o644)

    assert checks(inside)["rights"]["do"] == f"chmod go-rwx {founded / 'secrets.env'}"


def test_a_damaged_database_fails_and_everything_else_is_still_told(
    inside: Inside, founded: Path
) -> None:
    (founded / "concierge.db").write_bytes(b"this is no database" * 100)

    done = inside("doctor", "--json")
    found = {c["check"]: c["verdict"] for c in done.json["checks"]}

    assert done.code == 1
    assert found["database"] == "fail"
    assert found["embedder"] == "ok"


def test_wrong_settings_fail_with_file_and_line(inside: Inside, founded: Path) -> None:
    (founded / "concierge.toml").write_text("[server]\nport = 'many'\n")

    done = inside("doctor", "--json")

    assert done.code == 1
    assert "line 2" in done.json["checks"][0]["said"]


def test_a_backup_comes_back_as_it_was(
    inside: Inside, founded: Path, menu: Path, tmp_path: Path
) -> None:
    inside("ingest", menu)
    archive = tmp_path / "safe" / "house.tar.gz"
    archive.parent.mkdir()
    assert inside("backup", archive).code == 0
    inside("user", "add", "ben@seaview.example")
    inside("config", "set", "business.name", "Other")

    done = inside("restore", archive, "--yes", "--json")

    assert done.code == 0, done.err
    assert len(inside("user", "list", "--json").json) == 1
    assert inside("config", "get", "business.name", "--json").json["value"] == "Seaview"
    assert "£12" in inside("ask", "How much is parking?").out
    assert (Path(done.json["set_aside"]) / "concierge.db").exists()


def test_a_backup_moves_a_house_to_another_machine(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    archive = inside("backup", "--json").json["file"]
    moved = tmp_path / "elsewhere"

    assert inside("restore", archive, "--home", moved).code == 0

    assert len(inside("user", "list", "--home", moved, "--json").json) == 1


def test_a_damaged_backup_changes_nothing(inside: Inside, founded: Path, tmp_path: Path) -> None:
    archive = Path(inside("backup", "--json").json["file"])
    half = tmp_path / "half.tar.gz"
    half.write_bytes(archive.read_bytes()[:-200])
    before = (founded / "concierge.toml").read_bytes()

    done = inside("restore", half, "--yes")

    assert done.code == 2
    assert (founded / "concierge.toml").read_bytes() == before
    assert len(inside("user", "list", "--json").json) == 1


def test_a_home_is_not_replaced_without_being_asked(inside: Inside, founded: Path) -> None:
    archive = inside("backup", "--json").json["file"]

    done = inside("restore", archive)

    assert done.code == 2
    assert "--yes" in done.err
    assert inside("restore", "nothing.tar.gz", "--yes").code == 4


def test_secrets_stay_out_of_a_backup(inside: Inside, founded: Path, tmp_path: Path) -> None:
    inside("config", "set", "mail.password", "open sesame")
    archive = inside("backup", "--json").json["file"]

    shutil.unpack_archive(archive, tmp_path / "out")

    found = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert found
    assert all(b"sesame" not in p.read_bytes() for p in found)


def test_the_daily_report_is_told_written_and_kept(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"

    told = inside("report", "daily", "--day", "2026-11-20", "--html", page)
    kept = inside("report", "daily", "--send")

    assert told.code == 0, told.err
    assert "Seaview" in told.out
    assert "<html" in page.read_text()
    assert "Not mailed" in kept.err
    assert list((founded / "reports").glob("daily-*.html"))
    assert inside("report", "daily", "--json").json["kind"] == "daily"


@pytest.mark.parametrize("day", ["someday", "2026-13-01", "2999-01-01"])
def test_a_day_that_is_none_is_wrong_use(inside: Inside, founded: Path, day: str) -> None:
    assert inside("report", "daily", "--day", day).code == 2


def test_a_day_may_be_named_as_people_say_it(inside: Inside, founded: Path) -> None:
    said = inside("report", "daily", "--day", "yesterday")

    assert said.code == 0
    assert said.out.splitlines()[:2] == inside("report", "daily").out.splitlines()[:2]
