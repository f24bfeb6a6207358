"""`concierge user add|list|invite|reset|role|passwd|totp|disable|enable`"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.opening import opened, operator
from cli.options import HomeOption, JsonOption, group
from cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.db import Tx
    from store.settings import Settings
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
            user = accounts.add(tx, email, name, role, password, by=operator())
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
        ["email", "name", "role", "state", "second step"],
        [[u["email"], u["name"], u["role"], u["state"], _yes(u)] for u in users],
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
            accounts.set_password(tx, user, password, by=operator())
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

    _switch(home, email, accounts.disable, "The account of {email} is disabled.", json=json)


@app.command()
def enable(
    email: Annotated[str, typer.Argument(help="Whose account.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Open a disabled account again, and lift a lock of its address.

    Example: concierge user enable ben@hotelmar.example
    """
    from store import accounts

    _switch(home, email, accounts.enable, "The account of {email} is open.", json=json)


def _switch(
    home: HomeOption, email: str, how: Callable[..., None], told: str, *, json: bool
) -> None:
    from store import accounts

    with opened(home) as (_, store), store.writing() as tx:
        user = accounts.find(tx, email)
        how(tx, user, by=operator())
    if json:
        write_json(_told(user))
    else:
        say(told.format(email=user.email))


@app.command("role")
def role_(
    email: Annotated[str, typer.Argument(help="Whose account.")],
    role: Annotated[str, typer.Argument(help="owner, manager, agent or viewer.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change what somebody may do, from their next step on.

    Example: concierge user role ben@hotelmar.example manager
    """
    from store import accounts

    with opened(home) as (_, store), store.writing() as tx:
        user = accounts.find(tx, email)
        accounts.set_role(tx, user, role, by=operator())
    if json:
        write_json(_told(user))
    else:
        say(f"{user.email} is {user.role}.")


MailOption = Annotated[
    bool, typer.Option("--mail", help="Send the link to the address, and do not print it.")
]


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="Whom.")],
    name: Annotated[str, typer.Option(help="Their name, as colleagues and guests see it.")] = "",
    role: Annotated[str, typer.Option(help="owner, manager, agent or viewer.")] = "agent",
    mail: MailOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """An account, and a link to choose its password: good once, for seven days.

    Example: concierge user invite ben@hotelmar.example --name Ben --mail
    """
    from store import accounts

    with opened(home) as (settings, store), store.writing() as tx:
        user = accounts.with_address(tx, email)
        if user is None:
            user = accounts.add(tx, email, name, role, None, by=operator())
        told = _linked(tx, settings, user, "invite", mail)
    _tell_link(told, json=json)


@app.command()
def reset(
    email: Annotated[str, typer.Argument(help="Whose password.")],
    mail: MailOption = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """A link to a new password: good once, for two hours. The old one holds until then.

    Example: concierge user reset ben@hotelmar.example --mail
    """
    from store import accounts

    with opened(home) as (settings, store), store.writing() as tx:
        user = accounts.find(tx, email)
        told = _linked(tx, settings, user, "reset" if user.password_hash else "invite", mail)
    _tell_link(told, json=json)


@app.command("totp")
def totp(
    email: Annotated[str, typer.Argument(help="Whose account.")],
    off: Annotated[bool, typer.Option("--off", help="Switch it off: the telephone is lost.")] = (
        False
    ),
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Ask for an authenticator's code at sign-in, beside the password; or no longer.

    Shows a secret, takes a first code of it from standard input, and tells ten backup codes.

    Example: concierge user totp ana@hotelmar.example
    """
    from cli.second_stepping import begun, confirmed, ended

    if off:
        ended(home, email)
        told: dict[str, Any] = {"email": email, "second_step": False}
    else:
        secret, address = begun(home, email)
        told = {"email": email, "second_step": True, "secret": secret, "address": address}
        told["backup_codes"] = confirmed(home, email, secret, address, json=json)
    if json:
        write_json(told)
        return
    if off:
        say(f"{email} signs in with the password alone, and has been signed out everywhere.")
        return
    say("From now on a code is asked for. Backup codes, each good once, shown this once:")
    for code in told["backup_codes"]:
        say(f"  {code}")


def _linked(tx: Tx, settings: Settings, user: User, kind: str, mail: bool) -> dict[str, Any]:
    from store import links
    from store.errors import Invalid

    if mail and not settings.mail.host:
        raise Invalid("No mail server is set up.", "Leave --mail out, and hand the link over.")
    made = links.make(tx, user, kind, by=operator())
    if mail:
        links.send(tx, made, settings.business.name, settings.public_url)
    address = "" if mail else links.address_of(settings.public_url, made.token)
    until = made.link.expires_at.isoformat()
    return {**_told(user), "link": address, "mailed": mail, "expires_at": until}


def _tell_link(told: dict[str, Any], *, json: bool) -> None:
    if json:
        write_json(told)
        return
    if told["mailed"]:
        say(f"The link goes to {told['email']} by mail; a running server sends it.")
        return
    say(told["link"])
    say(f"For {told['email']}; good once, until {told['expires_at'][:16].replace('T', ' ')} UTC.")


def _yes(user: dict[str, Any]) -> str:
    return "on" if user["second_step"] else ""


def _told(user: User) -> dict[str, Any]:
    from store.accounts import state_of

    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "state": state_of(user),
        "second_step": bool(user.totp_secret),
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
