"""A file that somebody at the desk wants to keep, on the machine they sit at."""

from __future__ import annotations

import os
from pathlib import Path

from store.errors import Conflict, Invalid


def save(file: str, text: str) -> Path:
    """Readable by its owner alone: it may hold what guests told. Raises Conflict rather than write
    over anything, Invalid where nothing can be written."""
    path = Path(file).expanduser()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as out:
            out.write(text)
    except FileExistsError as error:
        raise Conflict(f"{path} exists already.", "Choose another name.") from error
    except (OSError, ValueError) as error:
        raise Invalid(f"{path} cannot be written.", "Choose another folder.") from error
    return path


def keep(folder: Path, name: str, body: bytes) -> Path:
    """A guest's file under a name that leads nowhere else, beside what is there already. Raises
    Invalid where nothing can be written."""
    safe = "".join(c if c.isalnum() or c in "-_. " else "_" for c in name)[-120:].lstrip(". ")
    stem, dot, ending = (safe or "file").rpartition(".")
    for number in range(1_000):
        mark = f"-{number}" if number else ""
        path = folder / (f"{stem}{mark}{dot}{ending}" if dot else f"{ending}{mark}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except (OSError, ValueError) as error:
            raise Invalid(f"{path} cannot be written.", "Choose another folder.") from error
        with os.fdopen(handle, "wb") as out:
            out.write(body)
        return path
    raise Conflict(f"{folder} holds too many files of this name.", "Move some elsewhere.")
