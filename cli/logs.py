"""Where the log goes: commands write to the home's file, `serve` to stderr for whoever runs it."""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.redacting import redacted
from store import tracks

if TYPE_CHECKING:
    from store.home import Home
    from store.settings import Logs

FILE_BYTES = 2_000_000
# These speak of every request they make; at INFO that drowns what the house says itself.
TALKATIVE = ("httpx", "httpcore", "apscheduler", "alembic", "pdfminer", "asyncio")


class PlainLines(logging.Formatter):
    """One line a record, then its traceback; without secrets, with what it was written for."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        known = " ".join(f"{name}={value}" for name, value in tracks.current().items())
        first, *rest = super().format(record).split("\n", 1)
        return redacted("\n".join([f"{first} [{known}]" if known else first, *rest]))


class JsonLines(logging.Formatter):
    """One object a line: at, level, logger, message; request and conversation where there are."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage()),
            **tracks.current(),
        }
        if record.exc_info:
            told["story"] = redacted(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def to_file(home: Home, logs: Logs) -> None:
    """For commands: what they do not tell the person lies in the home."""
    if not home.logs.is_dir():
        return
    file = home.logs / "concierge.log"
    _take(
        logging.handlers.RotatingFileHandler(
            file, maxBytes=FILE_BYTES, backupCount=2, delay=True, encoding="utf-8"
        ),
        logs,
    )


def to_stderr(logs: Logs) -> None:
    _take(logging.StreamHandler(sys.stderr), logs)


def _take(handler: logging.Handler, logs: Logs) -> None:
    handler.setFormatter(JsonLines() if logs.json_lines else PlainLines())
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logs.level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
