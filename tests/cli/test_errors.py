from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cli.errors import EXIT, end
from store import errors
from tests.cli.conftest import Inside
from tests.cli.words import command, concierge, environment


def kinds() -> list[type[errors.ConciergeError]]:
    return [errors.ConciergeError, *errors.ConciergeError.__subclasses__(), errors.TooLarge]


@pytest.mark.parametrize("kind", kinds())
def test_every_code_has_an_exit_status_and_is_told_with_its_hint(
    kind: type[errors.ConciergeError], capsys: pytest.CaptureFixture[str]
) -> None:
    code = end(kind("The door is shut.", "Ring the bell."), [])

    assert code == EXIT[kind.code]
    assert capsys.readouterr().err == "error: The door is shut.\n       Ring the bell.\n"


def test_what_nobody_foresaw_is_one_calm_sentence_and_the_story_is_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").mkdir()

    code = end(ZeroDivisionError("a secret detail"), ["ask", "--home", str(tmp_path)])

    told = capsys.readouterr().err
    story = (tmp_path / "logs" / "concierge.log").read_text()
    assert code == 1
    assert "a secret detail" not in told
    assert "Traceback" not in told
    assert "ZeroDivisionError: a secret detail" in story
    assert told.partition("reference ")[2].split()[0] in story


def test_a_stranger_cannot_command_the_terminal_through_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    end(errors.NotFound("There is no \x1b[2Jpage\u202e.\nerror: all is well"), [])

    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert told.count("\n") == 1


def test_a_full_disk_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert end(OSError(28, "No space left on device"), []) == 6
    assert "disk is full" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_error(founded: Path) -> None:
    process = subprocess.Popen(
        command("config", "get", "--home", founded),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
    )
    assert process.stdout is not None
    process.stdout.close()

    _, told = process.communicate(timeout=60)

    assert told == b""
    assert process.returncode in (0, 141)


def test_ctrl_c_is_quiet_and_says_130(founded: Path) -> None:
    process = subprocess.Popen(
        command("ask", "--stdin", "--json", "--home", founded),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"hello\n")
    process.stdin.flush()
    process.stdout.readline()
    time.sleep(0.1)

    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"Traceback" not in told


def test_the_story_is_shown_to_those_who_ask_for_it(founded: Path) -> None:
    (founded / "concierge.db").unlink()

    done = concierge("draft", "list", "--home", founded, CONCIERGE_DEBUG="1")

    assert done.code == 4
    assert "Traceback" in done.err


def test_colours_are_for_terminals_that_want_them(inside: Inside) -> None:
    assert "\x1b" not in inside("nothing").err
