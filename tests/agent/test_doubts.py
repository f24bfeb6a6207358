from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from agent.composer import Answer
from agent.disputes import Dispute, chosen, find_disputes
from agent.modes.structured import StructuredComposer
from agent.quoting import LONGEST
from agent.recall import known_facts
from bench.grounding import ungrounded
from models.naming import without_name
from models.registry import build_embedder
from store import generations, library, settlements
from store.db import Store
from store.library import NewDocument, NewFact, NewPassage
from tests.agent.seaview import NAME, NOW, ask, desk_of

Lines = Sequence[tuple[str, str]]
LETTER = "/papers/letter.pdf"


def clock(topic: str, bound: str, at: str, text: str) -> NewFact:
    value = {"topic": topic, "bound": bound, "time": at, "said": at}
    return NewFact("clock", topic, value, text, "Arrival")


def publish(store: Store, *pages: tuple[str, str, Lines, Sequence[NewFact]]) -> None:
    """A generation of pages: address, title, (heading, text) of each passage, facts."""
    embedder = build_embedder()
    with store.writing() as tx:
        made = generations.begin(tx, "test", embedder.name, resume_key=str(datetime.now(UTC)))
        source = library.add_source(tx, "https://seaview.example/", "website", "Seaview")
        texts: dict[str, str] = {}
        for address, title, lines, facts in pages:
            passages = []
            for heading, text in lines:
                keys = []
                for words in (text, heading):
                    plain = without_name(words, NAME)
                    keys.append(library.text_key(plain))
                    texts[keys[-1]] = plain
                passages.append(NewPassage(text, heading, "prose", None, "", "en", *keys))
            new = NewDocument(address, title, "webpage", text, "en", passages=passages, facts=facts)
            library.put_document(tx, made, source, new)
        rows = embedder.vectors(list(texts.values()))
        vectors = {key: rows[n].tobytes() for n, key in enumerate(texts)}
        library.put_vectors(tx, embedder.name, vectors)
        generations.index(tx, made)
        generations.publish(tx, made)


def web(*facts: NewFact, lines: Lines) -> tuple[str, str, Lines, Sequence[NewFact]]:
    return ("https://seaview.example/rooms", "Rooms", lines, facts)


def paper(*facts: NewFact, lines: Lines) -> tuple[str, str, Lines, Sequence[NewFact]]:
    return (LETTER, "Guest letter", lines, facts)


def disputes(store: Store) -> list[Dispute]:
    with store.reading() as tx:
        facts = known_facts(tx, generations.published_id(tx))
        return find_disputes(facts, NOW.date(), settlements.all_of(tx))


def settle(store: Store, **decision: Any) -> None:
    (dispute,) = disputes(store)
    with store.writing() as tx:
        made = chosen(dispute, **decision)
        settlements.settle(tx, dispute.key, dispute.kind, dispute.subject, made)


ON_THE_WEB = "Check-in is possible from 15:00."
IN_THE_LETTER = "You can check in from 14:00."


@pytest.fixture
def torn(store: Store) -> StructuredComposer:
    """A house whose website and letter disagree about check-in."""
    publish(
        store,
        web(
            clock("check-in", "from", "15:00", ON_THE_WEB),
            lines=[("Arrival", ON_THE_WEB), ("Breakfast", "Breakfast is from 7:30 to 10:30.")],
        ),
        paper(
            clock("check-in", "from", "14:00", IN_THE_LETTER),
            clock("check-out", "until", "11:00", "Check-out is until 11:00."),
            lines=[("Arrival", IN_THE_LETTER), ("Departure", "Check-out is until 11:00.")],
        ),
    )
    return desk_of(store)


def asked(composer: StructuredComposer, question: str = "When is check-in?") -> Answer:
    return ask(composer, question)


def test_until_someone_chooses_both_sides_are_named_and_a_person_is_asked(
    torn: StructuredComposer,
) -> None:
    answer = asked(torn)

    assert answer.kind == "conflict"
    assert "15:00" in answer.text
    assert "14:00" in answer.text
    assert "Rooms" in answer.text
    assert "Guest letter" in answer.text
    assert {c.title for c in answer.citations} == {"Rooms", "Guest letter"}
    assert answer.escalate
    assert "Talk to a person" in answer.quick_replies


def test_what_is_not_disputed_is_answered_as_ever(torn: StructuredComposer) -> None:
    out, breakfast = asked(torn, "When is check-out?"), asked(torn, "When is breakfast?")

    assert "11:00" in out.text
    assert "15:00" not in out.text + breakfast.text
    assert not out.escalate + breakfast.escalate


def test_once_decided_only_the_chosen_side_is_said(store: Store, torn: StructuredComposer) -> None:
    settle(store, number=1)

    answer = asked(torn)

    assert "15:00" in answer.text
    assert "14:00" not in answer.text
    assert (answer.kind, answer.escalate) == ("answer", "")


def test_the_other_side_can_be_chosen(store: Store, torn: StructuredComposer) -> None:
    settle(store, number=2)

    assert "14:00" in asked(torn).text
    assert "15:00" not in asked(torn).text


