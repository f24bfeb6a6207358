"""The line of a key is found in TOML as owners write it."""

from __future__ import annotations

import pytest

from templates.lines import line_of

SHEET = """\
# a remark with key = "value" in it
name = "inn"

[persona]   # who speaks
tone = "warm"

[[services]]
key = "room"
ask = [
  "date",
]

[[services]]
key = "table"

[escalation.urgent]
en = ["fire"]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("persona",), 4),
        (("persona", "tone"), 5),
        (("services", 0, "key"), 8),
        (("services", 0, "ask", 0), 9),
        (("services", 1, "key"), 14),
        (("services", 1, "name"), 13),
        (("escalation", "urgent", "en", 0), 17),
        (("targets",), None),
        ((), None),
    ],
)
def test_the_line_is_that_of_the_nearest_key_written(
    path: tuple[str | int, ...], line: int | None
) -> None:
    assert line_of(SHEET, path) == line
