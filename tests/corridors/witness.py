"""A mail server that never forgets what it took: the witness of what left the house."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import SMTP


class Witness:
    """`taken` counts mails by recipient and Message-ID, at the moment they were accepted."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()
        self.port = 0
        self._lock = threading.Lock()

    def take(self, recipient: str, content: bytes) -> None:
        message_id = str(message_from_bytes(content, policy=SMTP)["Message-ID"])
        with self._lock:
            self.taken[recipient, message_id] += 1

    def took(self, recipient: str) -> int:
        with self._lock:
            return sum(n for (to, _), n in self.taken.items() if to == recipient)


@contextmanager
def listening() -> Iterator[Witness]:
    witness = Witness()

    class Talk(socketserver.StreamRequestHandler):
        timeout = 30

        def handle(self) -> None:
            recipient = ""
            self._say("220 witness")
            while line := self.rfile.readline():
                verb = line.strip().upper()
                if verb.startswith((b"EHLO", b"HELO")):
                    self._say("250 witness")
                elif verb.startswith(b"RCPT"):
                    recipient = line.decode().split("<")[1].split(">")[0]
                    self._say("250 ok")
                elif verb == b"DATA":
                    self._say("354 go on")
                    content = self._content()
                    if content is None:
                        return
                    witness.take(recipient, content)
                    self._say("250 taken")
                elif verb == b"QUIT":
                    self._say("221 goodbye")
                    return
                else:
                    self._say("250 ok")

        def _content(self) -> bytes | None:
            """None when the sender was gone before the dot: then nothing was taken."""
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                if not line:
                    return None
                lines.append(line)
            return b"".join(lines)

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Threads(("127.0.0.1", 0), Talk) as server:
        witness.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield witness
        server.shutdown()
