"""Putting the chat on a website or a wall, and what guests sent through it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cli.examining import Patient
from cli.examining_widget import widget
from server.uploads import kept_files
from store import conversations, portals, visits
from store.db import Store
from store.home import Home
from store.migrate import open_store
from store.settings import read_settings
from store.tables import Conversation, utcnow
from store.visits import Kept
from tests.cli.conftest import Inside


@pytest.fixture
def conversation(founded: Path) -> Conversation:
    """One in which a guest sent a file."""
    home = Home(founded)
    store = open_store(home)
    (kept_files(home) / "a.jpg").write_bytes(b"a picture")
    with store.writing() as tx:
        begun = conversations.start(tx, channel="widget").conversation
        kept = Kept("a.jpg", "Beach.jpg", "image/jpeg", 9, "photo")
        visits.send_file(tx, begun, kept, "c1", text=kept.name)
    store.close()
    return begun


@pytest.fixture
def public(founded: Path, inside: Inside) -> Inside:
    """Commands of a home that guests' phones can reach."""
    inside("config", "set", "server.public_url", "https://desk.example")
    return inside


def test_the_line_for_a_website_names_one_version_when_it_is_pinned(public: Inside) -> None:
    plain = public("widget", "snippet").out
    pinned = public("widget", "snippet", "--pin", "--json").json

    assert plain == '<script src="https://desk.example/widget.js" async></script>\n'
    assert pinned["integrity"].startswith("sha384-")
    assert pinned["integrity"] in pinned["html"]
    assert pinned["address"].startswith("https://desk.example/widget/")


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_a_code_is_written_for_a_room(public: Inside, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"room.{ending}"

    done = public("widget", "qr", "--label", "Room 12", "--out", file)

    assert done.code == 0, done.err
    assert "https://desk.example/chat?place=Room+12" in done.out
    assert file.stat().st_size > 500


def test_a_code_is_no_other_kind_of_file(public: Inside, tmp_path: Path) -> None:
    assert public("widget", "qr", "--out", tmp_path / "room.docx").code == 2


def test_files_of_guests_are_saved_beside_what_is_there(
    inside: Inside, conversation: Conversation, tmp_path: Path
) -> None:
    for _ in range(2):
        done = inside("conversation", "files", conversation.public_id, "--out", tmp_path, "--json")

    (file,) = done.json
    assert (file["name"], file["saved"]) == ("Beach.jpg", "")
    (saved,) = tmp_path.glob("*-Beach.jpg")
    assert saved.read_bytes() == b"a picture"


def test_a_guest_gets_a_link_of_their_own(
    public: Inside, conversation: Conversation, founded: Path
) -> None:
    url = public("conversation", "link", conversation.public_id, "--days", "7").out.strip()

    assert url.startswith("https://desk.example/mine/")
    store = open_store(Home(founded))
    with store.reading() as tx:
        token = url.rpartition("/")[2]
        assert portals.conversations_of(tx, token)
        assert portals.conversations_of(tx, token, utcnow() + timedelta(days=8)) is None
    store.close()


def findings(founded: Path, store: Store) -> list[tuple[str, str]]:
    patient = Patient(Home(founded), read_settings(Home(founded)), store)
    return [(found.verdict, found.said) for found in widget(patient)]


def test_doctor_names_websites_that_may_not_embed_it_and_a_line_that_is_held(
    founded: Path,
) -> None:
    store = open_store(Home(founded))
    assert [verdict for verdict, _ in findings(founded, store)] == ["ok"]

    with store.writing() as tx:
        week_ago = utcnow() - timedelta(days=7)
        visits.note_turned_away(tx, "https://stranger.example", keep=10, since=week_ago)
        visits.note_held_line(tx)

    said = findings(founded, store)
    assert ("warn", "https://stranger.example embeds the widget and may not.") in said
    assert ("warn", "Something before the server holds streams back.") in said
    store.close()
