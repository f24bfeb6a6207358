"""A real home in a temporary folder, a real store in it, and a real server before it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from agent.composer import Composer
from server.app import create_app
from server.deadlines import PatientProtocol
from server.house import House, open_house
from server.serve import listen
from store import accounts
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings
from store.tables import User

CONFIG = """\
[business]
name = "Seaview"
template = "boutique_hotel"
timezone = "Europe/London"

[server]
port = 0
messages_per_minute = 6000
conversations_per_hour = 6000

[reports]
daily = ""
"""
PASSWORD = "four calm words here"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes and long texts are named by their argument: a test's name must be the same in every
    worker, and a file made while tests are collected holds the second it was made in."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 60):
        return argname
    return None


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home").create()
    made.config.write_text(CONFIG)
    return made


@pytest.fixture
def settings(home: Home) -> Settings:
    return read_settings(home)


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every migration run once; copying it saves each test a fifth of a second."""
    made = Home(tmp_path_factory.mktemp("fresh")).create()
    made.config.write_text(CONFIG)
    open_store(made, create=True).close()
    return made.database


@pytest.fixture
def store(home: Home, fresh_database: Path) -> Iterator[Store]:
    shutil.copy(fresh_database, home.database)
    opened = open_store(home)
    yield opened
    opened.close()


@pytest.fixture
def ana(store: Store) -> User:
    """An owner who can sign in with PASSWORD."""
    return staff_member(store, "ana@seaview.example", "Ana", "owner")


def staff_member(store: Store, email: str, name: str, role: str) -> User:
    with store.writing() as tx:
        return accounts.add(tx, email, name, role, PASSWORD)


@dataclass
class Served:
    """A house being served on a random port of this machine."""

    house: House
    address: str
    client: httpx.Client

    def sign_in(self, email: str = "ana@seaview.example") -> dict[str, str]:
        """Headers of a signed-in member of staff."""
        asked = {"email": email, "password": PASSWORD}
        token = self.client.post("/v1/staff/sessions", json=asked).json()["token"]
        return {"Authorization": f"Bearer {token}"}

    def guest(self, locale: str = "en") -> Guest:
        started = self.client.post("/v1/conversations", json={"locale": locale}).json()
        return Guest(self, started["id"], {"Authorization": f"Bearer {started['token']}"})


@dataclass
class Guest:
    """Somebody with one conversation."""

    served: Served
    id: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return f"/v1/conversations/{self.id}"

    def say(self, text: str, client_id: str) -> httpx.Response:
        asked = {"client_id": client_id, "text": text}
        return self.served.client.post(f"{self.path}/messages", json=asked, headers=self.headers)

    def ask(self, text: str, client_id: str) -> list[tuple[str, dict[str, Any]]]:
        """Say it and wait for the turn's end; returns its events by name."""
        asked = {"client_id": client_id, "text": text}
        headers = {**self.headers, "Accept": "text/event-stream"}
        with self.served.client.stream(
            "POST", f"{self.path}/messages", json=asked, headers=headers
        ) as response:
            return list(read_events(response))

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = self.served.client.get(self.path, headers=self.headers).json()
        return found


def read_events(response: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    import json

    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


Serve = Callable[..., Served]


@pytest.fixture
def serve(settings: Settings, store: Store) -> Iterator[Serve]:
    """Call it with a composer (or without, for the real one) to have the home served."""
    running: list[tuple[uvicorn.Server, threading.Thread, httpx.Client]] = []

    def start(composer: Composer | None = None, changed: Settings | None = None) -> Served:
        house = open_house(changed or settings, composer=composer, store=store)
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
        client = httpx.Client(base_url=address, timeout=30)
        running.append((server, thread, client))
        for _ in range(200):
            if server.started:
                break
            thread.join(0.05)
        return Served(house, address, client)

    yield start
    for server, thread, client in running:
        client.close()
        server.should_exit = True
        thread.join(15)
