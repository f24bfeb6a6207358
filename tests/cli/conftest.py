"""Commands called inside this process: as the script does, without the second of starting one."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from cli.main import run
from tests.cli.words import Done


class Inside(Protocol):
    def __call__(self, *words: str | Path, typed: str | bytes = "") -> Done: ...


@pytest.fixture
def inside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Inside]:
    """The home is `tmp_path / "home"`, unless a command names another."""
    monkeypatch.setenv("CONCIERGE_HOME", str(tmp_path / "home"))
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def call(*words: str | Path, typed: str | bytes = "") -> Done:
        raw = typed.encode() if isinstance(typed, str) else typed
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8"))
        capsys.readouterr()
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    yield call
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def founded(inside: Inside, tmp_path: Path) -> Path:
    """A home with an owner, ana@seaview.example."""
    done = inside(
        *("init", "--yes", "--name", "Seaview", "--template", "boutique_hotel"),
        *("--timezone", "Europe/London", "--owner-email", "ana@seaview.example"),
        "--owner-password-stdin",
        typed="a long enough password\n",
    )
    assert done.code == 0, done.err
    return tmp_path / "home"


@pytest.fixture
def menu(tmp_path: Path) -> Path:
    """A page of facts, as a file."""
    page = tmp_path / "practical.md"
    page.write_text(
        "# Practical\n\n## Breakfast\n\nBreakfast is served from 7:30 to 10:30 every day.\n\n"
        "## Parking\n\nParking costs £12 a night, behind the house.\n",
        encoding="utf-8",
    )
    return page
