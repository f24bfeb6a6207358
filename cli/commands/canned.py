"""`concierge canned list|keep|remove`"""

from __future__ import annotations

from typing import Annotated

import typer

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

app = group("Canned answers: texts staff send often.")

Name = Annotated[str, typer.Argument(help="Its name, from `concierge canned list`.")]


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """The texts that are kept, by name.

    Example: concierge canned list
    """
    from store import canned

    with opened(home) as (_, store), store.reading() as tx:
        kept = [{"name": one.name, "text": one.text} for one in canned.listed(tx)]
    if json:
        write_json(kept)
        return
    rows = [[plain(one["name"]), plain(one["text"])] for one in kept]
    write_table(["name", "text"], rows, empty="No text is kept yet.")


@app.command()
def keep(
    name: Annotated[str, typer.Argument(help="A short name, like: late arrival.")],
    text: Annotated[
        str, typer.Argument(help="{guest}, {me}, {business}, {channel}, {title} are filled in.")
    ],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Keep a text, or write the one of this name anew.

    Example: concierge canned keep "late arrival" "Dear {guest}, your key lies at the bar. {me}"
    """
    from store import canned

    with opened(home) as (_, store), store.writing() as tx:
        kept = canned.put(tx, name, text, may_act(acting(tx, as_)))
        told = {"name": kept.name, "text": kept.text}
    if json:
        write_json(told)
    else:
        say(f"Kept as {plain(told['name'])!r}; ^t at the desk puts it in.")


@app.command()
def remove(
    name: Name, as_: AsOption = "", home: HomeOption = None, json: JsonOption = False
) -> None:
    """Take a text away.

    Example: concierge canned remove "late arrival"
    """
    from store import canned

    with opened(home) as (_, store), store.writing() as tx:
        may_act(acting(tx, as_))
        canned.remove(tx, canned.named(tx, name).id)
    if json:
        write_json({"removed": name})
    else:
        say(f"{name!r} is removed.")
