"""A line between a desk and its house that can be cut: at once, or after a question was heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Line:
    """Carries bytes both ways. `swallow` lets the next answer vanish with its connection, so the
    house has done what it was asked and the desk does not know."""

    def __init__(self, upstream: str) -> None:
        there = urlsplit(upstream)
        self._host, self._port = there.hostname or "", there.port or 0
        self._open: set[asyncio.StreamWriter] = set()
        self.address = ""
        self.cuts = 0
        self.swallow = False

    async def carry(self, desk_in: asyncio.StreamReader, desk_out: asyncio.StreamWriter) -> None:
        try:
            house_in, house_out = await asyncio.open_connection(self._host, self._port)
        except OSError:
            desk_out.close()
            return
        self._open |= {desk_out, house_out}
        there = asyncio.create_task(self._pump(desk_in, house_out))
        back = asyncio.create_task(self._pump(house_in, desk_out, answers=True))
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        for task in (there, back):
            task.cancel()
        for end in (desk_out, house_out):
            self._open.discard(end)
            end.close()

    async def _pump(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        try:
            while data := await source.read(65_536):
                if answers and self.swallow:
                    self.swallow = False
                    self.cut()
                    return
                to.write(data)
                await to.drain()
        except OSError:
            return

    def cut(self) -> None:
        """Every connection there is ends now, without a word."""
        self.cuts += 1
        for writer in tuple(self._open):
            writer.transport.abort()


@asynccontextmanager
async def line_to(upstream: str) -> AsyncIterator[Line]:
    line = Line(upstream)
    server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    line.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        server.close()
        line.cut()
