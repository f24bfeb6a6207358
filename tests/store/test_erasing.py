"""A guest is erased from every place, and the house keeps all its promises."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from reports import period
from reports.run import file_for, keep_report, run_report
from server.forgetting import forget
from server.uploads import kept_files
from store import (
    cases,
    compositions,
    contacts,
    conversations,
    erasing,
    escalations,
    gaps,
    identity,
    invariants,
    notes,
    outbox,
    portals,
    receipts,
    tags,
    tool_runs,
    turns,
    visits,
)
from store.compositions import Made
from store.conversations import Visitor
from store.db import Store
from store.errors import NotFound
from store.settings import Settings
from store.tables import Contact, Gap, GuestFile, User, utcnow
from store.tool_runs import Asked

# Stands in everything that is told of this guest, and nowhere else.
MARK = "Quillfeather"


@pytest.fixture
def maria(store: Store, settings: Settings, ana: User) -> int:
    """A guest who left traces everywhere."""
    with store.writing() as tx:
        visitor = Visitor(f"Maria {MARK}", f"{MARK}@example.com", f"+{MARK}")
        started = conversations.start(tx, channel="widget", visitor=visitor, page=f"/{MARK}")
        talk = started.conversation
        talk.title = f"Room of {MARK}"
        first = conversations.post(tx, talk, f"Has {MARK} a bed?", "k1", worker="t")
        said = turns.Said(f"Yes, {MARK}.", citations=[{"title": "Beds", "quote": MARK}])
        reply = turns.reply(tx, first, said)
        assert reply is not None
        receipts.keep(tx, reply, first.text)
        made = Made("chat", trace={"complaints": [MARK]})
        compositions.keep(tx, talk.id, first.id, made, "answered")
        tool_runs.record(tx, Asked(talk.id, first.id, "find", {"q": MARK}), result={"r": MARK})
        second = conversations.post(tx, talk, f"And {MARK}'s dog?", "k2", worker="t")
        turns.draft(tx, second, turns.Said(f"{MARK}'s dog may."), f"Unsure of {MARK}")
        third = conversations.post(tx, talk, f"{MARK} wants a person", "k3", worker="t")
        turns.set_aside(tx, third, f"{MARK} asked.")
        conversations.post(tx, talk, f"{MARK}?", "k4", worker="t")
        escalations.escalate(tx, talk.id, f"{MARK} asked.")
        notes.add(tx, talk.id, f"{MARK} is kind", ana)
        tags.change(tx, talk.id, ana, add=[MARK.lower()])
        portals.open_for(tx, talk.contact_id, days=3)
        identity.prove(tx, talk.id, f"mail:{MARK}@example.com", "code")
        visits.rate(tx, talk.id, 4, f"{MARK} was here")
        outbox.queue(tx, "mail", f"{MARK}@example.com", {"text": MARK}, key=MARK)
        cases.mark(tx, reply.id, "bad", by=ana, note=MARK)
        gap = Gap(question=f"Is {MARK} known?", conversation_id=talk.id, created_at=utcnow())
        tx.add(gap)
        tx.flush()
        gaps.file_new(tx, gap, "k" * 8)
        tx.add(
            GuestFile(
                conversation_id=talk.id, message_id=first.id, stored_as="one.txt",
                name=f"{MARK}.txt", media_type="text/plain", size=1, created_at=utcnow(),
            )
        )  # fmt: skip
        turns.release_all(tx)
        (kept_files(settings.home) / "one.txt").write_text(MARK)
        contact_id = talk.contact_id
    today = period.day(period.today(settings.business.zone, utcnow()), settings.business.zone)
    report = run_report(store, "daily", today, settings=settings, now=utcnow())
    with store.writing() as tx:
        keep_report(tx, report, settings=settings, now=utcnow())
    assert MARK in file_for(report, settings).read_text()
    return contact_id


def dumped(store: Store) -> str:
    """Every row of every table, those of the indexes too, by the store's own SQLite: another one
    in this process would break its locks."""
    with store.reading() as tx:
        tables = tx.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        return "\n".join(
            str(row) for name in list(tables) for row in tx.execute(text(f'SELECT * FROM "{name}"'))
        )


def test_all_that_is_kept_of_a_guest_can_be_handed_out(store: Store, maria: int) -> None:
    with store.reading() as tx:
        told = erasing.exported(tx, maria)

    talk = told["conversations"][0]
    assert told["contact"]["email"] == f"{MARK}@example.com"
    assert talk["messages"][0]["text"] == f"Has {MARK} a bed?"
    assert (talk["rating"]["comment"], talk["files"][0]["name"]) == (
        f"{MARK} was here",
        f"{MARK}.txt",
    )


def test_an_erased_guest_is_in_no_row_no_index_and_no_file(
    store: Store, settings: Settings, ana: User, maria: int
) -> None:
    assert MARK in dumped(store)

    erased = forget(store, settings, maria, ana)

    assert (erased.conversations, erased.files, len(erased.reports)) == (1, ["one.txt"], 1)
    assert MARK.casefold() not in dumped(store).casefold()
    for path in (store.path, Path(f"{store.path}-wal")):
        assert MARK.casefold().encode() not in path.read_bytes().lower() if path.exists() else True
    assert list(kept_files(settings.home).iterdir()) == []
    assert [p for p in settings.home.reports.iterdir() if MARK in p.read_text()] == []


def test_the_house_keeps_its_promises_without_an_erased_guest(
    store: Store, ana: User, maria: int
) -> None:
    with store.writing() as tx:
        erasing.erase(tx, maria, ana)

    assert invariants.check(store) == []
    with store.reading() as tx:
        assert receipts.count(tx) == 1
        assert tx.get_one(Contact, maria).erased_at is not None
        with pytest.raises(NotFound):
            contacts.find(tx, maria)


def test_what_others_said_stays_when_a_guest_is_erased(store: Store, ana: User, maria: int) -> None:
    with store.writing() as tx:
        other = conversations.start(tx, channel="widget", visitor=Visitor("Tom")).conversation
        conversations.post(tx, other, "Is the pool warm?", "k9", worker="t")
        erasing.erase(tx, maria, ana)

    assert "Is the pool warm?" in dumped(store)
