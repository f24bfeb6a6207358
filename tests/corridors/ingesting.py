"""An ingest as a process of its own, to be killed.

python -m tests.corridors.ingesting HOME SOURCE
"""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.run import ingest
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from tests.fakes import LetterEmbedder


def main(home: Home, source: str) -> None:
    store = open_store(home)
    ingest(store, LetterEmbedder(), read_settings(home), [source])
    store.close()


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), sys.argv[2])
