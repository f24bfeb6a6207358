"""Pages that only a script builds, read through an installed Chromium when the owner allows it.

Chromium never touches the network itself: it may only talk to a small proxy of ours, on this
machine, for one page. The proxy resolves each name once, judges every address it has, and connects
to the judged number (`door.py`), so that no script reaches a private network. Chromium runs in its
own sandbox, never without; as root it is started as `nobody`, and where that is impossible it is
not started at all.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.proxy import FilteringProxy
from store.errors import Unavailable

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 40
VIRTUAL_MILLISECONDS = 12_000
MOST_BYTES = 8 * 1024 * 1024
_NOBODY = "nobody"


class Browser:
    """One page at a time. `allow_private` is for the owner's own network, as for `Fetcher`."""

    def __init__(self, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._program = next((p for name in PROGRAMS if (p := shutil.which(name))), "")

    def page(self, address: str) -> bytes:
        """The page as it stands after its scripts, in UTF-8. Unavailable, with the reason."""
        if not self._program:
            raise Unavailable("No Chromium is installed.", "Install it, or switch this off.")
        if urlsplit(address).scheme not in ("http", "https"):
            raise Unavailable("Only web pages are read by the browser.")
        with (
            tempfile.TemporaryDirectory(prefix="concierge-browser-") as folder,
            FilteringProxy(self._allow_private) as proxy,
        ):
            seen = self._run(address, Path(folder), proxy.port)
        if not seen.strip() or len(seen) > MOST_BYTES:
            raise Unavailable("The browser gave no page.", "Try again later.")
        return seen

    def _run(self, address: str, folder: Path, port: int) -> bytes:
        command = [self._program, *_flags(folder, port), "--dump-dom", address]
        environment = {"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
            start_new_session=True,
            **_lesser_user(folder),
        )
        try:
            seen = _output(process)
            process.wait(5.0)
        except subprocess.TimeoutExpired as error:
            raise Unavailable("The page took too long in the browser.", "Try again.") from error
        finally:
            _end(process)
        if process.returncode:
            raise Unavailable("The browser could not be started safely, so it was not used.")
        return seen


def _output(process: subprocess.Popen[bytes]) -> bytes:
    """What it prints, up to a little more than we take: a page may grow without end."""
    assert process.stdout is not None
    ends = time.monotonic() + SECONDS
    seen = bytearray()
    with process.stdout as out:
        while len(seen) <= MOST_BYTES:
            left = ends - time.monotonic()
            if left <= 0 or not select.select([out], [], [], left)[0]:
                raise subprocess.TimeoutExpired(process.args, SECONDS)
            part = os.read(out.fileno(), 65_536)
            if not part:
                return bytes(seen)
            seen += part
    raise Unavailable("The page grows too large in the browser.", "Leave it out.")


def _flags(folder: Path, port: int) -> list[str]:
    return [
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--no-default-browser-check",
        "--disable-extensions",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        "--disable-file-system",
        "--deny-permission-prompts",
        "--blink-settings=imagesEnabled=false",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        f"--user-data-dir={folder / 'profile'}",
        f"--proxy-server=http://127.0.0.1:{port}",
        # Addresses of this machine go to the proxy too, and no name is resolved beside it.
        "--proxy-bypass-list=<-loopback>",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        f"--virtual-time-budget={VIRTUAL_MILLISECONDS}",
    ]


def _lesser_user(folder: Path) -> dict[str, Any]:
    """As root, the user who may do least: Chromium's sandbox does not work for root."""
    if os.geteuid() != 0:
        return {}
    try:
        shutil.chown(folder, _NOBODY)
    except (LookupError, OSError) as error:
        raise Unavailable(
            "The browser is not started as root.", "Run Concierge as a user of its own."
        ) from error
    return {"user": _NOBODY, "extra_groups": []}


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all it started; its session is its own."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
