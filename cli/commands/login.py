"""`concierge login`"""

from __future__ import annotations

import asyncio
import platform
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.opening import server_named
from cli.options import HomeOption, JsonOption, single
from cli.output import plain, say, write_json

if TYPE_CHECKING:
    from server.wire import SignedIn

app = single()


@app.command()
def login(
    email: Annotated[str, typer.Argument(help="The address you sign in with.")],
    server: Annotated[
        str, typer.Option(help="Its address; without it the server of this machine's home.")
    ] = "",
    code: Annotated[str, typer.Option(help="Your authenticator's, if you use one.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Sign in at a server; `concierge tui` then opens without asking, for 14 days.

    What is kept is a token, in a file that only you can read.

    Example: concierge login ben@hotelmar.example --server https://desk.hotelmar.example
    """
    from cli import logins
    from server.calling import server_address

    address = server_address(server_named(server, home))
    signed_in = asyncio.run(_signed_in(address, email, _password(password_stdin), code))
    expires = signed_in.expires_at.isoformat()
    logins.keep(logins.Login(address, signed_in.user.email, signed_in.token, expires))
    if json:
        write_json({"server": address, "email": signed_in.user.email, "expires_at": expires})
        return
    say(f"{signed_in.user.email} is signed in at {address} ({plain(signed_in.business)}).")
    say("`concierge logout` ends it.")


async def _signed_in(address: str, email: str, password: str, code: str) -> SignedIn:
    from server.client import StaffClient
    from store.errors import CodeWanted

    device = f"login on {platform.node()}"[:120]
    async with StaffClient(address) as client:
        try:
            return await client.sign_in(email, password, device, code)
        except CodeWanted:
            if not sys.stdin.isatty():
                raise
        asked = str(typer.prompt("Code of your authenticator"))
        return await client.sign_in(email, password, device, asked)


def _password(from_stdin: bool) -> str:
    from store.errors import Invalid

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid("There is nobody to ask for the password.", "Use --password-stdin.")
    return str(typer.prompt("Password", hide_input=True))
