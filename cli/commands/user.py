"""`concierge user add|list|passwd|disable`"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import opened
from cli.options import HomeOption, JsonOption, group
from cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from store.tables import User

app = group("Accounts of the staff. Roles: owner, manager, agent, viewer.")

PasswordOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    name: Annotated[str, typer.Option(help="Their name, as colleagues and guests see it.")] = "",
    role: Annotated[str, typer.Option(help="owner, manager, agent or viewer.")] = "agent",
    password_stdin: PasswordOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Give somebody an account. Without --password-stdin it is asked for, or made up.

    Example: concierge user add ben@hotelmar.example --name Ben --role agent
    """
    from store import accounts

    with opened(home) as (_, store):
        password, made_up = _password(password_stdin, email)
        with store.writing() as tx:
            user = accounts.add(tx, email, name, role, password)
    if json:
        write_json({**_told(user), "generated_password": password if made_up else ""})
        return
    say(f"{user.email} has an account: {user.role}.")
    if made_up:
        say(f"Password: {password}   (shown once; `concierge user passwd` changes it)")


@app.command("list")
def list_(home: HomeOption = None, json: JsonOption = False) -> None:
    """Who has an account.

    Example: concierge user list
    """
    from store import accounts

    with opened(home) as (_, store), store.reading() as tx:
        users = [_told(user) for user in accounts.listed(tx)]
    if json:
        write_json(users)
        return
    write_table(
        ["email", "name", "role", "state"],
        [[u["email"], u["name"], u["role"], u["state"]] for u in users],
        empty="Nobody has an account yet. Add one: `concierge user add EMAIL --role owner`.",
    )


@app.command()
def passwd(
    email: Annotated[str, typer.Argument(help="Whose password.")],
    password_stdin: PasswordOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Set a new password. All sessions of the account end; a lock is lifted.

    Example: printf '%s' "$NEW" | concierge user passwd ben@hotelmar.example --password-stdin
    """
    from store import accounts

    with opened(home) as (_, store):
        with store.reading() as tx:
            accounts.find(tx, email)
        password, made_up = _password(password_stdin, email)
        with store.writing() as tx:
            user = accounts.find(tx, email)
            accounts.set_password(tx, user, password)
    if json:
        write_json({**_told(user), "generated_password": password if made_up else ""})
        return
    say(f"The password of {user.email} is changed, and its sessions have ended.")
    if made_up:
        say(f"Password: {password}   (shown once)")


@app.command()
def disable(
    email: Annotated[str, typer.Argument(help="Whose account.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Close an account: nobody can sign in with it, and its sessions end. What it did is kept.

    Example: concierge user disable ben@hotelmar.example
    """
    from store import accounts

    with opened(home) as (_, store), store.writing() as tx:
        user = accounts.find(tx, email)
        accounts.disable(tx, user)
    if json:
        write_json(_told(user))
    else:
        say(f"The account of {user.email} is disabled.")


def _told(user: User) -> dict[str, Any]:
    state = "disabled" if user.disabled_at else "active"
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "state": state,
    }


def _password(from_stdin: bool, email: str) -> tuple[str, bool]:
    """The password, and whether we made it up because there was nobody to ask."""
    from cli.founding import new_password
    from store.accounts import check_password

    if from_stdin:
        return check_password(sys.stdin.readline().rstrip("\r\n"), email), False
    if not sys.stdin.isatty():
        return new_password(), True
    first = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return check_password(str(first), email), False
