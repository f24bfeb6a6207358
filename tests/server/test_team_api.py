from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.client import StaffClient
from server.team_wire import MemberIn
from server.wire import EventOut
from store import second_step
from store.db import Store
from store.errors import CodeWanted, ConciergeError, Forbidden, NotFound, Unauthorized, Unavailable
from store.settings import Settings
from store.tables import Delivery, User, utcnow
from tests.conftest import PASSWORD, Serve, Served
from tests.server.composers import Echo

NEW = "five quite other words"


@pytest.fixture
def served(serve: Serve, ana: User) -> Served:
    return serve(Echo())


@pytest.fixture
async def desk(served: Served) -> AsyncIterator[StaffClient]:
    async with StaffClient(served.address) as client:
        await client.sign_in("ana@seaview.example", PASSWORD, "a laptop")
        yield client


async def another(served: Served, **given: Any) -> StaffClient:
    client = StaffClient(served.address)
    await client.sign_in(**{"email": "ana@seaview.example", "password": PASSWORD, **given})
    return client


async def test_sessions_are_listed_and_ended_at_once(desk: StaffClient, served: Served) -> None:
    other = await another(served, device="a telephone")

    listed = await desk.sessions()
    assert [(one.device, one.current) for one in listed] == [
        ("a telephone", False),
        ("a laptop", True),
    ]
    await desk.end_session(listed[0].id)

    with pytest.raises(Unauthorized):
        await other.me()
    assert len(await desk.sessions()) == 1
    await other.close()


async def test_an_open_stream_tells_nothing_after_its_session(
    desk: StaffClient, served: Served
) -> None:
    other = await another(served, device="a telephone")
    told: list[str] = []
    opened = asyncio.Event()

    async def follow() -> None:
        async for event in other.events(opened=opened.set):
            if isinstance(event, EventOut):
                told.append(event.kind)

    following = asyncio.create_task(follow())
    await opened.wait()
    (theirs,) = [one for one in await desk.sessions() if not one.current]
    await desk.end_session(theirs.id)
    await desk.invite("ben@seaview.example")

    with pytest.raises(Unavailable):
        await following
    assert told == []
    await other.close()


async def test_a_changed_password_ends_all_sessions_but_this(
    desk: StaffClient, served: Served
) -> None:
    other = await another(served)
    with pytest.raises(Unauthorized, match="The password is wrong"):
        await desk.change_password("not this one", NEW)

    await desk.change_password(PASSWORD, NEW)

    assert (await desk.me()).email == "ana@seaview.example"
    with pytest.raises(Unauthorized):
        await other.me()
    await other.close()


async def test_a_second_step_from_the_offer_to_the_sign_in(
    desk: StaffClient, served: Served
) -> None:
    offer = await desk.offer_second_step(PASSWORD)
    assert offer.address.startswith("otpauth://totp/Seaview%3Aana%40seaview.example?")
    step = second_step.step_at(utcnow())
    backup = await desk.confirm_second_step(second_step.code_at(offer.secret, step - 1))

    with pytest.raises(CodeWanted):
        await another(served)
    for code in (second_step.code_at(offer.secret, step), backup.codes[3]):
        await (await another(served, code=code)).close()
    fresh = await desk.new_backup_codes(PASSWORD)
    with pytest.raises(Unauthorized):
        await another(served, code=backup.codes[4])
    await (await another(served, code=fresh.codes[4])).close()
    await desk.switch_second_step_off(PASSWORD)
    await (await another(served)).close()


async def test_a_colleague_comes_by_an_invitation(desk: StaffClient, served: Served) -> None:
    invited = await desk.invite("ben@seaview.example", "Ben", "agent")
    assert invited.member.state == "invited"
    token = invited.address.rpartition("/")[2]

    async with StaffClient(served.address) as ben:
        await ben.follow_link(token, NEW)
        await ben.sign_in("ben@seaview.example", NEW)
        assert (await ben.me()).role == "agent"
        with pytest.raises(Unauthorized):
            await ben.follow_link(token, NEW)
        with pytest.raises(Forbidden):
            await ben.team()
        await desk.change_member(invited.member.id, MemberIn(role="viewer"))
        assert (await ben.me()).role == "viewer"
        await desk.end_sessions_of(invited.member.id)
        with pytest.raises(Unauthorized):
            await ben.me()
    members = {member.email: member for member in await desk.team()}
    assert (members["ben@seaview.example"].state, members["ben@seaview.example"].sessions) == (
        "active",
        0,
    )


