"""Who a guest is, proved by a code sent to their e-mail address.

    ask      the guest is asked, in our words, whether a code may be sent, and to which address
    send     a mail with six digits, good for ten minutes; only to an address the guest wrote
    check    the guest's next messages: the right digits prove the address for this conversation,
             five wrong ones end the code

Codes are few: for an address, for a conversation (`frame.ACTS_PER_DAY`) and for the house, so that
neither guessing nor flooding a stranger's mailbox is worth a try. Beside the mail itself only a
hash of the code is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any, ClassVar, Literal

from sqlalchemy import select

from agent.composer import Turn
from agent.phrases import phrases
from agent.tools.tool import Given, OnBehalf
from store import identity, outbox, tool_runs
from store.db import Store, Tx
from store.errors import Invalid, TooMany
from store.tables import Delivery, ToolRun
from store.tool_runs import Asked

NAME = "prove_email"
CHECKED = "check_code"
GOOD_FOR = timedelta(minutes=10)
TRIES = 5
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CODES_FOR_ADDRESS_A_DAY = 5
CODES_AN_HOUR = 60
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)
# A message that is a code and little else: "123456", "the code is 123 456".
_CODE = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})(?!\d)")
LONGEST_WITH_CODE = 60


@dataclass(frozen=True)
class ProveEmail:
    """An acting tool: it sends a mail, so the guest says yes first."""

    store: Store
    business: str
    name: ClassVar[str] = NAME
    description: ClassVar[str] = (
        "When the guest wants something personal (what was agreed before, their own data), let "
        "them prove who they are: sends a code to the e-mail address they wrote. Ask for the "
        "address first. The guest is asked to confirm before anything is sent."
    )
    parameters: ClassVar[Mapping[str, Any]] = {
        "type": "object",
        "properties": {
            "address": {
                "type": "string",
                "description": "The e-mail address, as the guest wrote it.",
                "minLength": 6,
                "maxLength": 200,
            }
        },
        "required": ["address"],
    }
    personal: ClassVar[bool] = False
    seconds: ClassVar[float] = 10.0

    def settled(self, arguments: Mapping[str, Any], who: OnBehalf) -> dict[str, Any]:
        address = str(arguments["address"]).strip().lower()
        written = {one.lower() for text in who.own_words for one in _ADDRESS.findall(text)}
        if address not in written:
            raise Invalid("The guest has written no such e-mail address.")
        with self.store.reading() as tx:
            _few_enough(tx, address, who.now)
        return {"address": address}

    def read_back(self, arguments: Mapping[str, Any], lang: str) -> str:
        return phrases(lang).code_ask.replace("{address}", arguments["address"])

    def act(self, arguments: Mapping[str, Any], who: OnBehalf, key: str) -> Given:
        """Once per key: taken again after a crash, it finds the mail it queued, and its code."""
        said, address = phrases(who.lang), arguments["address"]
        code = f"{secrets.randbelow(10**6):06}"
        with self.store.writing() as tx:
            queued = outbox.queue(
                tx,
                "mail",
                address,
                _mail(said.code_subject, said.code_mail, self.business, code),
                key=f"code:{key}",
                conversation_id=who.conversation_id,
                message_id=who.message_id,
                now=who.now,
            )
            if queued is None:
                code = _sent_before(tx, f"code:{key}")
        salt = secrets.token_hex(8)
        at = who.now.isoformat()
        kept = {"address": address, "salt": salt, "hash": _hash(salt, code), "at": at}
        return Given(kept, said=said.code_sent.replace("{address}", address))


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a code: right, wrong, or too late or too often to count."""

    state: Literal["right", "wrong", "over"]
    said: str


def holds_code(turn: Turn) -> bool:
    """Whether it is worth a look at what was sent: this is asked in every turn."""
    kept = bool(turn.conversation_id and turn.message_id)
    return kept and len(turn.question) <= LONGEST_WITH_CODE and bool(_CODE.search(turn.question))


def check(store: Store, turn: Turn, lang: str) -> Checked | None:
    """What the guest's message does to a code that was sent; None when it holds none, or none was
    sent. The same message counts once, however often its turn is taken."""
    found = _CODE.search(turn.question)
    if not found or not holds_code(turn):
        return None
    with store.writing() as tx:
        runs = tool_runs.of_conversation(tx, turn.conversation_id)
        sent = next((one for one in reversed(runs) if one.tool == NAME and _is_sent(one)), None)
        if sent is None or turn.now - _sent_at(sent) > HOUR:
            return None
        tries = [one for one in runs if one.tool == CHECKED and one.id > sent.id]
        mine = next((one for one in tries if one.message_id == turn.message_id), None)
        right = _fits(sent, found[1] + found[2])
        if mine is None and not right and _is_used(tries):
            return None  # another number of theirs, after they have proved who they are
        state = _state(mine) if mine else _judged(sent, tries, right, turn.now)
        if mine is None:
            _note(tx, turn, sent, state)
    said = phrases(lang)
    words = {"right": said.code_right, "wrong": said.code_wrong, "over": said.code_over}
    return Checked(state, words[state])


def _is_sent(run: ToolRun) -> bool:
    return run.state == "done" and "hash" in run.result.get("data", {})


def _sent_at(run: ToolRun) -> datetime:
    return datetime.fromisoformat(run.result["data"]["at"])


def _judged(
    sent: ToolRun, tries: list[ToolRun], right: bool, now: datetime
) -> Literal["right", "wrong", "over"]:
    if _is_used(tries) or len(tries) >= TRIES or now - _sent_at(sent) > GOOD_FOR:
        return "over"
    return "right" if right else "wrong"


def _is_used(tries: list[ToolRun]) -> bool:
    return any(one.state == "done" for one in tries)


def _fits(sent: ToolRun, code: str) -> bool:
    kept = sent.result["data"]
    return hmac.compare_digest(kept["hash"], _hash(kept["salt"], code))


def _state(run: ToolRun) -> Literal["right", "wrong", "over"]:
    if run.state == "done":
        return "right"
    return "over" if run.error == "over" else "wrong"


def _note(tx: Tx, turn: Turn, sent: ToolRun, state: str) -> None:
    asked = Asked(turn.conversation_id, turn.message_id, CHECKED, {"run": sent.id})
    error = "" if state == "right" else state
    tool_runs.record(tx, asked, result={}, error=error, now=turn.now)
    if state == "right":
        person = f"mail:{sent.result['data']['address']}"
        identity.prove(tx, turn.conversation_id, person, "code", now=turn.now)


def _few_enough(tx: Tx, address: str, now: datetime) -> None:
    recent = tool_runs.confirmed_since(tx, NAME, now - DAY)
    if sum(one.arguments.get("address") == address for one in recent) >= CODES_FOR_ADDRESS_A_DAY:
        raise TooMany("Enough codes were sent to this address today.")
    if sum(one.proposed_at >= now - HOUR for one in recent) >= CODES_AN_HOUR:
        raise TooMany("Too many codes are being sent just now; a person can help.")


def _hash(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()


def _mail(subject: str, text: str, business: str, code: str) -> dict[str, str]:
    whole = text.replace("{business}", business).replace("{code}", code)
    return {
        "subject": subject.replace("{business}", business),
        "text": whole + "\n",
        "html": f"<!doctype html><html><body><p>{escape(whole)}</p></body></html>",
        "code": code,
    }


def _sent_before(tx: Tx, key: str) -> str:
    payload = tx.scalars(select(Delivery.payload).where(Delivery.key == key)).one()
    return str(payload["code"])
