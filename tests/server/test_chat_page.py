"""The chat as a page: installable, readable without scripts, links of guests, a 404 that helps."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from store import conversations, portals
from store.settings import Settings
from store.tables import User, utcnow
from tests.conftest import Serve, Served
from tests.fakes import EchoComposer
from tests.server.test_pages import wanting

ENGLISH = {"Accept-Language": "en", "Accept": "text/html"}


@pytest.fixture
def served(serve: Serve, settings: Settings, ana: User) -> Served:
    wanted = wanting(settings, phone="+34 971 000 000", email="desk@seaview.example")
    business = settings.business.model_copy(update={"name": "Sea & <View>"})
    return serve(EchoComposer(), wanted.model_copy(update={"business": business}))


def test_without_scripts_the_page_says_whom_to_call(served: Served) -> None:
    page = served.client.get("/chat", headers={"Accept-Language": "de-AT,en"}).text

    inside = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert 'href="tel:+34971000000"' in inside
    assert 'href="mailto:desk@seaview.example"' in inside
    assert "braucht JavaScript" in inside
    assert "Sea &amp; &lt;View&gt;" in inside


def test_the_page_can_be_installed(served: Served) -> None:
    client = served.client
    told = json.loads(client.get("/chat/manifest.webmanifest", headers=ENGLISH).text)

    assert (told["name"], told["start_url"], told["display"]) == (
        "Sea & <View>",
        "/chat",
        "standalone",
    )
    for icon in told["icons"]:
        answer = client.get(icon["src"])
        assert answer.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            with Image.open(io.BytesIO(answer.content)) as image:
                assert f"{image.width}x{image.height}" == icon["sizes"]
    worker = client.get("/chat/worker.js")
    assert worker.headers["service-worker-allowed"] == "/chat"
    assert client.get("/chat/icon-7.png").status_code == 404


def test_the_page_trusts_nobody_and_is_framed_by_the_business_alone(
    serve: Serve, settings: Settings
) -> None:
    server = settings.server.model_copy(update={"origins": ["https://offers.example"]})
    headers = (
        serve(changed=settings.model_copy(update={"server": server})).client.get("/chat").headers
    )

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert policy.endswith("frame-ancestors 'self' https://offers.example")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=()" in headers["permissions-policy"]


def test_a_page_that_is_not_there_leads_to_help(served: Served) -> None:
    for path in ("/rooms", "/chat/nothing", "/widget/x/y.js"):
        answer = served.client.get(path, headers=ENGLISH)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert 'href="/chat"' in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    problem = served.client.get("/v1/nothing", headers=ENGLISH)
    assert problem.headers["content-type"] == "application/problem+json"


def portal(served: Served) -> str:
    guest = served.guest()
    guest.ask("Is <b>breakfast</b> included?", "c1")
    with served.house.store.reading() as tx:
        contact_id = conversations.by_public_id(tx, guest.id).contact_id
    made = served.client.post(
        f"/v1/staff/contacts/{contact_id}/portal", json={"days": 7}, headers=served.sign_in()
    )
    assert made.status_code == 201
    url: str = made.json()["url"]
    return url.removeprefix(served.house.settings.public_url)


def test_a_guests_own_link_shows_what_was_said(served: Served) -> None:
    answer = served.client.get(portal(served), headers=ENGLISH)

    assert "Is &lt;b&gt;breakfast&lt;/b&gt; included?" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_link_that_expired_or_was_made_up_shows_nothing(served: Served) -> None:
    token = portal(served).rpartition("/")[2]

    answer = served.client.get("/mine/" + "x" * 43, headers=ENGLISH)

    assert answer.status_code == 404
    assert "no longer valid" in answer.text
    with served.house.store.reading() as tx:
        assert portals.conversations_of(tx, token)
        assert portals.conversations_of(tx, token, utcnow() + timedelta(days=8)) is None


def test_only_staff_make_such_links(served: Served) -> None:
    assert served.client.post("/v1/staff/contacts/1/portal", json={}).status_code == 401
