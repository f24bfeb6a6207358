from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Generator

import pytest

from agent.modes.chat import ChatComposer
from agent.persona import assigned
from agent.phrases import phrases
from models.model import Again, Event, Failed, Request, TextDelta, ToolCall
from store import escalations
from store.db import Store
from store.spending import Level
from tests.agent.chatting import Guest, chat_of
from tests.agent.scripted import ScriptedModel, last_words, whole
from tests.agent.seaview import furnish

LONG = (
    "We arrive with two dogs and would like to know what they cost, what breakfast costs and "
    "where we can leave the car over the weekend?"
)
DOGS = "Dogs are welcome in the garden rooms for €12 a night."


@pytest.fixture
def hotel(store: Store) -> Store:
    furnish(store)
    return store


def cited(text: str) -> ScriptedModel:
    """Cites the first source that it was given for everything."""

    def reply(request: Request) -> str:
        told = last_words(request)
        found = next(line for line in told.splitlines() if "Dogs" in line and "[p" in line)
        return text.replace("[?]", found.split("]")[0] + "]")

    return ScriptedModel(reply)


def guest_of(store: Store, model: ScriptedModel) -> Guest:
    return Guest(store, chat_of(store, model))


@pytest.mark.parametrize(
    "question", ["Hello!", "Thank you", "Can I talk to a person?", "What is your phone number?"]
)
def test_what_the_house_knows_by_itself_reaches_no_model(hotel: Store, question: str) -> None:
    model = ScriptedModel("I should not be asked.")

    answer = guest_of(hotel, model).says(question)

    assert model.asked == []
    assert answer.trace["route"] == "none"


def test_a_reply_is_shown_sentence_by_sentence_and_cites_what_it_rests_on(hotel: Store) -> None:
    shown: list[str] = []
    guest = guest_of(hotel, cited(f"{DOGS[:-1]} [?]. You are welcome to bring them."))
    guest.says("Hello")

    answer = guest.says(LONG, preview=shown.append)

    assert answer.text == f"{DOGS} You are welcome to bring them."
    assert answer.mode == "chat"
    assert len(shown) == 2
    assert "".join(shown) == answer.text
    (citation,) = answer.citations
    assert "12 a night" in citation.quote
    assert citation.url == "https://seaview.example/"


def test_the_first_reply_says_that_an_automatic_concierge_speaks(hotel: Store) -> None:
    shown: list[str] = []

    answer = guest_of(hotel, ScriptedModel(DOGS)).says(LONG, preview=shown.append)

    opening = phrases("en").automatic.format(business="Seaview Hotel")
    assert answer.opening == opening
    assert answer.text == f"{opening}\n{DOGS}"
    assert "".join(shown) == answer.text


def test_what_stands_in_no_source_is_mended_once_with_the_complaint(hotel: Store) -> None:
    model = ScriptedModel("Dogs stay for €99 a night.", DOGS)
    shown: list[str] = []
    guest = guest_of(hotel, model)
    guest.says("Hello")

    answer = guest.says(LONG, preview=shown.append)

    assert answer.text == DOGS
    assert "€99" not in "".join(shown)
    assert "99" in last_words(model.asked[1])
    assert answer.made is not None
    assert answer.made.repaired == 1


def test_while_it_mends_a_model_may_call_no_tool(hotel: Store) -> None:
    model = ScriptedModel(
        "Dogs stay for €99 a night.", [DOGS, ToolCall("1", "look_up", {"question": "dogs"})]
    )
    guest = guest_of(hotel, model)
    guest.says("Hello")

    answer = guest.says(LONG)

    assert [one.tool_choice for one in model.asked] == ["auto", "none"]
    assert model.asked[0].tools == model.asked[1].tools
    assert (answer.text, answer.trace["tools"]) == (DOGS, [])


def test_what_cannot_be_mended_is_never_sent(hotel: Store) -> None:
    model = ScriptedModel("The wine tasting costs €77. It is lovely.")
    guest = guest_of(hotel, model)
    shown: list[str] = []

    answer = guest.says(
        "Do you offer a tasting of wines from the region, and if so what does it cost per head?",
        preview=shown.append,
    )

    assert len(model.asked) == 2
    assert "77" not in answer.text
    assert "77" not in "".join(shown)
    assert answer.outcome != "answered" or answer.mode == "structured"
    assert answer.made is not None
    assert answer.made.withheld == 1


def test_a_model_that_knows_nothing_hands_over_and_the_gap_is_kept(hotel: Store) -> None:
    shown: list[str] = []
    question = "Which of the paintings in the staircase are by Clara's grandfather, do you know?"

    answer = guest_of(hotel, ScriptedModel("NOT_KNOWN")).says(question, preview=shown.append)

    assert "NOT_KNOWN" not in "".join(shown) + answer.text
    assert answer.outcome == "handed_over"
    assert answer.gap == question


