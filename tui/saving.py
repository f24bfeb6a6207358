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
