from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from store import backups, conversations
from store.db import Store
from store.errors import Conflict, Invalid, NotFound
from store.home import Home, RestoreLock, ServeLock
from store.invariants import check
from store.migrate import open_store
from store.settings import read_settings
from store.tables import Message
from tests.store.talk import NOON, opened, said, what_was_said

ROOT = Path(__file__).resolve().parents[2]


def guests_words(home: Home) -> list[str]:
    store = open_store(home)
    try:
        with store.reading() as tx:
            words = [m.text for m in tx.query(Message).order_by(Message.id)]
        assert check(store, now=NOON) == []
        return words
    finally:
        store.close()


@pytest.fixture
def kept(home: Home, store: Store) -> Path:
    """A backup of a home with one message and one file; both are different since."""
    conversation = opened(store).conversation
    said(store, conversation, "Before", "c1")
    (home.files / "menu.txt").write_text("before")
    archive = backups.backup(home, store)
    said(store, conversation, "After", "c2")
    (home.files / "menu.txt").write_text("after")
    (home.files / "more.txt").write_text("after")
    home.config.write_text(home.config.read_text().replace("Seaview", "Seaview II"))
    return archive


def test_a_backup_brings_everything_back_and_sets_the_present_aside(
    home: Home, store: Store, kept: Path
) -> None:
    store.close()

    aside = backups.restore(home, kept)

    assert guests_words(home) == ["Before"]
    assert [p.read_text() for p in home.files.iterdir()] == ["before"]
    assert read_settings(home).business.name == "Seaview"
    assert aside is not None
    assert (aside / "files" / "more.txt").read_text() == "after"
    was = Store(aside / "concierge.db")
    with was.reading() as tx:
        assert [m.text for m in tx.query(Message)] == ["Before", "After"]
    was.close()


def test_a_backup_goes_into_a_home_that_is_not_there_yet(kept: Path, tmp_path: Path) -> None:
    fresh = Home(tmp_path / "other" / "home")

    assert backups.restore(fresh, kept) is None

    assert guests_words(fresh) == ["Before"]


def test_a_backup_is_made_while_guests_write(home: Home, store: Store) -> None:
    conversation = opened(store).conversation
    with store.writing() as tx:
        found = conversations.get(tx, conversation.id)
        conversations.post(tx, found, "Half said", "c1", now=NOON)
        archive = backups.backup(home, store)

    other = Home(home.path.parent / "other")
    backups.restore(other, archive)

    assert guests_words(other) == []
    assert what_was_said(store, conversation) == [("guest", "Half said")]


def test_secrets_stay_out_of_a_backup(home: Home, store: Store) -> None:
    home.secrets.write_text("CONCIERGE_MAIL__PASSWORD=opensesame\n")

    archive = backups.backup(home, store)

    with tarfile.open(archive) as tar:
        names = tar.getnames()
        held = b"".join(f.read() for n in names if (f := tar.extractfile(n)))
    assert "secrets.env" not in names
    assert b"opensesame" not in held
    assert archive.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
def test_an_archive_cut_short_changes_nothing(
    home: Home, store: Store, kept: Path, share: float
) -> None:
    store.close()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(Invalid):
        backups.restore(home, kept)

    assert guests_words(home) == ["Before", "After"]
    assert not list(home.path.glob(".restore-*"))


def test_an_archive_with_a_flipped_byte_changes_nothing(
    home: Home, store: Store, kept: Path
) -> None:
    store.close()
    raw = bytearray(kept.read_bytes())
    raw[len(raw) // 2] ^= 1
    kept.write_bytes(bytes(raw))

    with pytest.raises(Invalid):
        backups.restore(home, kept)

    assert guests_words(home) == ["Before", "After"]


def test_an_archive_that_reaches_out_of_its_folder_is_refused(
    home: Home, store: Store, tmp_path: Path
) -> None:
    evil = tmp_path / "evil.tar.gz"
    (tmp_path / "x").write_text("evil")
    with tarfile.open(evil, "w:gz") as tar:
        tar.add(tmp_path / "x", "../../escaped")

    with pytest.raises(Invalid):
        backups.restore(home, evil)

    assert not (home.path.parent / "escaped").exists()


def test_an_archive_that_is_not_there_is_not_found(home: Home, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        backups.restore(home, tmp_path / "none.tar.gz")


def test_nothing_is_restored_under_a_running_server(home: Home, store: Store, kept: Path) -> None:
    lock = ServeLock(home)
    lock.take("http://127.0.0.1:1")
    try:
        with pytest.raises(Conflict, match="serving"):
            backups.restore(home, kept)
    finally:
        lock.release()


def test_a_home_under_restore_is_not_opened(home: Home, store: Store) -> None:
    lock = RestoreLock(home)
    lock.take("another")
    (home.path / "restore.journal").write_text("{}")
    try:
        with pytest.raises(Conflict, match="being restored"):
            open_store(home)
    finally:
        lock.release()


def test_a_backup_does_not_overwrite_another(home: Home, store: Store, kept: Path) -> None:
    with pytest.raises(Conflict):
        backups.backup(home, store, kept)


CHILD = """
import sys
from pathlib import Path
from store import backups, conversations
from store.home import Home
from store.migrate import open_store
verb, home = sys.argv[1], Home(Path(sys.argv[2]))
if verb == "restore":
    backups.restore(home, Path(sys.argv[3]))
else:
    backups.backup(home, open_store(home), Path(sys.argv[3]))
"""


def killed_at(point: str, *arguments: str | Path) -> bool:
    """Whether the child was killed there; False when it ended before it came to the point."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "CONCIERGE_CRASH_AT": point, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 137), done.stderr
    return done.returncode == 137


def state(home: Home) -> tuple[str, list[str], list[str]]:
    """Settings first, as every command does it."""
    name = read_settings(home).business.name
    words = guests_words(home)
    return name, words, sorted(f"{p.name}={p.read_text()}" for p in home.files.iterdir())


OLD = ("Seaview II", ["Before", "After"], ["menu.txt=after", "more.txt=after"])
NEW = ("Seaview", ["Before"], ["menu.txt=before"])


def test_a_restore_killed_at_any_step_leaves_the_old_home_or_the_new(
    home: Home, store: Store, kept: Path, tmp_path: Path
) -> None:
    store.close()
    before = tmp_path / "before"
    shutil.copytree(home.path, before)
    seen: list[tuple[str, bool]] = []
    for point in ("restore.staged", "restore.decided", "restore.moved", "restore.done"):
        number = 1
        while True:
            shutil.rmtree(home.path)
            shutil.copytree(before, home.path)
            if not killed_at(f"{point}:{number}", "restore", home.path, kept):
                break
            found = state(home)
            assert found in (OLD, NEW), (point, number)
            seen.append((point, found == NEW))
            number += 1

    assert seen[0] == ("restore.staged", False)
    assert all(new for _, new in seen[1:])
    assert len(seen) >= 8
    assert state(home) == NEW


def test_a_backup_killed_at_any_step_leaves_no_archive_that_looks_whole(
    home: Home, store: Store, tmp_path: Path
) -> None:
    opened(store)
    store.close()
    target = tmp_path / "kept.tar.gz"

    for point in ("backup.copied:1", "backup.written:1"):
        assert killed_at(point, "backup", home.path, target)
        assert not target.exists()

    assert not killed_at("backup.written:2", "backup", home.path, target)
    backups.restore(Home(tmp_path / "other"), target)
