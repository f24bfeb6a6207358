from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.cache import Cached
from agent.composer import Answer, Citation, Said, Turn, no_preview
from agent.house import phrased, write_answer
from models.registry import build_embedder
from store import generations
from store.db import Store
from tests.agent.seaview import NAME, NOW, furnish

QUOTE = Citation("Seaview", "https://seaview.example/", None, "as it stands")


class Counting:
    """Answers each question with its number, so that a kept answer is told from a fresh one."""

    def __init__(
        self, kind: str = "answer", during: Callable[[], None] = lambda: None, **more: object
    ) -> None:
        self.asked: list[str] = []
        self._kind, self._during, self._more = kind, during, more

    def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
        self.asked.append(turn.question)
        self._during()
        more = {"citations": (QUOTE,), "confidence": 0.9, **self._more}
        answer = Answer(f"answer {len(self.asked)}", kind=self._kind, **more)  # type: ignore[arg-type]
        preview(answer.text)
        return answer


def kept_by(store: Store, composer: Counting, **more: object) -> Cached:
    return Cached(
        composer,
        store,
        build_embedder(),
        business=NAME,
        zone=ZoneInfo("Europe/London"),
        languages=("en", "de"),
        **more,  # type: ignore[arg-type]
    )


def ask(at: Cached, question: str, *said: Said, now: datetime = NOW, **more: object) -> str:
    return at.compose(Turn(question, now, said, **more)).text  # type: ignore[arg-type]


def test_the_same_words_are_answered_from_memory(store: Store) -> None:
    furnish(store)
    inner = Counting()
    cached = kept_by(store, inner)
    shown: list[str] = []

    first = ask(cached, "When is breakfast?")
    again = cached.compose(Turn("  when is BREAKFAST? ", NOW), shown.append)

    assert again.text == first == "answer 1"
    assert again.citations == (QUOTE,)
    assert again.trace["cache"] == "exact"
    assert shown == ["answer 1"]
    assert (cached.hits, cached.misses) == (1, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is there a sauna?", "Do you have a sauna?"),
        ("How much is the double room", "how much is a double room please?"),
        ("Are dogs allowed?", "are dogs allowed please"),
    ],
)
def test_another_way_to_ask_the_same_is_answered_from_memory(
    store: Store, one: str, other: str
) -> None:
    furnish(store)
    cached = kept_by(store, Counting())

    assert ask(cached, one) == ask(cached, other)
    assert cached.hits == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How much is a room for 2 people?", "How much is a room for 3 people?"),
        ("Can I check in before 3 pm?", "Can I check in after 3 pm?"),
        ("Is breakfast included?", "Is breakfast not included?"),
        ("Is breakfast included with parking?", "Is parking included with breakfast?"),
        ("Is the indoor pool heated?", "Is the outdoor pool heated?"),
        ("Who is Anna Berg?", "Who is Anna Burg?"),
        ("How much is the sauna?", "When is the sauna?"),
        ("Where is the sauna?", "Is there a sauna?"),
        ("Is the spa busy on Saturday?", "Is the spa busy on Sunday?"),
        ("Is the spa for members?", "Is the spa for visitors?"),
        ("Can my son of 9 years swim?", "Can my son of 14 years swim?"),
        ("rooms with balcony?", "rooms without balcony?"),
        ("Is there wine on 3 May?", "Is there wine on 4 May?"),
        ("Do you sell beer?", "Do you sell wine?"),
        ("¿Hay piscina?", "Gibt es eine Sauna?"),
    ],
)
def test_a_question_that_only_looks_alike_is_composed_anew(
    store: Store, one: str, other: str
) -> None:
    furnish(store)
    cached = kept_by(store, Counting())

    assert ask(cached, one) != ask(cached, other)
    assert cached.hits == 0


