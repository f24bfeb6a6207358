"""Reports by the size of the year: CPU milliseconds of a yearly report from kept days, and what
reckoning the days again takes in time and memory.

    python -m bench.reports FOLDER [MESSAGES ...]

A year is written by one bulk insert: conversations of four messages over 365 days. Each size is
measured in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from reports import days
from reports import period as periods
from reports.run import run_report
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings
from store.tables import Contact, Conversation, Message

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FIRST = datetime(2025, 1, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)
DAYS, PER_TALK, BATCH, TRIES = 365, 4, 5_000, 5
CONFIG = '[business]\nname = "Seaview"\ntimezone = "Europe/Madrid"\n'


def print_curve(folder: Path, sizes: tuple[int, ...] = SIZES) -> None:
    print("messages   recompute s   MB   year's report ms   (CPU)")
    for size in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "bench.reports", "--one", str(folder), str(size)],
            check=True,
            capture_output=True,
            text=True,
        )
        print(done.stdout.rstrip())


def _one(folder: Path, size: int) -> None:
    store, settings = _year(folder / f"year-{size}", size)
    first, last = FIRST.date(), FIRST.date() + timedelta(days=DAYS - 1)
    began = time.process_time()
    held: list[float] = []
    written = days.recompute(
        store, settings, NOW, first, last, lambda _day: held.append(_own_megabytes())
    ).written
    spent, most = time.process_time() - began, max(held)
    assert written == DAYS
    zone = settings.business.zone
    year = periods.days(first, last, zone)
    took = []
    for _ in range(TRIES):
        began = time.process_time()
        report = run_report(store, "monthly", year, settings=settings, now=NOW)
        took.append((time.process_time() - began) * 1000)
    assert report.figures["figures"]["messages"] == size
    print(f"{size:>8,} {spent:>13.1f} {most:>4.0f} {statistics.median(took):>18.1f}")
    store.close()


def _own_megabytes() -> float:
    """Memory of our own, asked after each day. The database is mapped besides, and its pages are
    the machine's to take back."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise OSError("this machine does not tell what memory is a process's own")


def _year(folder: Path, size: int) -> tuple[Store, Settings]:
    """Made once, then kept in the folder."""
    home = Home(folder)
    there = home.database.exists()
    home.create()
    home.config.write_text(CONFIG)
    store = open_store(home, create=True)
    if not there:
        with store.writing() as tx:
            for table, rows in (
                (Contact, _contacts(size)),
                (Conversation, _conversations(size)),
                (Message, _messages(size)),
            ):
                for batch in _batches(rows):
                    tx.execute(insert(table), batch)
    return store, read_settings(home)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _talks(size: int) -> Iterator[tuple[int, datetime]]:
    """Number and beginning; spread evenly over the year, at all hours of the day."""
    count = size // PER_TALK
    for number in range(count):
        day, minute = number * DAYS // count, number * 37 % (15 * 60)
        yield number + 1, FIRST + timedelta(days=day, minutes=minute)


def _contacts(size: int) -> Iterator[dict[str, Any]]:
    for number, at in _talks(size):
        yield {"id": number, "name": "", "created_at": at}


def _conversations(size: int) -> Iterator[dict[str, Any]]:
    for number, at in _talks(size):
        yield {
            "id": number,
            "public_id": f"c{number}",
            "channel": ("widget", "mail", "sms")[number % 3],
            "contact_id": number,
            "started_at": at,
            "last_message_at": at,
            "last_seq": PER_TALK,
        }


def _messages(size: int) -> Iterator[dict[str, Any]]:
    made = 0
    for number, at in _talks(size):
        for turn in range(PER_TALK // 2):
            asked, answered = made + 1, made + 2
            made += 2
            wait = timedelta(milliseconds=200 + number * 7919 % 30_000)
            when = at + timedelta(minutes=turn)
            yield _message(asked, number, 2 * turn + 1, "guest", when, turn="answered")
            yield _message(
                answered,
                number,
                2 * turn + 2,
                "concierge",
                when + wait,
                in_reply_to=asked,
                outcome="answered" if number % 5 else "clarify",
                kind="answer",
                latency_ms=float(number % 40),
                citations=[{"title": f"Page {number % 40}", "url": "https://seaview.example"}],
            )


def _message(
    number: int, talk: int, seq: int, author: str, at: datetime, **more: Any
) -> dict[str, Any]:
    blank = {
        "turn": None,
        "in_reply_to": None,
        "outcome": "",
        "kind": "",
        "latency_ms": None,
        "citations": [],
    }
    return {
        **blank,
        "id": number,
        "conversation_id": talk,
        "seq": seq,
        "author": author,
        "text": "When is breakfast served?",
        "created_at": at,
        **more,
    }


def main(words: list[str]) -> None:
    if words[:1] == ["--one"]:
        _one(Path(words[1]), int(words[2]))
        return
    print_curve(Path(words[0]), tuple(int(word) for word in words[1:]) or SIZES)


if __name__ == "__main__":
    main(sys.argv[1:])
