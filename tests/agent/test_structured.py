from __future__ import annotations

import json
import re
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from agent.composer import Said, Turn
from agent.modes.structured import Desk, StructuredComposer
from agent.quoting import LONGEST
from agent.recall import Recall
from models.protocols import Vectors
from models.registry import build_embedder
from store.db import Store
from tests.agent.seaview import FACTS, NAME, NOW, PASSAGES, ask, desk_of, furnish
from tests.fakes import LetterEmbedder


@pytest.fixture
def desk(store: Store) -> StructuredComposer:
    furnish(store)
    return desk_of(store)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how much is breakfast?", "€18"),
        ("until when can I have breakfast", "10:30"),
        ("whats the price of a suite", "€260"),
        ("can I bring my dog?", "Dogs are welcome"),
        ("where can we leave the car", "€15 a day"),
        ("how far is the train station", "900 m"),
        ("who owns the hotel?", "Clara Bergmann"),
        ("when was the house built", "1894"),
        ("do you have a crib for my baby", "Cot for babies"),
        ("what is your cancelation policy", "48 hours"),
        ("my son is 5, what is a boat trip for him", "€4"),
        ("what does the boat trip cost for my daughter, she is 12", "€9"),
        ("Was kostet das Frühstück?", "€18"),
        ("¿Cuánto cuesta el aparcamiento?", "€15"),
        ("Les chiens sont-ils acceptés ?", "Dogs are welcome"),
    ],
)
def test_a_guest_is_told_the_line_that_answers(
    desk: StructuredComposer, question: str, expected: str
) -> None:
    answer = ask(desk, question)

    assert answer.outcome == "answered"
    assert expected in answer.text
    assert len(answer.text) <= LONGEST
    assert answer.citations
    assert answer.citations[0].url == "https://seaview.example/"


@pytest.mark.parametrize(
    "question",
    [
        "do you have a swimming pool?",
        "how much is a massage",
        "is there a dress code",
        "what does the airport transfer cost",
        "Habt ihr ein Fitnessstudio?",
        "do you sell gift cards?",
    ],
)
def test_what_nobody_wrote_of_is_not_answered(desk: StructuredComposer, question: str) -> None:
    answer = ask(desk, question)

    assert answer.outcome in ("handed_over", "clarify")
    assert not answer.citations


def test_every_figure_of_an_answer_stands_in_its_citation(desk: StructuredComposer) -> None:
    for question in ("how much is breakfast?", "price of a suite", "what does parking cost?"):
        answer = ask(desk, question)

        quotes = " ".join(citation.quote for citation in answer.citations)
        for figure in re.findall(r"\d+(?:[.,:]\d+)*", answer.text):
            assert figure in quotes


def test_every_line_of_a_quote_is_literal(desk: StructuredComposer) -> None:
    answer = ask(desk, "how much is breakfast?")

    sources = "\n".join([*(text for _, text in PASSAGES), *(head for head, _ in PASSAGES)])
    for line in answer.citations[0].quote.split("\n"):
        assert line in sources


def test_a_hand_over_fetches_a_person_and_records_the_gap(desk: StructuredComposer) -> None:
    answer = ask(desk, "do you rent out bicycles?")

    assert answer.outcome == "handed_over"
    assert answer.escalate
    assert answer.gap == "do you rent out bicycles?"
    assert "I don't know" in answer.text


def test_a_guest_who_asks_for_a_person_gets_one(desk: StructuredComposer) -> None:
    for question in ("I want to talk to a human please", "Ich möchte mit einem Menschen sprechen"):
        answer = ask(desk, question)

        assert (answer.outcome, answer.kind) == ("handed_over", "person")
        assert answer.escalate
        assert not answer.gap


def test_an_emergency_goes_to_people_whatever_else_is_asked(desk: StructuredComposer) -> None:
    answer = ask(desk, "There is a fire in the kitchen, where is the exit?")

    assert answer.outcome == "handed_over"
    assert answer.urgent
    assert "emergency" in answer.text


def test_courtesy_is_answered_in_the_guests_language(desk: StructuredComposer) -> None:
    assert ask(desk, "thanks a lot!").text == "You're welcome!"
    assert ask(desk, "Vielen Dank!").text == "Gern geschehen!"
    assert ask(desk, "¡Hola!").lang == "es"
    assert ask(desk, "Buongiorno").kind == "small_talk"
    assert ask(desk, "שלום").lang == "he"


def test_nobody_is_left_to_think_that_a_person_speaks(desk: StructuredComposer) -> None:
    assert "not a person" in ask(desk, "are you a robot?").text

    first = desk.compose(Turn("how much is breakfast?", NOW, first_reply=True))

    assert first.text.startswith("I am the automatic concierge of Seaview Hotel.")
    assert "€18" in first.text
    assert first.text.startswith(f"{first.opening}\n")
    assert len(first.text) <= LONGEST


