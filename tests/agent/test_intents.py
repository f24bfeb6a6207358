from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from agent.composer import Answer
from agent.intents import train
from agent.intents.heads import MEANT, NAMES, NOTHING, PROBE, QUESTION, heads, hear, intents
from agent.modes.structured import Desk, StructuredComposer
from agent.phrases import phrases
from agent.recall import Recall
from agent.understand import Understanding, understand
from agent.words import LANGUAGES
from models.protocols import Embedder, Vectors
from models.registry import build_embedder
from store.db import Store
from tests.agent.seaview import NAME, ask, desk_of, furnish
from tests.fakes import LetterEmbedder

FRIDAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return build_embedder(threads=1)


@pytest.fixture
def desk(store: Store) -> StructuredComposer:
    furnish(store)
    return desk_of(store)


def understood(text: str) -> Understanding:
    return understand(text, FRIDAY, "", ("en", "de", "es"))


def test_what_ships_is_what_the_script_makes_of_the_examples(embedder: Embedder) -> None:
    examples = list(train.trained_on())
    vectors, words = train.measured(embedder, examples)
    seen = np.hstack([(vectors - heads().mean) * MEANT, words])
    targets = train.wanted(examples)

    slope, _ = train.gradient(seen, targets, heads().weights, heads().bias)
    nothing, none = np.zeros_like(heads().weights), np.zeros_like(heads().bias)
    at_first, _ = train.gradient(seen, targets, nothing, none)

    # The loss has one lowest point: where nothing pulls any more, training has ended.
    assert np.linalg.norm(slope) < 0.05 * np.linalg.norm(at_first)
    assert train.fingerprint() in (train.FOLDER / "README.md").read_text("utf-8")


def test_fitting_twice_gives_the_same_heads() -> None:
    chance = np.random.default_rng(3)
    vectors = chance.normal(size=(40, 6)).astype(np.float32)
    words = chance.normal(size=(40, 4)).astype(np.float32)
    targets = (vectors[:, :2] > 0).astype(np.float32)

    first, second = (train.fit(vectors, words, targets) for _ in range(2))

    assert np.array_equal(first.weights, second.weights)
    assert not np.array_equal(first.weights, np.zeros_like(first.weights))


def test_nothing_held_out_was_trained_on() -> None:
    trained = {one.text.casefold() for one in train.trained_on()}

    assert not trained & {one.text.casefold() for one in train.held_out()}


def test_no_held_out_english_question_is_surely_small_talk(embedder: Embedder) -> None:
    asking = [one for one in train.held_out() if one.asks and one.lang == "en"]

    assert [one.text for one in asking if hear(one.understood, embedder.query).surely] == []


def test_a_head_tells_more_than_the_patterns(embedder: Embedder) -> None:
    told = [
        one for one in train.held_out() if one.lang == "en" and not one.asks
        and one.understood.intent == "question"
        and hear(one.understood, embedder.query).likely in one.meant
    ]  # fmt: skip

    assert len(told) > 30


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("helped me out big time", "thanks"),
        ("what are you able to tell me", "abilities"),
        ("am i chatting with software", "robot"),
    ],
)
def test_small_talk_in_other_words_is_answered_as_such(
    desk: StructuredComposer, text: str, words: str
) -> None:
    answer = ask(desk, text)

    assert answer.outcome == "answered"
    assert answer.text == phrases("en").small_talk(words, NAME)
    assert not answer.gap


def test_who_thanks_and_asks_is_answered(desk: StructuredComposer) -> None:
    answer = ask(desk, "wow thanks so much for being so kind, and how much is breakfast?")

    assert "€18" in answer.text


def test_a_miss_that_wants_something_done_is_told_who_comes(desk: StructuredComposer) -> None:
    answer = ask(desk, "cancel my appointment tomorrow please")

    assert (answer.outcome, answer.text) == ("handed_over", phrases("en").person)
    # A model with tools may still do it.
    assert answer.kind == "unknown"


def test_without_the_embedder_nothing_changes(store: Store) -> None:
    furnish(store)
    away = Recall(store, AwayEmbedder(), NAME)
    desk = StructuredComposer(away, Desk(NAME, ZoneInfo("Europe/London"), ("en",)))

    answer: Answer = ask(desk, "you guys rock")

    assert answer.kind != "small_talk"
    assert intents(np.zeros(384, np.float32), ("thanks",)) == ()


def test_the_vectors_of_another_model_are_never_read() -> None:
    narrow = LetterEmbedder()
    mirrored = MirroredEmbedder()

    assert hear(understood("you guys rock"), narrow.query) == NOTHING
    assert hear(understood("you guys rock"), mirrored.query) == NOTHING


def test_every_intent_has_examples_in_every_language() -> None:
    counted = {(one.lang, name) for one in train.trained_on() for name in one.meant}

    assert counted == {(code, name) for code in LANGUAGES for name in NAMES}
    assert NAMES[QUESTION] == "question"
    assert len(heads().surely) == len(heads().likely) == QUESTION


class AwayEmbedder:
    """Its machine does not answer: all it gives is zeros."""

    name = "all-minilm-l6-v2-int8"
    dimensions = 384

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), 384), np.float32)

    def query(self, text: str) -> Vectors:
        return np.zeros(384, np.float32)


class MirroredEmbedder:
    """As wide as ours, and says the same with other numbers."""

    def __init__(self) -> None:
        self._own = build_embedder(threads=1)

    def query(self, text: str) -> Vectors:
        # What it says of our sentence is far off; of all others it agrees with ours.
        own = self._own.query(text)
        return np.flip(own).copy() if text == PROBE else own
