"""`concierge widget snippet|qr`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HomeOption, JsonOption, group
from cli.output import plain, remark, say, write_json

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


@app.command()
def qr(
    label: Annotated[
        str,
        typer.Option("--label", help="The place it hangs in; staff see it.", show_default=False),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The file: .svg, .png or .pdf.", show_default=False),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """A QR code that opens the chat on a guest's phone; without --out it is shown here.

    Example: concierge widget qr --label "Room 12" --out room12.pdf
    """
    from cli.opening import settings_of
    from server import qr as codes
    from store.errors import Invalid

    address = codes.address(settings_of(home), label)
    if out is not None:
        kind = out.suffix.lower().removeprefix(".")
        if kind not in codes.FORMATS:
            raise Invalid(f"{out.name} is not a name like room12.svg, .png or .pdf.")
        out.write_bytes(codes.picture(address, kind))
    if json:
        write_json({"address": address, "file": str(out) if out else None})
    elif out is None:
        say(codes.drawn(address))
        say(address)
    else:
        say(f"{plain(out)} leads to {plain(address)}")
