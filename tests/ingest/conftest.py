"""A house that ingests: from a small website, from a folder, into a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db import Store
from store.home import Home
from store.settings import Settings, read_settings
from tests.ingest.house import Ingest
from tests.websites import Website, seaview, served


@pytest.fixture
def settings(home: Home) -> Settings:
    return read_settings(home, {"ingest.allow_private": True, "ingest.delay": 0})


@pytest.fixture
def site() -> Iterator[Website]:
    with served(Website(seaview())) as website:
        yield website


@pytest.fixture
def run(store: Store, settings: Settings) -> Ingest:
    return Ingest(store, settings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    (made / "menus").mkdir(parents=True)
    (made / "opening.md").write_text("# Opening\n\nThe spa is open from 9 to 18 every day.\n")
    (made / "menus" / "dinner.txt").write_text("Grilled sole with butter, £24.00\n")
    (made / ".private.txt").write_text("The safe's code is 4711.\n")
    (made / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return made