def test_opening_hours_are_computed_and_shown(desk: StructuredComposer) -> None:
    on_sunday = ask(desk, "is the spa open on sunday?")
    on_monday = ask(desk, "is the spa open on monday?")

    assert on_sunday.text.startswith("Open on Sunday: 10:00 – 20:00.")
    assert on_monday.text.startswith("Closed on Monday.")
    assert on_monday.citations[0].quote in on_monday.text


def test_contact_details_come_from_facts(desk: StructuredComposer) -> None:
    assert "+44 1234 567890" in ask(desk, "what's your phone number?").text
    assert "desk@seaview.example" in ask(desk, "email?").text
    assert "1 Pier Road" in ask(desk, "Wo finde ich Sie?").text


def test_a_quote_in_another_language_is_announced_as_one(store: Store) -> None:
    furnish(store, [("Frühstück", "Frühstück gibt es von 7 bis 10 Uhr für 14 €.")], (), "de")
    desk = desk_of(store)

    answer = ask(desk, "How much does breakfast cost?")

    assert answer.text.startswith("In the words of our page:")
    assert "14 €" in answer.text


def test_an_instruction_inside_a_page_is_only_text(desk: StructuredComposer) -> None:
    assert "€1 " not in ask(desk, "whats the price of a suite").text


def test_a_short_question_goes_on_from_the_one_before(desk: StructuredComposer) -> None:
    before = (Said("guest", "is the spa open on sunday?"), Said("concierge", "Open on Sunday."))

    answer = ask(desk, "and on monday?", *before)

    assert answer.text.startswith("Closed on Monday.")


def test_the_trace_says_why_and_can_be_stored(desk: StructuredComposer) -> None:
    answer = ask(desk, "how much is breakfast?")

    trace = json.loads(json.dumps(answer.trace))
    assert trace["candidates"][0]["text"].startswith("Breakfast is served")
    assert "sureness" in trace["decision"]
    assert trace["understood"]["must_hold"] == "price"


class Away(LetterEmbedder):
    """The embedder of the knowledge, gone for now: its vectors lie near nothing."""

    name = build_embedder().name
    dimensions = build_embedder().dimensions

    def query(self, text: str) -> Vectors:
        return np.zeros(self.dimensions, np.float32)


def test_the_trace_says_when_words_alone_had_to_do(store: Store) -> None:
    furnish(store)
    desk = Desk(NAME, ZoneInfo("Europe/London"), ("en",))
    alone = StructuredComposer(Recall(store, Away(), NAME), desk)

    assert ask(alone, "how much is breakfast?").trace["by_words_alone"]
    assert not ask(desk_of(store), "how much is breakfast?").trace["by_words_alone"]


def test_the_same_question_has_the_same_answer(desk: StructuredComposer) -> None:
    assert ask(desk, "how much is breakfast?") == ask(desk, "how much is breakfast?")


def test_nothing_a_guest_can_type_breaks_a_turn(desk: StructuredComposer) -> None:
    for text in ("", "   ", "?!", "😀", '"OR" NEAR(*', "'; DROP TABLE facts; --", "\x00\x1b[2J"):
        assert ask(desk, text).text
    for text in ("breakfast " * 400, "a" * 4000, "€" * 4000, "(((" * 1000, "1 " * 2000):
        assert len(ask(desk, text).text) <= LONGEST


def test_a_house_that_has_read_nothing_yet_fetches_a_person(store: Store) -> None:
    answer = ask(desk_of(store), "how much is breakfast?")

    assert answer.outcome == "handed_over"
    assert answer.escalate


def test_new_knowledge_is_used_from_the_next_question_on(store: Store) -> None:
    furnish(store)
    desk = desk_of(store)
    assert "€18" in ask(desk, "how much is breakfast?").text

    furnish(store, [("Breakfast", "Breakfast costs €21.")], FACTS)

    assert "€21" in ask(desk, "how much is breakfast?").text


def test_no_guest_reads_a_path_of_this_machine() -> None:
    from agent.composer import public_name, public_url

    assert public_url("/srv/hotel/menu.pdf") == ""
    assert public_name("/srv/hotel/menu.pdf") == "menu.pdf"
    assert public_url("https://hotel.example/menu.pdf") == "https://hotel.example/menu.pdf"


def test_whether_it_is_free_is_answered_by_what_it_costs(desk: StructuredComposer) -> None:
    answer = ask(desk, "is parking free?")

    assert answer.text.startswith("No. Parking in our own garage costs €15 a day.")


def test_what_is_fined_is_not_allowed(store: Store) -> None:
    furnish(store, (*PASSAGES, ("Smoking", "Smoking in a room costs £120 for cleaning.")))

    answer = ask(desk_of(store), "Is smoking allowed in the rooms?")

    assert answer.text.startswith("No.")
    assert "£120" in answer.text


