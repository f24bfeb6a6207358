"""What every command understands, and how groups of commands are made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="The home folder; without it $CONCIERGE_HOME, else ~/.concierge.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, for machines.")]
AsOption = Annotated[
    str,
    typer.Option(
        "--as", metavar="EMAIL", help="Who acts; without it the first owner.", show_default=False
    ),
]
HELP = {"help_option_names": ["--help", "-h"], "max_content_width": 100}


def single() -> typer.Typer:
    """For a file that holds one command."""
    return typer.Typer(
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings=HELP,
    )


def group(help_text: str) -> typer.Typer:
    """For a file that holds several commands under one name."""
    made = typer.Typer(
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        help=help_text,
        context_settings=HELP,
    )
    # A callback keeps Typer from merging a group that has one command only.
    made.callback()(_nothing)
    return made


def _nothing() -> None:
    """Groups do nothing themselves."""
