from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from store import conversations, db, messages
from store.db import Damaged, Store, sqlite_module
from store.errors import Unavailable
from store.home import Home
from store.migrate import open_store
from tests.store.talk import opened, said, what_was_said


class Fault(Exception):
    pass


def test_what_fails_halfway_leaves_nothing(store: Store) -> None:
    conversation = opened(store).conversation

    def say_and_break() -> None:
        with store.writing() as tx:
            conversations.post(tx, conversations.get(tx, conversation.id), "Hello", "c1")
            raise Fault

    with pytest.raises(Fault):
        say_and_break()

    assert what_was_said(store, conversation) == []


def test_what_is_written_while_reading_is_not_kept(store: Store) -> None:
    conversation = opened(store).conversation

    with store.reading() as tx:
        conversations.get(tx, conversation.id).title = "Changed"
        tx.flush()

    with store.reading() as tx:
        assert conversations.get(tx, conversation.id).title == ""


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    conversation = opened(store).conversation
    with store.reading() as tx:
        assert len(messages.history(tx, conversation.id)) == 0
        said(store, conversation, "Hello", "c1")

        assert len(messages.history(tx, conversation.id)) == 0

    assert len(what_was_said(store, conversation)) == 1


def test_rows_may_be_read_after_their_transaction(store: Store) -> None:
    with store.reading() as tx:
        rows = conversations.listed(tx)
    conversation = opened(store).conversation

    assert list(rows) == []
    assert conversation.channel == "widget"


def test_eight_threads_write_without_a_loss(store: Store) -> None:
    conversation = opened(store).conversation

    def write(name: int) -> None:
        for number in range(10):
            said(store, conversation, f"{name}.{number}", f"{name}.{number}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as tx:
        assert conversations.get(tx, conversation.id).last_seq == 80


def other_process(store: Store) -> Any:
    """A connection that knows nothing of our queue, like another program's."""
    connection = sqlite_module().connect(str(store.path), timeout=0, check_same_thread=False)
    connection.isolation_level = None
    return connection


def test_a_database_locked_for_long_is_unavailable_and_recovers(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 100)
    store = open_store(home, create=True)
    conversation = opened(store).conversation
    other = other_process(store)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="busy"):
        said(store, conversation, "Hello", "c1")
    assert what_was_said(store, conversation) == []
    other.execute("ROLLBACK")
    other.close()

    said(store, conversation, "Hello", "c1")
    assert what_was_said(store, conversation) == [("guest", "Hello")]
    store.close()


def test_a_lock_of_a_moment_is_waited_for(store: Store) -> None:
    conversation = opened(store).conversation
    other = other_process(store)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    timer.start()

    said(store, conversation, "Hello", "c1")

    timer.join()
    other.close()
    assert what_was_said(store, conversation) == [("guest", "Hello")]


def test_a_full_disk_is_unavailable_loses_nothing_and_recovers(store: Store) -> None:
    conversation = opened(store).conversation
    said(store, conversation, "Before", "c0")

    def limit(pages: int) -> None:
        # The limit belongs to the connection; alone, one takes the same for each transaction.
        with store.reading() as tx:
            tx.execute(text(f"PRAGMA max_page_count={pages}"))

    limit(1)

    def say_much() -> None:
        for number in range(200):
            said(store, conversation, "x" * 4_000, f"c{number + 1}")

    with pytest.raises(Unavailable, match="disk is full"):
        say_much()
    stored = what_was_said(store, conversation)
    assert stored[0] == ("guest", "Before")

    limit(1_000_000)
    said(store, conversation, "After", "last")
    assert what_was_said(store, conversation) == [*stored, ("guest", "After")]


def test_a_file_that_is_no_database_is_said_to_be_damaged(home: Home) -> None:
    home.database.write_bytes(b"This is a letter, not a database. " * 200)

    with pytest.raises(Damaged) as refused:
        open_store(home)

    assert "restore" in refused.value.hint
    assert home.database.read_bytes().startswith(b"This is a letter")


def test_a_torn_page_is_said_to_be_damaged(home: Home) -> None:
    store = open_store(home, create=True)
    conversation = opened(store).conversation
    for number in range(50):
        said(store, conversation, "x" * 3_000, f"c{number}")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    raw = bytearray(home.database.read_bytes())
    raw[8_192:] = b"\xff" * (len(raw) - 8_192)
    home.database.write_bytes(bytes(raw))

    with pytest.raises(Damaged):
        what_was_said(open_store(home), conversation)


def test_a_file_that_may_not_be_opened_is_unavailable(home: Home) -> None:
    home.database.mkdir()

    with pytest.raises(Unavailable, match="cannot be written to"):
        open_store(home)


def test_every_write_takes_the_lock_at_once(store: Store) -> None:
    with store.writing() as tx:
        tx.execute(text("SELECT 1"))
        other = other_process(store)
        with pytest.raises((sqlite3.OperationalError, sqlite_module().OperationalError)):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_without_the_vector_extension_the_house_still_opens(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_load_vectors", lambda _connection: False)

    store = open_store(home, create=True)

    assert not store.has_vec
    opened(store)
    store.close()


def test_the_database_is_its_owners_alone(store: Store, home: Home) -> None:
    assert home.database.stat().st_mode & 0o077 == 0
    assert Path(home.path).stat().st_mode & 0o077 == 0
