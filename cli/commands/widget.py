"""`concierge widget snippet`"""

from __future__ import annotations

from typing import Annotated

import typer

from cli.options import HomeOption, JsonOption, group
from cli.output import remark, say, write_json

app = group("The chat on the business's website.")


@app.command()
def snippet(
    pin: Annotated[
        bool,
        typer.Option("--pin", help="Name one version and its hash: no other script is run."),
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The line that puts the widget on a website.

    A pinned line keeps its version, which is served for a year after a newer one came out.

    Example: concierge widget snippet --pin
    """
    from cli.opening import settings_of
    from server.snippet import snippet_of

    settings = settings_of(home)
    line = snippet_of(settings, pinned=pin)
    if json:
        write_json({"html": line.html, "address": line.address, "integrity": line.integrity})
        return
    say(line.html)
    if not settings.server.public_url:
        remark("Set server.public_url to the address guests use; this line leads to this machine.")
    if not settings.business.website and not settings.server.origins:
        remark("Name the website first: `concierge config set business.website https://...`.")
