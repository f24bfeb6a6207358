"""install.sh: what it says, what it refuses, and, when asked for with -m slow, the real thing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.words import REPOSITORY

SCRIPT = REPOSITORY / "install.sh"


def install(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, **more},
        timeout=1200,
        check=False,
    )


def test_the_script_is_plain_posix_shell() -> None:
    for shell in ("sh", "dash", "bash"):
        try:
            done = subprocess.run([shell, "-n", SCRIPT], capture_output=True, check=False)
        except FileNotFoundError:
            continue
        assert done.returncode == 0, done.stderr


def test_its_help_names_every_action() -> None:
    done = install("--help")

    assert done.returncode == 0
    for word in ("install", "demo", "test", "uninstall", "--prefix", "--yes", "--no-open"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["instal"], "`instal`"),
        (["install", "demo"], "install and demo"),
        (["--prefix"], "needs a folder"),
        (["--force"], "`--force`"),
    ],
)
def test_wrong_use_is_one_sentence_and_nothing_happens(words: list[str], said: str) -> None:
    done = install(*words)

    assert done.returncode == 2
    assert said in done.stderr


def test_removing_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    done = install("uninstall", "--prefix", tmp_path / "none")

    assert done.returncode == 0
    assert "nothing was removed" in done.stdout
    assert not (tmp_path / "none").exists()


def test_removing_takes_the_program_and_leaves_everything_else(tmp_path: Path) -> None:
    environment = tmp_path / "lib" / "concierge-desk" / "env-1"
    (environment / "bin").mkdir(parents=True)
    (tmp_path / "lib" / "concierge-desk" / "current").symlink_to("env-1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "other").write_text("mine")
    (tmp_path / "bin" / "concierge").symlink_to("../lib/concierge-desk/current/bin/concierge")

    done = install("uninstall", "--prefix", tmp_path)

    assert done.returncode == 0, done.stderr
    assert [p.name for p in (tmp_path / "bin").iterdir()] == ["other"]
    assert not (tmp_path / "lib").exists()
    assert "Homes are kept" in done.stdout


def test_a_command_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "concierge").write_text("mine")

    done = install("install", "--yes", "--prefix", tmp_path)

    assert done.returncode == 5
    assert (tmp_path / "bin" / "concierge").read_text() == "mine"


def test_without_a_python_it_can_use_it_says_which_it_needs(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "pwd", "date", "id", "tr", "cat", "mktemp", "rm", "mkdir"):
        for folder in os.environ["PATH"].split(os.pathsep):
            if (Path(folder) / name).exists():
                (tools / name).symlink_to(Path(folder) / name)
                break
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)

    done = install("--prefix", tmp_path / "to", PATH=str(tools))

    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13" in done.stderr
    assert not (tmp_path / "to").exists()


def test_continuous_integration_runs_the_tests_and_nothing_else() -> None:
    lines = (REPOSITORY / ".ci" / "run").read_text().splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == [
        'exec "$(dirname "$0")/../install.sh" test'
    ]


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_it_installs_upgrades_and_removes_itself(tmp_path: Path) -> None:
    prefix = tmp_path / "prefix"

    first = install("install", "--yes", "--prefix", prefix)
    assert first.returncode == 0, first.stderr
    lib = prefix / "lib" / "concierge-desk"
    before = (lib / "current").readlink()
    assert "is installed" in first.stdout
    assert subprocess.run([prefix / "bin" / "concierge", "--help"], check=False).returncode == 0
    site = next((lib / "current" / "lib").glob("python3.*")) / "site-packages"
    assert list((site / "cli" / "__pycache__").glob("*.pyc"))
    assert (site / "models" / "minilm" / "minilm.int8.onnx").is_file()

    second = install("--yes", "--prefix", prefix)
    assert second.returncode == 0, second.stderr
    assert "is upgraded" in second.stdout
    assert (lib / "current").readlink() != before
    assert not (lib / before).exists()

    assert install("uninstall", "--prefix", prefix).returncode == 0
    assert not lib.exists()