def test_the_owners_own_words_take_the_place_of_both(
    store: Store, torn: StructuredComposer
) -> None:
    settle(store, value="Check-in is from 16:00 this winter.")

    answer = asked(torn)

    assert answer.text == "Check-in is from 16:00 this winter."
    assert answer.citations[0].title == "House answer"


def test_when_both_hold_nothing_is_doubted(store: Store, torn: StructuredComposer) -> None:
    settle(store, both=True)

    assert asked(torn).kind != "conflict"


def test_a_decision_outlives_the_next_reading(store: Store, torn: StructuredComposer) -> None:
    settle(store, number=1)
    publish(
        store,
        web(
            clock("check-in", "from", "15:00", "Arrival: check-in from 15:00 on."),
            lines=[("Arrival", "Arrival: check-in from 15:00 on.")],
        ),
        paper(
            clock("check-in", "from", "14:00", IN_THE_LETTER), lines=[("Arrival", IN_THE_LETTER)]
        ),
    )

    answer = asked(torn)

    assert "15:00" in answer.text
    assert "14:00" not in answer.text
    assert [d.open for d in disputes(store)] == [False]


def ended(text: str, heading: str, last: datetime, scope: str = "heading") -> NewFact:
    value = {"from": "", "to": last.date().isoformat(), "yearly": False, "scope": scope}
    return NewFact("validity", "", value, text, heading, valid_to=last)


LAST_YEAR = datetime(2025, 12, 31, tzinfo=UTC)


@pytest.fixture
def outdated(store: Store) -> StructuredComposer:
    """A house that only has last year's price of the sauna, and an old list beside a new one."""
    publish(
        store,
        web(
            ended("Prices 2025", "Prices 2025", LAST_YEAR),
            lines=[
                ("Prices 2025", "Sauna for two hours: €20"),
                ("Prices 2025", "Double room: €120 per night"),
            ],
        ),
        paper(lines=[("Prices", "Double room: €140 per night")]),
    )
    return desk_of(store)


def test_what_has_ended_gives_way_to_what_holds(outdated: StructuredComposer) -> None:
    answer = asked(outdated, "How much is a double room?")

    assert "€140" in answer.text
    assert "€120" not in answer.text


def test_what_has_ended_is_never_said_as_current(outdated: StructuredComposer) -> None:
    answer = asked(outdated, "How much is the sauna?")

    assert answer.kind == "past"
    assert "“Prices 2025”" in answer.text.split("\n")[0]
    assert answer.escalate


def test_the_time_a_page_gave_is_said_in_its_own_words_and_cited(
    outdated: StructuredComposer,
) -> None:
    answer = asked(outdated, "How much is the sauna?")

    assert any("Prices 2025" in citation.quote for citation in answer.citations)
    assert ungrounded(answer, "How much is the sauna?", NOW) == []


def test_what_the_owner_says_still_holds_is_said_plainly(
    store: Store, outdated: StructuredComposer
) -> None:
    settle(store, number=1)

    answer = asked(outdated, "How much is the sauna?")

    assert "€20" in answer.text
    assert (answer.kind, answer.escalate) == ("answer", "")


def test_what_the_owner_says_is_over_is_not_said_at_all(
    store: Store, outdated: StructuredComposer
) -> None:
    settle(store, number=2)

    assert "€20" not in asked(outdated, "How much is the sauna?").text


def test_a_reply_that_names_both_sides_is_no_longer_than_any_other(store: Store) -> None:
    long = " and then some more words about it" * 5
    title = "A letter with a title nobody would read to its end " * 3
    publish(
        store,
        web(
            clock("check-in", "from", "15:00", ON_THE_WEB + long),
            lines=[("Arrival", ON_THE_WEB + long)],
        ),
        (
            LETTER,
            title,
            [("Arrival", IN_THE_LETTER + long)],
            [clock("check-in", "from", "14:00", IN_THE_LETTER + long)],
        ),
    )

    answer = asked(desk_of(store), "When can I check in?")

    assert answer.kind == "conflict"
    assert "15:00" in answer.text
    assert "14:00" in answer.text
    assert len(answer.text) <= LONGEST


def test_hours_that_disagree_are_named_by_the_same_rule(store: Store) -> None:
    def hours(osm: str, text: str) -> NewFact:
        return NewFact("hours", "Spa", {"osm": osm}, text, "Spa")

    publish(
        store,
        web(hours("We 17:00-22:00", "Wednesday until 22"), lines=[("Spa", "Wednesday until 22")]),
        paper(hours("We 17:00-23:00", "Wednesday until 23"), lines=[("Spa", "Wednesday until 23")]),
    )

    answer = asked(desk_of(store), "Is the spa open on Wednesday?")

    assert answer.kind == "conflict"
    assert "until 22" in answer.text
    assert "until 23" in answer.text


def test_a_page_that_is_not_right_any_more_is_silent(store: Store) -> None:
    publish(store, web(lines=[("Sauna", "The sauna costs €20 for two hours.")]))
    with store.writing() as tx:
        for source in library.sources(tx):
            source.ingested_at = datetime(2024, 1, 1, tzinfo=UTC)
        found = library.documents(tx, generations.published_id(tx))[0]
        found.read_at = datetime(2024, 1, 1, tzinfo=UTC)
    settle(store, number=2)

    assert "€20" not in asked(desk_of(store), "How much is the sauna?").text