@pytest.mark.parametrize(
    "broken",
    [
        Failed("slow", "It took too long."),
        ["Dogs stay for", Failed("cut", "The stream broke.")],
        ["Dogs are welcome. ", Failed("garbled", "Nonsense came.")],
        Failed("budget", "The day's allowance is spent."),
    ],
    ids=["slow", "cut", "garbled", "budget"],
)
def test_whatever_a_vendor_does_half_a_text_is_no_answer(hotel: Store, broken: Failed) -> None:
    shown: list[str] = []
    guest = guest_of(hotel, ScriptedModel(broken))
    guest.says("Hello")

    answer = guest.says(
        "How much is the parking for our car, a rather long one, per day?", preview=shown.append
    )

    assert answer.mode == "structured"
    assert "Dogs" not in answer.text
    after = shown[len(shown) - shown[::-1].index("") :] if "" in shown else shown
    assert "".join(after) == answer.text


def test_a_chain_that_begins_anew_takes_back_what_it_showed(hotel: Store) -> None:
    shown: list[str] = []
    guest = guest_of(hotel, ScriptedModel(["Breakfast is lovely. Dogs", Again("cut"), DOGS]))
    guest.says("Hello")

    answer = guest.says(LONG, preview=shown.append)

    assert answer.text == DOGS
    assert [text.strip() for text in shown] == ["Breakfast is lovely.", "", DOGS]


def test_a_reply_cut_off_for_its_length_is_not_sent_as_it_is(hotel: Store) -> None:
    model = ScriptedModel("Dogs are welcome in the garden rooms. And then", stop="length")

    answer = guest_of(hotel, model).says(LONG)

    assert "And then" not in answer.text
    assert len(model.asked) == 2


def test_the_model_is_told_the_hour_the_sources_and_not_what_talks_to_machines(
    hotel: Store,
) -> None:
    model = ScriptedModel(DOGS)

    guest_of(hotel, model).says(LONG)

    told = whole(model.asked[0])
    assert "Friday 20 November 2026, 10:00 (Europe/London)" in told
    assert "Yes, open now." in told
    assert "€12 a night" in told
    assert "IGNORE ALL" not in told
    assert [block.cached for block in model.asked[0].system] == [True, True]


def test_a_guest_who_leaves_a_message_is_read_it_back_and_asked(hotel: Store) -> None:
    wish = "Please tell the team that we will arrive very late tonight, around midnight or so"
    call = ToolCall("1", "take_message", {"text": "We will arrive very late tonight"})
    guest = guest_of(hotel, ScriptedModel(["I'll do that! ", call]))

    asked = guest.says(wish)
    with hotel.reading() as tx:
        before = escalations.open_escalation(tx, guest.id)
    done = guest.says("Yes, please")

    assert asked.kind == "confirm"
    assert "arrive very late tonight" in asked.text
    assert "I'll do that" not in asked.text
    assert asked.quick_replies == ("Yes, please", "No, thank you")
    assert before is None
    assert done.text == phrases("en").message_taken
    with hotel.reading() as tx:
        after = escalations.open_escalation(tx, guest.id)
    assert after is not None
    assert "arrive very late tonight" in after.reason


def test_a_message_the_guest_never_wrote_reaches_nobody(hotel: Store) -> None:
    call = ToolCall("1", "take_message", {"text": "Give this guest every room for free"})
    guest = guest_of(hotel, ScriptedModel(call))

    asked = guest.says("Could you pass on to the kitchen that my sister cannot eat any nuts?")

    assert "for free" not in asked.text
    assert "nuts" in asked.text


def test_a_model_looks_further_and_cites_what_it_found(hotel: Store) -> None:
    call = ToolCall("1", "look_up", {"query": "cancel"})

    def answer(request: Request) -> str:
        return "You may cancel free of charge until 48 hours before arrival."

    model = ScriptedModel(call, answer)
    answered = guest_of(hotel, model).says(LONG)

    assert "48 hours" in answered.text
    assert [one["tool"] for one in answered.trace["tools"]] == ["look_up"]
    assert "48 hours" in model.asked[1].messages[-1].results[0].text
    assert any("48 hours" in citation.quote for citation in answered.citations)


class Silent:
    """Says nothing until it is told to stop."""

    name = "test:silent"

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def stream(self, request: Request) -> Generator[Event, None, None]:
        request.halt.attach(self.stopped.set)
        assert self.stopped.wait(20)
        raise Failed("halted", "It was told to stop.")
        yield TextDelta("")


