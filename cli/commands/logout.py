"""`concierge logout`"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from cli.opening import server_named
from cli.options import HomeOption, JsonOption, single
from cli.output import remark, say, write_json

if TYPE_CHECKING:
    from cli.logins import Login

app = single()


@app.command()
def logout(
    server: Annotated[
        str, typer.Option(help="Its address; without it the server of this machine's home.")
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """End the sign-in that `concierge login` kept, there and here.

    Example: concierge logout --server https://desk.hotelmar.example
    """
    from cli import logins
    from server.calling import server_address
    from store.errors import NotFound

    address = server_address(server_named(server, home))
    login = logins.kept(address)
    if login is None:
        raise NotFound(f"Nobody is signed in at {address} from here.")
    ended = asyncio.run(_ended(login))
    logins.forget(address)
    if json:
        write_json({"server": address, "email": login.email, "ended_there": ended})
        return
    if not ended:
        remark("The server could not be told: its session ends by itself, or by a colleague.")
    say(f"{login.email} is signed out of {address}.")


async def _ended(login: Login) -> bool:
    from server.client import StaffClient
    from store.errors import ConciergeError, Unauthorized

    async with StaffClient(login.server, token=login.token) as client:
        try:
            await client.sign_out()
        except Unauthorized:
            return True
        except ConciergeError:
            return False
    return True
