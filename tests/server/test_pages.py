"""What guests' browsers load, over HTTP."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from server import qr, widget_files
from server.snippet import snippet_of
from store.errors import Invalid
from store.settings import Settings
from store.tables import User
from tests.conftest import Serve
from tests.fakes import EchoComposer


def wanting(settings: Settings, **wishes: object) -> Settings:
    widget = settings.widget.model_copy(update=wishes)
    return settings.model_copy(update={"widget": widget})


def wishes_in(script: str) -> dict[str, object]:
    found = re.search(r"\}\)\((\{.*\})\);\n$", script)
    assert found
    wishes: dict[str, object] = json.loads(found[1])
    return wishes


def test_the_bell_comes_squeezed_once_and_then_not_at_all(serve: Serve) -> None:
    client = serve().client

    first = client.get("/widget.js")
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) <= 8_000
    assert first.headers["access-control-allow-origin"] == "*"
    assert (again.status_code, again.content) == (304, b"")


def test_the_bell_brings_what_the_business_wishes(serve: Serve, settings: Settings) -> None:
    wanted = wanting(settings, launcher="Ask </script> us", position="left", proactive="Hi?")

    script = serve(changed=wanted).client.get("/widget.js").text

    assert wishes_in(script) == {
        "colour": "#1f5f5b",
        "position": "left",
        "launcher": "Ask </script> us",
        "proactive": {"text": "Hi?", "after": 8.0, "pages": []},
    }


@pytest.mark.parametrize(
    ("hours", "hour", "said"),
    [
        ("", 3, True),
        ("09:00-18:00", 9, True),
        ("09:00-18:00", 18, False),
        ("22:00-06:00", 23, True),
        ("22:00-06:00", 5, True),
        ("22:00-06:00", 12, False),
    ],
)
def test_the_greeting_keeps_its_hours(
    settings: Settings, hours: str, hour: int, said: bool
) -> None:
    wanted = wanting(settings, proactive="Hi?", proactive_hours=hours)
    now = datetime(2026, 11, 20, hour, tzinfo=ZoneInfo("Europe/London"))

    assert ("proactive" in widget_files.wishes(wanted, now)) is said


def test_a_pinned_line_names_the_bytes_that_are_served(serve: Serve, settings: Settings) -> None:
    client = serve().client
    line = snippet_of(wanting(settings, launcher='Say "hi"'), pinned=True)

    served = client.get(line.address.removeprefix(settings.public_url))

    digest = base64.b64encode(hashlib.sha384(served.content).digest()).decode()
    assert line.integrity == f"sha384-{digest}"
    assert served.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert 'data-launcher="Say &quot;hi&quot;"' in line.html


@pytest.mark.parametrize("path", ["x/widget.js", "{version}/..%2fversions.json", "{version}/no.js"])
def test_nothing_else_is_served_as_a_version(serve: Serve, path: str) -> None:
    asked = path.format(version=widget_files.newest())

    assert serve().client.get(f"/widget/{asked}").status_code == 404


def public(settings: Settings) -> Settings:
    server = settings.server.model_copy(update={"public_url": "https://desk.seaview.example"})
    return settings.model_copy(update={"server": server})


def test_a_code_carries_its_place(settings: Settings) -> None:
    address = qr.address(public(settings), "Room 12 & Süd")

    assert address == "https://desk.seaview.example/chat?place=Room+12+%26+S%C3%BCd"


@pytest.mark.parametrize(
    ("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_a_code_is_drawn_for_screen_and_print(kind: str, begins: bytes) -> None:
    assert qr.picture("https://desk.seaview.example/chat", kind).startswith(begins)


def test_a_code_nobody_could_follow_is_not_made(settings: Settings) -> None:
    with pytest.raises(Invalid, match="an address they can reach"):
        qr.address(settings, "")


def test_the_place_of_a_code_is_what_staff_see(serve: Serve, ana: User) -> None:
    served = serve(EchoComposer())
    asked = {"locale": "en", "place": " Room 12 "}
    started = served.client.post("/v1/conversations", json=asked).json()
    headers = {"Authorization": f"Bearer {started['token']}"}
    words = {"client_id": "c1", "text": "More towels, please"}
    path = f"/v1/conversations/{started['id']}/messages"
    served.client.post(path, json=words, headers=headers).raise_for_status()

    (row,) = served.client.get("/v1/staff/inbox", headers=served.sign_in()).json()["rows"]

    assert row["title"] == "Room 12"


def test_each_page_may_greet_in_its_own_words(serve: Serve, settings: Settings) -> None:
    client = serve(
        changed=wanting(settings, greetings={"/rooms/*": "Which room?", "/": "Hello."})
    ).client

    def greeted(page: str) -> str:
        asked = {"locale": "en", "page": page}
        return str(client.get("/v1/config", params=asked).json()["greeting"])

    assert greeted("/rooms/sea") == "Which room?"
    assert greeted("/") == "Hello."
    assert "Seaview" in greeted("/prices")


def test_a_logo_is_drawn_small_for_every_page(serve: Serve, settings: Settings) -> None:
    Image.new("RGB", (900, 300), (10, 20, 30)).save(settings.home.path / "logo.jpg")
    client = serve(changed=wanting(settings, logo="logo.jpg")).client

    address = client.get("/v1/config").json()["logo"]
    answer = client.get(address)

    assert address.startswith("/brand/logo.png?v=")
    assert answer.headers["access-control-allow-origin"] == "*"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (128, 43)


@pytest.mark.parametrize("logo", ["", "missing.png", "concierge.toml"])
def test_without_a_logo_there_is_none(serve: Serve, settings: Settings, logo: str) -> None:
    client = serve(changed=wanting(settings, logo=logo)).client

    assert client.get("/v1/config").json()["logo"] == ""
    assert client.get("/brand/logo.png").status_code == 404
