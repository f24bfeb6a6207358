from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.composer import Answer, Turn
from agent.evaluation import Run, Trial, agrees, compare, evaluate, judge, run_from
from agent.trials import read_trials
from store.errors import ConciergeError, Invalid, NotFound, Unavailable
from tests.agent.seaview import NOW
from tests.fakes import ScriptedComposer

BREAKFAST = Trial("1", "When is breakfast?", type="time", facts=(("7[:.]30",), ("10[:.]30",)))


def said(text: str, outcome: str = "answered", confidence: float = 0.9) -> Answer:
    return Answer(text, outcome=outcome, confidence=confidence)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("trial", "answer", "verdict"),
    [
        (BREAKFAST, said("From 7:30 to 10:30."), "right"),
        (BREAKFAST, said("From 7:30 on."), "wrong"),
        (BREAKFAST, said("", "handed_over"), "missed"),
        (BREAKFAST, said("Which one?", "clarify"), "missed"),
        (Trial("2", "q", answerable=False), said("", "handed_over"), "honest"),
        (Trial("2", "q", answerable=False), said("Yes."), "invented"),
        (Trial("3", "q", must_not=("free",)), said("It is free."), "wrong"),
        (Trial("3", "q", must_not=("free",)), said("free?", "handed_over"), "missed"),
        (Trial("4", "q", answerable=None, must_not=("heated",)), said("Not known."), "right"),
        (Trial("4", "q", answerable=None, must_not=("heated",)), said("It is heated."), "wrong"),
        (Trial("5", "q", reference="It costs £12 a night."), said("£12 a night"), "right"),
        (Trial("5", "q", reference="It costs £12 a night."), said("£14 a night"), "wrong"),
    ],
)
def test_an_answer_is_judged_by_what_it_must_hold(
    trial: Trial, answer: Answer, verdict: str
) -> None:
    assert judge(trial, answer) == verdict


def test_a_reference_agrees_in_other_words_but_not_with_another_figure() -> None:
    reference = "Breakfast is served in the winter garden from 7:30 to 10:30."

    assert agrees(reference, "In the winter garden, breakfast, served 7:30 - 10:30")
    assert not agrees(reference, "Breakfast is served in the winter garden from 7:30 to 11.")
    assert not agrees(reference, "7:30 10:30")


def test_a_run_is_counted_by_type_and_the_worst_come_first() -> None:
    trials = [
        BREAKFAST,
        Trial("2", "Dogs?", source="site", type="policy"),
        Trial("3", "Weather?", type="other", answerable=False),
    ]
    composer = ScriptedComposer(
        Unavailable("No."), said("No dogs.", confidence=0.4), said("Sunny.", confidence=0.9)
    )

    run = evaluate(composer, trials, NOW)

    assert [r.verdict for r in run.results] == ["missed", "right", "invented"]
    assert [r.id for r in run.worst()] == ["3", "1"]
    assert run.by("type")["policy"]["right"] == 1
    assert run.by("source")["-"]["questions"] == 2
    figures = run.figures()
    assert (figures["right_share"], figures["honest_share"], figures["cost"]) == (0.5, 0.0, 0.0)


def test_a_saved_run_is_the_run_it_was() -> None:
    run = evaluate(ScriptedComposer(said("From 7:30 to 10:30.")), [BREAKFAST], NOW, name="a")

    assert run_from(json.loads(json.dumps(run.as_dict()))) == run
    misshapen: list[object] = [{}, [], {"results": [{"id": "1"}]}, {"results": 5}]
    for wrong in misshapen:
        with pytest.raises(Invalid):
            run_from(wrong)


def test_two_runs_are_compared_question_by_question() -> None:
    trials = [BREAKFAST, Trial("2", "q2"), Trial("3", "q3"), Trial("4", "q4")]
    right, silent = said("7:30 10:30"), said("", "handed_over")
    old = evaluate(ScriptedComposer(right, silent, said("a"), said("b")), trials, NOW)
    new = evaluate(ScriptedComposer(said("no"), said("yes"), said("a"), said("c")), trials, NOW)

    found = compare(old, new)

    assert [pair[1].id for pair in found.worse] == ["1"]
    assert [pair[1].id for pair in found.better] == ["2"]
    assert [pair[1].id for pair in found.changed] == ["4"]
    assert (found.same, found.only_one) == (1, 0)
    assert compare(old, Run()).only_one == 4


def test_each_question_is_a_conversation_of_its_own() -> None:
    composer = ScriptedComposer(said("a"), said("b"))

    evaluate(composer, [Trial("1", "one", lang="de"), Trial("2", "two")], NOW)

    assert composer.was_shown == [Turn("one", NOW, lang="de"), Turn("two", NOW)]


def test_a_sheet_has_two_columns_in_whatever_way_it_was_saved(tmp_path: Path) -> None:
    sheet = tmp_path / "q.csv"
    sheet.write_text(
        '\ufeffQuestion,Expected\n"Dogs, cats?",£12 a night\nWeather?,-\nWhen?,/7[:.]30/\n\n',
        "utf-8",
    )
    german = tmp_path / "g.csv"
    german.write_text("Frage;Erwartet\nHunde?;12,50 €\n", "utf-8")

    dogs, weather, when = read_trials(sheet)

    assert (dogs.question, dogs.reference) == ("Dogs, cats?", "£12 a night")
    assert weather.answerable is False
    assert when.facts == (("7[:.]30",),)
    assert read_trials(german)[0].reference == "12,50 €"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.jsonl", '{"question": "a"}\n{"question": 5}\n', "line 2"),
        ("b.jsonl", '{"question": "a", "facts": [["("]]}\n', "line 1"),
        ("c.jsonl", '{"question": "a"}\n{"que', "line 2"),
        ("d.csv", "a,b,c\n", "row 1"),
        ("e.csv", ",b\n", "row 1"),
        ("f.csv", "a,/(/\n", "row 1"),
        ("g.csv", "", "no question"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, name: str, text: str, place: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(Invalid, match=place):
        read_trials(tmp_path / name)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_trials(tmp_path / "none.csv")


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(data)

    with suppress(ConciergeError):
        assert read_trials(file)
