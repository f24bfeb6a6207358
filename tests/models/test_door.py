from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from models.door import Door, _resolved
from models.model import Failed, gather
from models.patience import Patience
from tests.models.doubles.running import LONG, SHORT, Running
from tests.models.questions import question


def test_only_what_the_vendor_needs_is_sent(
    double: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY", "OLLAMA_API_KEY"):
        monkeypatch.setenv(name, "anothers-key")
    monkeypatch.setenv("OPENAI_ORG_ID", "anothers-house")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    gather(double.model("ok", key="our-key"), question())
    gather(double.model("ok", key=""), question())

    first, second = (row["headers"] for row in double.seen())
    assert "our-key" in str(first)
    assert "another" not in f"{first}{second}"
    assert "at-the-door" not in f"{first}{second}"
    assert set(first) - {"x-api-key", "authorization", "anthropic-version"} == {
        *("host", "user-agent", "accept", "accept-encoding", "content-type", "content-length")
    }


def test_a_connection_serves_many_questions(ollama_double: Running) -> None:
    model = ollama_double.model("ok")
    asked: list[tuple[str, int]] = []
    connect = socket.create_connection

    def counted(address: tuple[str, int], timeout: float) -> socket.socket:
        asked.append(address)
        return connect(address, timeout)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", counted)
        for _ in range(6):
            gather(model, question())

    assert len(asked) == 1


class Listener:
    """A server of one answer a connection, which it closes without a word."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.heard: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        for answer in self.answers:
            connection, _ = self._server.accept()
            self.heard.append(connection.recv(65_536))
            connection.sendall(answer)
            connection.close()

    def close(self) -> None:
        self._server.close()


WORDS = b'{"message": {"role": "assistant", "content": "Yes."}, "done": true}\n'
KEPT = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(WORDS), WORDS)


@pytest.fixture
def closing_server() -> Iterator[Listener]:
    server = Listener(KEPT, KEPT, KEPT)
    yield server
    server.close()


def test_a_kept_connection_the_other_side_closed_is_no_fault(closing_server: Listener) -> None:
    model = Running("ollama", closing_server.port).model("any")

    assert [gather(model, question()).text for _ in range(3)] == ["Yes."] * 3


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    server = Listener(b"HTTP/1.1 200 OK\r\n\r\n" + WORDS)

    assert gather(Running("ollama", server.port).model("any"), question()).text == "Yes."
    server.close()


def test_an_early_hint_before_the_answer_is_passed_over() -> None:
    server = Listener(b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + KEPT)

    assert gather(Running("ollama", server.port).model("any"), question()).text == "Yes."
    server.close()


def test_headers_without_end_are_refused() -> None:
    server = Listener(b"HTTP/1.1 200 OK\r\n" + b"x-more: and more\r\n" * 8_000)

    with pytest.raises(Failed) as failed:
        gather(Running("ollama", server.port).model("any", SHORT), question())

    assert failed.value.why in ("garbled", "unreachable")
    server.close()


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    with pytest.raises(Failed) as failed:
        gather(Running("openai", port).model("ok"), question())

    assert failed.value.why == "unreachable"
    assert failed.value.retry


@pytest.mark.parametrize(
    ("base_url", "address", "allowed"),
    [
        ("http://127.0.0.1:11434", "127.0.0.1", True),
        ("http://models.lan", "192.168.1.20", True),
        ("http://[::1]:1", "::1", True),
        ("http://10.0.0.5", "10.0.0.5", True),
        ("https://api.example", "93.184.216.34", True),
        ("http://api.example", "93.184.216.34", False),
        ("http://metadata", "169.254.169.254", False),
        ("https://metadata", "169.254.169.254", False),
        ("http://mapped", "::ffff:169.254.169.254", False),
        ("https://mapped", "::ffff:169.254.169.254", False),
        ("http://nowhere", "0.0.0.0", False),
        ("http://all", "224.0.0.1", False),
    ],
)
def test_words_go_openly_only_to_the_houses_own_network(
    base_url: str, address: str, allowed: bool
) -> None:
    patience = Patience("ollama:any", question(), LONG)
    door = Door(base_url)

    if allowed:
        door._judge(address, patience)
    else:
        with pytest.raises(Failed):
            door._judge(address, patience)


def test_a_name_nobody_knows_is_unreachable() -> None:
    with pytest.raises(Failed) as failed:
        _resolved("no-such-name.invalid", 80, Patience("ollama:any", question(), LONG))

    assert failed.value.why == "unreachable"


def test_a_key_that_could_break_out_of_its_line_is_refused() -> None:
    with pytest.raises(Failed) as failed:
        Door("http://127.0.0.1", {"authorization": "Bearer a\r\nx-more: b"})

    assert failed.value.why == "key"
