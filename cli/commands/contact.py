"""`concierge contact list|show|merge|split|export|erase`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.opening import acting, may_act, opened
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import plain, say, write_json, write_table

app = group("Guests: find one, merge two that are one, hand out or erase what is kept.")

Number = Annotated[
    int, typer.Argument(metavar="CONTACT", help="Its number, from `contact list`.", min=1)
]


@app.command("list")
def list_(
    search: Annotated[str, typer.Option(help="Words of a name, an address or a number.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many at most.")] = 50,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Contacts, the newest first.

    Example: concierge contact list --search lopez
    """
    from server.routes.contacts import row
    from store import contacts

    with opened(home) as (_, store), store.reading() as tx:
        found = [row(known) for known in contacts.listed(tx, search=search, limit=limit)]
    if json:
        write_json([one.model_dump(mode="json") for one in found])
        return
    write_table(
        ["contact", "name", "e-mail", "telephone", "talks", "last"],
        [
            [c.id, c.name, c.email, c.phone, c.conversations, str(c.last_at or "")[:10]]
            for c in found
        ],
        empty="No contact is found.",
    )


@app.command()
def show(contact: Number, home: HomeOption = None, json: JsonOption = False) -> None:
    """What is known of one: addresses, proofs, conversations, what was merged into it.

    Example: concierge contact show 12
    """
    from server.routes.contacts import profile

    with opened(home) as (_, store), store.reading() as tx:
        told = profile(tx, contact)
    if json:
        write_json(told.model_dump(mode="json"))
        return
    say(f"{contact}  {plain(told.name or 'no name')}  {plain(told.email)}  {plain(told.phone)}")
    for one in told.addresses:
        say(f"  {plain(one.channel)}: {plain(one.address)}")
    for proof in told.proofs:
        say(f"  proved to be {plain(proof.person)} by {proof.how}, {proof.proved_at:%Y-%m-%d}")
    for merged in told.merged:
        say(f"  merged with {merged.contact_id} {plain(merged.name)}, {merged.merged_at:%Y-%m-%d}")
    write_table(
        ["conversation", "channel", "status", "last", "words"],
        [
            [one.id, one.channel, one.status, f"{one.last_message_at:%Y-%m-%d}", one.last_text]
            for one in told.talks
        ],
        empty="No conversation.",
    )


@app.command()
def merge(
    contact: Number,
    other: Annotated[int, typer.Argument(help="The one that is taken into it.", min=1)],
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Two that are one guest become one. `contact split` undoes it.

    Example: concierge contact merge 12 31
    """
    from store import contacts

    with opened(home) as (_, store), store.writing() as tx:
        kept = contacts.merge(tx, contact, other, may_act(acting(tx, as_)))
    if json:
        write_json({"contact": kept.id, "merged": other})
    else:
        say(f"{other} is now part of {kept.id} {plain(kept.name)}.")


@app.command()
def split(
    contact: Number, as_: AsOption = "", home: HomeOption = None, json: JsonOption = False
) -> None:
    """Undo the last merge into this contact. What came since stays with it.

    Example: concierge contact split 12
    """
    from store import contacts

    with opened(home) as (_, store), store.writing() as tx:
        back = contacts.split(tx, contact, may_act(acting(tx, as_)))
    if json:
        write_json({"contact": contact, "back": back.id})
    else:
        say(f"{back.id} {plain(back.name)} stands by itself again.")


@app.command()
def export(
    contact: Number,
    file: Annotated[
        Path | None, typer.Option(help="Write it here instead of showing it.", show_default=False)
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Everything that is kept of a guest, as JSON (with or without --json).

    What they sent as files is named here; `concierge conversation files` saves it.

    Example: concierge contact export 12 --file maria.json
    """
    import json as jsonlib

    from server.config_file import write_private
    from store import erasing
    from store.errors import Conflict

    with opened(home) as (_, store), store.reading() as tx:
        told = erasing.exported(tx, contact)
    if file is None:
        write_json(told)
        return
    if file.exists():
        raise Conflict(f"{file} exists already.", "Choose another name.")
    write_private(file, jsonlib.dumps(told, ensure_ascii=False, indent=1) + "\n")
    if json:
        write_json({"contact": contact, "file": str(file)})
    else:
        say(f"Everything that is kept of contact {contact} is in {file}.")


@app.command()
def erase(
    contact: Number,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Erase every word of a guest and about them, for good. What stays names nobody.

    Figures and the log go on counting the conversations. Backups made before still hold them.

    Example: concierge contact erase 12
    """
    from server.forgetting import forget
    from store import contacts
    from store.errors import Forbidden
    from store.rights import may

    with opened(home) as (settings, store):
        with store.reading() as tx:
            by = acting(tx, as_)
            found = contacts.find(tx, contact)
        if not may(by.role, "manage"):
            raise Forbidden("Only an owner or a manager erases a guest.", "Name one with --as.")
        named = plain(found.name or found.email or found.phone or "without a name")
        if not yes:
            typer.confirm(f"Erase {named} for good? It cannot be undone.", abort=True)
        erased = forget(store, settings, contact, by)
    told = {
        "contact": contact,
        "conversations": erased.conversations,
        "messages": erased.messages,
        "files": len(erased.files),
        "reports": len(erased.reports),
    }
    if json:
        write_json(told)
    else:
        say(
            f"Erased: {erased.messages} messages of {erased.conversations} conversations, "
            f"{len(erased.files)} files. A running server may keep an answer in mind until the "
            "knowledge changes."
        )