async def test_a_token_is_shown_once_and_turned(desk: StaffClient, served: Served) -> None:
    made = await desk.create_token("till", ["read"], 30)
    assert [one.secret for one in await desk.tokens()] == [""]

    async with StaffClient(served.address, token=made.secret) as till:
        await till.inbox()
        with pytest.raises(Forbidden, match="lacks the scope 'act'"):
            await till.take_over("nobodys")
        with pytest.raises(Forbidden, match="cannot look after an account"):
            await till.create_token("more", ["read"])
        till.token = (await desk.rotate_token(made.id)).secret
        await till.inbox()
        assert (await desk.tokens())[0].used_at
        await desk.revoke_token(made.id)
        with pytest.raises(Unauthorized):
            await till.inbox()
    with pytest.raises(NotFound):
        await desk.revoke_token(made.id)


async def test_the_audit_log_is_read_page_by_page_and_proved(
    desk: StaffClient, served: Served
) -> None:
    for name in ("one", "two", "three"):
        await desk.create_token(name, ["read"])

    page = await desk.audit(action="token")
    assert [line.detail["name"] for line in page.lines] == ["three", "two", "one"]
    assert page.lines[0].sender == "127.0.0.1"
    assert page.next == ""
    first = served.client.get(
        "/v1/staff/audit",
        params={"limit": 2},
        headers={"Authorization": f"Bearer {desk.token}"},
    ).json()
    assert len(first["lines"]) == 2
    rest = await desk.audit(first["next"])
    assert [line.action for line in rest.lines] == ["token.made", "sign-in", "user.added"]
    assert (await desk.verify_audit(page.lines[0].hash)).ok
    assert not (await desk.verify_audit("0" * 63 + "1")).ok


async def test_the_house_is_paused_and_goes_on(desk: StaffClient, served: Served) -> None:
    assert not (await desk.paused()).paused
    assert (await desk.pause()).by == "ana@seaview.example"

    guest = served.guest()
    assert guest.ask("Is the pool heated?", "a")[-1][0] == "reply.pending"

    await desk.resume()
    assert guest.ask("Is the pool heated?", "b")[-1][0] == "reply.completed"


# --- the page of a link ---------------------------------------------------------------------


async def test_the_page_of_a_link_takes_a_password_once(desk: StaffClient, served: Served) -> None:
    address = (await desk.invite("ben@seaview.example", "<b>Ben", "agent")).address
    path = address[address.index("/account/") :]

    form = served.client.get(path)
    assert form.status_code == 200
    assert "ben@seaview.example" in form.text
    assert "form-action 'self'" in form.headers["content-security-policy"]
    assert form.headers["referrer-policy"] == "no-referrer"
    differing = served.client.post(path, data={"password": NEW, "again": "another"})
    weak = served.client.post(path, data={"password": "short", "again": "short"})
    done = served.client.post(path, data={"password": NEW, "again": NEW})
    again = served.client.get(path)

    assert (differing.status_code, "not the same" in differing.text) == (422, True)
    assert (weak.status_code, "10 characters" in weak.text) == (422, True)
    assert (done.status_code, "Your password is set" in done.text) == (200, True)
    assert (again.status_code, "has been used" in again.text) == (404, True)
    await (await another(served, email="ben@seaview.example", password=NEW)).close()


def test_a_link_that_nobody_made_shows_nothing(served: Served) -> None:
    page = served.client.get("/account/nobody-made-this")

    assert page.status_code == 404
    assert "<form" not in page.text


async def test_a_link_by_mail_is_in_the_mail_alone(
    serve: Serve, settings: Settings, store: Store, ana: User
) -> None:
    mail = settings.mail.model_copy(
        update={"host": "127.0.0.1", "port": 9, "sender": "d@x.example"}
    )
    served = serve(Echo(), settings.model_copy(update={"mail": mail}))
    async with await another(served) as desk:
        told = await desk.invite("ben@seaview.example", "Ben", mail=True)

    assert told.address == ""
    with store.reading() as tx:
        (letter,) = tx.query(Delivery).all()
    assert letter.recipient == "ben@seaview.example"
    (link,) = re.findall(r"http\S+", letter.payload["text"])
    assert served.client.get(link[link.index("/account/") :]).status_code == 200


async def test_without_a_mail_server_no_mail_is_promised(desk: StaffClient) -> None:
    with pytest.raises(ConciergeError, match="No mail server"):
        await desk.invite("ben@seaview.example", mail=True)
    assert len(await desk.team()) == 1
