"""Named places where a test may kill the house, to prove that it goes on where it stopped.

`CONCIERGE_CRASH_AT=turn.composed:2` ends the process, without any tidying, the second time it
reaches that point. Honoured only where the tests lie beside the rooms; a wheel ships none.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

POINTS = (
    "turn.received",
    "turn.started",
    "turn.composed",
    "turn.before_reply_commit",
    "turn.replied",
    "ingest.begun",
    "ingest.document_read",
    "ingest.document_stored",
    "ingest.before_index",
    "ingest.indexed",
    "ingest.before_publish",
    "ingest.published",
    "report.claimed",
    "report.figured",
    "report.before_commit",
    "report.stored",
    "delivery.claimed",
    "delivery.sent",
    "delivery.settled",
    "upgrade.copied",
    "upgrade.before_commit",
    "backup.copied",
    "backup.written",
    "restore.staged",
    "restore.decided",
    "restore.moved",
    "restore.done",
)

_lock = threading.Lock()
_armed: dict[str, int] | None = None


def _read_environment() -> dict[str, int]:
    wanted = os.environ.get("CONCIERGE_CRASH_AT", "")
    test_build = (Path(__file__).resolve().parent.parent / "tests").is_dir()
    if not wanted or not test_build:
        return {}
    name, _, count = wanted.rpartition(":")
    return {name: int(count)}


def reach(name: str) -> None:
    """Note that the house has come to `name`; end the process if a test asked for it."""
    global _armed
    if _armed is None:
        _armed = _read_environment()
    if name not in _armed:
        return
    with _lock:
        _armed[name] -= 1
        if _armed[name] == 0:
            os._exit(137)
