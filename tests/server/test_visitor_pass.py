"""Who a guest is, signed by the website they are on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from server import visitor_pass
from store import conversations, identity
from store.errors import Unauthorized
from store.settings import Settings
from store.tables import Contact
from tests.conftest import Serve
from tests.fakes import EchoComposer
from tests.server.test_pages import wanting

SECRET = "a long secret of the website's server"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLAIMS: dict[str, Any] = {
    "sub": "4711",
    "name": "Maria",
    "email": "Maria@example.com",
    "exp": int((NOW + timedelta(hours=1)).timestamp()),
}


def claiming(**changes: Any) -> str:
    return visitor_pass.sign(SECRET, {**CLAIMS, **changes})


def test_a_pass_says_who_the_guest_is() -> None:
    shown = visitor_pass.read(SECRET, claiming(), NOW)

    assert (shown.person, shown.name) == ("mail:maria@example.com", "Maria")
    assert visitor_pass.read(SECRET, claiming(email=""), NOW).person == "site:4711"


WRONG = {
    "nothing": "",
    "no mark": claiming().split(".")[0],
    "another secret": visitor_pass.sign("another", CLAIMS),
    "changed": claiming()[1:],
    "over": claiming(exp=int(NOW.timestamp()) - 1),
    "for ever": claiming(exp=int((NOW + timedelta(days=30)).timestamp())),
    "nobody": claiming(sub=""),
    "no text": "\u2028.\u2028",
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_a_pass_that_is_wrong_in_any_way_is_refused_in_the_same_words(what: str) -> None:
    with pytest.raises(Unauthorized) as refused:
        visitor_pass.read(SECRET, WRONG[what], NOW)

    assert refused.value.message == visitor_pass.REFUSED


def test_without_a_secret_no_pass_is_right() -> None:
    with pytest.raises(Unauthorized):
        visitor_pass.read("", visitor_pass.sign("", CLAIMS), NOW)


def test_a_guest_with_a_pass_is_known_to_staff(serve: Serve, settings: Settings) -> None:
    served = serve(EchoComposer(), wanting(settings, identity_secret=SecretStr(SECRET)))
    guest = served.guest()
    soon = int((datetime.now(UTC) + timedelta(hours=1)).timestamp())
    path = f"{guest.path}/identity"

    answers = [
        served.client.post(path, json={"token": token}, headers=guest.headers).status_code
        for token in (claiming(exp=soon), claiming(exp=soon), "x.y")
    ]

    assert answers == [204, 204, 401]
    with served.house.store.reading() as tx:
        conversation = conversations.by_public_id(tx, guest.id)
        contact, proof = (
            tx.get(Contact, conversation.contact_id),
            identity.proof_of(tx, conversation.id),
        )
    assert contact
    assert (contact.name, contact.email) == ("Maria", "Maria@example.com")
    assert proof
    assert (proof.person, proof.how) == ("mail:maria@example.com", "link")
