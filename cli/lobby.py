"""Where commands are called: knows every one by name and opens only the door asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cli.main import COMMANDS, help_page


class Lobby(TyperGroup):
    """Knows every command by name and opens only the door that is asked for."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        # Only the names are used (for "Did you mean ...?"); `get_command` loads.
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"cli.commands.{COMMANDS[cmd_name][0]}")
        command = get_command(module.app)
        command.name = cmd_name
        return command

    def get_help(self, ctx: Any) -> str:
        return help_page()


house = typer.Typer(
    cls=Lobby,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"concierge {version('concierge-desk')}")
        raise typer.Exit


def _spec(wanted: bool) -> None:
    if wanted:
        from cli.output import write_json
        from cli.surface import surface

        write_json(surface())
        raise typer.Exit


@house.callback(invoke_without_command=True)
def concierge(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
    spec: Annotated[
        bool,
        typer.Option(
            "--spec",
            callback=_spec,
            is_eager=True,
            help="Write every command, route and event as JSON.",
        ),
    ] = False,
) -> None:
    """The front desk of one business, in one program on its own machine."""
    if ctx.invoked_subcommand is None:
        print(help_page())


def call(arguments: list[str]) -> object:
    """Returns what the command returned, or the exit code it asked for."""
    command = get_command(house)
    return command.main(arguments, prog_name="concierge", standalone_mode=False)