@pytest.mark.parametrize(
    "question",
    [
        "What time is it now and is the spa open?",
        "Is breakfast served today?",
        "Is there yoga tomorrow?",
        "Can you change my booking?",
        "My name is Ana Berg, is there a sauna?",
        "Write to ana@berg.example about the sauna",
        "Call +44 7700 900123 about the sauna",
        "I want to book the sauna",
        "Book a table for two",
        "Ich möchte ein Zimmer buchen",
        "WHERE IS MY BREAKFAST",
        "Thanks!",
        "Hello",
        "Is a room free on 14 March?",
    ],
)
def test_what_is_personal_or_acts_or_passes_is_never_kept(store: Store, question: str) -> None:
    furnish(store)
    inner = Counting()
    cached = kept_by(store, inner)

    ask(cached, question)
    ask(cached, question)

    assert len(inner.asked) == 2
    assert cached.hits == 0


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("small_talk", {}),
        ("person", {"outcome": "handed_over"}),
        ("unknown", {"outcome": "handed_over", "gap": "sauna"}),
        ("clarify", {"outcome": "clarify", "gap": "sauna"}),
        ("hours", {"citations": ()}),
        ("answer", {"escalate": "The guest is upset."}),
        ("answer", {"citations": ()}),
        ("answer", {"trace": {"tools": ["book"]}}),
    ],
)
def test_only_cited_answers_of_knowledge_are_kept(
    store: Store, kind: str, more: dict[str, object]
) -> None:
    furnish(store)
    inner = Counting(kind, **more)  # type: ignore[arg-type]
    cached = kept_by(store, inner)

    ask(cached, "Is there a sauna?")
    ask(cached, "Is there a sauna?")

    assert len(inner.asked) == 2


@pytest.mark.parametrize(
    ("kind", "more"), [("hours", {}), ("clarify", {"outcome": "clarify", "citations": ()})]
)
def test_hours_and_our_asking_back_are_the_same_for_the_next_guest(
    store: Store, kind: str, more: dict[str, object]
) -> None:
    furnish(store)
    inner = Counting(kind, **more)  # type: ignore[arg-type]
    cached = kept_by(store, inner)

    for question in ("When does the sauna open?", "When does the sauna open?"):
        ask(cached, question)
    for question in ("Is the sauna open now?", "Is the sauna open now?"):
        ask(cached, question)

    assert len(inner.asked) == 3


def test_a_turn_that_leans_on_what_was_said_is_composed_anew(store: Store) -> None:
    furnish(store)
    inner = Counting()
    cached = kept_by(store, inner)
    said = (Said("guest", "How much is the suite?"), Said("concierge", "It is €260."))

    for question in (
        "and on Sundays?",
        "how much for two?",
        "Is it heated?",
        "dogs?",
        "where?",
        "with sea view and balcony?",
        "is the pool there?",
        "Was kostet das?",
    ):
        ask(cached, question, *said)
        ask(cached, question, *said)

    assert cached.hits == 0
    for question in (
        "When is breakfast served?",
        "Is there wifi in the rooms?",
        "What is the cancellation policy?",
        "Was kostet das Doppelzimmer?",
    ):
        assert ask(cached, question, *said) == ask(cached, question, *said), question
    assert cached.hits == 4


def test_the_same_is_not_said_twice_in_a_row(store: Store) -> None:
    furnish(store)
    inner = Counting()
    cached = kept_by(store, inner)
    before = Said("guest", "Is there a sauna?")
    first = ask(cached, "Is there a sauna?", before)

    ask(cached, "Is there a sauna?", before, Said("concierge", first))

    assert len(inner.asked) == 2


def test_each_language_day_channel_and_first_reply_has_its_own(store: Store) -> None:
    furnish(store)
    inner = Counting()
    cached = kept_by(store, inner)
    question = "Is there a sauna?"

    told = {
        ask(cached, question),
        ask(cached, question, lang="de"),
        ask(cached, question, channel="mail"),
        ask(cached, question, first_reply=True),
        ask(cached, question, now=NOW + timedelta(days=1)),
    }

    assert len(told) == 5


def test_a_new_generation_and_a_rollback_each_have_their_own_answers(store: Store) -> None:
    furnish(store)
    cached = kept_by(store, Counting())
    old = ask(cached, "Is there a sauna?")

    furnish(store, passages=(("Sauna", "The sauna is in the cellar."),))
    new = ask(cached, "Is there a sauna?")
    with store.writing() as tx:
        generations.rollback(tx)
    back = ask(cached, "Is there a sauna?")

    assert (new, back) == ("answer 2", old)


