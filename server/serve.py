"""Serving: one process, one home, until it is told to stop."""

from __future__ import annotations

import errno
import gc
import logging
import socket
from collections.abc import Callable

import uvicorn

from server.app import create_app
from server.clockwork import check_lines
from server.deadlines import PatientProtocol
from server.house import House, open_house
from store.errors import Conflict, Invalid
from store.home import ServeLock
from store.settings import Settings

log = logging.getLogger(__name__)

STOP_S = 8
# Objects of a turn are many and short-lived: rounds of the collector, in each generation.
COLLECT_AFTER = (20_000, 20, 20)


def serve(settings: Settings, on_ready: Callable[[str], None] = lambda address: None) -> None:
    """Serve until SIGINT or SIGTERM. `on_ready` is told the address once it answers.

    Raises Conflict when the port is taken or another server has this home, Invalid when the config
    cannot be lived by.
    """
    check_lines(settings)
    listener = listen(settings.server.host, settings.server.port)
    port = listener.getsockname()[1]
    host = settings.server.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    lock = ServeLock(settings.home)
    try:
        lock.take(address)
        house = open_house(settings)
        try:
            _run(house, listener, lambda: on_ready(address))
        finally:
            house.close()
    finally:
        lock.release()
        listener.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; taken before anything else, so that a taken port harms nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Conflict(
                f"Port {port} is taken by another program.",
                f"Choose another with --port, for example --port {port + 1}.",
            ) from error
        raise Invalid(
            f"Cannot listen on {host}:{port}: {error.strerror}.", "Check server.host and the port."
        ) from error
    return listener


class _Server(uvicorn.Server):
    """uvicorn, telling when it answers, and ending its streams when it should stop."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], closing: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready, self._closing = ready, closing

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            _settle()
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._closing()
        await super().shutdown(sockets)


def _settle() -> None:
    """What stands by now stands until the end: the collector need not walk it at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _run(house: House, listener: socket.socket, ready: Callable[[], None]) -> None:
    app = create_app(house)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=STOP_S,
        limit_concurrency=4_096,
        proxy_headers=bool(house.settings.server.public_url),
    )

    def closing() -> None:
        house.closing.set()
        app.state.live.wake_all()
        app.state.demos.houses.end_streams()

    _Server(config, ready, closing).run(sockets=[listener])
