"""What we send and what our doubles answer, each held against the vendors' own descriptions."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import httpx
import pytest

from models.model import Failed, Message, Request, SystemBlock, ToolCall, gather
from models.ollama_model import OllamaModel
from models.openai_model import OpenAIModel, _asked
from models.speaker import THINKING_TOKENS
from tests.models.conftest import NO_SPECS, SPECS
from tests.models.doubles.contract import SCHEMAS, Contract, contract
from tests.models.doubles.dialects import DIALECTS
from tests.models.doubles.running import Running
from tests.models.doubles.scripts import SENTENCE, Script, script
from tests.models.doubles.server import _openai_models, _tags, pull_events
from tests.models.questions import question, told_back

VENDORS = ("anthropic", "openai", "ollama")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTjSmwAAAABJRU5ErkJggg=="
)
CALL = ToolCall("call_one", "look_up", {"question": "When is breakfast?"})


@pytest.fixture
def specs() -> Any:
    if SPECS is None:
        pytest.skip(NO_SPECS)
    return SPECS


def judge(specs: Any, vendor: str) -> Contract:
    return contract(specs, vendor)


# --- what we send ------------------------------------------------------------------------------


def test_every_request_of_ours_fits_the_vendors_contract(specs: Any, double: Running) -> None:
    double.seen()
    asked = [question(), told_back(CALL)]
    asked.append(Request([Message("user", "Hello")], temperature=0.2, max_tokens=60))
    asked.append(Request([Message("user", "Hello")], tools=question().tools, tool_choice="none"))
    for request in asked:
        gather(double.model("ok"), request)

    seen = double.seen()

    assert len(seen) == len(asked)
    assert [row["faults"] for row in seen] == [[]] * len(asked)


def test_a_picture_is_sent_as_each_vendor_wants_it(specs: Any, double: Running) -> None:
    asked = Request([Message("user", "What is written here?", pictures=[PNG])])
    gather(double.model("ok"), asked)

    (row,) = double.seen()
    content = row["body"]["messages"][-1]
    sent = {
        "anthropic": lambda: content["content"][0]["source"]["data"],
        "openai": lambda: content["content"][0]["image_url"]["url"].partition("base64,")[2],
        "ollama": lambda: content["images"][0],
    }[double.vendor]()
    assert row["faults"] == []
    assert base64.b64decode(sent) == PNG
    assert "What is written here?" in str(content)


# One for each operation, and each a mistake that an open schema lets no one else notice.
WRONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("anthropic", "/v1/messages", {"model": "m", "messages": []}, "max_tokens"),
    (
        "anthropic",
        "/v1/messages",
        {"model": "m", "max_tokens": 9, "messages": [{"role": "guest", "content": "Hi"}]},
        "guest",
    ),
    ("openai", "/chat/completions", {"model": "m"}, "messages"),
    (
        "openai",
        "/chat/completions",
        {"model": "m", "messages": [{"role": "tool", "content": "x"}]},
        "messages",
    ),
    ("ollama", "/api/chat", {"model": "m"}, "messages"),
    (
        "ollama",
        "/api/chat",
        {"model": "m", "messages": [{"role": "user", "content": 7}]},
        "messages",
    ),
    (
        "anthropic",
        "/v1/messages",
        {
            "model": "m",
            "max_tokens": 9,
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "image",
                            "source": {"type": "base64", "media_type": "image/tiff", "data": "AA"},
                        }
                    ],
                }
            ],
        },
        "image/tiff",
    ),
    (
        "openai",
        "/chat/completions",
        {"model": "m", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
        "image_url",
    ),
    (
        "ollama",
        "/api/chat",
        {"model": "m", "messages": [{"role": "user", "content": "", "images": [7]}]},
        "images",
    ),
    ("ollama", "/api/pull", {"stream": True}, "model"),
]


@pytest.mark.parametrize(
    ("vendor", "path", "body", "named"),
    WRONG,
    ids=[f"{w[0]}-{w[3]}-{n}" for n, w in enumerate(WRONG)],
)
def test_a_request_no_contract_allows_is_refused_by_the_double(
    specs: Any,
    request: pytest.FixtureRequest,
    vendor: str,
    path: str,
    body: dict[str, Any],
    named: str,
) -> None:
    double: Running = request.getfixturevalue(f"{vendor}_double")
    base = f"{double.url}/v1" if vendor == "openai" else double.url

    answer = httpx.post(f"{base}{path}", json=body)

    assert answer.status_code == 422
    assert named in answer.text


# --- what the doubles answer -------------------------------------------------------------------


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("model", ["ok", "tools", "empty", "refuses", "length", "claude-thinks-5"])
def test_every_piece_a_double_streams_fits_the_contract(
    specs: Any, vendor: str, model: str
) -> None:
    dialect = DIALECTS[vendor]

    pieces = dialect.events(model, script(model, ["look_up"], answered=False))

    assert pieces
    assert [judge(specs, vendor).piece(dialect.path, piece) for piece in pieces] == [[]] * len(
        pieces
    )


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_piece_of_another_shape_would_be_noticed(specs: Any, vendor: str) -> None:
    wrong = {"type": "message_delta", "delta": 3, "choices": "none", "message": 7, "id": 5}

    assert judge(specs, vendor).piece(DIALECTS[vendor].path, wrong)


@pytest.mark.parametrize("vendor", VENDORS)
def test_refusals_are_written_as_the_vendor_writes_them(specs: Any, vendor: str) -> None:
    for status in (400, 401, 403, 404, 429, 500, 529):
        assert judge(specs, vendor).error(DIALECTS[vendor].error(status)) == []
    assert judge(specs, vendor).error({"error": 7})


def test_lists_and_pulls_of_the_doubles_fit_too(specs: Any) -> None:
    ollama = judge(specs, "ollama")

    assert judge(specs, "openai").answer("/models", _openai_models()) == []
    assert judge(specs, "openai").answer("/models", {"data": "none"})
    assert ollama.answer("/api/tags", _tags()) == []
    assert ollama.answer("/api/tags", {"models": 3})
    assert [ollama.piece("/api/pull", event) for event in pull_events("ok")] == [[]] * 4
    assert ollama.piece("/api/pull", {"status": 4})


def test_no_operation_we_use_is_without_a_contract() -> None:
    assert {vendor for vendor, _ in SCHEMAS} == set(VENDORS)
    assert {DIALECTS[vendor].path for vendor in VENDORS} <= {path for _, path in SCHEMAS}


# --- what only eyes can check ------------------------------------------------------------------


def test_anthropic_is_told_where_its_cache_may_end(anthropic_double: Running) -> None:
    anthropic_double.seen()
    many = [SystemBlock(f"Block {n}.", cached=True) for n in range(5)]
    last = Message("user", "When?", cached=True)

    gather(anthropic_double.model("ok"), Request([Message("user", "Hello"), last], many))

    body = anthropic_double.seen()[0]["body"]
    marks = ["cache_control" in block for block in body["system"]]
    assert marks == [False, False, True, True, True]  # four are allowed, the last ones count
    assert "cache_control" in body["messages"][1]["content"][-1]


def test_anthropic_hears_of_tools_that_were_called_though_none_is_offered_now(
    anthropic_double: Running,
) -> None:
    anthropic_double.seen()

    gather(anthropic_double.model("ok"), replace(told_back(CALL), tools=()))

    (row,) = anthropic_double.seen()
    assert [tool["name"] for tool in row["body"]["tools"]] == ["look_up"]
    assert row["body"]["tool_choice"] == {"type": "none"}
    assert row["faults"] == []


def test_ollama_is_asked_for_room_enough_and_to_stay_awake(ollama_double: Running) -> None:
    ollama_double.seen()
    long = Request([Message("user", "word " * 9_000)], max_tokens=100)

    gather(ollama_double.model("ok"), question())
    gather(ollama_double.model("ok"), long)

    short_body, long_body = (row["body"] for row in ollama_double.seen())
    assert short_body["options"]["num_ctx"] == 8_192
    assert long_body["options"]["num_ctx"] == 32_768
    assert short_body["keep_alive"] == "30m"


def test_a_model_that_knows_no_tools_is_asked_once_more_without(ollama_double: Running) -> None:
    ollama_double.seen()
    model = ollama_double.model("no-tools")
    assert isinstance(model, OllamaModel)

    first, second = gather(model, question()), gather(model, question())

    assert first.text == second.text != ""
    assert ["tools" in r["body"] and bool(r["body"]["tools"]) for r in ollama_double.seen()] == [
        True,
        False,
        False,
    ]
    assert not model.knows_tools


def test_each_vendor_lists_its_models(double: Running) -> None:
    assert double.model("ok").listed() == ["ok", "tools"]


def test_a_pull_tells_how_far_it_has_come(ollama_double: Running) -> None:
    model = ollama_double.model("ok")
    assert isinstance(model, OllamaModel)

    told = list(model.pull())

    assert [(step.completed, step.total) for step in told] == [
        (0, 0),
        (400, 1000),
        (1000, 1000),
        (0, 0),
    ]
    assert told[-1].status == "success"


@pytest.mark.parametrize(("name", "why"), [("unknown", "broken"), ("cut-off", "cut")])
def test_a_pull_that_does_not_end_well_fails(ollama_double: Running, name: str, why: str) -> None:
    model = ollama_double.model(name)
    assert isinstance(model, OllamaModel)

    with pytest.raises(Failed) as failed:
        list(model.pull())

    assert failed.value.why == why


def test_a_thinking_model_gets_room_to_think_and_its_thought_back(
    anthropic_double: Running,
) -> None:
    anthropic_double.seen()
    model = anthropic_double.model("claude-thinks-5")

    (call,) = gather(model, question()).calls
    answered = gather(model, told_back(call))

    bodies = [row["body"] for row in anthropic_double.seen()]
    assert answered.text == SENTENCE
    assert [body["max_tokens"] for body in bodies] == [800 + THINKING_TOKENS] * 2
    assert [body["output_config"] for body in bodies] == [{"effort": "low"}] * 2


def test_a_model_that_cannot_be_told_how_hard_to_think_is_not_told_twice(
    anthropic_double: Running,
) -> None:
    anthropic_double.seen()
    model = anthropic_double.model("claude-plain-5")

    for _ in range(2):
        gather(model, question())

    told = ["output_config" in row["body"] for row in anthropic_double.seen()]
    assert told == [True, False, False]


def test_openais_own_thinkers_are_asked_as_they_want_it(specs: Any) -> None:
    asked = replace(question(), temperature=0.1)
    newer = OpenAIModel("gpt-5-mini")
    body = _asked("gpt-5-mini", asked, frozenset(), own=True, room=newer.most_output(asked))

    assert newer.thinks
    assert not OpenAIModel("gpt-4o").thinks
    assert not OpenAIModel("gpt-5-mini", "http://127.0.0.1:1").thinks
    assert (body["reasoning_effort"], body["max_completion_tokens"]) == ("low", 2_300)
    assert judge(specs, "openai").request("/chat/completions", body | {"stream": True}) == []
    spared = _asked("m", asked, frozenset({"usage", "temperature"}), own=False, room=800)
    assert set(spared) == {"model", "messages", "max_tokens", "tools", "tool_choice"}
    silent = replace(asked, tool_choice="none")
    kept = _asked("m", silent, frozenset(), own=False, room=800)
    assert (kept["tool_choice"], len(kept["tools"])) == ("none", len(asked.tools))
    assert not {"tools", "tool_choice"} & set(
        _asked("m", silent, frozenset({"choice"}), own=False, room=800)
    )


def test_scripts_are_told_by_names() -> None:
    assert script("paced-200-15-3", [], False) == Script(
        "paced", (200, 15, 3), words=("word0 ", "word1 ", "word2 ")
    )
    assert script("says:Hello_you", [], False).words == ("Hello ", "you")
