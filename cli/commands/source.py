"""`concierge source list|change|refresh|pause|remove`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

if TYPE_CHECKING:
    from store.db import Tx
    from store.tables import Source

app = group("What the knowledge is read from.")

NameArgument = Annotated[str, typer.Argument(help="Its number, address or label.")]


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """Sources, with their documents, when each was read last, and when it is read again (UTC).

    Example: concierge source list
    """
    from store import library

    with opened(home) as (_, store), store.reading() as tx:
        rows = [_told(tx, source) for source in library.sources(tx)]
    if json:
        write_json(rows)
        return
    write_table(
        [
            "source",
            "label",
            "kind",
            "for",
            "priority",
            "status",
            "documents",
            "read",
            "next",
            "address",
        ],
        [
            [
                r["id"],
                r["label"],
                r["kind"],
                r["audience"],
                r["priority"],
                r["status"],
                r["documents"],
                (r["ingested_at"] or "never")[:16].replace("T", " "),
                (r["next_refresh"] or "by hand")[:16].replace("T", " "),
                r["address"],
            ]
            for r in rows
        ],
        empty="There is no source yet. Read one: `concierge ingest SOURCE`.",
    )


@app.command()
def change(
    source: NameArgument,
    label: Annotated[str, typer.Option(help="What you call it.", show_default=False)] = "",
    audience: Annotated[
        str,
        typer.Option(
            help="Whom it is for: guests, or staff (never told to a guest).", show_default=False
        ),
    ] = "",
    priority: Annotated[
        int | None,
        typer.Option(
            min=-100,
            max=100,
            help="Where sources disagree, the one with the highest is right; 0 at first.",
            show_default=False,
        ),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Give a source another label, say whom it is for, or which one is right where they disagree.

    Example: concierge source change handbook.pdf --audience staff
    """
    from ingest.sources import change_source
    from store.errors import Invalid

    if not label and not audience and priority is None:
        raise Invalid("Nothing is to be changed.", "Name --label, --audience or --priority.")
    with opened(home) as (settings, store):
        changed = change_source(
            store, settings, source, label=label, audience=audience, priority=priority
        )
        with store.reading() as tx:
            told = _told(tx, changed)
    if json:
        write_json(told)
    else:
        ranked = f", with priority {changed.priority}" if changed.priority else ""
        say(f"{plain(changed.label)} is for {changed.audience}{ranked}.")


@app.command()
def refresh(
    source: Annotated[
        list[str] | None, typer.Argument(help="Numbers, addresses or labels; all without any.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses inside private networks.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Read sources again; what did not change costs nothing.

    Example: concierge source refresh 1
    """
    from cli.progress import ingest_bar
    from cli.telling import tell_summary
    from ingest.run import refresh_sources
    from models.registry import chosen_embedder
    from server.house import gate_of

    flags = {"ingest.allow_private": allow_private or None}
    with opened(home, flags) as (settings, store), ingest_bar(quiet=json) as progress:
        embedder = chosen_embedder(settings.embedder)
        summary = refresh_sources(
            store,
            embedder,
            settings,
            source or (),
            progress=progress,
            allowed=gate_of(store, embedder, settings),
        )
    if json:
        write_json(summary.as_dict() if summary else None)
    elif summary is None:
        say("There is no source that can be read again.")
    else:
        tell_summary(summary)


@app.command()
def pause(source: NameArgument, home: HomeOption = None, json: JsonOption = False) -> None:
    """Stop refreshing a source; what it gave stays. `source refresh` wakes it.

    Example: concierge source pause 2
    """
    from ingest.run import pause_source

    with opened(home) as (_, store):
        paused = pause_source(store, source)
        with store.reading() as tx:
            told = _told(tx, paused)
    if json:
        write_json(told)
    else:
        say(f"{plain(paused.label)} is paused.")


@app.command()
def remove(source: NameArgument, home: HomeOption = None, json: JsonOption = False) -> None:
    """Take a source and everything it gave out of the knowledge. `knowledge rollback` undoes it.

    Example: concierge source remove old-price-list.pdf
    """
    from ingest.run import remove_source
    from models.registry import chosen_embedder
    from store import generations

    with opened(home) as (settings, store):
        removed = remove_source(store, chosen_embedder(settings.embedder), settings, source)
        with store.reading() as tx:
            published = generations.published_id(tx)
    if json:
        write_json({"id": removed.id, "label": removed.label, "published": published})
    else:
        say(f"{plain(removed.label)} is removed; generation {published} answers without it.")


def _told(tx: Tx, source: Source) -> dict[str, Any]:
    from store import generations, library, schedules

    following = schedules.next_of(tx, "ingest.refresh")
    if source.status != "active" or source.kind == "text":
        following = None
    documents = library.documents(tx, generations.published_id(tx), source.id)
    return {
        "id": source.id,
        "kind": source.kind,
        "address": source.address,
        "label": source.label,
        "audience": source.audience,
        "priority": source.priority,
        "status": source.status,
        "documents": len(documents),
        "ingested_at": source.ingested_at.isoformat() if source.ingested_at else None,
        "next_refresh": following.isoformat() if following else None,
    }
