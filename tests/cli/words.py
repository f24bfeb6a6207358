"""Calling the program as a person does: a process of its own, words in, words out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = "from cli.main import app; app()"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def problem(self) -> Any:
        return json.loads(self.err.splitlines()[-1])


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONCIERGE_")}
    return {**kept, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1", **more}


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-P", "-c", PROGRAM, *map(str, words)]


def concierge(
    *words: str | Path, typed: str | bytes = "", cwd: Path | None = None, **more: str
) -> Done:
    """Run one command to its end. `more` are environment variables."""
    done = subprocess.run(
        command(*words),
        input=typed.encode() if isinstance(typed, str) else typed,
        capture_output=True,
        cwd=cwd,
        env=environment(**more),
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def founded(folder: Path, *flags: str) -> Path:
    """A home made by `concierge init`; its owner is ana@seaview.example."""
    done = concierge(
        "init",
        *("--yes", "--name", "Seaview", "--template", "boutique_hotel"),
        *("--timezone", "Europe/London", "--owner-email", "ana@seaview.example"),
        *("--owner-password-stdin", "--home", str(folder), *flags),
        typed="a long enough password\n",
    )
    assert done.code == 0, done.err
    return folder
