"""`concierge ingest`"""

from __future__ import annotations

from typing import Annotated

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, single
from cli.output import write_json

app = single()


@app.command()
def ingest(
    source: Annotated[
        list[str], typer.Argument(help="A website (https://...), a file, a folder, or - for stdin.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and tell, but keep nothing.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Read again even what did not change.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses inside private networks.")
    ] = False,
    max_pages: Annotated[
        int | None, typer.Option(min=1, help="Pages of one website at most.", show_default=False)
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            help="Whom the sources are for: guests, or staff (never told to a guest).",
            show_default=False,
        ),
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Read sources into the knowledge and publish it. Run again, it reads only what changed.

    Guests are answered from the old knowledge until the new one is whole. Says at the end what
    was read, unchanged and skipped, and why.

    Example: concierge ingest https://hotelmar.example price-list.pdf
    """
    from cli.progress import ingest_bar
    from cli.telling import tell_summary
    from ingest.run import ingest as run
    from models.registry import chosen_embedder
    from server.house import gate_of

    flags = {"ingest.allow_private": allow_private or None, "ingest.max_pages": max_pages}
    with opened(home, flags) as (settings, store), ingest_bar(quiet=json) as progress:
        embedder = chosen_embedder(settings.embedder)
        summary = run(
            store,
            embedder,
            settings,
            source,
            progress=progress,
            dry_run=dry_run,
            refresh=refresh,
            audience=audience,
            allowed=gate_of(store, embedder, settings),
        )
    if json:
        write_json(summary.as_dict())
    else:
        tell_summary(summary)
