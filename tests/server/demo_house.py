"""A main house that lets strangers make demos, served for a whole module."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from server.app import create_app
from server.deadlines import PatientProtocol
from server.house import House, open_house
from server.serve import listen
from store.home import Home
from store.migrate import open_store
from store.settings import Settings, read_settings
from tests.conftest import CONFIG
from tests.fakes import EchoComposer
from tests.ingest.papers import pdf

BY_HAND = {"Accept": "text/html", "Accept-Language": "en"}
PATIENCE_S = 120

Files = Sequence[tuple[str, bytes]]


def price_list(dish: str, price: str) -> bytes:
    return pdf(
        [
            (50, 760, "Harbour Kitchen", 20.0),
            (50, 720, "Menu", 16.0),
            (50, 690, f"{dish} ........ EUR {price}"),
            (50, 660, "Dogs are welcome on the terrace."),
            (50, 640, "Telephone: +34 971 555 010"),
        ]
    )


def main_home(folder: Path, **demos: Any) -> Settings:
    """A founded home; nobody serves it yet."""
    home = Home(folder).create()
    told = {"enabled": "true", **{name: str(value) for name, value in demos.items()}}
    section = "".join(f"{name} = {value}\n" for name, value in told.items())
    home.config.write_text(f"{CONFIG}\n[demos]\n{section}")
    open_store(home, create=True).close()
    return read_settings(home)


@dataclass
class DemoHouse:
    house: House
    app: FastAPI
    address: str
    client: httpx.Client

    def go_round(self) -> None:
        """Have the demos kept now, instead of within seconds."""
        keeper, loop = self.app.state.demos, self.app.state.live._loop
        asyncio.run_coroutine_threadsafe(keeper.go_round(), loop).result(PATIENCE_S)

    def mark(self, path: str = "/demo") -> str:
        found = re.search(r'name="mark" value="([^"]+)"', self.client.get(path).text)
        return found[1] if found else ""

    def send(self, fields: dict[str, str], files: Files = (), **headers: str) -> httpx.Response:
        """Fill the form in as a browser would."""
        sent = [("pdfs", (name, body, "application/pdf")) for name, body in files]
        return self.client.post(
            "/demo",
            data={"mark": self.mark(), **fields},
            files=sent or [("pdfs", ("", b"", "application/octet-stream"))],
            headers={**BY_HAND, **headers},
        )

    def make(self, fields: dict[str, str], files: Files = ()) -> str:
        """A demo that has come to its end, good or bad; returns its path."""
        made = self.send(fields, files)
        assert made.status_code == 303, made.text
        path = made.headers["location"]
        end = time.monotonic() + PATIENCE_S
        while self.client.get(f"{path}/state").json()["state"] == "reading":
            assert time.monotonic() < end, "the demo was never read"
            time.sleep(0.2)
        return path

    def ask(self, path: str, question: str) -> str:
        """What the house under this path says; "" is the main house."""
        opened = self.client.post(f"{path}/v1/conversations", json={"locale": "en"}).json()
        told = self.client.post(
            f"{path}/v1/conversations/{opened['id']}/messages",
            json={"client_id": "c1", "text": question},
            headers={"Authorization": f"Bearer {opened['token']}", "Accept": "text/event-stream"},
        )
        return told.text


@contextmanager
def demo_house(folder: Path, **demos: Any) -> Iterator[DemoHouse]:
    house = open_house(main_home(folder, **demos), composer=EchoComposer())
    listener, app = listen("127.0.0.1", 0), create_app(house)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with httpx.Client(base_url=address, timeout=60) as client:
        yield DemoHouse(house, app, address, client)
        server.should_exit = True
        thread.join(30)
    house.close()
