"""Copies of the home that can be trusted: made while it runs, checked before they count.

An archive is a `.tar.gz` with `concierge.db` (SQLite's online backup, so never torn), the config,
files and reports, and a manifest with SHA-256 sums. Secrets stay out. It is written under another
name and renamed when whole: a partial archive never looks valid.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store import restoring
from store.crashpoints import reach
from store.db import Store, sqlite_module
from store.errors import Conflict, Invalid, NotFound
from store.home import Home

MANIFEST = "manifest.json"
KEPT_FOLDERS = ("files", "reports", "templates")


def copy_database(store: Store, target: Path) -> Path:
    """An exact, checked copy of a live database. Writers go on meanwhile."""
    return _copy(store.path, target)


def _copy(source: Path, target: Path) -> Path:
    module = sqlite_module()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(target.suffix + ".part")
    part.unlink(missing_ok=True)
    from_db, to_db = module.connect(str(source)), module.connect(str(part))
    try:
        from_db.backup(to_db)
        to_db.execute("PRAGMA journal_mode=DELETE")
        check_integrity(to_db)
    finally:
        to_db.close()
        from_db.close()
    part.chmod(0o600)
    part.replace(target)
    return target


def check_integrity(connection: Any) -> None:
    """Raises Invalid with SQLite's own word when the file is not sound."""
    said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise Invalid(f"The database is not sound: {said}.", "Bring back an older backup.")
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise Invalid("The database has rows that point nowhere.", "Bring back an older backup.")


def backup(home: Home, store: Store, target: Path | None = None) -> Path:
    """Write one archive of the home; returns its path."""
    name = f"concierge-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.tar.gz"
    target = target or home.backups / name
    if target.is_dir():
        target = target / name
    if target.exists():
        raise Conflict(f"{target} exists already.", "Choose another name.")
    with tempfile.TemporaryDirectory(dir=home.path, prefix=".backup-") as folder:
        database = _copy(store.path, Path(folder) / "concierge.db")
        reach("backup.copied")
        members = [("concierge.db", database), ("concierge.toml", home.config)]
        members += [(str(p.relative_to(home.path)), p) for p in _files_of(home)]
        _write_archive(target, members)
    return target


def _files_of(home: Home) -> Iterator[Path]:
    for folder in KEPT_FOLDERS:
        yield from sorted(p for p in (home.path / folder).rglob("*") if p.is_file())


def _write_archive(target: Path, members: list[tuple[str, Path]]) -> None:
    part = target.with_name(target.name + ".part")
    manifest = {
        "made_at": datetime.now(UTC).isoformat(),
        "files": {name: _sha256(path) for name, path in members},
    }
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(manifest, file, indent=1)
            file.flush()
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as tar:
                tar.add(file.name, MANIFEST)
                for name, path in members:
                    tar.add(path, name)
        reach("backup.written")
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Invalid(
            f"The backup cannot be written to {target}: {error.strerror}.",
            "Choose another place, or free some space.",
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One plain file, and only into the folder. By hand: the filters of `tarfile` came with Python
    3.11.4, and Debian 12 has 3.11.2. Raises TarError for anything else."""
    target = folder / member.name
    if not member.isfile() or ".." in target.parts or not target.is_relative_to(folder):
        raise tarfile.TarError(f"{member.name} is no file of a home")
    target.parent.mkdir(parents=True, exist_ok=True)
    packed = tar.extractfile(member)
    if packed is None:
        raise tarfile.TarError(f"{member.name} holds nothing")
    with packed, target.open("xb") as file:
        shutil.copyfileobj(packed, file)
    target.chmod(0o600)


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpack and check one archive into `folder`; returns its manifest."""
    if not archive.is_file():
        raise NotFound(f"There is no backup {archive}.", "See the folder `backups` of the home.")
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                _take_out(tar, member, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        files = dict(manifest["files"])
    except (tarfile.TarError, OSError, ValueError, KeyError, EOFError) as error:
        raise Invalid(f"{archive} is not a whole backup of a concierge.") from error
    for name, wanted in files.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != wanted:
            raise Invalid(f"{archive} is damaged: {name} is not what was backed up.")
    connection = sqlite_module().connect(str(folder / "concierge.db"))
    try:
        check_integrity(connection)
    finally:
        connection.close()
    return manifest


def restore(home: Home, archive: Path) -> Path | None:
    """Put the archive in the home's place; returns where the former state was set aside.

    Everything is unpacked and checked beside the home first, so a bad archive changes nothing.
    """
    with restoring.staging(home) as stage:
        unpack(archive, stage)
        (stage / MANIFEST).unlink()
        return restoring.swap(home, stage)
