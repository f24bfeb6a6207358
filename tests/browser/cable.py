"""A cable between a browser and a house, that can be cut, frayed and plugged in again.

It copies bytes between TCP connections, so both ends see what they would see of a bad network:
refused connections, connections that die half way, and answers that never arrive.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress


class Cable:
    """Leads to `port` on this machine. `url` is the near end."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._cut = False
        self._swallows = 0
        self._holds = False
        self._seconds = 0.0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)
        self.url = f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Ends every connection and accepts none."""
        self._cut = True
        self._loop.call_soon_threadsafe(self._drop_all)

    def mend(self) -> None:
        self._cut = False

    def swallow_answers(self, times: int = 1) -> None:
        """The next `times` posts reach the house, and their answers do not come back."""
        self._swallows = times

    def hold_streams(self) -> None:
        """What is streamed does not come through, as behind a proxy that collects answers first."""
        self._holds = True

    def slow(self, seconds: float) -> None:
        """Every piece takes this much longer, both ways."""
        self._seconds = seconds

    def remove(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port: int = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()

    def _drop_all(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if self._cut:
            back.transport.abort()
            return
        try:
            far, forth = await asyncio.open_connection("127.0.0.1", self._to)
        except ConnectionError:
            back.transport.abort()
            return
        self._writers |= {back, forth}
        muted: list[str] = []
        await asyncio.gather(self._forth(near, forth, muted), self._back(far, back, muted))
        self._writers -= {back, forth}

    async def _forth(
        self, near: asyncio.StreamReader, forth: asyncio.StreamWriter, muted: list[str]
    ) -> None:
        with suppress(ConnectionError):
            while data := await near.read(65536):
                if self._swallows and data.startswith(b"POST") and b"/messages " in data[:200]:
                    self._swallows -= 1
                    muted.append("dropped")
                if self._holds and data.startswith(b"GET") and b"/events " in data[:200]:
                    muted.append("held")
                await asyncio.sleep(self._seconds)
                forth.write(data)
                await forth.drain()
        forth.close()

    async def _back(
        self, far: asyncio.StreamReader, back: asyncio.StreamWriter, muted: list[str]
    ) -> None:
        with suppress(ConnectionError):
            while data := await far.read(65536):
                await asyncio.sleep(self._seconds)
                if "held" in muted:
                    continue
                if muted:
                    back.transport.abort()
                    break
                back.write(data)
                await back.drain()
        back.close()
