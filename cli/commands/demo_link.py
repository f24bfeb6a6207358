"""`concierge demo-link share|list|funnel|remove`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import audited, opened
from cli.options import HomeOption, JsonOption, group
from cli.output import plain, remark, say, write_json, write_table

if TYPE_CHECKING:
    from server.demos.form import Wish
    from store.db import Store
    from store.settings import Settings
    from store.tables import Contact, Demo

app = group("Demos to pass on: a concierge of somebody's website, under an address of its own.")


@app.command()
def share(
    source: Annotated[list[str], typer.Argument(help="A website (https://...) or PDF files.")],
    name: Annotated[
        str, typer.Option(help="What the business is called; else its website's name.")
    ] = "",
    days: Annotated[
        int | None,
        typer.Option(min=1, max=365, help="Days it lives; else demos.days.", show_default=False),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses inside private networks.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Read a website, PDFs, or both, and give the address to pass on. It takes about a minute.

    The demo is a house of its own, answered by `concierge serve` of this home until it expires.

    Example: concierge demo-link share https://hotelmar.example --days 30
    """
    from store.errors import Unavailable

    wish = _wish(source, name)
    with opened(home) as (settings, store):
        if not json:
            remark(f"Reading {plain(wish.label)} ...")
        demo = _made(settings, store, wish, days, allow_private)
        told = _told(settings, demo, None)
    audited(settings.home, "demo.shared", demo.public_id, label=demo.label)
    if demo.state != "ready":
        raise Unavailable(f"The demo could not be made: {demo.error}", "Check the source.")
    if json:
        write_json(told)
        return
    say(told["address"])
    say(f"  answers until {told['expires_at'][:10]}, while `concierge serve` runs")


def _wish(sources: list[str], name: str) -> Wish:
    from server.demos.form import File, Sent, wish_of
    from store.errors import Invalid, NotFound

    websites = [one for one in sources if "://" in one]
    paths = [Path(one).expanduser() for one in sources if "://" not in one]
    if len(websites) > 1:
        raise Invalid("A demo is made of one website.", "Make another for the other.")
    for path in paths:
        if not path.is_file():
            raise NotFound(f"There is no file {path}.", f"If it is a website, write https://{path}")
    files = [File(path.name, path.read_bytes()) for path in paths]
    fields = {"website": websites[0] if websites else "", "name": name}
    return wish_of(Sent(fields, files), sum(len(file.body) for file in files))


def _made(
    settings: Settings, store: Store, wish: Wish, days: int | None, allow_private: bool
) -> Demo:
    """Ready, or failed and told why."""
    from server.demos import home as homes
    from server.demos.reading import Unreadable, read
    from store import demos

    limits = demos.Limits(settings.demos.most, 1, days or settings.demos.days)
    language = settings.business.languages[0] if settings.business.languages else "en"
    with store.writing() as tx:
        demo = demos.make(
            tx,
            wish.label,
            limits,
            website=wish.website,
            files=len(wish.files),
            language=language,
        )
        demos.take(tx, demo)
    there = homes.found(
        settings, demo.public_id, demo.label, language, wish.files, allow_private=allow_private
    )
    try:
        questions = read(there, wish.website, lambda: False) or []
    except Unreadable as error:
        with store.writing() as tx:
            demos.failed(tx, demo.id, str(error))
        homes.remove(settings.home, demo.public_id)
    else:
        with store.writing() as tx:
            demos.ready(tx, demo.id, questions)
    with store.reading() as tx:
        return demos.by_id(tx, demo.id)


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """The newest 200 demos: how far each came, until when it answers, who left their details.

    Example: concierge demo-link list
    """
    from store import demos

    with opened(home) as (settings, store), store.reading() as tx:
        rows = [_told(settings, demo, contact) for demo, contact in demos.with_contacts(tx)]
    if json:
        write_json(rows)
        return
    write_table(
        ["demo", "of", "state", "until", "opened", "asked", "details"],
        [
            [
                *(row[name] for name in ("id", "label", "state")),
                row["expires_at"][:10],
                *(row[name] for name in ("opened", "asked")),
                row["contact"]["email"] or row["contact"]["phone"] if row["contact"] else "",
            ]
            for row in rows
        ],
        empty="No demo was made yet.",
    )


@app.command()
def funnel(
    days: Annotated[
        int | None,
        typer.Option(min=1, help="Only demos made in so many days.", show_default=False),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """How many demos were made, read, opened, asked something, and left details.

    Example: concierge demo-link funnel --days 30
    """
    from datetime import timedelta

    from store import demos
    from store.tables import utcnow

    since = utcnow() - timedelta(days=days) if days else None
    with opened(home) as (_, store), store.reading() as tx:
        found = demos.funnel(tx, since)
    if json:
        write_json(found._asdict())
        return
    write_table(
        ["step", "demos"],
        [
            ["made", found.made],
            ["read", found.ready],
            ["opened", found.opened],
            ["asked something", found.asked],
            ["left details", found.left_details],
        ],
        empty="No demo was made yet.",
    )
    say(f"{found.questions} questions in all.")


@app.command()
def remove(
    demo: Annotated[str, typer.Argument(help="Its id, from `concierge demo-link list`.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """End a demo and remove its home whole. Its row stays for the funnel.

    Example: concierge demo-link remove 0f3a5c7e9b1d2f4a6c8e0b3d
    """
    from server.demos import home as homes
    from store import demos
    from store.home import running_server

    with opened(home) as (settings, store):
        with store.writing() as tx:
            found = demos.find(tx, demo)
            demos.end(tx, found)
        # A server that runs closes the house first, and removes its home then.
        if not running_server(settings.home):
            homes.remove(settings.home, found.public_id)
    audited(settings.home, "demo.removed", found.public_id, label=found.label)
    if json:
        write_json({"removed": found.public_id})
    else:
        say(f"The demo of {plain(found.label)} is removed.")


def _told(settings: Settings, demo: Demo, contact: Contact | None) -> dict[str, Any]:
    left = {"name": contact.name, "email": contact.email, "phone": contact.phone} if contact else {}
    return {
        "id": demo.public_id,
        "address": f"{settings.public_url}/demo/{demo.public_id}",
        "label": demo.label,
        "website": demo.website,
        "files": demo.files,
        "state": demo.state,
        "error": demo.error,
        "made_at": demo.made_at.isoformat(),
        "expires_at": demo.expires_at.isoformat(),
        "opened": demo.opened,
        "asked": demo.asked,
        "contact": left or None,
    }
