"""The promises of `models.model`, kept by each vendor's model over real sockets."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from models.model import Failed, Halt, Message, Request, Stop, TextDelta, Usage, gather, in_time
from store.errors import Invalid
from tests.models.doubles.running import LONG, SHORT, SPEAKERS, Running, limits_for
from tests.models.doubles.scripts import CALL_ID, SENTENCE
from tests.models.doubles.server import whole
from tests.models.questions import question, told_back


def test_words_come_one_by_one_then_usage_then_stop(double: Running) -> None:
    model = double.model("ok")

    events = list(model.stream(question()))

    *words, usage, stop = events
    assert "".join(w.text for w in words if isinstance(w, TextDelta)) == SENTENCE
    assert len(words) == len(SENTENCE.split())
    assert isinstance(usage, Usage)
    assert usage.told
    assert stop == Stop("done", f"{double.vendor}:ok")


def test_cached_tokens_are_told_apart_from_others(
    anthropic_double: Running, openai_double: Running, ollama_double: Running
) -> None:
    told = [
        gather(d.model("ok"), question()).usage
        for d in (anthropic_double, openai_double, ollama_double)
    ]

    assert told == [Usage(40, 11, 30, 20), Usage(40, 10, 30), Usage(40, 10)]


def test_a_tool_is_called_and_its_result_answered(double: Running) -> None:
    model = double.model("tools")

    asked = gather(model, question())
    answered = gather(model, told_back(asked.calls[0]))

    (call,) = asked.calls
    assert (call.name, dict(call.arguments)) == ("look_up", {"question": "When is breakfast?"})
    assert call.id in (CALL_ID, "call_0")  # Ollama gives none
    assert asked.stop.reason == "tools"
    assert (answered.text, answered.stop.reason) == (SENTENCE, "done")


def test_a_limit_of_tokens_and_a_refusal_are_no_ends_like_others(
    anthropic_double: Running, openai_double: Running, ollama_double: Running
) -> None:
    assert gather(ollama_double.model("length"), question()).stop.reason == "length"
    for double in (anthropic_double, openai_double):
        assert gather(double.model("length"), question()).stop.reason == "length"
        assert gather(double.model("refuses"), question()).stop.reason == "refused"


FAULTS = {
    "says-429": "busy",
    "says-529": "overloaded",
    "says-503": "overloaded",
    "says-500": "broken",
    "says-502": "broken",
    "says-401": "key",
    "says-403": "key",
    "says-404": "unknown_model",
    "says-418": "invalid",
    "says-302": "invalid",
    "broke": "unpaid",
    "too-long": "too_long",
    "empty": "empty",
    "garbage": "garbled",
    "bad-json": "garbled",
    "odd-json": "garbled",
    "hangs-up": "unreachable",
    "silent": "slow",
    "stalls": "slow",
    "drips": "slow",
    "pings": "slow",
}


def test_every_fault_ends_in_time_and_says_why(double: Running) -> None:
    """All at once, for most of them only wait."""

    def asked(fault: str) -> tuple[str, str]:
        try:
            gather(double.model(fault, limits_for(fault)), question())
        except Failed as failed:
            return failed.why, failed.model
        return "it answered", ""

    with ThreadPoolExecutor(len(FAULTS)) as pool:
        ended = dict(zip(FAULTS, pool.map(asked, FAULTS), strict=True))

    assert ended == {fault: (why, f"{double.vendor}:{fault}") for fault, why in FAULTS.items()}


def test_a_fault_amid_the_stream_and_an_endless_line_end_it_too(double: Running) -> None:
    with pytest.raises(Failed) as fault:
        gather(double.model("fault"), question())
    with pytest.raises(Failed) as endless:
        gather(double.model("endless", SHORT), question())

    assert fault.value.why in ("overloaded", "broken")
    assert fault.value.usage.output > 0
    assert endless.value.why in ("garbled", "slow")


def test_the_vendor_may_say_how_long_to_wait(
    anthropic_double: Running, openai_double: Running
) -> None:
    for double in (anthropic_double, openai_double):
        with pytest.raises(Failed) as failed:
            gather(double.model("says-429"), question())
        assert failed.value.retry_after == 1.0


def test_a_stream_cut_at_any_byte_is_never_a_whole_answer(double: Running) -> None:
    """Unless the cut lies behind the last word: then all was said."""
    every = len(whole(double.vendor, "cut"))
    said: dict[int, str] = {}
    whys = set()
    for at in range(1, every):
        try:
            said[at] = gather(double.model(f"cut-{at}"), question()).text
        except Failed as failed:
            whys.add(failed.why)

    assert whys <= {"unreachable", "cut", "garbled"}
    assert set(said.values()) <= {"Yes, we do."}
    assert min(said, default=every) > every - 40


def test_the_deadline_holds_whatever_the_limits_are(double: Running) -> None:
    with pytest.raises(Failed) as failed:
        gather(double.model("stalls", LONG), question(seconds=0.4))

    assert failed.value.why == "slow"


def test_another_thread_can_end_a_stream(double: Running) -> None:
    halt = Halt()
    request = Request([Message("user", "When?")], deadline=in_time(20), halt=halt)
    stream = double.model("stalls", LONG).stream(request)
    next(stream)
    threading.Timer(0.05, halt.now).start()

    with pytest.raises(Failed) as failed:
        list(stream)

    assert failed.value.why == "halted"
    assert not failed.value.another


def test_a_stream_left_early_leaves_the_next_one_whole(double: Running) -> None:
    model = double.model("ok")
    for _ in range(5):
        with closing(model.stream(question())) as stream:
            next(stream)

    assert gather(model, question()).text == SENTENCE


def test_streams_of_many_threads_do_not_mix(double: Running) -> None:
    models = [double.model(f"says:Number_{n}_speaks.") for n in range(8)]
    told: dict[int, list[str]] = {n: [] for n in range(8)}

    def ask(n: int) -> None:
        for _ in range(5):
            told[n].append(gather(models[n], question()).text)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == {n: [f"Number {n} speaks."] * 5 for n in range(8)}


@pytest.mark.parametrize("vendor", sorted(SPEAKERS))
def test_a_model_without_a_name_or_an_address_is_refused(vendor: str) -> None:
    make = SPEAKERS[vendor]

    with pytest.raises(Invalid):
        make("")
    for address in ("ftp://here", "here", "http://who:secret@here"):
        with pytest.raises(Invalid):
            make("name", address)
