"""Accounts, sessions, tokens and the audit log, from the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import accounts, attempts, second_step
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.tables import utcnow
from tests.cli.conftest import Inside
from tests.conftest import PASSWORD, Serve

ANA = "ana@seaview.example"


@pytest.fixture
def memory(founded: Path) -> Iterator[Store]:
    store = open_store(Home(founded))
    yield store
    store.close()


def findings(inside: Inside) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check in inside("doctor", "--security", "--json").json["checks"]:
        found.setdefault(check["check"], []).append(f"{check['verdict']}: {check['said']}")
    return found


def test_an_invitation_is_printed_once_and_works_again_when_lost(
    inside: Inside, founded: Path
) -> None:
    first = inside("user", "invite", "ben@seaview.example", "--name", "Ben", "--json").json
    second = inside("user", "invite", "ben@seaview.example")

    assert first["state"] == "invited"
    assert "/account/" in first["link"]
    assert "/account/" in second.out
    assert first["link"] not in second.out
    assert inside("user", "invite", ANA).code == 5
    assert inside("user", "invite", "eva@seaview.example", "--mail").code == 2


def test_a_reset_leaves_the_old_password_until_it_is_followed(
    inside: Inside, memory: Store
) -> None:
    told = inside("user", "reset", ANA, "--json").json

    assert "/account/" in told["link"]
    with memory.reading() as tx:
        ana = accounts.find(tx, ANA)
    assert accounts.verify_password(ana.password_hash, "a long enough password")


def test_a_role_is_changed_and_the_last_owner_stays(inside: Inside, founded: Path) -> None:
    inside("user", "add", "ben@seaview.example")

    assert inside("user", "role", "ben@seaview.example", "manager", "--json").json["role"] == (
        "manager"
    )
    assert inside("user", "role", ANA, "agent").code == 5
    assert inside("user", "role", ANA, "king").code == 2


def test_a_disabled_account_is_opened_again(inside: Inside, founded: Path) -> None:
    inside("user", "add", "ben@seaview.example")
    inside("user", "disable", "ben@seaview.example")

    assert inside("user", "enable", "ben@seaview.example", "--json").json["state"] == "active"


def test_sessions_are_listed_and_ended(inside: Inside, memory: Store) -> None:
    with memory.writing() as tx:
        tokens = [
            accounts.open_session(tx, 1, device=f"laptop {n}", address="192.0.2.1").token
            for n in range(3)
        ]
    listed = inside("session", "list", ANA, "--json").json
    assert sorted(one["device"] for one in listed) == ["laptop 0", "laptop 1", "laptop 2"]

    assert inside("session", "revoke", str(listed[0]["id"])).code == 0
    assert inside("session", "revoke", str(listed[0]["id"])).code == 4
    assert inside("session", "revoke", "--of", ANA, "--json").json == {"ended": 2}
    assert inside("session", "revoke").code == 2
    assert inside("session", "list").out == "Nobody is signed in.\n"
    with memory.reading() as tx:
        assert [accounts.signed_in(tx, token) for token in tokens] == [None] * 3


def test_a_token_is_made_turned_and_revoked(inside: Inside, founded: Path) -> None:
    made = inside("token", "create", "till", "--scope", "read", "--days", "30", "--json").json
    turned = inside("token", "rotate", str(made["id"]), "--json").json
    (listed,) = inside("token", "list", "--json").json

    assert made["token"].startswith("cst_")
    assert turned["token"] != made["token"]
    assert "token" not in listed
    assert (listed["name"], listed["scopes"]) == ("till", ["read"])
    assert inside("token", "create", "x", "--scope", "everything").code == 2
    assert inside("token", "revoke", str(made["id"])).code == 0
    assert inside("token", "list").out == "There is no token.\n"


def test_a_second_step_is_set_up_with_its_first_code(inside: Inside, memory: Store) -> None:
    assert inside("user", "totp", ANA, typed="000000\n").code == 2
    with memory.reading() as tx:
        secret = accounts.find(tx, ANA).totp_pending
        assert secret

    # The secret changes with every beginning, so the code is given to the one that was begun.
    with memory.writing() as tx:
        ana = accounts.find(tx, ANA)
        code = second_step.code_at(secret, second_step.step_at(utcnow()))
        second_step.confirm(tx, ana, code)

    assert inside("user", "list", "--json").json[0]["second_step"] is True
    assert inside("user", "totp", ANA).code == 5
    assert inside("user", "totp", ANA, "--off", "--json").json["second_step"] is False
    assert inside("user", "totp", ANA, "--off").code == 2


def test_what_the_operator_did_is_in_the_audit_log(inside: Inside, founded: Path) -> None:
    inside("user", "add", "ben@seaview.example")
    inside("config", "set", "business.colour", "#7a1f3d")
    inside("config", "set", "mail.password", "hush hush")
    made = inside("backup", "--json").json

    lines = inside("audit", "list", "--json").json
    told = [(line["action"], line["about"]) for line in reversed(lines)]
    assert told[-4:] == [
        ("user.added", "ben@seaview.example"),
        ("setting.changed", "business.colour"),
        ("setting.changed", "mail.password"),
        ("backup.made", made["file"]),
    ]
    assert lines[2]["detail"] == {"value": "#7a1f3d"}
    assert "hush" not in json.dumps(lines)
    assert {line["actor"] for line in lines[:4]} == {lines[0]["actor"]}
    assert "command line" in lines[0]["actor"]


def test_the_house_is_paused_and_the_doctor_says_so(inside: Inside, founded: Path) -> None:
    inside("user", "add", "vera@seaview.example", "--role", "viewer")

    assert inside("pause", "--as", "vera@seaview.example").code == 3
    assert inside("pause", "--json").json["by"] == ANA
    checks = {one["check"]: one for one in inside("doctor", "--json").json["checks"]}
    assert checks["replies"]["verdict"] == "warn"
    assert inside("resume", "--json").json == {"paused": False}
    assert [line["action"] for line in inside("audit", "list", "--json").json[:2]] == [
        "house.resumed",
        "house.paused",
    ]


def test_the_audit_log_is_exported_and_proved_anywhere(
    inside: Inside, founded: Path, tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    inside("user", "add", "ben@seaview.example")
    inside("audit", "export", file)
    head = inside("audit", "verify", "--json").json["head"]

    assert inside("audit", "verify", file, "--head", head).code == 0
    assert inside("audit", "export", file).code == 5
    assert len(inside("audit", "export").lines) == len(file.read_text().splitlines())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    file.write_text(file.read_text().replace("ben@", "eva@"))
    changed = inside("audit", "verify", file)
    assert (changed.code, "not as it was written" in changed.out) == (1, True)
    file.write_text("nothing\n")
    assert inside("audit", "verify", file).code == 2
    assert inside("audit", "verify", "--head", "0" * 63 + "1").code == 1


def test_the_doctor_tells_who_could_come_in_and_who_tried(inside: Inside, memory: Store) -> None:
    inside("token", "create", "till")
    with memory.writing() as tx:
        for _ in range(5):
            attempts.begin(tx, ANA, "192.0.2.1")

    found = findings(inside)

    assert found["second step"] == [f"warn: {ANA} (owner) signs in with a password alone."]
    assert "never ends" in found["tokens"][0]
    assert found["sign-ins"][1] == f"warn: {ANA} is locked for 192.0.2.1."
    assert found["audit"][0].startswith("ok: ")
    assert inside("user", "passwd", ANA, "--password-stdin", typed=f"{PASSWORD}\n").code == 0
    assert len(findings(inside)["sign-ins"]) == 1


def test_a_login_is_kept_for_its_user_alone_and_ended_there_and_here(
    inside: Inside, serve: Serve, ana: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    served = serve()
    at = ("--server", served.address, "--password-stdin")

    done = inside("login", ANA, *at, "--json", typed=f"{PASSWORD}\n")
    assert done.code == 0, done.err
    file = tmp_path / "config" / "concierge" / "logins.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    token = json.loads(file.read_text())[served.address]["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert served.client.get("/v1/staff/me", headers=headers).status_code == 200

    assert inside("login", ANA, *at, typed="not this one\n").code == 3
    assert inside("logout", "--server", served.address, "--json").json["ended_there"] is True
    assert served.client.get("/v1/staff/me", headers=headers).status_code == 401
    assert inside("logout", "--server", served.address).code == 4
