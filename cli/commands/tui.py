"""`concierge tui`"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.opening import server_named
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
    address = server_named(server, home)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Invalid("The staff's window needs a terminal.", "Run it in one.")
    from cli import logins
    from server.calling import server_address
    from tui.app import run_desk

    login = logins.kept(server_address(address))
    token = login.token if login and email in ("", login.email) else ""
    code = run_desk(address, email=email or (login.email if login else ""), token=token)
    if code:
        raise typer.Exit(code)
