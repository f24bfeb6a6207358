"""`concierge serve`"""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.opening import settings_of
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, say, write_line

if TYPE_CHECKING:
    from store.home import Home
    from store.settings import Settings

app = single()


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any.", show_default=False),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open the chat page in a browser.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Open the house: guests are answered, staff are served, reports are made. Ctrl-C closes it.

    Example: concierge serve --port 8377 --no-open
    """
    from cli import logs
    from cli.screen import open_page
    from server.serve import serve as run

    settings = settings_of(home, {"server.host": host, "server.port": port})
    _refuse_second(settings.home)
    logs.to_stderr(settings.logs)
    # A stop from outside is an ordinary end, so that everything is put away.
    signal.signal(signal.SIGTERM, _leave)

    def ready(address: str) -> None:
        tell_open(settings, address, json=json)
        if not no_open and sys.stdout.isatty():
            open_page(f"{address}/chat")

    with contextlib.suppress(KeyboardInterrupt):
        run(settings, ready)
    if not json:
        say("The house is closed.")


def _refuse_second(home: Home) -> None:
    """Before the port is looked at: that it is taken says less than that we have it."""
    from store.errors import Conflict
    from store.home import running_server

    if holder := running_server(home):
        raise Conflict(
            f"A concierge is already serving this home ({holder}).",
            "Use that one, stop it first, or name another home with --home.",
        )


def _leave(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def tell_open(settings: Settings, address: str, *, json: bool, staff: bool = True) -> None:
    from cli.founding import embed_line

    public = settings.server.public_url.rstrip("/") or address
    if json:
        write_line({"address": address, "chat": f"{public}/chat", "embed": embed_line(public)})
        return
    say(paint(f"{plain(settings.business.name)} is open.", "bold"))
    say(f"  chat page  {public}/chat")
    if staff:
        say(f"  staff      concierge tui --server {address}")
    say(f"  embed      {embed_line(public)}")
    sys.stdout.flush()
