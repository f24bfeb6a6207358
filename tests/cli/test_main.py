from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from typer.main import get_command

from cli.lobby import house
from cli.main import COMMANDS
from docs.generate import commands
from tests.cli.conftest import Inside
from tests.cli.words import concierge, environment

ALL = {path: (command, context) for path, command, context in commands()}
LEAVES = {path: told for path, told in ALL.items() if not hasattr(told[0], "commands")}


def options_of(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


def test_help_shows_every_command_with_what_it_does(inside: Inside) -> None:
    done = inside("--help")

    assert done.code == 0
    for name, (_, told) in COMMANDS.items():
        assert f"  {name} " in done.out
        assert told.split(":")[0][:30] in done.out


def test_the_first_page_is_narrow_and_names_every_option(inside: Inside) -> None:
    page = inside("--help").out

    named = {word.rstrip(",") for word in page.split() if word.startswith("-")}
    assert max(len(line) for line in page.splitlines()) <= 80
    assert options_of(get_command(house)) | {"--help", "-h"} == named


def test_without_a_word_the_help_is_shown(inside: Inside) -> None:
    assert inside().out == inside("--help").out


@pytest.mark.parametrize("path", LEAVES)
def test_every_command_explains_itself_with_an_example(path: str) -> None:
    command, _ = LEAVES[path]

    assert path in command.help.partition("Example: ")[2]


@pytest.mark.parametrize("path", LEAVES)
def test_every_command_speaks_to_machines_and_takes_a_home(path: str) -> None:
    command, _ = LEAVES[path]
    without_a_home = {"concierge try", "concierge receipt verify"}

    assert "--json" in options_of(command)
    assert ("--home" in options_of(command)) is (path not in without_a_home)


@pytest.mark.parametrize("path", LEAVES)
def test_every_option_says_what_it_is_for(path: str) -> None:
    command, _ = LEAVES[path]

    assert [p.name for p in command.params if not p.help] == []


@pytest.mark.parametrize("words", [["--help"], ["knowledge", "--help"], ["serve", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    heavy = [
        *("sqlalchemy", "fastapi", "starlette", "uvicorn", "textual", "rich", "numpy", "tomlkit"),
        *("httpx", "onnxruntime", "tokenizers", "argon2", "alembic"),
        *("store", "server", "ingest", "agent", "tui", "reports", "models", "templates"),
    ]
    probe = (
        "import sys\nfrom cli.main import run\n"
        f"code = run({words!r})\n"
        f"loaded = [name for name in {heavy!r} if name in sys.modules]\n"
        "print('LOADED', code, loaded)"
    )

    done = subprocess.run(
        [sys.executable, "-P", "-c", probe], capture_output=True, text=True, env=environment()
    )

    assert done.stdout.splitlines()[-1] == "LOADED 0 []", done.stderr


def test_a_mistyped_command_gets_a_suggestion(inside: Inside) -> None:
    done = inside("ingset")

    assert done.code == 2
    assert "Did you mean 'ingest'" in done.err


def test_a_wrong_option_is_one_sentence_and_what_to_do(inside: Inside) -> None:
    done = inside("user", "list", "--al")

    assert done.code == 2
    assert done.err.splitlines()[0].startswith("error: No such option: --al")
    assert "`concierge user list --help`" in done.err


def test_wrong_use_is_an_object_for_machines(inside: Inside) -> None:
    done = inside("user", "list", "--json", "--al")

    assert (done.code, done.problem["code"]) == (2, "invalid")


def test_a_group_without_a_command_shows_its_help(inside: Inside) -> None:
    done = inside("draft")

    assert done.code == 0
    assert "approve" in done.out


def test_the_version_is_told(inside: Inside) -> None:
    assert inside("--version").out.startswith("concierge 0.")


def test_the_shell_completes_commands_and_what_is_in_them() -> None:
    def completed(words: str) -> list[str]:
        # The program under its own name: completion is found by it.
        done = concierge(
            _CONCIERGE_COMPLETE="complete_bash",
            COMP_WORDS=words,
            COMP_CWORD=str(words.count(" ")),
        )
        return done.out.split()

    assert completed("concierge know") == ["knowledge"]
    assert "rollback" in completed("concierge knowledge ")
