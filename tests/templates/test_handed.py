"""The words that hand a message over are found however they are written, and nowhere else."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from templates.handed import emergency_number, pattern_of, watch_over
from templates.industry import load_template
from templates.schema import HandedOver, IndustryTemplate


def with_matter(**matter: object) -> IndustryTemplate:
    shape = HandedOver.model_validate({"reason": "Advice is wanted.", **matter})
    general = load_template("general")
    return general.model_copy(update={"handed_over": {"advice": shape}})


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("chest pain", "I've got CHEST  pain!"),
        ("Brustschmerz*", "ich habe brustschmerzen seit heute"),
        ("mal de poitrine", "un mal-de poitrine ?"),
        ("más dinero", "envie mas dinero"),
        ("transfer ... account", "please transfer 400 euros to my account"),
        ("כאבים בחזה", "יש לי כאבים בחזה"),
        ("מרפאה", "צריך למרפאה"),
    ],
)
def test_a_word_is_found_however_it_is_written(word: str, said: str) -> None:
    watch = watch_over(with_matter(words={"en": [word]}))

    matter = watch.matter_of(said)

    assert matter
    assert (matter.key, matter.reason) == ("advice", "Advice is wanted.")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("pain", "Do you sell paint?"),
        ("Schmerz", "Schmerztherapie"),
        ("transfer ... account", "transfer from the airport, and then we will open an account"),
        ("dose", "(dosette) box"),
    ],
)
def test_a_word_inside_another_is_none(word: str, said: str) -> None:
    assert not pattern_of([word]).search(said.lower())


def test_what_is_urgent_is_seen_before_what_is_not() -> None:
    template = with_matter(words={"en": ["lawyer"]})

    matter = watch_over(template).matter_of("A lawyer? There is a fire, call an ambulance!")

    assert matter
    assert matter.urgent


@pytest.mark.parametrize(
    ("zone", "number"),
    [
        ("Europe/Madrid", "112"),
        ("America/Chicago", "911"),
        ("America/Indiana/Knox", "911"),
        ("America/Santiago", ""),
        ("Asia/Tokyo", ""),
    ],
)
def test_an_emergency_number_is_given_only_where_it_is_sure(zone: str, number: str) -> None:
    assert emergency_number(ZoneInfo(zone)) == number
