from __future__ import annotations

import json

import pytest

from cli.output import plain, write_json, write_line

HOSTILE = "\x1b[31mred \x9b31m \x7f \u202eltr\u202c a\u2028b \ud800 é"


def test_json_says_everything_and_commands_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_line({"text": HOSTILE})
    line = capsys.readouterr().out
    write_json({"text": HOSTILE})
    document = capsys.readouterr().out

    for written in (line, document):
        assert json.loads(written) == {"text": HOSTILE}
        assert not set(written.replace("\n", "")) & set("\x1b\x9b\x7f\u202e\u202c\u2028\ud800")
        assert "é" in written
    assert line.count("\n") == 1


def test_plain_text_has_no_power_over_the_terminal() -> None:
    shown = plain(HOSTILE)

    assert not set(shown) & set("\x1b\x9b\x7f\u202e\ud800")
    assert "[31mred" in shown