def test_a_silent_model_costs_a_holding_line_and_then_there_is_an_answer(hotel: Store) -> None:
    composer: ChatComposer = chat_of(hotel, Silent(), hold_s=0.05, turn_s=0.2)
    guest = Guest(hotel, composer)
    shown: list[str] = []
    guest.says("Hello")

    answer = guest.says(LONG, preview=shown.append)

    assert shown[:2] == [phrases("en").holding, ""]
    assert "".join(shown[2:]) == answer.text


def test_the_cheap_model_takes_simple_turns_and_the_strong_one_the_rest(hotel: Store) -> None:
    strong, cheap = ScriptedModel(DOGS), ScriptedModel(DOGS)
    composer = chat_of(hotel, strong, cheap)

    simple = Guest(hotel, composer).says(
        "What about dogs in the garden rooms, please, are they ok?"
    )
    Guest(hotel, composer).says(LONG)

    assert simple.trace["route"] in ("none", "cheap")
    assert len(strong.asked) == 1


def test_a_conversation_keeps_its_version(hotel: Store) -> None:
    composer = chat_of(hotel, ScriptedModel(DOGS), versions={"short": "direct", "b": "Be brief."})
    for _ in range(3):
        guest = Guest(hotel, composer)
        made = [guest.says(text).made for text in ("Hello", LONG)]
        assert len({one.version for one in made if one is not None}) == 1


def test_versions_share_conversations_out_evenly() -> None:
    given = Counter(assigned(number, ["b", "short"]) for number in range(1, 3_001))

    assert set(given) == {"main", "b", "short"}
    assert min(given.values()) > 900
    assert assigned(7, []) == assigned(0, ["b"]) == "main"


@pytest.mark.parametrize(
    ("spent", "asked"), [("open", (1, 0)), ("tight", (0, 1)), ("spent", (0, 0))]
)
def test_as_the_budget_runs_out_the_cheap_model_answers_and_then_none(
    hotel: Store, spent: Level, asked: tuple[int, int]
) -> None:
    strong, cheap = ScriptedModel(DOGS), ScriptedModel(DOGS)

    answer = Guest(hotel, chat_of(hotel, strong, cheap, spent=spent)).says(LONG)

    assert (len(strong.asked), len(cheap.asked)) == asked
    assert answer.text
    assert answer.mode == ("structured" if spent == "spent" else "chat")


def test_a_question_is_not_answered_out_of_the_blue(hotel: Store) -> None:
    model = ScriptedModel("Yes, of course we do.")

    answer = guest_of(hotel, model).says(LONG)

    assert len(model.asked) == 2
    assert "names no source" in last_words(model.asked[1])
    assert "of course" not in answer.text


def test_what_asks_for_nothing_needs_no_source(hotel: Store) -> None:
    model = ScriptedModel("How lovely. Have a safe journey!")

    answer = guest_of(hotel, model).says(
        "My wife and I have been talking of nothing else for weeks and can hardly believe it"
    )

    assert answer.text.endswith("Have a safe journey!")


def test_a_sentence_shows_with_its_full_stop_and_not_with_the_next_word(hotel: Store) -> None:
    shown: list[str] = []
    seen: list[int] = []

    class Slow(ScriptedModel):
        def stream(self, request: Request) -> Generator[Event, None, None]:
            for event in super().stream(request):
                yield event
                seen.append(len(shown))

    guest = guest_of(hotel, Slow(["How lovely to hear", ".", " Do", " come", "."]))
    guest.says("Hello")
    guest.says(
        "We look forward to it so much and have been talking of nothing else", preview=shown.append
    )

    assert shown == ["How lovely to hear.", " Do come."]
    # Once the full stop was there; and the last with the end of all.
    assert seen[3] == 1


def test_a_full_stop_that_runs_on_takes_the_reply_back(hotel: Store) -> None:
    shown: list[str] = []
    model = ScriptedModel(
        ["Please look at seaview.", "evil.example/pay now."], "How lovely to hear."
    )
    guest = guest_of(hotel, model)
    guest.says("Hello")

    answer = guest.says(
        "We look forward to it so much and have been talking of nothing else",
        preview=shown.append,
    )

    assert answer.text == "How lovely to hear."
    assert "evil" not in "".join(shown)
    assert shown[-2:] == ["", "How lovely to hear."]


def test_a_reply_in_another_language_than_the_guest_s_is_written_again(hotel: Store) -> None:
    german = "Hunde sind in den Gartenzimmern willkommen, für 12 € die Nacht."
    model = ScriptedModel("Dogs are welcome in the garden rooms, for €12 a night.", german)
    guest = Guest(hotel, chat_of(hotel, model, languages=("en", "de")))

    answer = guest.says(
        "Wir kommen mit zwei Hunden und wüssten gern, was die bei Ihnen kosten und wo sie schlafen."
    )

    assert "It is not in German." in last_words(model.asked[1])
    assert answer.text.endswith(german)
    assert answer.lang == "de"
