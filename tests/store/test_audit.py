from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from store import accounts, audit, speakers
from store.db import Store
from store.errors import Conflict
from tests.store.talk import opened, staff


def noted(store: Store, *actions: str) -> None:
    with store.writing() as tx:
        for action in actions:
            audit.note(tx, action, actor="ana@seaview.example", about="é", number=3)


def verdict(store: Store, head: str = "") -> audit.Verdict:
    with store.reading() as tx:
        return audit.verify(tx, head)


def exported(store: Store) -> list[dict[str, Any]]:
    with store.reading() as tx:
        return [json.loads(json.dumps(audit.as_dict(line))) for line in audit.every_line(tx)]


def tampered(store: Store, *statements: str) -> None:
    """As somebody would who has the file and knows SQL."""
    with store.writing() as tx:
        for name in ("update", "delete"):
            tx.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{name}"))
        for statement in statements:
            tx.execute(text(statement))


def test_every_line_holds_the_one_before_it(store: Store) -> None:
    noted(store, "first", "second", "third")

    lines = exported(store)

    assert [line["action"] for line in lines] == ["first", "second", "third"]
    assert lines[0]["previous"] == audit.BEGINNING
    assert [line["previous"] for line in lines[1:]] == [line["hash"] for line in lines[:2]]
    assert verdict(store) == (3, lines[-1]["hash"], None, True)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'me'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_a_line(store: Store, statement: str) -> None:
    noted(store, "first")

    with pytest.raises(Exception, match="append-only"), store.writing() as tx:
        tx.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody' WHERE id = 2",
        "UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE id = 2",
        "UPDATE audit SET detail = '{}' WHERE id = 2",
        "UPDATE audit SET hash = previous WHERE id = 2",
        "DELETE FROM audit WHERE id = 2",
        "UPDATE audit SET id = 9 WHERE id = 2",
    ],
)
def test_a_line_changed_moved_or_taken_out_is_found(store: Store, statement: str) -> None:
    noted(store, "first", "second", "third")

    tampered(store, statement)

    assert verdict(store).broken in (2, 3)


def test_lines_cut_off_the_end_are_seen_by_the_head_from_before(store: Store) -> None:
    noted(store, "first", "second", "third")
    head = verdict(store).head

    tampered(store, "DELETE FROM audit WHERE id = 3")

    assert verdict(store).broken is None
    assert not verdict(store, head).known_head


def test_an_export_is_proved_without_the_house(store: Store) -> None:
    noted(store, "first", "second", "third")
    lines = exported(store)

    assert audit.verify_exported(lines).broken is None
    assert audit.verify_exported(lines[1:]).broken is None
    assert audit.verify_exported([lines[0], lines[2]]).broken == 3
    assert audit.verify_exported([lines[0], {**lines[1], "actor": "me"}]).broken == 2
    assert audit.verify_exported(lines, lines[1]["hash"]).known_head
    assert not audit.verify_exported(lines[:1], lines[1]["hash"]).known_head


def test_a_thousand_lines_are_read_in_batches(store: Store) -> None:
    noted(store, *["again"] * 1_001)

    assert verdict(store).lines == 1_001


def test_what_staff_do_is_written_with_what_they_did(store: Store) -> None:
    ana = staff(store, "Ana", "owner")
    started = opened(store)
    with store.writing() as tx:
        speakers.take_over(tx, started.conversation.id, ana)
        speakers.hand_back(tx, started.conversation.id, ana)
        accounts.set_password(tx, accounts.find(tx, ana.email), "five quite other words", by="x")

    lines = [(line["actor"], line["action"]) for line in exported(store)]
    assert lines == [
        ("the house", "user.added"),
        ("ana@seaview.example", "conversation.taken_over"),
        ("ana@seaview.example", "conversation.handed_back"),
        ("x", "password.changed"),
    ]


def test_what_did_not_happen_is_not_in_the_log(store: Store) -> None:
    ana = staff(store, "Ana", "owner")
    before = exported(store)

    with pytest.raises(Conflict), store.writing() as tx:
        accounts.disable(tx, accounts.find(tx, ana.email))

    assert exported(store) == before
