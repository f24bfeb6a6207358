"""`concierge restore`"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.opening import audited, home_at
from cli.options import HomeOption, JsonOption, single
from cli.output import say, write_json

app = single()


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="An archive made by `concierge backup`.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring a backup back. It is checked first, and what is there now is set aside, not deleted.

    Example: concierge restore /mnt/safe/concierge.tar.gz
    """
    from store import backups
    from store.errors import Invalid

    there = home_at(home)
    if there.database.exists() and not yes:
        if not sys.stdin.isatty():
            raise Invalid(f"{there.path} is not empty, and there is nobody to ask.", "Add --yes.")
        typer.confirm(f"Replace what is in {there.path}?", abort=True)
    aside = backups.restore(there, file.expanduser().absolute())
    audited(there, "backup.restored", str(file))
    if json:
        write_json({"home": there.path, "set_aside": aside})
        return
    say(f"{there.path} is as it was backed up.")
    if aside:
        say(f"What was there before lies in {aside}.")
