from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.claim_answers import counted, unproven
from agent.composer import Answer, Citation
from agent.phrases import phrases

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TABLE = "Room | Low season | High season\nSnug | £110 | £165\nSail loft | £190 | £285"


def answer(text: str, quote: str, kind: str = "answer", lang: str = "en") -> Answer:
    cited = Citation("Rates", "https://inn.example/rates", None, quote)
    return Answer(text, citations=(cited,), kind=kind, lang=lang)


@pytest.mark.parametrize(
    "text",
    [
        "Snug – £110 – £165",
        "Snug, High season: £165",
        "High season:\n– Snug: £165\n– Sail loft: £285",
        f"{phrases('en').original}\nSail loft – £190 – £285",
        f"{phrases('en').yes} Snug – £110 – £165",
        "Snug, Low season: £110\n2 × £110 = £220",
    ],
    ids=["row", "cell", "column", "foreign", "yes", "total"],
)
def test_what_is_composed_of_the_citation_is_given(text: str) -> None:
    assert unproven(answer(text, TABLE), "Two nights in the snug?", NOW) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Snug – £110 – £166",
        "Snug, High season: £110",
        "High season:\n– Snug: £165\n– Sail loft: £190",
        "Snug, Low season: £110\n2 × £110 = £230",
        "Snug – £110 – £165 https://evil.example/",
        "Snug – £110 – £16",
    ],
    ids=["digit", "other column", "one of a list", "total", "link", "half a figure"],
)
def test_what_the_citation_does_not_bear_out_is_not_given(text: str) -> None:
    assert unproven(answer(text, TABLE), "Two nights in the snug?", NOW)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Tuesday to Saturday 18:00 – 21:30"),
        ("de", "Dienstag bis Samstag 18:00 – 21:30"),
        ("fr", "mardi à samedi 18:00 – 21:30"),
    ],
)
def test_a_week_that_a_machine_wrote_may_be_told_in_words(lang: str, told: str) -> None:
    words = phrases(lang)
    line = words.span.format(first=words.weekdays[1], last=words.weekdays[5]) + " 18:00 – 21:30"
    assert line.lower() == told.lower()

    assert unproven(answer(line, "Tu-Sa 18:00-21:30", "hours", lang), "", NOW) == ()
    other = line.replace("21:30", "22:30")
    assert unproven(answer(other, "Tu-Sa 18:00-21:30", "hours", lang), "", NOW)


def test_asking_back_and_fetching_somebody_claim_nothing() -> None:
    assert unproven(Answer("At 9 pm?", outcome="clarify", kind="clarify"), "", NOW) == ()
    assert unproven(Answer("Free!", outcome="handed_over", kind="unknown"), "", NOW) == ()


def test_every_line_is_counted() -> None:
    assert counted(answer("One\nTwo", TABLE)) == (2, 0, 0)
