"""`concierge demo [reset]`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.options import HomeOption, JsonOption, single
from cli.output import paint, plain, remark, say, write_json

if TYPE_CHECKING:
    from cli.demonstrating import Shown

app = single()


@app.command()
def demo(
    action: Annotated[
        Literal["reset"] | None,
        typer.Argument(help="reset: stop it and take away all it made.", show_default=False),
    ] = None,
    template: Annotated[
        str,
        typer.Option("--template", metavar="NAME", help="Whose: see `concierge template list`."),
    ] = "boutique_hotel",
    history: Annotated[
        str,
        typer.Option(
            "--history",
            metavar="DAYS",
            help="Live through so many days with made-up guests first: 30d takes half a minute.",
            show_default=False,
        ),
    ] = "",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port to listen on.", show_default=False),
    ] = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open the chat page in a browser.")
    ] = False,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay until Ctrl-C instead of in the background.")
    ] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Stop the demonstration.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """A business that does not exist, with its website, its PDFs and a concierge that knows them.

    Made if it is missing, started if it is not running; run it as often as you like. Its home is
    ~/.concierge-demo, or ~/.concierge-demo-NAME for another template, unless --home says otherwise.

    Example: concierge demo --template golf_club --history 30d
    """
    from cli import demonstrating
    from cli.opening import home_at
    from cli.screen import open_page

    there = home_at(home or demonstrating.usual_home(template))
    if action == "reset":
        was = demonstrating.reset(there)
        if json:
            write_json({"reset": was})
        else:
            say("The demonstration is gone." if was else "There was no demonstration.")
        return
    if stop:
        stopped = demonstrating.stop(there)
        if json:
            write_json({"stopped": stopped is not None})
        else:
            say("The demonstration is closed." if stopped else "The demonstration was not running.")
        return

    def told(step: str) -> None:
        if not json:
            remark(paint(f"{step} ...", "dim"))

    days = _days(history)
    shown = demonstrating.show(there, port, template, days, told)
    if json:
        write_json(shown.as_dict())
    else:
        tell(shown)
    if not no_open:
        open_page(shown.chat)
    if foreground:
        demonstrating.stay(there)
        if not json:
            say("The demonstration is closed.")


def _days(history: str) -> int:
    """0 for no history."""
    if not history:
        return 0
    from cli.history.making import days_of

    return days_of(history)


def tell(shown: Shown) -> None:
    say()
    say(paint(f"{plain(shown.business)} is open.", "bold"))
    say(f"  a guest asked  {plain(shown.question)}")
    for number, line in enumerate(plain(shown.answer, lines=True).splitlines()):
        say(f"  {'and was told' if number == 0 else '':<13}  {line}")
    for citation in shown.citations:
        page = f", page {citation['page']}" if citation.get("page") else ""
        say(f"  {'quoted from':<13}  {plain(citation['title'])}{page}")
    say()
    say(f"  chat page      {paint(shown.chat, 'cyan')}")
    say(f"  its website    {paint(shown.website, 'cyan')}")
    say(f"  staff sign in  {shown.email}  password {shown.password}")
    say(f"  as staff       {paint(shown.tui, 'green')}")
    if shown.past:
        say(f"  with a past    {paint(shown.past, 'green')}")
    say(f"  to stop        {paint(shown.stop, 'green')}")
