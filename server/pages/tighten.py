"""Leaves out the white space a browser does not need: beside punctuation, and nowhere else.

It reads our own modules only, and knows what stands in them: strings, templates, regular
expressions, comments. Line ends stay, since they may end a statement.
"""

from __future__ import annotations

import re

# Where a slash begins a regular expression: behind these, not behind a name, a number or a bracket.
_BEFORE_REGEX = re.compile(r"(?:^|[(,=:\[!&|?{};\n>+]|\breturn|=>)\s*$")
_TOKEN = re.compile(
    r"""
    (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    | (?P<template>`)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<regex>/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)
    | (?P<space>[ \t]+)
    | (?P<other>.|\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSE = set("{}()[],;:=<>?&|!*%\n")


def tighten(code: str) -> str:
    """The same program with fewer spaces and no comments."""
    out: list[str] = []
    at = 0
    while at < len(code):
        found = _TOKEN.match(code, at)
        assert found is not None
        kind, text = str(found.lastgroup), found.group()
        if kind == "regex" and not _BEFORE_REGEX.search("".join(out[-40:])):
            kind, text = "other", "/"
        if kind == "template":
            end = _end_of_template(code, at)
            out.append(_template(code[at:end]))
            at = end
            continue
        at += len(text)
        if kind == "comment":
            continue
        if kind == "space":
            after = code[at : at + 1]
            if not out or out[-1][-1] in _CLOSE or after in _CLOSE or not after:
                continue
            text = " "
        out.append(text)
    return re.sub(r"\n+", "\n", "".join(out))


def _end_of_template(code: str, at: int) -> int:
    """Behind the closing back tick; `at` is the opening one."""
    at += 1
    while code[at] != "`":
        if code[at] == "\\":
            at += 2
        elif code.startswith("${", at):
            at = _end_of_insertion(code, at + 2)
        else:
            at += 1
    return at + 1


def _end_of_insertion(code: str, at: int) -> int:
    depth = 1
    while depth:
        if code[at] == "`":
            at = _end_of_template(code, at)
            continue
        found = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'").match(code, at)
        if found:
            at = found.end()
            continue
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        at += 1
    return at


def _template(text: str) -> str:
    """Style sheets stand in templates that begin with a line end; other templates stay."""
    if not text.startswith("`\n"):
        return text
    return re.sub(r"\n+", "\n", text)
