"""A throwaway home of any source, read for as long as one is willing to wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from cli.founding import Wanted, found
from ingest.run import ingest
from ingest.summary import Step, Summary
from models.registry import build_embedder
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings

FIRST_PAGES = 20
MOST_PAGES = 150
READ_S = 45.0


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
    return host.removeprefix("www.") if host else Path(source).stem or "Trial"


def read_within(
    settings: Settings, sources: Sequence[str], progress: Callable[[Step], None]
) -> Summary:
    """A few pages first, so that there is something; then as many as the time left allows.

    Pages read in the first round cost little in the second, so the rate is a careful guess.
    """
    began = time.monotonic()
    store = open_store(settings.home)
    try:
        summary = ingest(
            store,
            build_embedder(threads=2),
            _limited(settings, FIRST_PAGES),
            sources,
            progress=progress,
        )
        spent = time.monotonic() - began
        read = sum(source.read for source in summary.sources)
        if read < FIRST_PAGES or spent > READ_S / 2:
            return summary
        pages = min(MOST_PAGES, int(READ_S / (spent / read)))
        if pages <= FIRST_PAGES:
            return summary
        return ingest(
            store,
            build_embedder(threads=2),
            _limited(settings, pages),
            sources,
            progress=progress,
        )
    finally:
        store.close()


def _limited(settings: Settings, pages: int) -> Settings:
    limits = settings.ingest.model_copy(update={"max_pages": pages})
    return settings.model_copy(update={"ingest": limits})
