"""`concierge backup`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.opening import opened, operator
from cli.options import HomeOption, JsonOption, single
from cli.output import say, write_json

app = single()


@app.command()
def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; without it the home's `backups`.", show_default=False),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Copy database, settings, files and reports into one checked archive, while the house runs.

    Secrets (secrets.env) stay out of it: keep them somewhere of their own.

    Example: concierge backup /mnt/safe/concierge.tar.gz
    """
    from store import audit, backups

    target = file.expanduser().absolute() if file else None
    with opened(home) as (settings, store):
        made = backups.backup(settings.home, store, target)
        with store.writing() as tx:
            audit.note(tx, "backup.made", actor=operator(), about=str(made))
    size = made.stat().st_size
    if json:
        write_json({"file": made, "bytes": size})
    else:
        say(f"{made} ({size / 1_000_000:.1f} MB). Secrets are not in it.")
