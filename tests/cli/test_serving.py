"""Servers as real processes: opened, met by commands beside them, and closed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli import running
from server.client import StaffClient
from store.errors import Conflict, Unavailable
from store.home import Home
from templates.demonstration.demo import demonstration
from tests.cli.conftest import Inside
from tests.cli.words import command, concierge, environment


@dataclass
class Open:
    process: subprocess.Popen[bytes]
    address: str
    home: Path


@pytest.fixture
def opened(founded: Path) -> Iterator[Open]:
    """`concierge serve` on a port of its own."""
    process = subprocess.Popen(
        command("serve", "--home", founded, "--port", "0", "--no-open", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()
    yield Open(process, json.loads(line)["address"], founded)
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=30)


def get(address: str) -> Any:
    return httpx.get(address, trust_env=False, timeout=10)


async def signed_in_as(shown: dict[str, str]) -> str:
    async with StaffClient(shown["address"]) as client:
        return (await client.sign_in(shown["email"], shown["password"])).user.role


def test_the_house_is_opened_and_a_stop_is_an_ordinary_end(opened: Open) -> None:
    assert get(f"{opened.address}/readyz").status_code == 200
    assert running.server_of(Home(opened.home)) == (opened.process.pid, opened.address)

    opened.process.terminate()

    assert opened.process.wait(20) == 0
    assert running.server_of(Home(opened.home)) is None


def test_ctrl_c_closes_the_house_quietly(opened: Open) -> None:
    os.kill(opened.process.pid, signal.SIGINT)

    _, told = opened.process.communicate(timeout=20)

    assert opened.process.returncode == 0
    assert b"Traceback" not in told


def test_a_second_server_of_one_home_is_refused(opened: Open) -> None:
    done = concierge("serve", "--home", opened.home, "--port", "0", "--no-open")

    assert done.code == 5
    assert "already serving this home" in done.err
    assert opened.address in done.err
    assert get(f"{opened.address}/readyz").status_code == 200


def test_commands_work_beside_a_running_server(opened: Open, inside: Inside, menu: Path) -> None:
    assert inside("ingest", menu).code == 0
    assert inside("user", "list").code == 0
    assert inside("backup").code == 0
    assert "£12" in inside("ask", "How much is parking?").out
    changed = inside("config", "set", "business.name", "Seaview Two")
    assert "started again" in changed.out
    doctor = {c["check"]: c for c in inside("doctor", "--json").json["checks"]}
    assert doctor["server"]["verdict"] == "ok"
    assert opened.address in doctor["server"]["said"]


def test_a_home_is_not_replaced_under_a_running_server(opened: Open, inside: Inside) -> None:
    archive = inside("backup", "--json").json["file"]

    done = inside("restore", archive, "--yes")

    assert done.code == 5
    assert get(f"{opened.address}/readyz").status_code == 200


def test_a_taken_port_is_told_with_the_next_one(founded: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = concierge("serve", "--home", founded, "--port", str(port), "--no-open")

    assert done.code == 5
    assert f"Port {port} is taken" in done.err
    assert "--port" in done.err


def test_the_next_free_port_is_found() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert port < running.free_port("127.0.0.1", port) < port + 50


def test_no_port_at_all_is_said_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 65_535))
        taken.listen()

        with pytest.raises(Conflict, match="No port"):
            running.free_port("127.0.0.1", 65_535)


def test_a_server_that_cannot_start_is_told_in_its_own_words(founded: Path) -> None:
    (founded / "concierge.db").write_bytes(b"this is no database" * 100)

    with pytest.raises(Unavailable, match="The database is damaged"):
        running.start(Home(founded), 0)


def test_the_demonstration_answers_with_a_citation_and_may_be_run_again(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    port = running.free_port("127.0.0.1", 20_000 + os.getpid() % 20_000)
    try:
        first = concierge("demo", "--home", home, "--port", str(port), "--no-open", "--json")
        assert first.code == 0, first.err
        shown = first.json
        asked = demonstration().first_question
        assert (shown["question"], shown["outcome"]) == (asked, "answered")
        assert "£78" in shown["answer"]
        assert shown["citations"][0]["url"].startswith(shown["website"])
        assert get(shown["website"]).status_code == 200
        assert get(shown["chat"]).status_code == 200
        assert asyncio.run(signed_in_as(shown)) == "owner"

        second = concierge("demo", "--home", home, "--no-open", "--json")
        assert second.json["address"] == shown["address"]
        assert second.json["password"] == shown["password"]
        plain = concierge("demo", "--home", home, "--no-open")
        assert shown["password"] in plain.out
        assert f"concierge tui --server {shown['address']}" in plain.out
    finally:
        stopped = concierge("demo", "--stop", "--home", home)

    assert stopped.out == "The demonstration is closed.\n"
    assert concierge("demo", "--stop", "--home", home).code == 0
    assert (home / "demonstration-password").stat().st_mode & 0o077 == 0
    assert concierge("demo", "--template", "general", "--home", home, "--no-open").code == 5
    assert concierge("demo", "reset", "--home", home).out == "The demonstration is gone.\n"
    assert not home.exists()


def test_the_demonstration_does_not_move_into_a_real_home(inside: Inside, founded: Path) -> None:
    done = inside("demo", "--home", founded, "--no-open")

    assert done.code == 5
    assert inside("demo", "--stop", "--home", founded).code == 5
    assert inside("demo", "reset", "--home", founded).code == 5


def test_a_trial_answers_and_leaves_nothing(menu: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("try", menu, "--no-open"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(TMPDIR=str(tmp_path), PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    address = ""
    for line in process.stdout:
        if b"chat page" in line:
            address = line.decode().split()[-1].removesuffix("/chat")
            break
    from cli.demonstrating import ask

    reply = ask(address, "How much is parking?")
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=30)

    assert "£12" in reply["text"]
    assert process.returncode == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("concierge-try")] == []


def test_the_staff_window_says_what_it_needs(inside: Inside, founded: Path) -> None:
    nobody_serves = inside("tui")
    no_terminal = inside("tui", "--server", "http://127.0.0.1:9")

    assert (nobody_serves.code, no_terminal.code) == (6, 2)
    assert "concierge serve" in nobody_serves.err
