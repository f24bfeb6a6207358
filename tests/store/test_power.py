"""Power loss: what was acknowledged is there; what was half written never was."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from store.db import Store
from store.home import Home
from store.invariants import check
from store.migrate import open_store
from store.tables import Conversation
from tests.store.talk import NOON, opened, said, what_was_said


def wal(home: Home) -> Path:
    return home.database.with_name(home.database.name + "-wal")


@pytest.fixture
def torn(home: Home, tmp_path: Path) -> tuple[Home, Conversation, int, int]:
    """A copy of a running house's files, whose log ends with a message that was just written:
    the sizes of the log before it and after it."""
    store = open_store(home, create=True)
    conversation = opened(store).conversation
    for number in range(5):
        said(store, conversation, f"message {number}", f"c{number}")
    before = wal(home).stat().st_size
    said(store, conversation, "the last one", "last")
    after = wal(home).stat().st_size
    copied = Home(tmp_path / "copied")
    shutil.copytree(home.path, copied.path)
    store.close()
    return copied, conversation, before, after


def read_after(home: Home, conversation: Conversation) -> list[str]:
    store = open_store(home)
    try:
        assert check(store, now=NOON) == []
        return [words for _, words in what_was_said(store, conversation)]
    finally:
        store.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_log_cut_anywhere_in_its_last_write_loses_that_write_alone(
    torn: tuple[Home, Conversation, int, int], tmp_path: Path, seed: int
) -> None:
    home, conversation, before, after = torn
    acknowledged = [f"message {number}" for number in range(5)]
    chance = random.Random(seed)

    for number in range(12):
        cut = Home(tmp_path / f"cut-{number}")
        shutil.copytree(home.path, cut.path)
        with wal(cut).open("r+b") as log:
            log.truncate(chance.randrange(before, after))
        assert read_after(cut, conversation) == acknowledged

    assert read_after(home, conversation) == [*acknowledged, "the last one"]


def test_rubbish_after_the_log_is_not_believed(
    torn: tuple[Home, Conversation, int, int],
) -> None:
    home, conversation, _, after = torn
    with wal(home).open("r+b") as log:
        log.seek(after)
        log.write(random.Random(1).randbytes(9_000))

    assert read_after(home, conversation)[-1] == "the last one"


def test_every_commit_is_on_the_disk_before_it_is_told(store: Store) -> None:
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
