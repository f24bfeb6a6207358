"""A throwaway home of any source, read for as long as one is willing to wait."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from cli.founding import Wanted, found
from cli.output import plain, remark
from cli.progress import ingest_bar
from ingest import glance
from ingest.gathering import NOT_YET
from ingest.nouns import NOT_NOW
from ingest.origins import origin_of
from ingest.run import ingest
from ingest.summary import Step, Summary
from models.registry import build_embedder
from store.errors import ConciergeError
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings

FIRST_PAGES = 20
MOST_PAGES = 150
PROGRAM = "import os, sys; os.nice(10); from cli.trying import go_on; go_on(sys.argv[1])"


def found_for(home: Home, sources: Sequence[str], port: int, allow_private: bool) -> Settings:
    """A home named after its first source."""
    found(
        home,
        Wanted(
            name=_name_of(sources[0]),
            port=port,
            more={"ingest.allow_private": allow_private, "reports.daily": ""},
        ),
    )
    return read_settings(home)


def _name_of(source: str) -> str:
    host = urlsplit(source).hostname
    name = host.removeprefix("www.") if host else Path(source).stem
    return name if any(letter.isalnum() for letter in name) else "Trial"


def read_within(
    settings: Settings, sources: Sequence[str], progress: Callable[[Step], None]
) -> Summary:
    """What can be read and understood in a moment; pictures, and the rest, are for `go_on`."""
    return glance.read_within(settings, sources, FIRST_PAGES, progress)


def is_whole(summary: Summary) -> bool:
    """Whether nothing is left that reading on could add."""
    left = (NOT_YET, NOT_NOW, f"more than {FIRST_PAGES} pages")
    return not any(
        source.unread or any(skipped.reason in left for skipped in source.skipped)
        for source in summary.sources
        if source.kind != "text"
    )


def reading_on(
    settings: Settings, sources: Sequence[str], *, quiet: bool
) -> subprocess.Popen[bytes]:
    """The rest, in a process of its own at a lower priority, in sight of whoever waits."""
    # What came through standard input cannot be asked for again.
    again = [source for source in sources if origin_of(source).kind != "text"]
    told = json.dumps([str(settings.home.path), again, quiet])
    return subprocess.Popen(
        [sys.executable, "-P", "-c", PROGRAM, told],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno() if quiet else None,
    )


def go_on(told: str) -> None:
    """A further generation with all of it; guests are answered from the first one meanwhile."""
    home, sources, quiet = json.loads(told)
    settings = read_settings(Home(Path(home)))
    store = open_store(settings.home)
    try:
        with ingest_bar(quiet=quiet) as progress:
            summary = ingest(
                store,
                build_embedder(),
                glance.limited_to(settings, MOST_PAGES),
                sources,
                progress=progress,
                mends=True,
            )
    except ConciergeError as error:
        remark(f"The rest could not be read: {plain(error.message)}")
        return
    finally:
        store.close()
    if summary.changed:
        remark(
            f"All is read now: {summary.documents} documents, {summary.passages} passages, "
            f"{summary.facts} facts. {plain(summary.headline)}"
        )
    else:
        remark("All is read now; nothing was to be added.")
