"""`concierge token create|list|rotate|revoke`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import acting, opened, operator
from cli.options import AsOption, HomeOption, JsonOption, group
from cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from store.tokens import Issued

app = group(
    "Ways in for programs: a token acts as one of the staff, with some of their rights.\n\n"
    "Scopes: read, act, teach, team, manage, audit."
)

NumberArgument = Annotated[int, typer.Argument(help="Its number in `token list`.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="What it may; repeat it. Without one: read.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(help="It ends after so many; without, never.", min=1, max=3650)
    ] = None,
    as_: AsOption = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Make a token. It is shown once.

    Example: concierge token create "till system" --scope read --days 365 --as ben@hotelmar.example
    """
    from store import tokens

    with opened(home) as (_, store), store.writing() as tx:
        user = acting(tx, as_)
        issued = tokens.create(tx, user, name, scope or ["read"], days=days, by=operator())
    _tell(issued, json=json)


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """Tokens that count; of each its first letters only.

    Example: concierge token list
    """
    from store import tokens

    with opened(home) as (_, store), store.reading() as tx:
        found = [_told(one) for one in tokens.listed(tx)]
    if json:
        write_json(found)
        return
    write_table(
        ["id", "name", "email", "begins", "scopes", "last used", "ends"],
        [
            [
                *(t["id"], t["name"], t["email"], t["start"], " ".join(t["scopes"])),
                *(t["used_at"], t["expires_at"]),
            ]
            for t in found
        ],
        empty="There is no token.",
    )


@app.command()
def rotate(token: NumberArgument, home: HomeOption = None, json: JsonOption = False) -> None:
    """New letters for a token; the old ones count no more from now on.

    Example: concierge token rotate 3
    """
    from store import tokens

    with opened(home) as (_, store), store.writing() as tx:
        issued = tokens.rotate(tx, token, by=operator())
    _tell(issued, json=json)


@app.command()
def revoke(token: NumberArgument, home: HomeOption = None, json: JsonOption = False) -> None:
    """End a token at once.

    Example: concierge token revoke 3
    """
    from store import tokens

    with opened(home) as (_, store), store.writing() as tx:
        ended = tokens.revoke(tx, token, by=operator())
    if json:
        write_json({"id": ended.id, "name": ended.name, "revoked": True})
    else:
        say(f"The token {ended.name!r} counts no more.")


def _tell(issued: Issued, *, json: bool) -> None:
    if json:
        write_json({**_told(issued), "token": issued.secret})
        return
    say(issued.secret)
    say(f"Token {issued.token.id}, for {issued.user.email}; shown once.")


def _told(issued: Issued) -> dict[str, Any]:
    token = issued.token
    return {
        "id": token.id,
        "name": token.name,
        "email": issued.user.email,
        "start": token.start,
        "scopes": token.scopes,
        "used_at": f"{token.used_at:%Y-%m-%d %H:%M}" if token.used_at else "",
        "expires_at": f"{token.expires_at:%Y-%m-%d}" if token.expires_at else "",
    }
