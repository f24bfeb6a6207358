"""`concierge session list|revoke`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import opened, operator
from cli.options import HomeOption, JsonOption, group
from cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from store.accounts import Session

app = group("Who is signed in where, and ending it at once.")


@app.command("list")
def list_(
    email: Annotated[
        str, typer.Argument(help="Of whom; of everybody without it.", show_default=False)
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Sign-ins that count, with device, address and last use (to five minutes).

    Example: concierge session list ben@hotelmar.example
    """
    from store import accounts

    with opened(home) as (_, store), store.reading() as tx:
        user = accounts.find(tx, email) if email else None
        found = [_told(one) for one in accounts.sessions(tx, user)]
    if json:
        write_json(found)
        return
    write_table(
        ["id", "email", "device", "address", "last used", "ends"],
        [[s["id"], s["email"], s["device"], s["address"], s["used_at"], s["ends"]] for s in found],
        empty="Nobody is signed in.",
    )


@app.command()
def revoke(
    session: Annotated[
        int | None, typer.Argument(help="Its number in `session list`.", show_default=False)
    ] = None,
    of: Annotated[
        str, typer.Option(metavar="EMAIL", help="All of this account.", show_default=False)
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """End one sign-in, or all of an account: at once, in every window.

    Example: concierge session revoke --of ben@hotelmar.example
    """
    from store import accounts, audit
    from store.errors import Invalid

    if (session is None) == (not of):
        raise Invalid("Say which one, or whose: a number, or --of EMAIL.")
    with opened(home) as (_, store), store.writing() as tx:
        if session is not None:
            accounts.end_session(tx, session, by=operator())
            ended = 1
        else:
            user = accounts.find(tx, of)
            ended = accounts.revoke_all(tx, user)
            audit.note(tx, "session.revoked", actor=operator(), about=user.email, ended=ended)
    if json:
        write_json({"ended": ended})
    else:
        say(f"{ended} ended.")


def _told(found: Session) -> dict[str, Any]:
    session = found.session
    return {
        "id": session.id,
        "email": found.user.email,
        "device": session.device,
        "address": session.address,
        "used_at": f"{session.used_at:%Y-%m-%d %H:%M}",
        "ends": f"{session.expires_at:%Y-%m-%d}",
    }
