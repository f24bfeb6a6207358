"""Letting a person change a text in their own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from store.errors import ConciergeError, Invalid, Unavailable


def edited(text: str, suffix: str, check: Callable[[str], object]) -> str:
    """The text as it was saved. While `check` objects the editor opens again, nothing lost."""
    if not sys.stdin.isatty():
        raise Invalid("There is no terminal to edit in.", "Run it in one, or give the text itself.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"concierge{suffix}"
        path.write_text(text, encoding="utf-8")
        while True:
            _open(path)
            after = path.read_text(encoding="utf-8")
            try:
                check(after)
            except ConciergeError as error:
                print(f"{error.message} {error.hint}", file=sys.stderr)
                if input("Enter to edit again, q to give up: ").strip().lower() == "q":
                    return text
            else:
                return after


def _open(path: Path) -> None:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    words = shlex.split(named) or [next(filter(shutil.which, ("nano", "vi")), "vi")]
    try:
        done = subprocess.run([*words, str(path)], check=False)
    except OSError as error:
        raise Unavailable(
            f"The editor {words[0]} does not start: {error.strerror}.", "Set EDITOR to another."
        ) from error
    if done.returncode != 0:
        raise Unavailable(f"The editor {words[0]} ended with an error.", "Nothing was changed.")
