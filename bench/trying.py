"""How long until somebody can talk to a concierge of each sample business.

    python bench/trying.py ../shared/samples [NAME ...]

For each folder a `concierge try` of its own: of the website, served on this machine, or where there
is none of its PDF. Printed: seconds from the command to the open chat page, and to the reply to the
folder's first answerable question; and how the reading that goes on behind it ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cli.demonstrating import ask
from store.errors import ConciergeError, Unavailable

PROGRAM = "from cli.main import app; app()"
BEHIND_S = 300.0


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


@contextmanager
def source(folder: Path) -> Iterator[str]:
    """What to try: an address while it is served, or a file."""
    if not any(folder.glob("*.html")):
        yield str(next(folder.glob("*.pdf")))
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def tried(folder: Path, question: str) -> dict[str, Any]:
    command = [sys.executable, "-P", "-c", PROGRAM, "try"]
    environment = {**os.environ, "PYTHONPATH": sys.path[0]}
    with source(folder) as given:
        began = time.monotonic()
        process = subprocess.Popen(
            [*command, given, "--allow-private", "--no-open", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        try:
            address = _opened(process)
            httpx.get(f"{address}/chat", timeout=10, trust_env=False).raise_for_status()
            chat = time.monotonic() - began
            reply = ask(address, question)
            told = {"chat": chat, "reply": time.monotonic() - began, "said": reply["text"]}
            told["behind"] = _behind(process)
        finally:
            process.terminate()
            process.communicate(timeout=30)
    return told


def _opened(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{") and '"chat"' in line:
            return str(json.loads(line)["address"])
    raise Unavailable(process.communicate()[1].strip()[-300:])


def _behind(process: subprocess.Popen[str]) -> str:
    """What is said on stderr when the rest is read; "" when there was no rest."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    commands = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children]
    if not any(b"go_on" in command for command in commands):
        return ""
    said: list[str] = []

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line.strip())
            return

    listening = threading.Thread(target=listen, daemon=True)
    began = time.monotonic()
    listening.start()
    listening.join(BEHIND_S)
    return f"{time.monotonic() - began:.0f} s: {said[0] if said else 'still at it'}"


def main(folder: Path, names: list[str]) -> None:
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open()]
    print(f"{'source':20}{'chat page s':>12}{'reply s':>9}  reply; what was read behind it")
    for name in names or sorted({q["source"] for q in questions}):
        first = next(q for q in questions if q["source"] == name and q["answerable"])
        try:
            told = tried(folder / name, first["question"])
        except ConciergeError as error:
            print(f"{name:20} {error.message}", flush=True)
            continue
        said = " ".join(told["said"].split())[-70:]
        print(f"{name:20}{told['chat']:>12.1f}{told['reply']:>9.1f}  {said}", flush=True)
        if told["behind"]:
            print(f"{'':43}{told['behind']}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python bench/trying.py FOLDER [NAME ...]")
    main(Path(sys.argv[1]), sys.argv[2:])
