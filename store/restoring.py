"""Putting a backup in the home's place, so that a kill leaves the old state or the new one.

    stage     unpack and check beside the home; until here a kill changes nothing
    decide    write the journal; from here on the restore will be finished, now or at the next start
    move      the old aside and the new in, one rename after another
    done      the journal goes

Whoever opens a home asks `finish` first, so nobody ever works with half of each.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from store.crashpoints import reach
from store.errors import Conflict
from store.home import Home, RestoreLock, running_server

JOURNAL = "restore.journal"
STAGE = ".restore-"
FOLDERS = ("files", "reports", "templates")


@contextmanager
def staging(home: Home) -> Iterator[Path]:
    """A folder beside the home to put the new state into; `swap` then takes it from there."""
    if holder := running_server(home):
        raise Conflict(f"A concierge is serving this home ({holder}).", "Stop it before restoring.")
    home.create()
    with _alone(home):
        _finish(home)
        for left_over in home.path.glob(f"{STAGE}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        stage = home.path / f"{STAGE}{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
        stage.mkdir(mode=0o700)
        try:
            yield stage
        finally:
            if not (home.path / JOURNAL).exists():
                shutil.rmtree(stage, ignore_errors=True)


def swap(home: Home, stage: Path) -> Path | None:
    """Put what is staged in the home's place; returns where the former state was set aside, or
    None when there was nothing."""
    _database(home, stage).chmod(0o600)
    for folder in FOLDERS:
        (stage / folder).mkdir(mode=0o700, exist_ok=True)
    for path in [*stage.rglob("*"), stage]:
        _sync(path)
    reach("restore.staged")
    aside = home.backups / f"replaced-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    _decide(home, stage, aside)
    reach("restore.decided")
    _finish(home)
    home.create()
    return aside if aside.is_dir() else None


def finish(home: Home) -> None:
    """Finish a restore that was killed after it was decided. Costs one look when there is none."""
    if (home.path / JOURNAL).exists():
        with _alone(home):
            _finish(home)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    lock = RestoreLock(home)
    lock.take("concierge restore")
    try:
        yield
    finally:
        lock.release()


def _database(home: Home, stage: Path) -> Path:
    return stage / home.database.name


def _decide(home: Home, stage: Path, aside: Path) -> None:
    part = home.path / f"{JOURNAL}.part"
    part.write_text(json.dumps({"stage": stage.name, "aside": aside.name}))
    _sync(part)
    part.replace(home.path / JOURNAL)
    _sync(home.path)


def _finish(home: Home) -> None:
    """Each step is one rename and may be taken again; what is staged is not yet in its place."""
    journal = home.path / JOURNAL
    if not journal.exists():
        return
    said = json.loads(journal.read_text())
    stage, aside = home.path / said["stage"], home.backups / said["aside"]
    if _database(home, stage).exists():
        # The write-ahead log goes with its database: apart, neither is the whole truth.
        for end in ("-wal", "-shm", ""):
            _set_aside(home.path / f"{home.database.name}{end}", aside)
        _put(_database(home, stage), home.database)
    for name in (*FOLDERS, home.config.name):
        if (stage / name).exists():
            _set_aside(home.path / name, aside)
            _put(stage / name, home.path / name)
    _sync(home.path)
    journal.unlink()
    reach("restore.done")
    shutil.rmtree(stage, ignore_errors=True)


def _set_aside(path: Path, aside: Path) -> None:
    """Out of the way, never away. An empty folder is no loss."""
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
    if not path.exists():
        return
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = aside / path.name
    if there.is_dir():
        shutil.rmtree(there)
    shutil.move(str(path), there)
    reach("restore.moved")


def _put(staged: Path, place: Path) -> None:
    staged.replace(place)
    reach("restore.moved")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
