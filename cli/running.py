"""Servers that run: finding the one of a home, starting one in the background, stopping it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import httpx

from store.errors import Conflict, Unavailable
from store.home import Home, running_server

START_S = 60.0
STOP_S = 20.0
LOOK_EVERY_S = 0.1
# Isolated from the folder it is started in: a folder named `cli` there must not win.
PROGRAM = "from cli.main import app; app()"


class Running(NamedTuple):
    """A server of a home, as its lock tells."""

    pid: int
    address: str


def server_of(home: Home) -> Running | None:
    """None when no server has this home."""
    found = re.fullmatch(r"process (\d+), (\S+)", running_server(home))
    return Running(int(found[1]), found[2]) if found else None


def is_ready(address: str) -> bool:
    """Whether a concierge answers there, with all its loops running."""
    try:
        return httpx.get(f"{address}/readyz", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def free_port(host: str, first: int) -> int:
    """`first`, or the next one nobody listens on. Raises Conflict after fifty."""
    for port in range(first, min(first + 50, 65_536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Conflict(f"No port from {first} on is free.", "Name another with --port.")


def start(home: Home, port: int) -> Running:
    """Serve a home in a process of its own that outlives this one; returns when it answers."""
    log = home.logs / "serve.log"
    with log.open("ab") as file:
        began = file.tell()
        process = subprocess.Popen(
            _command("serve", "--home", str(home.path), "--port", str(port), "--no-open"),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=home.path,
            start_new_session=True,
        )
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        found = server_of(home)
        if found is not None and found.pid == process.pid and is_ready(found.address):
            return found
        if process.poll() is not None:
            raise Unavailable(f"The server did not start: {_last_word(log, began)}", f"See {log}.")
        time.sleep(LOOK_EVERY_S)
    process.terminate()
    raise Unavailable(f"The server did not answer within {START_S:.0f} s.", f"See {log}.")


def program() -> str:
    """How this person calls us: by name, or by the whole path where the PATH does not know it."""
    called = Path(sys.argv[0])
    known = called.name != "concierge" or shutil.which("concierge")
    return "concierge" if known else str(called.absolute())


def _command(*words: str) -> list[str]:
    return [sys.executable, "-P", "-c", PROGRAM, *words]


def _last_word(log: Path, began: int) -> str:
    """What it said against itself, without the log lines around it."""
    said = log.read_bytes()[began:].decode("utf-8", "replace").splitlines()
    errors = [line.removeprefix("error: ") for line in said if line.startswith("error: ")]
    return (errors or said or ["it said nothing."])[-1].strip()


def stop(home: Home) -> Running | None:
    """End the home's server and wait until it is gone; None when there was none."""
    found = server_of(home)
    if found is None:
        return None
    try:
        os.kill(found.pid, signal.SIGTERM)
    except ProcessLookupError:
        return found
    until = time.monotonic() + STOP_S
    while time.monotonic() < until:
        if server_of(home) is None:
            return found
        time.sleep(LOOK_EVERY_S)
    raise Unavailable(
        f"The server (process {found.pid}) is still closing.", "Look again in a moment."
    )
