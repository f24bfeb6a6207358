"""Writes docs/cli.md and docs/settings.md from the program itself; `--check` only compares.

python -m docs.generate [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from cli.errors import EXIT
from cli.lobby import house
from cli.main import CHAPTERS
from server.config_file import as_toml, is_secret, variable
from store.settings import SECTIONS

HERE = Path(__file__).parent
WIDTH = 96
MEANING = {
    0: "done",
    1: "our fault: the log has the story; also `doctor` when something fails",
    2: "asked wrongly, or a setting is wrong",
    3: "not allowed",
    4: "not found",
    5: "in the way of something that is there already",
    6: "not available just now; trying later may help",
    130: "interrupted with Ctrl-C",
    141: "whoever read the output has left",
}

CLI_TOP = """\
# Commands

<!-- Written by `python -m docs.generate`; change the program, not this page. -->

Every command has `--help` with an example, `--home DIR` where it needs a home (else
`$CONCIERGE_HOME`, else `~/.concierge`) and `--json` for machines. Answers go to standard output,
progress and errors to standard error. `NO_COLOR` switches colours off. With `--json` an error is
one object on standard error: `{"title", "detail", "code", "hint"}`.

`concierge --install-completion` makes your shell complete commands and options.

## Exit codes

| code | meaning |
|---|---|
"""

PROTOCOL = """
### The line protocol of `ask`

`concierge ask --stdin --json` reads one question per line, plain text or an object with `question`
and optional `id` and `lang`, and writes one object per line, each at once:

```json
{"id": "q1", "question": "When is breakfast?", "answer": "Breakfast is served from 7 to 10.",
 "outcome": "answered", "confidence": 0.91,
 "citations": [{"title": "Practical", "url": "https://...", "page": null, "quote": "..."}],
 "lang": "en", "latency_ms": 12.4, "mode": "structured"}
```

`outcome` is `answered`, `clarify` or `handed_over`. Without an `id` the line's number is the id. A
line that cannot be read gives `{"id", "question", "error"}`, and the next line is read.
"""

SETTINGS_TOP = """\
# Settings

<!-- Written by `python -m docs.generate`; change the program, not this page. -->

They lie in `concierge.toml` in the home; passwords and keys in `secrets.env` beside it, which only
its owner can read. A flag of a command wins over the environment, that over `secrets.env`, that
over `concierge.toml`, that over the default; `concierge config get` shows each value and where it
comes from. A running server takes changes up when it is started again.
"""


def commands() -> Iterator[tuple[str, Any, Any]]:
    """(full name, command, its context) of every command, groups before what is in them."""
    lobby = get_command(house)
    root = _context(lobby, "concierge", None)
    for chapter in CHAPTERS.values():
        for name in chapter:
            yield from _with_those_in_it(name, lobby.get_command(root, name), root)  # type: ignore[attr-defined]


def _with_those_in_it(name: str, command: Any, parent: Any) -> Iterator[tuple[str, Any, Any]]:
    context = _context(command, name, parent)
    yield context.command_path, command, context
    for inner in getattr(command, "commands", {}):
        yield from _with_those_in_it(inner, command.get_command(context, inner), context)


def _context(command: Any, name: str, parent: Any) -> Any:
    kind = type(command).context_class if hasattr(command, "context_class") else typer.Context
    return kind(command, info_name=name, parent=parent, terminal_width=WIDTH)


def cli_page() -> str:
    parts = [CLI_TOP, *(f"| {code} | {told} |\n" for code, told in MEANING.items())]
    assert set(EXIT.values()) <= set(MEANING)
    by_name: dict[str, list[str]] = {path.split()[1]: [] for path, _, _ in commands()}
    for path, command, context in commands():
        depth = "###" if path.count(" ") == 1 else "####"
        help_text = command.get_help(context).rstrip()
        by_name[path.split()[1]].append(f"\n{depth} {path}\n\n```text\n{help_text}\n```\n")
        if path == "concierge ask":
            by_name["ask"].append(PROTOCOL.replace("###", "####"))
    for chapter, names in CHAPTERS.items():
        parts.append(f"\n## {chapter}\n")
        parts += [text for name in names for text in by_name[name]]
    return "".join(parts)


def settings_page() -> str:
    parts = [SETTINGS_TOP]
    for name, section in SECTIONS.items():
        parts.append(f"\n## [{name}]\n\n{(section.__doc__ or '').strip()}\n\n")
        parts.append("| setting | default | environment | what it does |\n|---|---|---|---|\n")
        for key, field in section.model_fields.items():
            default = "(secret)" if is_secret(field) else f"`{as_toml(field.get_default())}`"
            told = (field.description or "").replace("|", "\\|")
            parts.append(
                f"| `{name}.{key}` | {default} | `{variable(f'{name}.{key}')}` | {told} |\n"
            )
    return "".join(parts)


PAGES = {"cli.md": cli_page, "settings.md": settings_page}


def outdated() -> list[str]:
    return [
        name
        for name, page in PAGES.items()
        if not (HERE / name).exists() or (HERE / name).read_text(encoding="utf-8") != page()
    ]


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        old = outdated()
        for name in old:
            print(f"docs/{name} is outdated; run `python -m docs.generate`.", file=sys.stderr)
        return int(bool(old))
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
