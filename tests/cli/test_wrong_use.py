"""Wrong use, as people make it: one sentence, what to do, the right exit code, nothing damaged.

Real processes, so that a traceback on the way out would be seen too.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from store import generations, invariants, library
from store.home import Home
from store.migrate import open_store
from tests.cli.words import Done, concierge, founded

SCRIPT_ONLY = (
    b"<!doctype html><html><head><title>App</title><script src='/app.js'></script></head>"
    b"<body><div id='root'></div><noscript>You need to enable JavaScript.</noscript></body></html>"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home that no test of this page may damage."""
    return founded(tmp_path_factory.mktemp("made") / "home")


def copied(made: Path, folder: Path) -> Path:
    """A home like it, to be damaged."""
    return Path(shutil.copytree(made, folder / "home"))


def told_well(done: Done, code: int, *said: str) -> None:
    """One sentence and what to do; no traceback."""
    assert done.code == code, done.err
    lines = done.err.splitlines()
    assert lines[0].startswith("error: ")
    assert len(lines) <= 2
    assert "Traceback" not in done.err
    for words in said:
        assert words.lower() in done.err.lower()


def unharmed(home: Path) -> None:
    """Nothing is broken, and nothing of the attempt is left."""
    store = open_store(Home(home))
    try:
        assert invariants.check(store) == []
        with store.reading() as tx:
            assert generations.published_id(tx) is None
            assert library.sources(tx) == []
    finally:
        store.close()


@contextmanager
def website(answer: Callable[[str], tuple[int, bytes]]) -> Iterator[str]:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_a_site_that_cannot_be_reached(made: Path) -> None:
    with website(lambda _: (200, b"")) as gone:
        pass

    told_well(concierge("ingest", gone, "--allow-private", "--home", made), 6)
    unharmed(made)


def test_a_site_whose_name_nobody_knows(made: Path) -> None:
    done = concierge("ingest", "https://no-such-house.invalid", "--home", made)

    told_well(done, 6, "no-such-house.invalid")
    unharmed(made)


def test_a_site_that_is_not_found(made: Path) -> None:
    with website(lambda _: (404, b"Not here")) as address:
        done = concierge("ingest", address, "--allow-private", "--home", made)

    told_well(done, 4)
    unharmed(made)


def test_a_site_that_is_all_javascript(made: Path) -> None:
    def answer(path: str) -> tuple[int, bytes]:
        return (200, SCRIPT_ONLY) if path == "/" else (404, b"")

    with website(answer) as address:
        done = concierge("ingest", address, "--allow-private", "--home", made)

    told_well(done, 2, "JavaScript")
    unharmed(made)


def test_a_site_inside_a_private_network(made: Path) -> None:
    done = concierge("ingest", "http://127.0.0.1:9/", "--home", made)

    assert done.code in (2, 3)
    told_well(done, done.code, "private")
    unharmed(made)


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("empty", b""),
        ("damaged", b"%PDF-1.7\n" + bytes(range(128, 256)) * 2),
    ],
)
def test_a_pdf_that_cannot_be_read(made: Path, tmp_path: Path, said: str, body: bytes) -> None:
    file = tmp_path / "menu.pdf"
    file.write_bytes(body)

    told_well(concierge("ingest", file, "--home", made), 2, said)
    unharmed(made)


def test_an_encrypted_pdf(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "locked.pdf"
    file.write_bytes(ENCRYPTED_PDF)

    told_well(concierge("ingest", file, "--home", made), 2, "password")
    unharmed(made)


def test_a_file_that_is_not_there(made: Path) -> None:
    told_well(concierge("ingest", "menu.pdf", "--home", made), 4, "menu.pdf")
    told_well(concierge("ingest", "hotelmar.example", "--home", made), 4, "https://hotelmar")


def test_a_home_that_is_not_there(tmp_path: Path) -> None:
    for words in (["serve"], ["ask", "Hello?"], ["doctor"], ["user", "list"], ["config", "get"]):
        done = concierge(*words, "--home", tmp_path / "nowhere")
        told_well(done, 4, str(tmp_path / "nowhere"), "concierge init")

    assert not (tmp_path / "nowhere").exists()


def test_a_home_that_cannot_be_written_to(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("I was here first.")

    done = concierge("init", "--yes", "--name", "Mar", "--home", file / "home")

    told_well(done, 2, "--home")
    assert file.read_text() == "I was here first."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_in_a_folder_of_somebody_else(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        done = concierge("init", "--yes", "--name", "Mar", "--home", tmp_path / "home")
    finally:
        tmp_path.chmod(0o700)

    told_well(done, 2, "--home")


def test_a_home_without_its_database(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    (home / "concierge.db").unlink()

    told_well(concierge("user", "list", "--home", home), 4, "concierge restore")
    assert not (home / "concierge.db").exists(), "a new empty one would hide the loss"


def test_a_database_that_is_damaged(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    damaged = b"this is no database" * 100
    (home / "concierge.db").write_bytes(damaged)

    told_well(concierge("user", "list", "--home", home), 6, "damaged", "concierge restore")
    assert (home / "concierge.db").read_bytes() == damaged


def test_a_database_of_a_newer_program(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    with sqlite3.connect(home / "concierge.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    for words in (["serve", "--no-open", "--port", "0"], ["user", "list"]):
        told_well(concierge(*words, "--home", home), 5, "newer", "9999")


def test_an_unknown_key_in_the_settings(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    text = (home / "concierge.toml").read_text()
    (home / "concierge.toml").write_text(text.replace("# port = 8377", "prot = 8377"))

    line = text[: text.index("# port = 8377")].count("\n") + 1
    told_well(concierge("serve", "--home", home), 2, f"line {line}", "'prot'", "'port'")


def test_settings_that_are_no_toml(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    (home / "concierge.toml").write_text("[server\nport = 1\n")

    told_well(concierge("serve", "--home", home), 2, "line 1")


def test_a_wrong_variable_in_the_environment(made: Path) -> None:
    done = concierge("user", "list", "--home", made, CONCIERGE_SERVER__PORT="many")

    told_well(done, 2, "server.port")


def test_an_ingest_of_nothing(made: Path) -> None:
    told_well(concierge("ingest", "--home", made), 2, "concierge ingest --help")
    told_well(concierge("ingest", "-", "--home", made, typed=""), 2)
    unharmed(made)


def test_the_answer_for_machines_is_an_object_too(tmp_path: Path) -> None:
    done = concierge("ask", "Hello?", "--json", "--home", tmp_path / "nowhere")

    assert done.code == 4
    assert done.out == ""
    assert set(done.problem) == {"title", "detail", "code", "hint"}
    assert done.problem["code"] == "not_found"


# One page with nothing on it, locked with a password (RC4, 40 bit).
ENCRYPTED_PDF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4"
    b"/O<" + b"28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a"
    b">/U<" + b"0f" * 32 + b">>>endobj\n"
    b"xref\n0 5\n"
    b"0000000000 65535 f \n"
    b"0000000009 00000 n \n"
    b"0000000052 00000 n \n"
    b"0000000101 00000 n \n"
    b"0000000164 00000 n \n"
    b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R"
    b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>\n"
    b"startxref\n353\n%%EOF\n"
)
