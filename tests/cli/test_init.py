from __future__ import annotations

import os
import pty
import select
import subprocess
import termios
import time
import tomllib
from pathlib import Path

import pytest

from store import accounts
from store.home import Home
from store.migrate import open_store
from store.settings import SECTIONS, read_settings
from templates.industry import list_templates
from tests.cli.conftest import Inside
from tests.cli.words import command, environment


def test_a_home_is_made_without_a_question(inside: Inside, tmp_path: Path) -> None:
    done = inside(
        *("init", "--yes", "--name", "Hotel Mar", "--template", "boutique_hotel"),
        *("--timezone", "Europe/Madrid", "--website", "hotelmar.example", "--colour", "#aa3300"),
        *("--language", "es", "--language", "en", "--port", "9001", "--json"),
        *("--owner-email", "ana@hotelmar.example", "--owner-password-stdin"),
        typed="correct horse battery\n",
    )

    home = Home(tmp_path / "home")
    settings = read_settings(home)
    assert done.code == 0, done.err
    assert settings.business.name == "Hotel Mar"
    assert settings.business.website == "https://hotelmar.example"
    assert settings.business.languages == ["es", "en"]
    assert (settings.server.port, settings.business.colour) == (9001, "#aa3300")
    assert done.json["embed"] == '<script src="http://127.0.0.1:9001/widget.js" async></script>'
    assert done.json["next"][0].startswith("concierge ingest https://hotelmar.example")
    assert done.json["generated_password"] == ""
    store = open_store(home)
    with store.reading() as tx:
        ana = accounts.find(tx, "ana@hotelmar.example")
    store.close()
    assert ana.role == "owner"
    assert accounts.verify_password(ana.password_hash, "correct horse battery")


def test_a_password_is_made_up_and_told_once(inside: Inside, tmp_path: Path) -> None:
    done = inside("init", "--yes", "--name", "Mar", "--owner-email", "a@mar.example", "--json")

    password = done.json["generated_password"]
    assert accounts.check_password(password) == password
    everything = b"".join(p.read_bytes() for p in (tmp_path / "home").rglob("*") if p.is_file())
    assert password.encode() not in everything


def test_the_settings_file_explains_every_setting(founded: Path) -> None:
    text = (founded / "concierge.toml").read_text()

    lines = " ".join(line.removeprefix("# ") for line in text.splitlines())
    for section in SECTIONS.values():
        for key, field in section.model_fields.items():
            assert key in text or "secrets.env" in (field.description or "")
            assert (field.description or "") in lines


def test_every_default_in_the_settings_file_can_be_woken(founded: Path) -> None:
    text = (founded / "concierge.toml").read_text()

    keys = {key for section in SECTIONS.values() for key in section.model_fields}
    woken = "\n".join(
        line[2:] if line.startswith("# ") and line[2:].split(" = ")[0] in keys else line
        for line in text.splitlines()
    )

    assert set(tomllib.loads(woken)) == set(SECTIONS)
    (founded / "concierge.toml").write_text(woken)
    read_settings(Home(founded))


def test_only_its_owner_can_read_a_home(founded: Path) -> None:
    for path in (founded, *founded.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_was_made_before_is_not_overwritten(inside: Inside, founded: Path) -> None:
    before = (founded / "concierge.toml").read_bytes()

    done = inside("init", "--yes", "--name", "Other")

    assert done.code == 5
    assert (founded / "concierge.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (["--name", ""], 2, "needs a name"),
        (["--template", "boutique_hotl"], 4, "boutique_hotel"),
        (["--timezone", "Europe/Madird"], 2, "Europe/Madrid"),
        (["--colour", "red"], 2, "business.colour"),
        (["--port", "99999"], 2, "server.port"),
        (["--model", "oracle:x"], 2, "oracle"),
        (["--website", "not a site"], 2, "website"),
        (["--website", "javascript:alert(1)"], 2, "website"),
        (["--owner-email", "ana"], 2, "e-mail"),
    ],
)
def test_a_wrong_answer_makes_nothing_at_all(
    inside: Inside, tmp_path: Path, flags: list[str], code: int, said: str
) -> None:
    done = inside("init", "--yes", "--name", "Mar", *flags)

    assert done.code == code
    assert said in done.err
    assert not (tmp_path / "home").exists()