def test_a_rule_for_the_whole_house_outweighs_the_line_beside_it(store: Store) -> None:
    rule = "The whole house is non-smoking.\nSmoking on the terrace is at your own risk."
    furnish(store, (*PASSAGES, ("Smoking", rule)))

    assert "Yes." not in ask(desk_of(store), "can i smoke?").text


def test_until_when_is_told_as_an_end(desk: StructuredComposer) -> None:
    answer = ask(desk, "until when is the spa open on Sunday?")

    assert "until 20:00" in answer.text


def test_an_address_is_known_by_its_postcode(store: Store) -> None:
    furnish(store, (*PASSAGES, ("Legal notice", "Seaview Ltd, 24147 Miramar")), facts=())

    assert "24147" in ask(desk_of(store), "what's your address?").text


def test_a_minimum_age_answers_how_old_one_has_to_be(store: Store) -> None:
    furnish(store, (*PASSAGES, ("Sauna", "Sauna guests must be 16. Towels are there.")))

    assert "16" in ask(desk_of(store), "How old do I have to be for the sauna?").text


def test_what_a_price_is_for_need_not_stand_in_its_row(store: Store) -> None:
    table = "Prices are per night.\nSmall dog: £24\nLarge dog: £29\nCat: £16"
    furnish(store, (*PASSAGES, ("Boarding", table)))

    assert "£29" in ask(desk_of(store), "what is a large dog per night").text


def test_a_verb_that_is_parted_is_one(store: Store) -> None:
    furnish(store, (*PASSAGES, ("Transfer", "Pick up from the station costs €20 each way.")))

    assert "€20" in ask(desk_of(store), "how much to pick us up at the station?").text


def test_what_stays_at_home_may_not_be_brought(store: Store) -> None:
    furnish(store, (*PASSAGES, ("What to bring", "Leave toys at home.")))

    assert ask(desk_of(store), "can she bring her teddy?").text.startswith("No.")


def test_a_word_that_every_page_has_is_not_what_was_asked(store: Store) -> None:
    pages = [(f"Room {n}", f"A child may play in {where}.") for n, where in enumerate(
        ("the barn", "the kitchen", "the meadow", "the loft", "the yard"))]  # fmt: skip
    furnish(store, pages, facts=())

    assert ask(desk_of(store), "Wat moet mijn kind meenemen?").outcome != "answered"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Will there be a place there where I can park my car?", "€15 a day"),
        ("Can I leave my bags before check-in?", "Luggage"),
        ("Oh, and do they offer a laundry service?", "laundry"),
        ("Is the hotel suitable for a guest with a disability?", "step-free"),
    ],
)
def test_what_goes_without_saying_weighs_little(store: Store, question: str, expected: str) -> None:
    more = (
        ("Luggage", "Luggage can stay with us all day."),
        ("Laundry", "We do your laundry for €9 a bag."),
        ("Access", "Two rooms on the ground floor are step-free."),
    )
    furnish(store, (*PASSAGES, *more))

    assert expected in ask(desk_of(store), question).text


def test_a_month_alone_asks_for_nothing(store: Store) -> None:
    furnish(store, (*PASSAGES, ("Rates", "January to March: €90 a night, April: €120.")))

    assert ask(desk_of(store), "will there be snow in february").outcome != "answered"


def test_a_question_is_never_told_without_its_answer(store: Store) -> None:
    asked = "Do you have any age restrictions for children that are staying with us?"
    told = "Children of any age are welcome, and they sleep in their own room if they like. "
    entry = f"{asked}\n{told * 2}"
    furnish(store, (*PASSAGES, ("Questions", entry)))

    answer = ask(desk_of(store), "are there age restrictions for children?")

    assert not answer.text.rstrip().endswith("?")


def test_what_is_not_there_has_no_price(store: Store) -> None:
    furnish(store, (*PASSAGES, ("Cats", "Cats are not allowed anywhere in the house.")))

    assert "not allowed" in ask(desk_of(store), "do you charge a fee for cats?").text


def test_the_time_of_check_in_is_no_age(store: Store) -> None:
    more = (
        ("Who may come", "You must be at least 18 years old to check in."),
        ("Arriving", "Check-in is set at 13:00 - 19:00."),
    )
    furnish(store, (*PASSAGES, *more))

    assert "13:00" in ask(desk_of(store), "What is the check in time for this hotel?").text


def test_a_no_inside_a_hebrew_word_is_none(store: Store) -> None:
    furnish(store, (("מחירים", "סטודנטים מקבלים 10% הנחה."), ("חניה", "חניה ברחוב.")), lang="he")

    answer = ask(desk_of(store, ("he",)), "יש הנחה לסטודנטים?", lang="he")

    assert "10%" in answer.text
    assert not answer.text.startswith("לא")
