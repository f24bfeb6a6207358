"""What guests' browsers load, over HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from server import widget_files
from server.snippet import snippet_of
from store.settings import Settings
from tests.conftest import Serve


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
