"""What guests may write to hurt a terminal: our own cases, and many more where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

OWN = (
    "\x1b[2J\x1b[H",
    "\x1b]0;new title\x07",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[?1049l\x1b[31mred",
    "\x9b2J",
    "\x90q\x9c",
    "[b]bold[/b]",
    "[/]",
    "[/nothing]",
    "[IMPORTANT] call back",
    "[@click=app.quit]quit[/]",
    "[link=file:///etc/passwd]x[/link]",
    "$accent [$error on red]x",
    "user\u202egnp.exe",
    "\u2066\u2067mixed\u2069",
    "zero\u200bwidth\ufeff",
    "".join(chr(0xE0000 + ord(c)) for c in "hidden"),
    "Z\u0351\u036b\u0343" * 40,
    "\ufdfd" * 30,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "line\u2028separator\x85next",
    "tab\tand\x0bvertical\x0cfeed\rreturn",
    "x" * 4_000,
    "\\[b]escaped",
    "{0.__class__} %s %n ${HOME} `id`",
)
SETS = ("rich_textual_markup", "terminal_sequences", "unicode", "naughty_strings")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "hostile"


def shared_cases() -> list[str]:
    """Every text of the shared sets; none where there are no shared sets."""
    cases: list[str] = []
    for name in SETS:
        file = SHARED / f"{name}.jsonl"
        if file.exists():
            cases += [json.loads(line)["text"] for line in file.read_text().splitlines()]
    return cases
