"""`concierge tui`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HomeOption, JsonOption, single

app = single()


@app.command()
def tui(
    server: Annotated[
        str, typer.Option(help="Its address; without it the server of this machine's home.")
    ] = "",
    email: Annotated[str, typer.Option(help="Your address, filled in already.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The staff's window: live inbox, conversations, drafts, escalations. Works over ssh.

    Example: concierge tui --server https://desk.hotelmar.example --email ana@hotelmar.example
    """
    from store.errors import Invalid

    if json:
        raise Invalid("The staff's window is for people.", "Use `concierge draft list --json`.")
    address = server or _own(home)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Invalid("The staff's window needs a terminal.", "Run it in one.")
    from tui.app import run_desk

    code = run_desk(address, email=email)
    if code:
        raise typer.Exit(code)


def _own(home: Path | None) -> str:
    from cli.opening import home_at
    from cli.running import server_of
    from store.errors import Unavailable

    there = home_at(home).must_exist()
    found = server_of(there)
    if found is None:
        raise Unavailable(
            f"No server runs on {there.path}.",
            "Start it with `concierge serve`, or name another with --server.",
        )
    return found.address
