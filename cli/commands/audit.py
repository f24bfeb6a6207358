"""`concierge audit list|verify|export`"""

from __future__ import annotations

import json as json_module
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, group
from cli.output import say, write_json, write_line, write_table

app = group("Who did what, when and from where. Lines are added, and never changed.")


@app.command("list")
def list_(
    action: Annotated[str, typer.Option(help="One kind: sign-in, password, token, ...")] = "",
    actor: Annotated[str, typer.Option(help="Of whom.")] = "",
    limit: Annotated[int, typer.Option(help="How many at most.", min=1, max=10_000)] = 50,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The newest lines.

    Example: concierge audit list --action sign-in
    """
    from store import audit

    with opened(home) as (_, store), store.reading() as tx:
        found = [
            audit.as_dict(line)
            for line in audit.listed(tx, action=action, actor=actor, limit=limit)
        ]
    if json:
        write_json(found)
        return
    write_table(
        ["line", "at (UTC)", "who", "did", "to", "from", "more"],
        [
            [
                *(line["id"], line["at"][:19].replace("T", " "), line["actor"], line["action"]),
                *(line["about"], line["sender"]),
                " ".join(f"{name}={value}" for name, value in line["detail"].items()),
            ]
            for line in found
        ],
        empty="Nothing was done yet.",
    )


@app.command()
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="An export; without it the log of the home.", show_default=False),
    ] = None,
    head: Annotated[
        str,
        typer.Option(help="A head kept from before, to see lines cut off.", show_default=False),
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Whether every line is as it was written. Ends with 1 when one is not.

    Keep the head it prints somewhere else: lines cut off the end leave no other trace.

    Example: concierge audit verify --head 9f2c...
    """
    from store import audit

    if file is not None:
        verdict = audit.verify_exported(_lines(file), head)
    else:
        with opened(home) as (_, store), store.reading() as tx:
            verdict = audit.verify(tx, head)
    ok = verdict.broken is None and verdict.known_head
    if json:
        write_json({"ok": ok, **verdict._asdict()})
    elif verdict.broken is not None:
        say(f"Line {verdict.broken} is not as it was written, or one before it is missing.")
    elif not verdict.known_head:
        say(f"{verdict.lines} lines hold together, but {head} is none of them: some are missing.")
    else:
        say(f"{verdict.lines} lines, each as it was written. Head: {verdict.head}")
    if not ok:
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; without it standard output.", show_default=False),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """All lines, oldest first, one JSON object each; `audit verify FILE` proves them anywhere.

    Example: concierge audit export audit-2026.jsonl
    """
    from server.config_file import write_private
    from store import audit
    from store.errors import Conflict

    if file is not None and file.exists():
        raise Conflict(f"{file} exists already.", "Choose another name.")
    with opened(home) as (_, store), store.reading() as tx:
        if file is None:
            for line in audit.every_line(tx):
                write_line(audit.as_dict(line))
            return
        told = [json_module.dumps(audit.as_dict(line)) for line in audit.every_line(tx)]
    write_private(file, "".join(f"{line}\n" for line in told))
    if json:
        write_json({"file": file, "lines": len(told)})
    else:
        say(f"{len(told)} lines are in {file}.")


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    from store.errors import Invalid

    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            line = json_module.loads(text)
            yield {name: line[name] for name in FIELDS}
        except (ValueError, TypeError, KeyError) as error:
            raise Invalid(f"{file}, line {number}: this is no line of an export.") from error


FIELDS = ("id", "at", "actor", "action", "about", "sender", "detail", "previous", "hash")
