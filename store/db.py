"""Opening the file, and the only two ways into it: `reading()` and `writing()`.

A write takes SQLite's one write lock at once, is short, and commits whole. Inside this process the
writers queue on a lock of ours first: SQLite's own waiting sleeps, and wakes nobody in turn.
"""

from __future__ import annotations

import importlib
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Engine, Result, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from store.errors import ConciergeError, Unavailable

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 5_000
WRITER_PATIENCE_S = 20.0
MOST_RESTING = 8
DRIVER = "driver"

Tx = Session


def sqlite_module() -> ModuleType:
    """pysqlite3 where it has a wheel (a recent SQLite that loads extensions), else sqlite3."""
    try:
        return importlib.import_module("pysqlite3")
    except ImportError:
        return sqlite3


def _load_vectors(connection: Any) -> bool:
    try:
        import sqlite_vec

        connection.enable_load_extension(True)
        sqlite_vec.load(connection)
        connection.enable_load_extension(False)
    except (AttributeError, OSError, ImportError, sqlite_module().Error):
        return False
    return True


class Store:
    """The house's memory. Open one per process; it is safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.has_vec = False
        self._writer = threading.RLock()
        self._steady = threading.local()
        self._engine = self._open()
        # Connections at rest. Taking one from the pool anew for each view costs as much as five
        # queries; the pool still makes them, and takes back those beyond `MOST_RESTING`.
        self._resting: deque[Connection] = deque()
        self._closed = False

    def _open(self) -> Engine:
        driver = sqlite_module()
        engine = create_engine(
            f"sqlite:///{self.path}",
            module=driver,
            pool_size=16,
            max_overflow=48,
            pool_timeout=10,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            cursor = connection.cursor()
            for pragma in (
                f"busy_timeout={BUSY_TIMEOUT_MS}",
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "temp_store=MEMORY",
                "cache_size=-16000",
                "mmap_size=268435456",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
            self.has_vec = _load_vectors(connection)

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            # Straight to the driver: through SQLAlchemy it would cost as much as a query. A view of
            # ours has begun already.
            driver_connection = connection.connection.driver_connection
            if not driver_connection.in_transaction:
                driver_connection.execute("BEGIN")

        return engine

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """One consistent view. Nothing written through it is kept."""
        held: Tx | None = getattr(self._steady, "tx", None)
        if held is not None:
            yield held
            return
        with _in_plain_words(), self._begun("BEGIN") as tx:
            yield tx

    @contextmanager
    def _begun(self, statement: str) -> Iterator[Tx]:
        """A transaction, begun on the driver and rolled back at the end, whatever it read. Only
        what uses SQLAlchemy's own ways pays for them."""
        try:
            connection = self._resting.pop()
        except IndexError:
            connection = self._engine.connect()
        driver = driver_of(connection)
        try:
            _run(driver, statement)
            tx = Session(connection, expire_on_commit=False)
            tx.info[DRIVER] = driver
            try:
                yield tx
                if statement != "BEGIN":
                    if tx.in_transaction():
                        tx.commit()
                    if driver.in_transaction:
                        _run(driver, "COMMIT")
            finally:
                # One that only rows.py used holds nothing that must be put away.
                if tx.in_transaction() or tx.identity_map:
                    tx.close()
        finally:
            if driver.in_transaction:
                driver.rollback()
            if len(self._resting) < MOST_RESTING and not self._closed:
                self._resting.append(connection)
            else:
                connection.close()

    @contextmanager
    def steady(self) -> Iterator[Tx]:
        """One view for all that this thread reads until it ends. For a few quick looks that belong
        together, never around anything slow: opening a view costs as much as two queries."""
        with self.reading() as tx:
            before: Tx | None = getattr(self._steady, "tx", None)
            self._steady.tx = tx
            try:
                yield tx
            finally:
                self._steady.tx = before

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """All of it or nothing. Raises Unavailable when the lock or the disk is not to be had."""
        if not self._writer.acquire(timeout=WRITER_PATIENCE_S):
            raise Unavailable("The database is busy.", "Try again in a moment.")
        try:
            with _in_plain_words(), self._begun("BEGIN IMMEDIATE") as tx:
                yield tx
        finally:
            self._writer.release()

    def close(self) -> None:
        self._closed = True
        while self._resting:
            self._resting.pop().close()
        self._engine.dispose()


def changed(result: Result[Any]) -> int:
    """How many rows an UPDATE or a DELETE that was executed changed."""
    return int(cast("CursorResult[Any]", result).rowcount)


def driver_of(connection: Connection) -> Any:
    """SQLite's own connection beneath SQLAlchemy's."""
    return connection.connection.driver_connection


def _run(driver: Any, statement: str) -> None:
    try:
        driver.execute(statement)
    except sqlite_module().Error as error:
        raise OperationalError(statement, {}, error) from error


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except (OperationalError, DatabaseError) as error:
        raise _translated(error) from error


def _translated(error: DatabaseError) -> Exception:
    said = str(error.orig).lower()
    if "locked" in said or "busy" in said:
        return Unavailable("The database is busy.", "Try again in a moment.")
    if "full" in said:
        return Unavailable("The disk is full.", "Free some space; nothing stored so far is lost.")
    if "readonly" in said or "unable to open" in said or "i/o error" in said:
        return Unavailable(
            "The database cannot be written to.", "Check the disk and the rights of the home."
        )
    if "malformed" in said or "not a database" in said:
        return Damaged(
            "The database is damaged.",
            "Stop the server and bring back the latest backup with `concierge restore`.",
        )
    return error


class Damaged(ConciergeError):
    """The file is not what we wrote. Only a restore helps."""

    code = "unavailable"
