from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.composer import Answer, Citation, Turn, no_preview
from agent.receipts import KEY_FILE, SigningKey, exported, fingerprint, seal_all, verify
from agent.turn import take_turn
from store import drafts, receipts
from store.answer_settings import Answers
from store.db import Store
from store.errors import Invalid
from tests.store.talk import NOON, opened, said, staff

QUOTE = "Parking | £12 a night"


class Quoting:
    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        cited = Citation("Parking", "https://seaview.example/parking", None, QUOTE)
        return Answer("Parking is £12 a night.", confidence=0.9, citations=(cited,))


def asked(store: Store, count: int, **answers: str) -> None:
    conversation = opened(store).conversation
    for number in range(count):
        question = said(store, conversation, f"What is parking, {number}?", f"c{number}")
        given = Answers.model_validate(answers)
        take_turn(store, Quoting(), question.id, answers=given, now=NOON)


def lines(store: Store) -> list[str]:
    with store.reading() as tx:
        return list(exported(receipts.sealed(tx, 1, 10**9, 1_000), "Seaview"))


def test_every_reply_has_a_receipt_that_can_be_proved_from_the_file_alone(
    store: Store, tmp_path: Path
) -> None:
    asked(store, 3)

    assert seal_all(store, tmp_path) == 3

    proof = verify(lines(store))
    assert (proof.ok, proof.receipts, proof.business) == (True, 3, "Seaview")
    body = json.loads(json.loads(lines(store)[1])["body"])
    assert body["citations"][0]["span"] == receipts.hash_of(QUOTE)
    assert body["text"] == receipts.hash_of("Parking is £12 a night.")
    assert body["question"] == receipts.hash_of("What is parking, 0?")
    assert body["guard"]["checked"] > 0


def test_a_receipt_waits_for_its_seal_and_is_sealed_once(store: Store, tmp_path: Path) -> None:
    asked(store, 2)
    with store.reading() as tx:
        assert receipts.anything_unsealed(tx)

    assert seal_all(store, tmp_path) == 2
    before = lines(store)

    assert seal_all(store, tmp_path) == 0
    assert lines(store) == before


def test_the_chain_goes_on_after_a_lost_key(store: Store, tmp_path: Path) -> None:
    asked(store, 1)
    seal_all(store, tmp_path)
    (tmp_path / KEY_FILE).unlink()
    asked(store, 1)

    seal_all(store, tmp_path)

    proof = verify(lines(store))
    assert (proof.ok, proof.receipts, len(proof.keys)) == (True, 2, 2)


def test_a_draft_has_no_receipt_before_it_is_approved_and_then_names_who_did(
    store: Store,
) -> None:
    asked(store, 1, autonomy="draft")
    with store.reading() as tx:
        assert receipts.count(tx) == 0
    ana = staff(store, "Ana")

    with store.writing() as tx:
        draft = drafts.waiting(tx)[0]
        sent = drafts.approve(tx, draft.id, draft.version, ana)

    with store.reading() as tx:
        assert json.loads(receipts.of_reply(tx, sent.id).body)["approver"] == ana.email


def test_the_key_is_the_owners_alone(tmp_path: Path) -> None:
    made = SigningKey(tmp_path)

    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert SigningKey(tmp_path).public == made.public


def test_a_broken_key_is_told_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("not a key")

    with pytest.raises(Invalid, match="cannot be read"):
        SigningKey(tmp_path)


@pytest.fixture
def sealed(store: Store, tmp_path: Path) -> list[str]:
    asked(store, 4)
    seal_all(store, tmp_path)
    return lines(store)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_one_changed_sign_of_a_receipt_is_found(sealed: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(sealed) - 1))
    entry = json.loads(sealed[place])
    name = data.draw(st.sampled_from(["body", "hash", "previous", "signature", "key"]))
    at = data.draw(st.integers(0, len(entry[name]) - 1))
    new = "0" if entry[name][at] != "0" else "1"
    entry[name] = entry[name][:at] + new + entry[name][at + 1 :]

    assert not verify([*sealed[:place], json.dumps(entry), *sealed[place + 1 :]]).ok


@pytest.mark.parametrize("change", ["left out", "twice", "turned round", "other number"])
def test_what_was_taken_out_or_moved_is_found(sealed: list[str], change: str) -> None:
    head, one, two, three, four = sealed
    renumbered = json.dumps({**json.loads(two), "n": 7})
    changed = {
        "left out": [head, one, three, four],
        "twice": [head, one, one, two, three],
        "turned round": [head, two, one, three],
        "other number": [head, one, renumbered, three],
    }

    assert not verify(changed[change]).ok


def test_a_part_of_the_chain_can_be_proved_too(sealed: list[str]) -> None:
    proof = verify([sealed[0], *sealed[2:]])

    assert (proof.ok, proof.first, proof.last) == (True, 2, 4)


def test_a_file_signed_with_another_key_than_the_pinned_one_proves_nothing(
    sealed: list[str], tmp_path: Path
) -> None:
    own = fingerprint(SigningKey(tmp_path).public)

    assert verify(sealed, own).ok
    assert verify(sealed, own.replace(" ", "").upper()).ok
    assert not verify(sealed, "0000 " * 8).ok


@pytest.mark.parametrize(
    "text",
    ["", "null", "[1]", "{", '{"format":"other"}', "[" * 10_000, '"a"'],
    ids=["empty", "null", "list", "half", "other", "deep", "word"],
)
def test_what_is_no_file_of_receipts_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        verify([text, "{}"])


def test_a_file_without_receipts_proves_nothing(sealed: list[str]) -> None:
    assert not verify(sealed[:1]).ok
    assert not verify([]).ok
