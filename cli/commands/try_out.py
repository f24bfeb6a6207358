"""`concierge try`"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cli.options import JsonOption, single
from cli.output import paint, remark, say, write_json

app = single()


@app.command(name="try")
def try_(
    source: Annotated[
        list[str], typer.Argument(help="A website (https://...), a file or a folder.")
    ],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses inside private networks.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any.")
    ] = 0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open the chat page in a browser.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """A concierge of any website or file, within a minute. Ctrl-C ends it, and nothing is kept.

    What can be read in half a minute is answered from at once; the rest goes on in sight.

    Example: concierge try https://hotelmar.example
    """
    from cli import trying
    from cli.commands.serve import tell_open
    from cli.progress import ingest_bar
    from cli.screen import open_page
    from cli.telling import tell_summary
    from server.serve import serve
    from store.home import Home

    signal.signal(signal.SIGTERM, _leave)
    with tempfile.TemporaryDirectory(prefix="concierge-try-") as folder:
        settings = trying.found_for(Home(Path(folder)), source, port, allow_private)
        with ingest_bar(quiet=json) as progress:
            summary = trying.read_within(settings, source, progress)
        if json:
            write_json(summary.as_dict())
        else:
            tell_summary(summary, throwaway=True)
            say()

        rest: list[subprocess.Popen[bytes]] = []

        def ready(address: str) -> None:
            tell_open(settings, address, json=json, staff=False)
            if not trying.is_whole(summary):
                rest.append(trying.reading_on(settings, source, quiet=json))
            if not json:
                say(paint("  Ctrl-C ends it, and nothing is kept.", "dim"))
            if not no_open:
                open_page(f"{address}/chat")

        try:
            with contextlib.suppress(KeyboardInterrupt):
                serve(settings, ready)
        finally:
            for process in rest:
                process.kill()
                process.wait()
    if not json:
        remark("Nothing was kept.")


def _leave(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
