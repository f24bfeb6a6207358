"""Deadlines for slow peers, which stock uvicorn does not have.

A request head must be whole within 15 s, a body within 30 s, and a reader must take what we send
within 30 s; else the connection is closed. Two hundred half-sent requests then cost nobody a thing.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 15.0
BODY_S = 30.0
READER_S = 30.0


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, with an end to its patience."""

    _arriving: asyncio.TimerHandle | None = None
    _stage = ""
    _leaving: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch_arrival()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch_arrival()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop("_arriving")
        self._stop("_leaving")
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop("_leaving")
        self._leaving = self.loop.call_later(READER_S, self._hang_up)

    def resume_writing(self) -> None:
        self._stop("_leaving")
        super().resume_writing()

    def _watch_arrival(self) -> None:
        stage = self._awaited()
        if stage == self._stage:
            return
        self._stop("_arriving")
        self._stage = stage
        if stage:
            wait = HEAD_S if stage == "head" else BODY_S
            self._arriving = self.loop.call_later(wait, self._hang_up)

    def _awaited(self) -> str:
        """What the peer still owes us: "head", "body" or nothing."""
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            return "body"
        begun = bool(self.conn.trailing_data[0]) or self.cycle is None
        return "head" if state is h11.IDLE and begun else ""

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def _stop(self, name: str) -> None:
        timer: Any = getattr(self, name)
        if timer is not None:
            timer.cancel()
        setattr(self, name, None)
