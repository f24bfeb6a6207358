"""Reading what one will wait for: words first, pictures only where there is nothing else."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ingest.nouns import NOT_NOW
from ingest.run import ingest
from ingest.summary import Progress, Summary, untold
from models.registry import build_embedder
from store.errors import Invalid, Unavailable
from store.migrate import open_store
from store.settings import Settings

READ_S = 25.0
PICTURES_S = 20.0


def read_within(
    settings: Settings, sources: Sequence[str], pages: int, progress: Progress = untold
) -> Summary:
    """What of these sources can be read and understood in a moment, published in their home."""
    store = open_store(settings.home)
    limited, embedder = limited_to(settings, pages), build_embedder(threads=2)

    def within(seconds: float, *, pictures: bool) -> Summary:
        until = time.monotonic() + seconds
        return ingest(
            store, embedder, limited, sources, progress=progress, until=until, mends=pictures
        )

    try:
        return within(READ_S, pictures=False)
    except (Invalid, Unavailable) as error:
        if isinstance(error, Unavailable) and NOT_NOW not in error.message:
            raise
        # Perhaps there are only pictures: nothing can be answered before some are read.
        return within(PICTURES_S, pictures=True)
    finally:
        store.close()


def limited_to(settings: Settings, pages: int) -> Settings:
    limits = settings.ingest.model_copy(update={"max_pages": pages})
    return settings.model_copy(update={"ingest": limits})
