"""The double itself: HTTP by hand, since what it must get wrong no library would.

    python -m tests.models.doubles.server VENDOR [FOLDER-OF-SPECS]

prints its port. `GET /seen` tells every request since the last time it was asked, with what in it
the vendor's contract does not allow; such a request is refused with 422.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.models.doubles.dialects import DIALECTS, Dialect, line
from tests.models.doubles.scripts import SIGNATURE, THOUGHT, Script, script

DRIP_S = 0.02
PING_S = 0.05
FOREVER = 3600.0


class Double:
    def __init__(self, vendor: str, specs: Path | None) -> None:
        self.vendor = vendor
        self.dialect: Dialect = DIALECTS[vendor]
        self.base = "/v1" if vendor == "openai" else ""
        self.seen: list[dict[str, Any]] = []
        self._specs = specs

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, _HungUp):
            while await self._exchange(reader, writer):
                pass
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, target, _ = first.split(" ")
        pairs = (entry.partition(": ") for entry in lines if entry)
        headers = {name.lower(): value for name, _, value in pairs}
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        body: dict[str, Any] = json.loads(raw) if raw else {}
        path = target.partition("?")[0].removeprefix(self.base)
        if path == "/seen":
            told, self.seen = self.seen, []
            await _send(writer, response(200, told))
            return True
        faults = self._faults(method, path, body)
        self.seen.append(
            {"method": method, "path": path, "headers": headers, "body": body, "faults": faults}
        )
        if faults:
            await _send(writer, response(422, self.dialect.error(400, message="; ".join(faults))))
            return True
        if path == self.dialect.path:
            await self._answer(writer, body)
        else:
            await _send(writer, self._other(path, body))
        return True

    def _faults(self, method: str, path: str, body: Any) -> list[str]:
        if self._specs is None or path not in (self.dialect.path, "/api/pull"):
            return []
        from tests.models.doubles.contract import contract

        return contract(self._specs, self.vendor).request(path, body)

    # --- the call that answers --------------------------------------------------------------

    async def _answer(self, writer: asyncio.StreamWriter, body: dict[str, Any]) -> None:
        model = str(body["model"])
        tools = [_tool_name(tool) for tool in body.get("tools") or ()]
        play = script(model, tools, _brings_result(body))
        if (refusal := self._refusal(play, tools, body)) is not None:
            await _send(writer, refusal)
            return
        match play.behaviour:
            case "hangs-up":
                raise _HungUp
            case "silent":
                await asyncio.sleep(FOREVER)
            case "garbage":
                await _send(writer, b"\x00\xffHello! I am no server of yours\r\n\r\n\x01" * 20)
                raise _HungUp
            case "cut":
                await _send(writer, whole(self.vendor, model)[: play.numbers[0]])
                raise _HungUp
            case "drips":
                for byte in whole(self.vendor, model):
                    await _send(writer, bytes([byte]))
                    await asyncio.sleep(DRIP_S)
            case _:
                await _send(writer, stream_head(self.dialect.content_type))
                async for piece in self._pieces(model, play):
                    await _send(writer, chunk(piece))
                await _send(writer, chunk(b""))

    def _refusal(self, play: Script, tools: list[str], body: dict[str, Any]) -> bytes | None:
        if play.behaviour == "claude-plain" and "output_config" in body:
            said = "output_config.effort: this model does not support the effort parameter."
            return response(400, self.dialect.error(400, message=said))
        if play.behaviour == "thinks" and _brings_result(body):
            thought = body["messages"][-2]["content"][0]
            if thought != {"type": "thinking", "thinking": THOUGHT, "signature": SIGNATURE}:
                said = "messages.1.content.0.type: Expected `thinking`, but found `tool_use`."
                return response(400, self.dialect.error(400, message=said))
        if play.behaviour == "says":
            status = play.numbers[0]
            extra = {"retry-after": "1"} if status in (429, 529) else {}
            return response(status, self.dialect.error(status), extra)
        if play.behaviour == "no-tools" and tools:
            return response(400, self.dialect.error(400, message="no-tools does not support tools"))
        told = {"broke": self.dialect.unpaid, "too-long": self.dialect.too_long}
        if play.behaviour in told:
            status, kind, message = told[play.behaviour]
            return response(status, self.dialect.error(status, kind, message))
        return None

    async def _pieces(self, model: str, play: Script) -> AsyncIterator[bytes]:
        pieces = self.dialect.stream(model, play)
        match play.behaviour:
            case "bad-json":
                yield b"".join(pieces[:2])
                yield b'event: content_block_delta\ndata: {"type": "conte\n\n'
            case "odd-json":
                odds: tuple[Any, ...] = (None, [], {"type": "message_start"}, {"choices": 3})
                for odd in (*odds, {"message": 1}):
                    as_event = f"event: message_start\ndata: {json.dumps(odd)}\n\n".encode()
                    yield line(odd) if self.vendor == "ollama" else as_event
            case "fault":
                yield b"".join(pieces[:3])
                yield self.dialect.fault
            case "stalls":
                yield b"".join(pieces[:4])
                await asyncio.sleep(FOREVER)
            case "pings":
                while True:
                    yield self.dialect.ping
                    await asyncio.sleep(PING_S)
            case "endless":
                while True:
                    yield b"x" * 65_536
            case "paced":
                first, between, _ = play.numbers
                for n, piece in enumerate(pieces):
                    await asyncio.sleep((between if n else first) / 1000)
                    yield piece
            case _:
                for piece in pieces:
                    yield piece

    # --- the other calls --------------------------------------------------------------------

    def _other(self, path: str, body: dict[str, Any]) -> bytes:
        if path == "/api/pull":
            return self._pull(str(body["model"]))
        known = {"/models": _openai_models, "/v1/models": _anthropic_models, "/api/tags": _tags}
        if path in known:
            return response(200, known[path]())
        return response(404, self.dialect.error(404, message="No such place."))

    def _pull(self, model: str) -> bytes:
        told = pull_events(model)
        body = b"".join(chunk(line(event)) for event in told) + chunk(b"")
        return stream_head("application/x-ndjson") + body


class _HungUp(Exception):
    pass


def pull_events(model: str) -> list[dict[str, Any]]:
    if model == "unknown":
        return [{"status": "pulling manifest"}, {"error": "pull model manifest: file not found"}]
    layer: dict[str, Any] = {"status": "pulling aa11", "digest": "sha256:aa11", "total": 1000}
    begun: dict[str, Any] = {"status": "pulling manifest"}
    told = [begun, layer | {"completed": 400}, layer | {"completed": 1000}]
    return told if model == "cut-off" else [*told, {"status": "success"}]


def _openai_models() -> dict[str, Any]:
    rows = [
        {"id": name, "object": "model", "created": 1_795_000_000, "owned_by": "us"}
        for name in ("ok", "tools")
    ]
    return {"object": "list", "data": rows}


def _anthropic_models() -> dict[str, Any]:
    rows = [
        {"type": "model", "id": n, "display_name": n, "created_at": "2026-01-01T00:00:00Z"}
        for n in ("ok", "tools")
    ]
    return {"data": rows, "has_more": False, "first_id": "ok", "last_id": "tools"}


def _tags() -> dict[str, Any]:
    rows = [
        {"name": n, "model": n, "modified_at": "2026-01-01T00:00:00Z", "size": 5, "digest": "a"}
        for n in ("ok", "tools")
    ]
    return {"models": rows}


def _tool_name(tool: dict[str, Any]) -> str:
    return str(tool.get("name") or tool.get("function", {}).get("name", ""))


def _brings_result(body: dict[str, Any]) -> bool:
    last = body["messages"][-1]
    blocks = last["content"] if isinstance(last.get("content"), list) else []
    return last["role"] == "tool" or any(b.get("type") == "tool_result" for b in blocks)


# --- bytes -------------------------------------------------------------------------------------


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def stream_head(content_type: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n"
    return head.encode()


def whole(vendor: str, model: str) -> bytes:
    """Every byte of a good answer."""
    dialect = DIALECTS[vendor]
    pieces = dialect.stream(model, Script("ok", words=("Yes, ", "we ", "do.")))
    return stream_head(dialect.content_type) + b"".join(map(chunk, pieces)) + chunk(b"")


def response(status: int, body: Any, extra: dict[str, str] | None = None) -> bytes:
    written = json.dumps(body).encode()
    lines = {"content-type": "application/json", "content-length": str(len(written))}
    head = "".join(f"{name}: {value}\r\n" for name, value in (lines | (extra or {})).items())
    return f"HTTP/1.1 {status} So\r\n{head}\r\n".encode() + written


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def _main(vendor: str, specs: Path | None) -> None:
    double = Double(vendor, specs)
    server = await asyncio.start_server(double.serve, "127.0.0.1", 0, limit=2**20, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with whoever started it, however that one ended.
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None))
