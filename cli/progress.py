"""How far long work is: a bar on stderr when somebody watches, silence otherwise."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.output import plain

if TYPE_CHECKING:
    from ingest.summary import Step

WORDS = {
    "read": "Reading",
    "store": "Keeping",
    "embed": "Understanding",
    "index": "Indexing",
    "publish": "Publishing",
}


def _silent(_step: Step) -> None:
    """Nobody is there to watch."""


def _told(step: Step) -> str:
    """Of how many, how quick, and how long still: "/120  4.2/s  about 30 s"."""
    parts = [f"/{step.total}" if step.total else ""]
    if step.rate:
        parts.append(f"{step.rate:.1f}/s")
    if step.left is not None:
        left = round(step.left)
        parts.append(f"about {left} s left" if left < 120 else f"about {left // 60} min left")
    return "  ".join(part for part in parts if part)


@contextmanager
def ingest_bar(*, quiet: bool = False) -> Iterator[Callable[[Step], None]]:
    """Yields what an ingest is to call with each step."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.text import Text

    class Address(TextColumn):
        """An address is a stranger's text: no markup."""

        def render(self, task: object) -> Text:
            return Text(plain(getattr(task, "fields", {}).get("address", ""))[-60:], style="dim")

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed}{task.fields[told]}"),
        Address(""),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(WORDS["read"], total=None, address="", told="")

        def told(step: Step) -> None:
            bar.update(
                task,
                description=f"{WORDS[step.stage]:<13}",
                completed=step.done,
                total=step.total or None,
                address=step.address or step.source,
                told=_told(step),
            )

        yield told
