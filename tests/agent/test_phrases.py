from __future__ import annotations

import tomllib
from dataclasses import fields
from importlib.resources import files

import pytest

from agent.phrases import Phrases, phrases
from agent.words import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_there_in_every_language(lang: str) -> None:
    data = tomllib.loads((files("agent") / "phrases" / f"{lang}.toml").read_text("utf-8"))

    assert set(data) == {field.name for field in fields(Phrases)}
    assert len(phrases(lang).days) == 7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_can_be_filled_in_and_are_short(lang: str) -> None:
    said = phrases(lang)

    assert "Seaview" in said.automatic.format(business="Seaview")
    assert "08:00" in said.open_then.format(day=said.today, time="08:00")
    assert all(len(str(getattr(said, field.name))) < 300 for field in fields(Phrases))


def test_a_language_we_do_not_speak_is_answered_in_english() -> None:
    assert phrases("xx") == phrases("en")
    assert phrases("../en") == phrases("en")
