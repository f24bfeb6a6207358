"""Each event is told once, whatever happens to the house; webhooks are signed and go nowhere
private."""

from __future__ import annotations

import base64
import hashlib
import hmac

import httpx
import pytest
from sqlalchemy import select

from channels.channel import Outbound
from server.noticing import Noticing
from server.webhooks import Webhook
from store import escalations, notices, outbox
from store.db import Store
from store.errors import ConciergeError, Forbidden, Invalid, Unavailable
from store.settings import Mail, Settings
from store.tables import Delivery, Notice, User
from tests.store.talk import opened, said

HOOK = "https://hooks.example/desk"


@pytest.fixture
def mailing(settings: Settings) -> Settings:
    return settings.model_copy(update={"mail": Mail(host="mail.example")})


@pytest.fixture
def wishing(store: Store, ana: User) -> str:
    """Ana wants calls by mail and webhook; her secret."""
    with store.writing() as tx:
        chosen = notices.choose(
            tx, ana, means={"escalation": ["mail", "webhook"], "delivery": ["webhook"]},
            webhook=HOOK,
        )  # fmt: skip
        return chosen.webhook_secret


def a_call(store: Store) -> None:
    conversation = opened(store).conversation
    said(store, conversation, "A person, please.", "k1")
    with store.writing() as tx:
        escalations.escalate(tx, conversation.id, "Asked for one.")


def run_out(noticing: Noticing, settings: Settings) -> None:
    while noticing.step(settings):
        pass


def owed(store: Store) -> list[Delivery]:
    with store.reading() as tx:
        return list(tx.scalars(select(Delivery).order_by(Delivery.courier)))


def test_an_event_is_told_once_also_by_a_house_that_begins_anew(
    store: Store, mailing: Settings, wishing: str
) -> None:
    first = Noticing(store)
    run_out(first, mailing)
    a_call(store)
    run_out(first, mailing)
    for _ in range(2):
        run_out(Noticing(store), mailing)

    with store.reading() as tx:
        assert len(tx.scalars(select(Notice)).all()) == 1
    assert [one.courier for one in owed(store)] == ["mail", "webhook"]
    assert "person, please" not in str([one.payload for one in owed(store)])


def test_what_happened_while_the_house_was_closed_is_told_when_it_opens(
    store: Store, mailing: Settings, wishing: str
) -> None:
    run_out(Noticing(store), mailing)
    a_call(store)
    told = Noticing(store)
    run_out(told, mailing)
    a_call(store)
    run_out(Noticing(store), mailing)

    with store.reading() as tx:
        assert len(tx.scalars(select(Notice)).all()) == 2


def test_a_webhook_that_is_dead_is_not_told_by_webhook(
    store: Store, mailing: Settings, wishing: str
) -> None:
    noticing = Noticing(store)
    run_out(noticing, mailing)
    a_call(store)
    run_out(noticing, mailing)
    with store.writing() as tx:
        for delivery in tx.scalars(select(Delivery)):
            outbox.give_up(tx, delivery, "refused")
    run_out(noticing, mailing)

    assert len(owed(store)) == 2


def sent(store: Store, ana: User, answer: httpx.Response) -> httpx.Request:
    seen: list[httpx.Request] = []

    def receive(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answer

    payload = {"user_id": ana.id, "body": {"type": "notice.try"}}
    hook = Webhook(store, httpx.MockTransport(receive), clock=lambda: 1_700_000_000.0)
    hook.send(Outbound("notice:1", HOOK, payload))
    return seen[0]


def test_a_webhook_is_signed_so_that_its_receiver_can_tell(
    store: Store, ana: User, wishing: str
) -> None:
    request = sent(store, ana, httpx.Response(204))

    name, at = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    key = base64.b64decode(wishing.removeprefix("whsec_"))
    signed = hmac.new(key, f"{name}.{at}.".encode() + request.content, hashlib.sha256)
    wanted = f"v1,{base64.b64encode(signed.digest()).decode()}"
    assert (at, request.headers["webhook-signature"]) == ("1700000000", wanted)


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unavailable), (429, Unavailable), (410, Invalid), (302, Invalid)]
)
def test_an_answer_says_whether_to_try_again(
    store: Store, ana: User, wishing: str, status: int, error: type[ConciergeError]
) -> None:
    with pytest.raises(error):
        sent(store, ana, httpx.Response(status, headers={"location": "https://x.example"}))


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:9/x", "https://[::1]/x", "https://10.0.0.1/"]
)
def test_a_webhook_never_reaches_into_a_private_network(
    store: Store, ana: User, address: str
) -> None:
    with store.writing() as tx:
        notices.choose(tx, ana, webhook=address)

    with pytest.raises(Forbidden):
        Webhook(store).send(Outbound("k", address, {"user_id": ana.id, "body": {}}))


def test_a_webhook_that_is_wanted_no_more_is_not_called(store: Store, ana: User) -> None:
    with pytest.raises(Invalid):
        sent(store, ana, httpx.Response(204))
