from __future__ import annotations

import httpx

from store import accounts, second_step
from store.db import Store
from store.tables import User, utcnow
from tests.conftest import PASSWORD, Serve
from tests.tui.desk import desk, desk_of


async def test_whoever_has_the_password_sees_the_inbox(serve: Serve, ana: User) -> None:
    async with desk_of(serve().address, "", password="") as at:
        await at.until_seen("Sign in to your desk")
        await at.type("ana")
        await at.press("@")
        await at.type("seaview.example")
        await at.press("enter")
        await at.type(PASSWORD)
        assert PASSWORD not in at.seen
        await at.press("enter")

        await at.until_seen("Seaview", "Ana · owner", "● live", "Nobody is waiting")


async def test_a_wrong_password_is_said_beside_the_field(serve: Serve, ana: User) -> None:
    async with desk_of(serve().address, password="wrong words all four") as at:
        await at.until_seen("The e-mail address or the password is wrong.")
        await at.until(lambda: getattr(at.app.focused, "id", "") == "password")


async def test_a_code_is_asked_for_when_the_account_wants_one(
    serve: Serve, store: Store, ana: User
) -> None:
    with store.writing() as tx:
        user = accounts.by_id(tx, ana.id)
        secret = second_step.offer(tx, user)
        step = second_step.step_at(utcnow())
        second_step.confirm(tx, user, second_step.code_at(secret, step - 1))

    async with desk_of(serve().address) as at:
        await at.until_seen("Which code does your authenticator show?")
        await at.type("000000")
        await at.press("enter")
        await at.until_seen("This code is wrong")
        await at.press("enter")
        await at.until_seen("Which code does your authenticator show?")
        await at.type(second_step.code_at(secret, second_step.step_at(utcnow())))
        await at.press("enter")

        await at.until_seen("Seaview", "Nobody is waiting")


async def test_what_is_missing_is_asked_for(serve: Serve, ana: User) -> None:
    async with desk_of(serve().address, password="") as at:
        await at.until_seen("Sign in to your desk")
        await at.press("enter")
        await at.until_seen("Give your password.")


async def test_a_token_goes_on_where_it_was(serve: Serve, store: Store, ana: User) -> None:
    with store.writing() as tx:
        token = accounts.open_session(tx, ana.id).token

    async with desk_of(serve().address, token=token, password="") as at:
        await at.until_seen("Seaview", "Nobody is waiting")


async def test_a_token_that_ended_leads_to_the_sign_in(serve: Serve, ana: User) -> None:
    async with desk_of(serve().address, token="old", password="") as at:
        await at.until_seen("Sign in to your desk")
        await at.until(lambda: at.app.desk.client.token == "")


async def test_a_house_that_is_not_there_is_one_sentence(ana: User) -> None:
    async with desk_of("http://127.0.0.1:9") as at:
        await at.until_seen("Nothing answers at http://127.0.0.1:9.", "concierge serve")


async def test_signing_out_ends_the_session(serve: Serve, ana: User) -> None:
    served = serve()

    async with desk(served) as at:
        token = at.app.desk.client.token
        await at.press("ctrl+p")
        await at.type("sign out")
        await at.until_seen("Sign out")
        await at.press("enter")
        await at.until(lambda: at.app.return_value == 0)

    answer = httpx.get(
        f"{served.address}/v1/staff/me", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 401


async def test_q_leaves_with_exit_code_zero(serve: Serve, ana: User) -> None:
    async with desk(serve()) as at:
        await at.press("q")
        await at.until(lambda: at.app.return_value == 0)
