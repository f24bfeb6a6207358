"""Demos under /demo: made by strangers, read, asked, left behind, and never mixed up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.demos import home as homes
from server.demos.houses import DemoHouses
from server.demos.views import View
from server.house import open_house
from store import accounts, demos
from store.demos import Limits
from store.errors import TooMany
from store.migrate import open_store
from store.settings import Settings
from store.tables import Delivery, Demo, Escalation, utcnow
from tests.agent.seaview import furnish
from tests.conftest import PASSWORD
from tests.fakes import EchoComposer
from tests.server.demo_house import BY_HAND, DemoHouse, demo_house, main_home, price_list
from tests.websites import Website, seaview, served

SOLE = "How much is the grilled sole?"
SOUP = "How much is the onion soup?"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoHouse]:
    folder = tmp_path_factory.mktemp("main") / "home"
    with demo_house(folder, per_hour=50, most=50, most_open=10) as opened:
        with opened.house.store.writing() as tx:
            accounts.add(tx, "ana@seaview.example", "Ana", "owner", PASSWORD)
        yield opened


@pytest.fixture(scope="module")
def sole(house: DemoHouse) -> str:
    """The path of a demo that knows one dish."""
    return house.make(
        {"name": "Harbour <i>Kitchen"}, [("Menu.pdf", price_list("Grilled sole", "24.50"))]
    )


def unread(house: DemoHouse, label: str = "Nothing") -> str:
    """The path of a demo with an empty home: it is there, and knows nothing."""
    with house.house.store.writing() as tx:
        demo = demos.make(tx, label, Limits(most=50, per_hour=1, days=14))
        demos.take(tx, demo)
        demos.ready(tx, demo.id, [])
    homes.found(house.house.settings, demo.public_id, demo.label, "en")
    return f"/demo/{demo.public_id}"


@pytest.fixture(scope="module")
def soup(house: DemoHouse) -> str:
    """The path of another that knows another."""
    path = unread(house, "Soup Bar")
    store = open_store(homes.home_of(house.house.settings.home, path.rpartition("/")[2]))
    furnish(store, [("Menu", "Onion soup ... EUR 6.85")], [])
    store.close()
    return path


def row(house: DemoHouse, path: str) -> Demo:
    with house.house.store.reading() as tx:
        return demos.find(tx, path.rpartition("/")[2])


def signed_in(house: DemoHouse) -> dict[str, str]:
    asked = {"email": "ana@seaview.example", "password": PASSWORD}
    token = house.client.post("/v1/staff/sessions", json=asked).json()["token"]
    return {"Authorization": f"Bearer {token}"}


def test_a_demo_answers_from_what_it_was_made_of(house: DemoHouse, sole: str) -> None:
    page = house.client.get(sole, headers=BY_HAND).text

    assert "Harbour &lt;i&gt;Kitchen" in page
    assert f'href="{sole}/chat"' in page
    assert f'href="{sole}/chat?q=' in page
    assert "24.50" in house.ask(sole, SOLE)


def test_no_house_knows_what_another_knows(house: DemoHouse, sole: str, soup: str) -> None:
    assert "6.85" in house.ask(soup, SOUP)
    assert "24.50" not in house.ask(soup, SOLE)
    assert "6.85" not in house.ask(sole, SOUP)
    assert "24.50" not in house.ask("", SOLE)


def test_no_house_opens_the_conversations_of_another(
    house: DemoHouse, sole: str, soup: str
) -> None:
    opened = house.client.post(f"{sole}/v1/conversations", json={}).json()
    token = {"Authorization": f"Bearer {opened['token']}"}

    status = {
        path: house.client.get(f"{path}/v1/conversations/{opened['id']}", headers=token).status_code
        for path in (sole, soup, "")
    }

    assert status == {sole: 200, soup: 401, "": 401}


def test_a_demo_has_no_staff_and_shows_nothing_of_the_machine(house: DemoHouse, sole: str) -> None:
    owner = signed_in(house)
    for path in (
        *("/v1/staff/inbox", "/v1/staff/demos", "/v1/staff/sessions", "/healthz", "/readyz"),
        *("/metrics", "/mine/x", "/account/x", "/openapi.json", "/demo", "/demonstration/"),
        *("/chat/../v1/staff/inbox", "/chat/..%2f..%2fhealthz", "/brand/logo.png", "//healthz"),
    ):
        answer = house.client.get(sole + path, headers=owner)

        assert answer.status_code == 404, path
    assert house.client.post(f"{sole}/v1/staff/sessions", json={}).status_code == 404


def test_a_demos_page_loads_from_its_own_address_alone(house: DemoHouse, sole: str) -> None:
    page = house.client.get(f"{sole}/chat", headers=BY_HAND)
    named = re.findall(r'(?:src|href)="(/[^"]*)"', page.text)

    assert named
    assert [path for path in named if not path.startswith(f"{sole}/")] == []
    assert {house.client.get(path).status_code for path in named} == {200}
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]


def test_what_a_demo_was_told_stays_in_its_own_home(house: DemoHouse, sole: str) -> None:
    before = house.client.get("/v1/staff/inbox", headers=signed_in(house)).json()

    house.ask(sole, "Do you know the word amanuensis?")

    after = house.client.get("/v1/staff/inbox", headers=signed_in(house)).json()
    assert len(after["rows"]) == len(before["rows"])
    home = homes.home_of(house.house.settings.home, sole.rpartition("/")[2])
    told = b"".join(file.read_bytes() for file in home.path.glob("concierge.db*"))
    main = b"".join(file.read_bytes() for file in home.path.parents[1].glob("concierge.db*"))
    assert b"amanuensis" in told
    assert b"amanuensis" not in main


def test_staff_see_how_far_demos_came_and_who_left_details(house: DemoHouse, soup: str) -> None:
    house.client.get(f"{soup}/chat", headers=BY_HAND)
    house.ask(soup, SOUP)
    fields = {"name": "Maria", "email": "maria@soup.example", "phone": "", "note": "Call me."}
    sent = {"mark": house.mark(soup), "consent": "yes", **fields}

    left = house.client.post(f"{soup}/details", data=sent, headers=BY_HAND)
    again = house.client.post(f"{soup}/details", data=sent, headers=BY_HAND)

    assert left.status_code == 303
    assert "Thank you" in house.client.get(left.headers["location"], headers=BY_HAND).text
    assert again.status_code == 409
    house.go_round()
    told = house.client.get("/v1/staff/demos", headers=signed_in(house)).json()
    (mine,) = [demo for demo in told["demos"] if demo["address"].endswith(soup)]
    assert mine["contact"]["email"] == "maria@soup.example"
    assert told["funnel"]["left_details"] == 1
    consent = row(house, soup).consent
    assert consent == (
        "I agree that Seaview keeps these details to get in touch with me about this demo."
    )
    with house.house.store.reading() as tx:
        assert [e.reason for e in tx.query(Escalation)] == [
            "Left contact details on the demo of Soup Bar."
        ]
        # Nothing is mailed unless the owner wants it.
        assert tx.query(Delivery).filter(Delivery.courier == "mail").count() == 0


def test_details_without_consent_are_not_kept(house: DemoHouse, sole: str) -> None:
    sent = {"mark": house.mark(sole), "name": "<b>Eve", "email": "eve@inn.example"}

    answer = house.client.post(f"{sole}/details", data=sent, headers=BY_HAND)

    assert answer.status_code == 422
    assert "Without your consent" in answer.text
    assert "&lt;b&gt;Eve" in answer.text
    assert row(house, sole).contact_id is None


def test_a_form_that_another_website_sends_is_refused(house: DemoHouse) -> None:
    pdf = [("Menu.pdf", price_list("Tea", "2.00"))]

    foreign = house.send({}, pdf, Origin="https://evil.example")
    cross = house.send({}, pdf, **{"Sec-Fetch-Site": "cross-site"})
    unmarked = house.send({"mark": "1.x"}, pdf)

    for answer in (foreign, cross, unmarked):
        assert answer.status_code == 422
        assert "The form was too old" in answer.text


@pytest.mark.parametrize(
    ("fields", "files", "said"),
    [
        ({"website": "file:///etc/passwd"}, [], "not the address of a website"),
        ({"website": "/etc/passwd"}, [], "not the address of a website"),
        ({"website": ""}, [], "a website or a PDF"),
        ({}, [("Menu.pdf", b"<html>")], "Only PDFs"),
        ({}, [("Menu.pdf", b"%PDF-" + bytes(10_000_001))], "too large"),
    ],
    ids=["file", "path", "nothing", "no-pdf", "large"],
)
def test_a_form_with_something_wrong_says_so_and_keeps_what_was_typed(
    house: DemoHouse, fields: dict[str, str], files: list[tuple[str, bytes]], said: str
) -> None:
    answer = house.send({"name": "Sea & Sand", **fields}, files)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Sea &amp; Sand"' in answer.text


def test_a_body_larger_than_all_pdfs_together_is_refused_before_it_is_read(
    house: DemoHouse,
) -> None:
    answer = house.client.post("/demo", content=bytes(10_100_000))

    assert answer.status_code == 413


def test_no_demo_reads_inside_the_private_network(house: DemoHouse) -> None:
    with served(Website(seaview())) as site:
        path = house.make({"website": site.address})

        assert site.asked == []
    page = house.client.get(path, headers=BY_HAND)
    assert "It could not be read" in page.text
    house.go_round()
    assert not homes.home_of(house.house.settings.home, path.rpartition("/")[2]).exists()


def test_an_ended_demo_is_removed_whole_and_its_page_says_so_kindly(house: DemoHouse) -> None:
    path = unread(house)
    public_id = path.rpartition("/")[2]
    home = homes.home_of(house.house.settings.home, public_id)
    assert house.client.get(f"{path}/chat", headers=BY_HAND).status_code == 200
    with house.house.store.writing() as tx:
        demos.find(tx, public_id).expires_at = utcnow() - timedelta(seconds=1)

    page = house.client.get(path, headers=BY_HAND)
    chat = house.client.get(f"{path}/chat", headers=BY_HAND)
    talk = house.client.post(f"{path}/v1/conversations", json={})
    house.go_round()

    assert (page.status_code, chat.status_code, talk.status_code) == (410, 410, 404)
    assert "removed whole" in page.text
    assert not home.path.exists()
    assert row(house, path).state == "ended"


def test_staff_may_end_a_demo_at_once(house: DemoHouse) -> None:
    path = unread(house)

    ended = house.client.delete(f"/v1/staff/demos/{row(house, path).id}", headers=signed_in(house))

    assert ended.status_code == 204
    assert house.client.get(path, headers=BY_HAND).status_code == 410


# --- without a server ---------------------------------------------------------------------


def knock(settings: Settings, *asked: tuple[str, dict[str, str] | None]) -> list[httpx.Response]:
    """What a house that is not kept answers: (path, form) one after the other."""
    house = open_house(settings, composer=EchoComposer())

    async def all_of_it() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(house), client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://main") as client:
            page = await client.get("/demo")
            mark = re.search(r'name="mark" value="([^"]+)"', page.text)
            marked = {"mark": mark[1]} if mark else {}
            return [
                await client.get(path)
                if form is None
                else await client.post(path, data={**marked, **form}, headers=BY_HAND)
                for path, form in asked
            ]

    try:
        return asyncio.run(all_of_it())
    finally:
        house.close()


def test_a_mail_to_whoever_left_details_holds_no_address_but_the_demos_own(tmp_path: Path) -> None:
    settings = main_home(tmp_path / "home")
    demo = Demo(public_id="a" * 24, label="see https://evil.example/x", expires_at=utcnow())

    letter = View(settings, "en").letter(demo, "Eve http://evil.example @all")

    assert "evil.example" in letter["text"]
    assert re.findall(r"\S*://\S*", letter["text"]) == [f"{settings.public_url}/demo/{'a' * 24}"]
    assert "@" not in letter["text"] + letter["subject"]


def test_a_demo_whose_home_is_gone_has_ended(house: DemoHouse) -> None:
    path = unread(house)
    homes.remove(house.house.settings.home, path.rpartition("/")[2])

    for deeper in ("", "/chat"):
        assert house.client.get(path + deeper, headers=BY_HAND).status_code == 410


def test_strangers_make_nothing_unless_the_owner_lets_them(tmp_path: Path) -> None:
    off = main_home(tmp_path / "home", enabled="false")

    page, made = knock(off, ("/demo", None), ("/demo", {"website": "inn.example"}))

    assert (page.status_code, made.status_code) == (404, 404)
    assert not (off.home.path / homes.FOLDER).exists()


def test_whoever_made_too_many_is_told_when_to_come_again(tmp_path: Path) -> None:
    website = {"website": "inn.example"}
    often = main_home(tmp_path / "often", per_hour=1)

    first, second = knock(often, ("/demo", website), ("/demo", website))

    assert (first.status_code, second.status_code) == (303, 429)
    assert int(second.headers["retry-after"]) > 3000
    assert "several demos" in second.text


def test_only_so_many_houses_are_open_and_idle_ones_are_let_go(
    house: DemoHouse, sole: str, soup: str
) -> None:
    first, second = sole.rpartition("/")[2], soup.rpartition("/")[2]
    main = house.house.settings.home
    asked = {"type": "http", "method": "GET", "headers": [], "query_string": b"", "path": ""}
    started: list[int] = []

    async def send(message: Any) -> None:
        started.extend([message["status"]] if "status" in message else [])

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def crowded() -> list[list[str]]:
        houses = DemoHouses(main, 1, partial(create_app, has_demos=False))
        await houses.serve(first, "/v1/config", dict(asked), receive, send)
        with pytest.raises(TooMany):
            await houses.serve(second, "/v1/config", dict(asked), receive, send)
        open_then = [houses.now_open]
        await houses.close_idle({first, second}, idle_s=0.0)
        open_then.append(houses.now_open)
        await houses.serve(second, "/v1/config", dict(asked), receive, send)
        open_then.append(houses.now_open)
        await houses.close()
        return [*open_then, houses.now_open]

    assert asyncio.run(crowded()) == [[first], [], [second], []]
    assert started == [200, 200]
