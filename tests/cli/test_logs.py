"""Lines of the log: whose work they belong to, and that no secret is in them."""

from __future__ import annotations

import json
import logging

import pytest

from cli.logs import JsonLines, PlainLines
from cli.redacting import redacted
from store import tracks


def record(message: str, error: BaseException | None = None) -> logging.LogRecord:
    found = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("server.loops", logging.ERROR, "x", 1, message, (), found)


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("The vendor said: invalid key sk-ant-api03-AbCdEf123456", "AbCdEf123456"),
        ("Authorization: Bearer abcDEF123456ghi", "abcDEF123456ghi"),
        ("with token=Zx81Zx81Zx81 in it", "Zx81Zx81"),
        ("{'password': 'correct-horse-battery'}", "correct-horse"),
        ("a token cst_0123456789abcdef was used", "0123456789abcdef"),
        ("connecting to smtp://desk:hunter22@mail.example", "hunter22"),
        ("mail to ana.lopez@seaview.example failed", "ana.lopez"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "eyJzdWIiOiIxMjM0In0"),
    ],
)
def test_a_secret_is_hidden_wherever_it_stands(line: str, secret: str) -> None:
    assert secret not in redacted(line)
    assert "[hidden]" in redacted(line)


@pytest.mark.parametrize(
    "line",
    [
        "The turn of message 17 broke; a person is asked for",
        "A token lacks the scope it needs.",
        "The password reset was mailed at 2026-11-20 07:00.",
        "GET /v1/conversations/abc took 12 ms",
    ],
)
def test_an_ordinary_line_stays_as_it_is(line: str) -> None:
    assert redacted(line) == line


def test_a_line_names_its_request_and_conversation_in_both_forms() -> None:
    with tracks.on(request="r-1", conversation="c-9"):
        plain, told = PlainLines().format(record("Hello")), JsonLines().format(record("Hello"))

    assert plain.endswith("server.loops: Hello [request=r-1 conversation=c-9]")
    assert json.loads(told)["request"] == "r-1"
    assert json.loads(told)["conversation"] == "c-9"
    assert tracks.current() == {}


def test_a_traceback_is_cleaned_too() -> None:
    try:
        raise ValueError("refused: api_key=Ab12Cd34Ef56")
    except ValueError as error:
        found = record("It broke", error)

    assert "Ab12Cd34" not in PlainLines().format(found)
    assert "Ab12Cd34" not in JsonLines().format(found)
    assert "ValueError" in json.loads(JsonLines().format(found))["story"]
