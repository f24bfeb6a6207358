"""One house, served for all tests of a file: the screens behind the desk read more than they do."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn

from server.app import create_app
from server.deadlines import PatientProtocol
from server.house import open_house
from server.serve import listen
from store import turns
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from tests.conftest import CONFIG, Served, staff_member
from tests.tui.desk import a_guest_asks, answered, drafted, set_aside


@contextmanager
def served_house(folder: Path, database: Path) -> Iterator[Served]:
    """A home with an owner, a manager and a viewer, served until the block ends."""
    home = Home(folder / "home").create()
    home.config.write_text(CONFIG)
    shutil.copy(database, home.database)
    store = open_store(home)
    for name, role in (("Ana", "owner"), ("Max", "manager"), ("Vic", "viewer")):
        staff_member(store, f"{name.lower()}@seaview.example", name, role)
    house = open_house(read_settings(home), store=store)
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        create_app(house),
        http=PatientProtocol,
        ws="none",
        log_config=None,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=address, timeout=30) as client:
            yield Served(house, address, client)
    finally:
        server.should_exit = True
        thread.join(15)
        store.close()


def a_morning(store: Store) -> None:
    """Maria was answered, Tom's draft waits, Olaf wants a person."""
    answered(store, a_guest_asks(store, "Can we park?", name="Maria"))
    drafted(store, a_guest_asks(store, "Is the pool heated?", name="Tom"))
    set_aside(store, a_guest_asks(store, "A person, please.", name="Olaf"))
    with store.writing() as tx:
        turns.release_all(tx)