def test_a_weak_password_makes_nothing_at_all(inside: Inside, tmp_path: Path) -> None:
    done = inside(
        *("init", "--yes", "--name", "Mar", "--owner-email", "a@mar.example"),
        "--owner-password-stdin",
        typed="password12\n",
    )

    assert done.code == 2
    assert not (tmp_path / "home").exists()


def test_a_password_that_never_came_makes_nothing_at_all(inside: Inside, tmp_path: Path) -> None:
    done = inside(
        *("init", "--yes", "--name", "Mar", "--owner-email", "a@mar.example"),
        "--owner-password-stdin",
        typed="",
    )

    assert (done.code, "No password came in." in done.err) == (2, True)
    assert not (tmp_path / "home").exists()


def test_with_nobody_to_ask_it_says_how_to_answer(inside: Inside) -> None:
    done = inside("init", "--name", "Mar")

    assert done.code == 2
    assert "--yes" in done.err


class Terminal:
    """The other end of a terminal in which the wizard asks."""

    def __init__(self, home: Path) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            command("init", "--home", home),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(TERM="dumb", TZ="Europe/London"),
            start_new_session=True,
        )
        os.close(slave)
        self.seen, self.heard = "", 0

    def answer(self, question: str, words: str) -> None:
        self.read_until(question)
        os.write(self.master, f"{words}\n".encode())

    def answer_unseen(self, question: str, words: str) -> None:
        """What is typed before the terminal is silent is thrown away, as it should be."""
        self.read_until(question)
        until = time.monotonic() + 60
        while termios.tcgetattr(self.master)[3] & termios.ECHO:
            assert time.monotonic() < until, "the terminal still shows what is typed"
            time.sleep(0.02)
        os.write(self.master, f"{words}\n".encode())

    def read_until(self, wanted: str) -> None:
        until = time.monotonic() + 60
        while wanted not in self.seen[self.heard :]:
            ready, _, _ = select.select([self.master], [], [], 0.5)
            if not ready:
                assert time.monotonic() < until, f"never asked {wanted!r}:\n{self.seen}"
                continue
            try:
                self.seen += os.read(self.master, 4096).decode(errors="replace")
            except OSError:  # Linux says so when the other end closes
                break
        assert wanted in self.seen[self.heard :]
        self.heard = self.seen.index(wanted, self.heard) + len(wanted)


def test_the_wizard_asks_again_until_the_answer_is_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    terminal = Terminal(home)

    terminal.answer("called?", "Hotel Mar [b]")
    terminal.answer("Its number", str(list_templates().index("boutique_hotel") + 1))
    terminal.answer("time zone", "Nowhere")
    terminal.answer("is not a time zone", "")
    terminal.answer("website?", "hotelmar.example")
    terminal.answer("colour?", "#123456")
    terminal.answer("Model?", "")
    terminal.answer("account now?", "y")
    terminal.answer("e-mail?", "ana@hotelmar.example")
    terminal.answer_unseen("ten characters or more", "short")
    terminal.read_until("needs 10 characters")
    terminal.answer_unseen("ten characters or more", "a long enough password")
    terminal.answer_unseen("once more", "a long enough password")
    terminal.read_until("concierge serve")

    assert terminal.process.wait(30) == 0
    assert "a long enough password" not in terminal.seen
    settings = read_settings(Home(home))
    assert settings.business.name == "Hotel Mar [b]"
    assert settings.business.template == "boutique_hotel"
    assert settings.business.timezone == "Europe/London"
    os.close(terminal.master)
