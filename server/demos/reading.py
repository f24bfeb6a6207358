"""Reading a demo's sources, in a process of its own: what a stranger sends may be huge or hostile.

The child runs at a lower priority, is given two minutes, and says in one line of JSON how it went.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from server.demos.home import settings_of, sources_of
from store.demos import UNREAD
from store.errors import ConciergeError
from store.home import Home

log = logging.getLogger(__name__)

LONGEST_S = 120.0
LOOK_S = 0.5
PROGRAM = "import os, sys; os.nice(10); from server.demos.reading import main; main(*sys.argv[1:])"


class Unreadable(Exception):
    """Why, in words for whoever made the demo."""


def read(home: Home, website: str, is_closing: Callable[[], bool]) -> list[str] | None:
    """Questions the demo can answer now; None when the house closes before it is read. Raises
    Unreadable."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", PROGRAM, str(home.path), website],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=_without_secrets(),
    )
    waited = 0.0
    try:
        while True:
            try:
                said, cried = process.communicate(timeout=LOOK_S)
                break
            except subprocess.TimeoutExpired:
                waited += LOOK_S
            if is_closing():
                return None
            if waited >= LONGEST_S:
                raise Unreadable("Reading it took too long.")
    finally:
        _end(process)
    return _told(said, cried)


def _without_secrets() -> dict[str, str]:
    """The main house's settings may stand in the environment; they are none of a demo's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CONCIERGE_")}


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all its children, which parse what was sent."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _told(said: bytes, cried: bytes) -> list[str]:
    try:
        told = json.loads(said)
        if isinstance(told["questions"], list):
            return [str(question) for question in told["questions"]]
        raise Unreadable(str(told["error"]))
    except (ValueError, KeyError, TypeError) as error:
        log.warning("The reader of a demo broke: %r", cried[-500:])
        raise Unreadable(UNREAD) from error


def main(path: str, website: str) -> None:
    """The child: reads, and writes the line."""
    from ingest.glance import read_within

    home = Home(Path(path))
    try:
        settings = settings_of(home)
        summary = read_within(settings, sources_of(home, website), settings.ingest.max_pages)
        told: dict[str, object] = {"questions": summary.questions}
    except ConciergeError as error:
        # Where the file lies is nobody's business but ours.
        told = {"questions": None, "error": re.sub(rf"{re.escape(path)}\S*/", "", error.message)}
    print(json.dumps(told), flush=True)
