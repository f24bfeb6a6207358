"""Websites that embed the widget and may not are named to the owner."""

from __future__ import annotations

from datetime import timedelta

from store import visits
from store.tables import utcnow
from tests.conftest import Serve, Served
from tests.fakes import EchoComposer


def noted(served: Served) -> list[str]:
    with served.house.store.reading() as tx:
        return sorted(visits.turned_away(tx, since=utcnow() - timedelta(days=1)))


def asked_from(served: Served, origin: str) -> str | None:
    answer = served.client.get("/v1/config", headers={"Origin": origin})
    allowed: str | None = answer.headers.get("access-control-allow-origin")
    return allowed


def test_a_stranger_is_refused_and_noted_once(serve: Serve) -> None:
    served = serve(EchoComposer())

    for _ in range(3):
        assert asked_from(served, "https://stranger.example") is None

    assert noted(served) == ["https://stranger.example"]


def test_the_house_itself_is_no_stranger(serve: Serve) -> None:
    served = serve(EchoComposer())
    own = served.house.settings.public_url

    assert asked_from(served, own) == own
    asked_from(served, served.address)
    assert noted(served) == []


def test_what_is_no_website_is_not_noted_and_there_is_an_end_to_it(serve: Serve) -> None:
    served = serve(EchoComposer())

    for origin in ("null", "file://", "https://a.example/path", "https://" + "a" * 300):
        asked_from(served, origin)
    for number in range(30):
        asked_from(served, f"https://s{number}.example")

    assert len(noted(served)) == 10


def test_a_line_that_is_held_back_is_noted(serve: Serve) -> None:
    served = serve(EchoComposer())
    guest = served.guest()

    for _ in range(2):
        path = f"{guest.path}?line=polling"
        served.client.get(path, headers=guest.headers).raise_for_status()

    with served.house.store.reading() as tx:
        assert visits.held_line(tx)
