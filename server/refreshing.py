"""Reads every active source again when its cron line says so, and tells the owner what changed.

    claim     the schedule; note which generation guests were answered from
    refresh   `concierge source refresh` in a process of its own, at a lower priority, so that no
              answer waits for it; the lease is renewed while it runs
    tell      a report kept and mailed when something changed or a source fails, an event in any
              case, and the schedule's next time, all in one write

A kill anywhere loses nothing: the lease ends, the refresh runs again and goes on with the
unfinished generation, and what changed is told against the generation noted first.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from ingest.changes import Changes, changes
from server import change_report
from server.clockwork import REFRESH, next_time
from server.house import House
from store import generations, schedules
from store.tables import Schedule, utcnow

log = logging.getLogger(__name__)

PROGRAM = "import os; os.nice(10); from cli.main import app; app()"
ANOTHER_AT_WORK = 5
"""The exit code of a command that found another ingest in its way."""
RENEWED_EVERY = 60.0
ENDS_WITHIN = 3.0
MOST_OUTPUT = 8 * 1024 * 1024


@dataclass
class _Running:
    schedule: Schedule
    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]
    renewed: float = field(default_factory=time.monotonic)


class Refresher:
    """One loop's step: never waits for the refresh, only looks how it stands."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._running: _Running | None = None

    def step(self) -> bool:
        if self._running is None:
            self._begin()
        elif (code := self._running.process.poll()) is None:
            self._renew(self._running)
        else:
            running, self._running = self._running, None
            self._ended(running, code)
        return False

    def stop(self) -> None:
        """End it; the next server of this home goes on with it."""
        running, self._running = self._running, None
        if running is None:
            return
        running.process.terminate()
        try:
            running.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()

    def _begin(self) -> None:
        now = utcnow()
        store = self._house.store
        with store.reading() as tx:
            due = [s.id for s in schedules.due(tx, now) if s.name == REFRESH]
        if not due:
            return
        with store.writing() as tx:
            schedule = schedules.claim(tx, due[0], self._house.worker, now)
            if schedule is None:
                return
            generations.note(tx, change_report.TOLD_FROM, anew=False)
        home = str(self._house.settings.home.path)
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - outlive this
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM, "source", "refresh", "--json", "--home", home],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=home,
            env=os.environ,
        )
        self._running = _Running(schedule, process, out, err)
        log.info("The sources are read again, as %s says.", schedule.cron)

    def _renew(self, running: _Running) -> None:
        if time.monotonic() - running.renewed < RENEWED_EVERY:
            return
        running.renewed = time.monotonic()
        with self._house.store.writing() as tx:
            schedules.renew(tx, running.schedule, utcnow())

    def _ended(self, running: _Running, code: int) -> None:
        said, complaint = _text(running.out), _text(running.err)
        if code == ANOTHER_AT_WORK:
            log.info("Another ingest is at work; the refresh is tried again when its lease ends.")
            return
        now = utcnow()
        schedule = running.schedule
        next_at = next_time(schedule.cron, ZoneInfo(schedule.timezone), now)
        try:
            self._tell(schedule, next_at, now, _summary(said) if code == 0 else None, complaint)
        except Exception as error:
            log.exception("The refresh could not be told of.")
            with self._house.store.writing() as tx:
                schedules.failed(tx, schedule, next_at, f"{error!r}")

    def _tell(
        self,
        schedule: Schedule,
        next_at: datetime | None,
        now: datetime,
        summary: dict[str, Any] | None,
        complaint: str,
    ) -> None:
        """`summary` is None when nothing at all could be read; `complaint` then says why."""
        store, settings = self._house.store, self._house.settings
        trouble = _trouble(summary) if summary is not None else [_reason(complaint)]
        with store.reading() as tx:
            since = generations.noted(tx, change_report.TOLD_FROM)
            published = generations.published_id(tx)
            found = Changes(since, published)
            if since != published:
                found = changes(tx, since, published)
        report = change_report.made(found, trouble, schedule.next_at or now, settings, now)
        with store.writing() as tx:
            change_report.keep(tx, report, settings, now)
            if summary is not None:
                schedules.done(tx, schedule, next_at, now)
            else:
                schedules.failed(tx, schedule, next_at, trouble[0])
            generations.forget_note(tx, change_report.TOLD_FROM)
        log.info("The sources were read again: %s", found.headline or "nothing has changed")


def _text(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read(MOST_OUTPUT).decode("utf-8", "replace")


def _summary(said: str) -> dict[str, Any]:
    """What the refresh printed; {} when there was no source to read."""
    found = json.loads(said or "null")
    return found if isinstance(found, dict) else {}


def _trouble(summary: dict[str, Any]) -> list[str]:
    """One sentence for each source that could not be read, or not to its end."""
    told = []
    for source in summary.get("sources", []):
        label = source["label"]
        if source["error"]:
            told.append(f"{label} could not be read: {source['error']}")
        elif source["kept"]:
            told.append(f"{source['kept']} pages of {label} did not answer; they stay as known.")
    return told


def _reason(complaint: str) -> str:
    """The last word of a command that failed, without what it logged before."""
    lines = [line for line in complaint.splitlines() if line.strip()]
    last = lines[-1] if lines else "it ended without a word"
    try:
        detail = json.loads(last)["detail"]
    except (ValueError, KeyError, TypeError):
        detail = last
    return f"Nothing could be read: {str(detail)[:400]}"
