"""Deadlines for slow peers, which stock uvicorn does not have.

A request head must be whole within 15 s and 32 KiB, a body within 30 s (a guest's file, from a
phone somewhere: 180 s), and a reader must take what we send within 30 s; else the connection is
closed. Two hundred half-sent requests then cost nobody a thing.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 15.0
BODY_S = 30.0
FILE_S = 180.0
READER_S = 30.0
MAX_HEAD = 32 * 1024


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, with an end to its patience."""

    _arriving: asyncio.TimerHandle | None = None
    _leaving: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect(HEAD_S)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._in_head:
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD:
            self._hang_up()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._expect(HEAD_S)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._expect(FILE_S if b"/files?" in self.url else BODY_S)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._expect(None)
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        self._stop_leaving()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_leaving()
        self._leaving = self.loop.call_later(READER_S, self._hang_up)

    def resume_writing(self) -> None:
        self._stop_leaving()
        super().resume_writing()

    def _expect(self, seconds: float | None) -> None:
        """Hang up if what the peer owes is not here in time; None: it owes nothing."""
        if self._arriving is not None:
            self._arriving.cancel()
        self._arriving = None if seconds is None else self.loop.call_later(seconds, self._hang_up)

    def _stop_leaving(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()
