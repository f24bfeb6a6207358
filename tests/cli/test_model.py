"""`concierge model` and what `doctor` says of models, against doubles of the vendors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Inside
from tests.models.doubles.running import Running, running


@pytest.fixture(scope="module")
def anthropic() -> Iterator[Running]:
    with running("anthropic") as double:
        yield double


@pytest.fixture(scope="module")
def ollama() -> Iterator[Running]:
    with running("ollama") as double:
        yield double


def use(inside: Inside, double: Running, name: str, *more: str) -> None:
    done = inside(
        *("model", "use", f"{double.vendor}:{name}", "--base-url", double.url, *more),
        *("--key-stdin",),
        typed="a-key\n",
    )
    assert done.code == 0, done.err


def checks(inside: Inside, name: str) -> list[dict[str, Any]]:
    return [row for row in inside("doctor", "--json").json["checks"] if row["check"] == name]


def test_a_model_is_chosen_and_its_key_goes_to_the_secrets(
    inside: Inside, founded: Path, anthropic: Running
) -> None:
    use(inside, anthropic, "ok", "--cheap", "cheaper")

    rows = {row["key"]: row["value"] for row in inside("config", "get", "--json").json}
    assert (rows["model.provider"], rows["model.name"]) == ("anthropic", "ok")
    assert (rows["model.cheap_name"], rows["model.api_key"]) == ("cheaper", "(set)")
    assert "a-key" in (founded / "secrets.env").read_text()
    assert "a-key" not in (founded / "concierge.toml").read_text()
    assert inside("model", "use", "none").code == 0
    assert inside("config", "get", "model.provider", "--json").json["value"] == "none"


def test_what_the_provider_has_is_listed_with_prices(
    inside: Inside, founded: Path, ollama: Running, anthropic: Running
) -> None:
    use(inside, ollama, "ok")
    free = inside("model", "list", "--json").json
    use(inside, anthropic, "ok")
    done = inside("model", "list")

    assert [(row["model"], row["input"], row["used"]) for row in free] == [
        ("ollama:ok", 0.0, True),
        ("ollama:tools", 0.0, False),
    ]
    assert "anthropic:ok" in done.out
    assert "prices.toml" in done.err


def test_a_model_that_answers_is_told_with_its_speed_and_price(
    inside: Inside, founded: Path, ollama: Running
) -> None:
    use(inside, ollama, "ok", "--cheap", "no-tools")

    first, cheap = inside("model", "test", "--json").json
    told = inside("model", "test", "ollama:ok").out

    assert first["ok"]
    assert cheap["ok"]
    assert first["tokens"] == 50
    assert 0 <= first["first_ms"] <= first["whole_ms"]
    assert (first["tools"], cheap["tools"]) == (True, False)
    assert "costs nothing" in told


@pytest.mark.parametrize(
    ("name", "why"), [("says-401", "key"), ("says-404", "unknown_model"), ("says-500", "broken")]
)
def test_a_model_that_does_not_is_told_with_what_to_do(
    inside: Inside, founded: Path, anthropic: Running, name: str, why: str
) -> None:
    use(inside, anthropic, name)

    done = inside("model", "test", "--json")

    assert done.code == 6
    assert done.json[0]["fault"] == why
    assert not done.json[0]["ok"]


def test_a_model_is_fetched_by_ollama(inside: Inside, founded: Path, ollama: Running) -> None:
    inside("config", "set", "model.provider", "ollama")
    inside("config", "set", "model.base_url", ollama.url)

    done = inside("model", "pull", "ok", "--json")
    failed = inside("model", "pull", "unknown")

    assert (done.code, done.json["status"]) == (0, "success")
    assert failed.code == 6
    assert "not found" in failed.err


def test_without_a_model_one_is_told_how_to_choose_one(inside: Inside, founded: Path) -> None:
    for words in (("list",), ("test",)):
        done = inside("model", *words)
        assert done.code == 2
        assert "concierge model use" in done.err
    assert inside("model", "list", "nobody").code == 2
    assert inside("model", "use", "anthropic").code == 2


def test_the_doctor_says_who_answers_how_fast_and_at_what_price(
    inside: Inside, founded: Path, ollama: Running
) -> None:
    use(inside, ollama, "ok")

    (model,) = checks(inside, "model")
    (budget,) = checks(inside, "budget")

    assert model["verdict"] == "ok"
    assert "first word after" in model["said"]
    assert "costs nothing" in model["said"]
    assert budget["said"].startswith("Today $0.00 of $5")


def test_the_doctor_finds_a_model_that_is_away_and_one_of_no_known_price(
    inside: Inside, founded: Path, anthropic: Running, ollama: Running
) -> None:
    use(inside, anthropic, "says-401")
    inside("config", "set", "model.fallbacks", f'["ollama:says-500@{ollama.url}"]')

    first, fallback = checks(inside, "model")
    use(inside, anthropic, "ok")
    (unknown, _) = checks(inside, "model")

    assert (first["verdict"], fallback["verdict"]) == ("fail", "warn")
    assert first["do"]
    assert unknown["verdict"] == "warn"
    assert "prices.toml" in unknown["do"]


def test_the_doctor_says_when_the_budget_is_used_up(
    inside: Inside, founded: Path, anthropic: Running
) -> None:
    use(inside, anthropic, "ok")
    inside("config", "set", "budget.day", "0.0001")
    inside("config", "set", "budget.day_tokens", "1")

    (model,) = checks(inside, "model")

    assert model["verdict"] == "fail"
    assert "used up" in model["said"]
