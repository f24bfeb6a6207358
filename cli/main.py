"""Names and help of the commands, and nothing else.

Each command lies in `cli/commands/` and is imported when it is called, so that `--help` appears at
once: it costs Typer itself, no more.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

# Command: (module in cli/commands, what it does), by what one wants.
CHAPTERS: dict[str, dict[str, tuple[str, str]]] = {
    "Set up": {
        "init": ("init", "Make a home for one business: settings, database, first account."),
        "try": ("try_out", "A throwaway concierge of any website or file, in a minute."),
        "demo": ("demo", "Start the demonstration business and show how to reach it."),
        "serve": ("serve", "Open the house: answer guests, serve staff, run schedules."),
        "doctor": ("doctor", "Check everything, and say what to do."),
        "config": ("config", "Show, change and check the settings."),
    },
    "Knowledge": {
        "ingest": ("ingest", "Read a website, a file or a folder into the knowledge."),
        "source": ("source", "What the knowledge is read from: list, refresh, pause, remove."),
        "knowledge": ("knowledge", "Look into the knowledge; publish it or go back."),
    },
    "Answering": {
        "ask": ("ask", "Ask a question as a guest would, and see why it is answered so."),
    },
    "Staff": {
        "tui": ("tui", "The staff's window: inbox, drafts, escalations."),
        "draft": ("draft", "Replies that wait for staff: list, approve, edit, reject."),
        "conversation": ("conversation", "What guests said and were told."),
        "user": ("user", "Accounts of the staff: add, list, passwd, disable."),
    },
    "Owner": {
        "report": ("report", "What happened, in figures."),
    },
    "Care": {
        "backup": ("backup", "Copy the whole home into one file, while it runs."),
        "restore": ("restore", "Bring a backup back; what is there is set aside."),
    },
}
COMMANDS = {name: found for chapter in CHAPTERS.values() for name, found in chapter.items()}

EPILOG = (
    "Exit codes: 0 done, 1 our fault, 2 asked wrongly, 3 not allowed, 4 not found, 5 in the way, "
    "6 not available just now, 130 interrupted."
)


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

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for chapter, commands in CHAPTERS.items():
            with formatter.section(chapter):
                formatter.write_dl([(f"{name:<12}", told[1]) for name, told in commands.items()])


house = typer.Typer(
    cls=Lobby,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"concierge {version('concierge-desk')}")
        raise typer.Exit


@house.callback(invoke_without_command=True)
def concierge(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """The front desk of one business, in one program on its own machine.

    Example: concierge init, then concierge ingest https://example.com, then concierge serve
    """
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())


def run(arguments: list[str]) -> int:
    """One command, from its words to its exit code. Nothing escapes as a traceback."""
    try:
        code = get_command(house).main(arguments, prog_name="concierge", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the edge of the program
        from cli.errors import end

        return end(error, arguments)
    return code if isinstance(code, int) else 0


def app() -> None:
    sys.exit(run(sys.argv[1:]))
