"""Starting the house as a process of its own, with a crash point armed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from store.home import Home

ROOT = Path(__file__).resolve().parents[2]
KILLED = 137


def environment(crash_at: str = "") -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONCIERGE_")}
    kept["PYTHONPATH"] = str(ROOT)
    if crash_at:
        kept["CONCIERGE_CRASH_AT"] = crash_at
    return kept


def run(module: str, *arguments: str | Path, crash_at: str = "") -> bool:
    """Whether it was killed at the point; False when it ended well. Anything else fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment(crash_at),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, KILLED), done.stderr[-4_000:]
    return done.returncode == KILLED


def killed_after(seconds: float, module: str, *arguments: str | Path) -> bool:
    """Kill it so long after its start; False when it had ended well by then."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ended = process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    assert ended == 0
    return False


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Server:
    """`concierge serve` on one home and port; killed and started again as often as a test likes."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.address = ""
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._log = home.path.parent / "server.log"

    def start(self, crash_at: str = "") -> None:
        """Returns when it answers, or has been killed already."""
        command = [sys.executable, "-c", "from cli.main import app; app()", "serve", "--no-open"]
        command += ["--home", str(self.home.path), "--port", str(self._port)]
        self.address = f"http://127.0.0.1:{self._port}"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment(crash_at), stdout=log, stderr=log
            )
        for _ in range(1_200):
            if self.was_killed() or self._answers():
                return
            time.sleep(0.05)
        raise AssertionError(f"The server does not start: {self.log()[-4_000:]}")

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/v1/config", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def was_killed(self) -> bool:
        """Whether its crash point was reached. Any other end fails."""
        assert self._process is not None
        ended = self._process.poll()
        assert ended in (None, KILLED, -signal.SIGKILL), self.log()[-4_000:]
        return ended is not None

    def kill(self) -> None:
        """Without a word, wherever it is."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)
        self._process = None

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""
