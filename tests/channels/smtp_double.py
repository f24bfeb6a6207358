"""A mail server to lean on: it speaks SMTP on a socket, records what it took, and can be told to
refuse, to hang up or to fall silent at any step. It never asserts.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

# In the order a mail passes them. "DOT" is after the last line was read, before it is confirmed.
STEPS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "DOT")


@dataclass
class Taken:
    """One mail as the server took it."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class MailServer:
    """`answers` replaces the answer to a step; `hang_up_at` breaks off there, `silent_at` stops
    answering. `keeps_unconfirmed`: whether a mail that was read to its end is delivered although
    the connection broke before that was confirmed.
    """

    answers: dict[str, str] = field(default_factory=dict)
    hang_up_at: str = ""
    silent_at: str = ""
    keeps_unconfirmed: bool = True
    tls: ssl.SSLContext | None = None
    offers: tuple[str, ...] = ("AUTH PLAIN", "SMTPUTF8", "8BITMIME")
    password: str = ""
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def misbehaves(self, step: str) -> bool:
        return step in (self.hang_up_at, self.silent_at)


class _Handler(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            self._converse()

    def _converse(self) -> None:
        self.double: MailServer = self.server.double
        self.sender = self.recipient = ""
        self._say("CONNECT", "220 desk.example ready")
        while True:
            line = self._line()
            self.double.commands.append(line)
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                self._write("221 bye")
                return
            self._obey(verb, line)

    def _obey(self, verb: str, line: str) -> None:
        if verb in {"EHLO", "HELO"}:
            offers = [*self.double.offers]
            if self.double.tls and not isinstance(self.connection, ssl.SSLSocket):
                offers.append("STARTTLS")
            lines = ["desk.example", *offers]
            self._say(
                "EHLO", "\r\n".join(f"250-{one}" for one in lines[:-1]) + f"\r\n250 {lines[-1]}"
            )
        elif verb == "STARTTLS":
            self._write("220 go ahead")
            self._encrypt()
        elif verb == "AUTH":
            given = base64.b64decode(line.split(" ")[2]).split(b"\0")[2].decode()
            self._say("AUTH", "235 ok" if given == self.double.password else "535 wrong")
        elif verb == "MAIL":
            self.sender = line.split("<")[1].split(">")[0]
            self._say("MAIL", "250 ok")
        elif verb == "RCPT":
            self.recipient = line.split("<")[1].split(">")[0]
            self._say("RCPT", "250 ok")
        elif verb == "DATA":
            self._take()
        else:
            self._write("502 what?")

    def _take(self) -> None:
        if not self._say("DATA", "354 go on"):
            return
        lines: list[bytes] = []
        while True:
            raw = self.rfile.readline()
            if not raw:
                raise EOFError
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b".") if raw.startswith(b"..") else raw)
            if self.double.misbehaves("BODY"):
                self._break_off("BODY")
        refused = self.double.answers.get("DOT", "250")[:1] != "2"
        lost = self.double.misbehaves("DOT")
        if not refused and (not lost or self.double.keeps_unconfirmed):
            self.double.taken.append(Taken(self.sender, self.recipient, b"".join(lines)))
        self._say("DOT", "250 taken")

    def _say(self, step: str, answer: str) -> bool:
        """Whether the answer was the good one."""
        if self.double.misbehaves(step):
            self._break_off(step)
        told = self.double.answers.get(step, answer)
        self._write(told)
        return told == answer

    def _break_off(self, step: str) -> None:
        if step == self.double.silent_at:
            self.server.closing.wait(20)
        else:
            # A reset rather than a polite end, as a crash or a cut cable looks.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise EOFError

    def _write(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")
        self.wfile.flush()

    def _line(self) -> str:
        raw = self.rfile.readline()
        if not raw:
            raise EOFError
        return raw.decode().rstrip("\r\n")

    def _encrypt(self) -> None:
        assert self.double.tls
        self.connection = self.double.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    double: MailServer
    closing: threading.Event
    wrapped: ssl.SSLContext | None = None

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.wrapped:
            connection = self.wrapped.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news here."""


@contextlib.contextmanager
def running(double: MailServer, *, tls_at_once: bool = False) -> Iterator[MailServer]:
    """On a free port of this machine, until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.double, server.closing = double, threading.Event()
        server.wrapped = double.tls if tls_at_once else None
        double.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield double
        finally:
            server.closing.set()
            server.shutdown()
            thread.join(5)


def certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that only those believe who were given it."""
    both = folder / "desk.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(both), "-out", str(folder / "crt.pem")),
        ],
        check=True,
        capture_output=True,
    )
    both.write_text(both.read_text() + (folder / "crt.pem").read_text())
    return both
