from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from ingest.child import Readers
from ingest.cut import cut
from ingest.nouns import CUT_SHORT, Document, Fetched
from store.errors import Invalid
from tests.ingest.papers import HOSTILE, page, paragraph, pdf, word


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(workers=1) as pool:
        yield pool


def test_a_document_comes_back_from_the_child_as_it_was_read(readers: Readers) -> None:
    document = readers.read(page("<title>Inn</title><table><tr><th>Room<th>Night<tr><td>A<td>9 €"))

    assert document.title == "Inn"
    assert document.blocks[0].columns == ("Room", "Night")


def test_a_refusal_comes_back_with_its_reason(readers: Readers) -> None:
    with pytest.raises(Invalid, match="damaged"):
        readers.read(Fetched("file:///x.pdf", b"%PDF-1.4 rubbish"))


def test_a_reader_that_dies_is_replaced(readers: Readers) -> None:
    child = readers._idle.get()
    readers._idle.put(child)
    readers.read(page("<p>one"))
    assert child._process is not None
    child._process.kill()
    child._process.join()

    assert readers.read(page("<p>two")).blocks[0].text == "two"


def test_many_files_come_back_in_their_order_with_their_errors(readers: Readers) -> None:
    files = [page("<p>a"), Fetched("file:///b", b""), Fetched("file:///c", pdf([(50, 700, "see")]))]

    outcomes = [outcome for _, outcome in readers.map(files)]

    assert isinstance(outcomes[0], Document)
    assert isinstance(outcomes[1], Invalid)
    assert isinstance(outcomes[2], Document)


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000 + b"x",
        word(paragraph("&a;"), '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
        b"%PDF-1.4\n" + b"[" * 200_000,
        b'a,"b\n' * 20_000,
        b"a" * 300_000,
    ],
    ids=["deep page", "entities", "deep PDF", "open quotes", "one word"],
)
def test_the_house_outlives_a_hostile_file(readers: Readers, body: bytes) -> None:
    outcome = readers._outcome(Fetched("file:///hostile", body))

    assert isinstance(outcome, Document) or outcome.message.endswith(".")
    assert readers.read(page("<p>still here")).blocks


@pytest.mark.samples
@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile files are not here")
def test_every_hostile_file_is_read_or_refused_with_a_reason(readers: Readers) -> None:
    slow: list[str] = []
    silent: list[str] = []
    for path in sorted(p for p in (HOSTILE / "files").rglob("*") if p.is_file()):
        started = time.monotonic()
        outcome = readers._outcome(Fetched(f"file:///{path.name}", path.read_bytes()))
        if isinstance(outcome, Document):
            cut(outcome)
        elif not outcome.message.endswith("."):
            silent.append(path.name)
        if time.monotonic() - started > 20:
            slow.append(path.name)

    assert not silent
    assert not slow
    assert readers.read(page("<p>still here")).blocks


def test_a_big_house_has_readers_that_stay() -> None:
    """A process keeps its parent's peak of memory over its birth; that is not its own fat."""
    ballast = bytearray(700 * 1024 * 1024)
    ballast[::4096] = b"x" * len(ballast[::4096])
    with Readers(workers=1) as pool:
        del ballast
        pool.read(page("<p>one"))
        child = pool._idle.get()
        pool._idle.put(child)
        first = child._process

        assert pool.read(page("<p>two")).blocks
        assert child._process is first


def test_a_reader_that_left_between_two_files_costs_no_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Readers(workers=1) as pool:
        pool.read(page("<p>one"))
        child = pool._idle.get()
        pool._idle.put(child)
        assert child._process is not None
        assert child._pipe is not None
        child._pipe.send_bytes(b"")  # no pickle at all: the reader ends, as when it has grown fat

        assert pool.read(page("<p>two")).blocks


def test_a_page_with_more_text_than_is_taken_is_kept_in_part_and_said_to_be(
    readers: Readers,
) -> None:
    told = "It has a bath, a balcony and a view of the sea. " * 8
    rows = "".join(f"<p>Room {number}: {told}</p>" for number in range(18_000))

    document = readers.read(page(rows))

    assert CUT_SHORT in document.warnings
    assert 9_000 < len(document.blocks) < 18_000
    assert document.blocks[0].text.startswith("Room 0:")
