"""The appliance's data folder, and the lock that lets one server at a time open it."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from store.errors import Conflict, Invalid, NotFound

NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"}


def default_home() -> Path:
    """$CONCIERGE_HOME, else ~/.concierge."""
    named = os.environ.get("CONCIERGE_HOME")
    return Path(named).expanduser() if named else Path.home() / ".concierge"


@dataclass(frozen=True)
class Home:
    """Where everything of one business lies: config, secrets, database, files, backups, logs."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "concierge.toml"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.env"

    @property
    def database(self) -> Path:
        return self.path / "concierge.db"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def backups(self) -> Path:
        return self.path / "backups"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def reports(self) -> Path:
        return self.path / "reports"

    @property
    def templates(self) -> Path:
        """Industry templates of the owner's own, a folder each; there need not be any."""
        return self.path / "templates"

    @property
    def cache(self) -> Path:
        """What can be had again: pages as they were last read. Not part of a backup."""
        return self.path / "cache"

    def exists(self) -> bool:
        return self.config.is_file()

    def must_exist(self) -> Home:
        if not self.exists():
            raise NotFound(
                f"There is no concierge in {self.path}.",
                "Make one with `concierge init`, or name another folder with --home.",
            )
        return self

    def create(self) -> Home:
        """Make the folders, readable by their owner alone."""
        try:
            for folder in (self.path, self.files, self.backups, self.logs, self.reports):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Invalid(
                f"The folder {self.path} cannot be made: {error.strerror}.",
                "Choose a folder you may write to with --home.",
            ) from error
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise Invalid(
                f"The folder {self.path} cannot be written to.",
                "Change its rights, or choose another with --home.",
            )
        self.refuse_network_disk()
        return self

    def refuse_network_disk(self) -> None:
        """SQLite's locks cannot be trusted over a network; say so before anything is lost."""
        kind = _file_system_of(self.path)
        if kind in NETWORK_FILE_SYSTEMS:
            raise Invalid(
                f"{self.path} lies on a network disk ({kind}), where the database is not safe.",
                "Put the home on a disk of this machine with --home.",
            )


def _file_system_of(path: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    best, kind = "", ""
    target = str(path.resolve())
    for line in mounts.read_text(errors="replace").splitlines():
        _, mounted, system, *_ = line.split(" ")
        mounted = mounted.replace("\\040", " ")
        inside = target == mounted or target.startswith(mounted.rstrip("/") + "/")
        if inside and len(mounted) >= len(best):
            best, kind = mounted, system
    return kind


class HomeLock(ABC):
    """Held for as long as its holder lives; the system frees it on a crash."""

    name = ""

    def __init__(self, home: Home) -> None:
        self._path = home.path / self.name
        self._file: IO[str] | None = None

    def take(self, note: str) -> None:
        """`note` (the address served) is what a second taker is told. Raises Conflict."""
        import fcntl

        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise self.refusal(f" ({holder})" if holder else "") from error
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}, {note}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    @abstractmethod
    def refusal(self, holder: str) -> Conflict:
        """What whoever comes second is told. `holder` is who has it, in brackets, or ""."""


class ServeLock(HomeLock):
    """One server at a time opens a home."""

    name = "serve.lock"

    def refusal(self, holder: str) -> Conflict:
        return Conflict(
            f"A concierge is already serving this home{holder}.",
            "Use that one, stop it first, or name another home with --home.",
        )


class IngestLock(HomeLock):
    """One ingest at a time builds a home's knowledge."""

    name = "ingest.lock"

    def refusal(self, holder: str) -> Conflict:
        return Conflict(
            f"Another ingest is at work{holder}.", "Wait until it is done, then try again."
        )


class RestoreLock(HomeLock):
    """One restore at a time, and nobody opens the home meanwhile."""

    name = "restore.lock"

    def refusal(self, holder: str) -> Conflict:
        return Conflict(
            f"This home is being restored{holder}.", "Wait until it is done, then try again."
        )


def running_server(home: Home) -> str:
    """What a running server wrote of itself ("process 12, http://..."), or "" when none runs."""
    if sys.platform == "win32":
        return ""
    import fcntl

    path = home.path / "serve.lock"
    if not path.exists():
        return ""
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return file.read().strip()
    return ""