def test_a_house_answer_ends_what_was_kept(store: Store) -> None:
    furnish(store)
    cached = kept_by(store, Counting())
    ask(cached, "Is there a sauna?")
    embedder = build_embedder()
    made = phrased(embedder, NAME, ["Is there a gym?"])

    with store.writing() as tx:
        write_answer(tx, embedder, made, "Is there a gym?", "Yes.")

    assert ask(cached, "Is there a sauna?") == "answer 2"


def test_an_answer_composed_while_the_knowledge_changed_is_not_kept(store: Store) -> None:
    furnish(store)
    inner = Counting(
        during=lambda: furnish(store, passages=(("Sauna", f"Cellar {len(inner.asked)}."),) * 2)
    )
    cached = kept_by(store, inner)

    ask(cached, "Is there a sauna?")
    with store.writing() as tx:
        generations.rollback(tx)

    assert ask(cached, "Is there a sauna?") == "answer 2"


def test_it_forgets_the_oldest_and_never_grows_beyond_its_bound(store: Store) -> None:
    furnish(store)
    inner = Counting()
    cached = kept_by(store, inner, most=3)
    for thing in ("sauna", "gym", "pool", "lift", "bar"):
        ask(cached, f"Is there a {thing}?")

    assert ask(cached, "Is there a bar?") == "answer 5"
    assert ask(cached, "Is there a sauna?") == "answer 6"
    assert len(cached._exact) == len(cached._alike) == 3


def test_threads_share_it_without_harm(store: Store) -> None:
    furnish(store)
    cached = kept_by(store, Counting(), most=4)
    wrong: list[str] = []

    class Named:
        def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
            return Answer(turn.question.lower(), citations=(QUOTE,))

    cached._composer = Named()

    def guest() -> None:
        for thing in ("sauna", "gym", "pool", "lift", "bar", "boat") * 5:
            question = f"is there a {thing}?"
            if ask(cached, question) != question:
                wrong.append(question)

    threads = [threading.Thread(target=guest) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert cached.hits + cached.misses == 120


THINGS = ("sauna", "pool", "suite", "garden", "boat trip", "garage")
FRAMES = (
    "How much is the {a} for {n} people?",
    "Is the {a} included in the {b}?",
    "Is there no {a} near the {b}?",
    "Can children of {n} use the {a} without the {b}?",
    "What time is the {a} on {n} May?",
    "Where is the {a}",
)


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Store:
    from store.home import Home
    from store.migrate import open_store

    opened = open_store(Home(tmp_path_factory.mktemp("cache") / "home").create(), create=True)
    furnish(opened)
    return opened


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asked=st.lists(
        st.tuples(
            st.sampled_from(FRAMES),
            st.sampled_from(THINGS),
            st.sampled_from(THINGS),
            st.integers(1, 28),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_whatever_is_asked_the_answer_is_the_one_to_that_question(
    knowing: Store, asked: list[tuple[str, str, str, int]]
) -> None:
    """The inner composer answers with the question's own words; a kept one must say the same."""

    class Words:
        def compose(self, turn: Turn, preview: Callable[[str], None] = no_preview) -> Answer:
            return Answer(turn.question.lower().strip(" ?"), citations=(QUOTE,))

    cached = kept_by(knowing, Counting())
    cached._composer = Words()
    for frame, a, b, n in asked:
        question = frame.format(a=a, b=b, n=n)

        assert ask(cached, question) == question.lower().strip(" ?")
        assert ask(cached, question.upper().capitalize()) == question.lower().strip(" ?")


def test_the_local_day_decides_not_the_utc_day(store: Store) -> None:
    furnish(store)
    inner = Counting()
    cached = kept_by(store, inner)
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    ask(cached, "Is there a sauna?", now=late - timedelta(hours=1))
    ask(cached, "Is there a sauna?", now=late)

    assert len(inner.asked) == 2
