"""`concierge init`: from nothing to a home that can be served."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.opening import home_at
from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, say, write_json

if TYPE_CHECKING:
    from cli.founding import Made

app = single()


@app.command()
def init(
    name: Annotated[str, typer.Option(help="The business's name, as guests know it.")] = "",
    template: Annotated[
        str, typer.Option(help="Industry template: boutique_hotel, golf_club, general.")
    ] = "",
    timezone: Annotated[str, typer.Option(help="IANA time zone; without it this machine's.")] = "",
    website: Annotated[str, typer.Option(help="Its website.")] = "",
    language: Annotated[
        list[str] | None,
        typer.Option(help="Languages of its guests (ISO 639-1), most common first; repeat it."),
    ] = None,
    model: Annotated[
        str, typer.Option(help="none, or PROVIDER:NAME (anthropic, ollama, openai).")
    ] = "none",
    colour: Annotated[str, typer.Option(help="Brand colour, #rrggbb.")] = "",
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default=False)] = None,
    owner_email: Annotated[str, typer.Option(help="E-mail of the first account, an owner.")] = "",
    owner_password_stdin: Annotated[
        bool, typer.Option("--owner-password-stdin", help="Read its password from standard input.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing; what is not given takes its default.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Make a home for one business. Asks for what it needs, or nothing at all with --yes.

    Example: concierge init --yes --name "Hotel Mar" --template boutique_hotel
    --timezone Europe/Madrid --website https://hotelmar.example --owner-email ana@hotelmar.example
    """
    from cli.founding import Wanted, found, refuse_taken
    from store.errors import Invalid

    there = home_at(home)
    refuse_taken(there)
    password = sys.stdin.readline().rstrip("\r\n") if owner_password_stdin else ""
    if owner_password_stdin and not password:
        raise Invalid("No password came in.", "Write it to standard input, as one line.")
    wanted = Wanted(
        name=name,
        template=template,
        timezone=timezone,
        website=website,
        languages=tuple(language or ()),
        model=model,
        colour=colour,
        port=port,
        owner_email=owner_email,
        owner_password=password,
    )
    if not yes:
        if owner_password_stdin or not sys.stdin.isatty():
            raise Invalid(
                "There is nobody at the keyboard to ask.", "Give the answers as flags, and --yes."
            )
        from cli.wizard import ask_all

        wanted = ask_all(wanted, there)
    made = found(there, wanted)
    if json:
        write_json(made.as_dict())
    else:
        _tell(made)


def _tell(made: Made) -> None:
    say()
    say(paint(f"{plain(made.business)} has a concierge.", "bold"))
    say(f"  home      {made.home.path}")
    say(f"  settings  {made.home.config}")
    if made.owner_email:
        say(f"  account   {made.owner_email}, owner")
    if made.generated_password:
        say(
            f"  password  {made.generated_password}   (shown once; `concierge user passwd` changes)"
        )
    say()
    say("Put this line into your website's pages, before </body>:")
    say(f"  {paint(made.embed, 'cyan')}")
    say()
    say("Next:")
    for command in made.next_commands:
        say(f"  {paint(command, 'green')}")
