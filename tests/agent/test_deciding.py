from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pytest

from agent.deciding import Judge, Judgement
from agent.evidence import in_order, weigh
from agent.modes.structured import Desk, StructuredComposer
from agent.recall import Recall
from agent.understand import understand
from models.registry import build_embedder
from store.db import Store
from tests.agent.seaview import NAME, NOW, ask, furnish

CLOSE = "is there a cot or a flimmet"


@dataclass
class Opinion:
    """A reader that always says the same, and remembers what it was shown."""

    logit: float
    shown: list[tuple[str, str]] = field(default_factory=list)

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        self.shown += [(question, passage) for passage in passages]
        return np.full(len(passages), self.logit, np.float32)


@pytest.fixture
def recall(store: Store) -> Recall:
    furnish(store)
    return Recall(store, build_embedder(), NAME)


def judged(recall: Recall, question: str, judge: Judge) -> Judgement:
    understood = understand(question, NOW.date(), "en", ("en",))
    found = recall.look_up(question, understood)
    return judge.of(found.terms, weigh(found, understood), understood)


def test_what_is_clear_is_answered_without_a_second_opinion(recall: Recall) -> None:
    reader = Opinion(-9.0)

    said = judged(recall, "What does the double room cost?", Judge(NAME, reader=reader))

    assert said.answers
    assert said.opinion is None
    assert not reader.shown


def test_a_readers_no_withholds_what_was_only_just_sure_enough(recall: Recall) -> None:
    alone = judged(recall, CLOSE, Judge(NAME))
    just = Judge(NAME, carefulness=0.5 + (alone.sure - alone.needed - 0.01) / 0.3)

    assert judged(recall, CLOSE, just).answers
    withheld = judged(recall, CLOSE, Judge(NAME, just.carefulness, Opinion(-4.0)))
    assert not withheld.answers
    assert withheld.opinion == -4.0


def test_a_readers_clear_yes_lets_through_what_was_almost_sure_enough(recall: Recall) -> None:
    alone = judged(recall, CLOSE, Judge(NAME))
    almost = 0.5 + (alone.sure - alone.needed + 0.03) / 0.3

    assert not judged(recall, CLOSE, Judge(NAME, almost)).answers
    assert judged(recall, CLOSE, Judge(NAME, almost, Opinion(4.0))).answers


def test_the_reader_sees_the_line_under_its_heading_without_the_houses_name(
    recall: Recall,
) -> None:
    reader = Opinion(0.5)
    alone = judged(recall, CLOSE, Judge(NAME))
    careful = 0.5 + (alone.sure - alone.needed) / 0.3

    judged(recall, f"{CLOSE} to the {NAME}", Judge(NAME, careful, reader))

    for question, passage in reader.shown:
        assert NAME not in question
        assert "\n" in passage


def test_ten_of_a_thing_are_no_answer_about_three_hundred_of_it(store: Store) -> None:
    sizes = ("Sizes", "Room of 10 sq ft: £6 a week\nRoom of 25 sq ft: £11 a week")
    furnish(store, (sizes, ("Safety", "Cameras watch every corridor."), ("Paying", "By card.")))
    recall = Recall(store, build_embedder(), NAME)

    assert judged(recall, "how much is a room of 25 sq ft", Judge(NAME)).answers
    assert not judged(recall, "how much is a room of 300 sq ft", Judge(NAME)).answers


def test_the_trace_tells_in_words_that_a_reader_was_asked(recall: Recall) -> None:
    reader = Opinion(-0.5)
    alone = judged(recall, CLOSE, Judge(NAME))
    careful = 0.5 + (alone.sure - alone.needed) / 0.3
    desk = Desk(NAME, NOW.tzinfo, ("en",), careful)  # type: ignore[arg-type]

    answer = ask(StructuredComposer(recall, desk, reader=reader), CLOSE)

    assert "The reader" in answer.trace["decision"]


def test_passages_are_read_as_they_answer_and_not_only_as_they_are_near(recall: Recall) -> None:
    question = "until when may I cancel"
    understood = understand(question, NOW.date(), "en", ("en",))
    found = recall.look_up(question, understood)

    ordered = in_order(found, understood)

    assert ordered.candidates[0].scrap.heading == "Cancellation"
    headings = {one.scrap.heading for one in found.candidates}
    # What only gives orders to machines has no line to read.
    assert {one.scrap.heading for one in ordered.candidates} == headings - {"Notes"}
