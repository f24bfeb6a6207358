"""`concierge doctor`"""

from __future__ import annotations

from typing import Annotated

import typer

from cli.opening import home_at
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, say, write_json

app = single()

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@app.command()
def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Also read the whole database for broken promises.")
    ] = False,
    security: Annotated[
        bool,
        typer.Option("--security", help="Only who could come in, who tried, and what was done."),
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Look at everything and say what to do. Changes nothing; ends with 1 when something fails.

    Example: concierge doctor --deep
    """
    from cli.examining import Finding, examine

    there = home_at(home).must_exist()
    findings: list[Finding] = []
    for finding in examine(there, deep=deep, security=security):
        findings.append(finding)
        if not json:
            _tell(finding.verdict, finding.name, finding.said, finding.do)
    failed = any(finding.verdict == "fail" for finding in findings)
    if json:
        write_json({"ok": not failed, "checks": [f.as_dict() for f in findings]})
    if failed:
        raise typer.Exit(1)


def _tell(verdict: str, name: str, said: str, do: str) -> None:
    say(f"{paint(f'{verdict:<4}', COLOURS[verdict])}  {name:<11}  {plain(said)}")
    if do:
        say(f"{'':<19}{paint(plain(do), 'dim')}")
