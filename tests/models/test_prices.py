from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.model import Usage
from models.prices import in_dollars, price_list
from store.errors import Invalid


def test_the_list_is_dated_and_dear_where_nothing_is_known() -> None:
    prices = price_list()
    unknown = prices.of("openai:nobody-knows-this")

    assert prices.day >= date(2026, 11, 20)
    assert not unknown.known
    assert all(
        p.input < unknown.input and p.output < unknown.output for p in prices.prices.values()
    )


@pytest.mark.parametrize(
    ("model", "output"),
    [
        ("anthropic:claude-haiku-4-5", 5),
        ("anthropic:claude-haiku-4-5-20251001", 5),
        ("anthropic:claude-opus-5", 25),
        ("anthropic:claude-opus-5-5", 20),
        ("openai:gpt-5-2025-08-07", 10),
        ("openai:gpt-5-mini", 2),
        ("openai:gpt-5-turbo-deluxe", 150),
        ("ollama:llama3.2", 0),
        ("ollama:gpt-oss:120b-cloud", 150),
        ("anthropic:claude-opus-9", 150),
    ],
)
def test_the_longest_name_that_fits_counts(model: str, output: int) -> None:
    assert price_list().of(model).output == output


def test_every_kind_of_token_has_its_own_price() -> None:
    price = price_list().of("anthropic:claude-sonnet-4-5")

    assert price.of(Usage(input=1_000_000)) == 3 * 10**9
    assert price.of(Usage(output=1_000_000)) == 15 * 10**9
    assert price.of(Usage(cache_read=1_000_000)) == 3 * 10**8
    assert price.of(Usage(cache_write=1_000_000)) == 375 * 10**7
    assert price.of(Usage(input=1)) == 3_000


def test_the_most_a_request_can_cost_is_never_less_than_what_it_costs() -> None:
    for price in price_list().prices.values():
        for usage in (Usage(900, 100), Usage(0, 100, 900), Usage(100, 100, 0, 800)):
            assert price.at_most(900, 100) >= price.of(usage)


def test_the_homes_own_list_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(
        "[models]\n"
        '"openai:gpt-4o" = { input = 1, output = 2 }\n'
        '"openai:own*" = { input = 0, output = 0 }\n'
    )

    prices = price_list(own)

    assert prices.of("openai:gpt-4o").output == 2
    assert prices.of("openai:own-model").known
    assert prices.of("openai:gpt-4.1").output == 8
    assert prices.day == price_list().day


@pytest.mark.parametrize(
    "text",
    [
        "[models\n",
        '[models]\n"a:b" = 3\n',
        '[models]\n"a:b" = { input = 1 }\n',
        '[models]\n"a:b" = { input = -1, output = 1 }\n',
        '[models]\n"a:b" = { input = nan, output = 1 }\n',
        '[models]\n"a:b" = { input = "much", output = 1 }\n',
        'date = "yesterday"\n',
    ],
    ids=["torn", "bare", "half", "negative", "no-number", "words", "date"],
)
def test_a_wrong_list_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(text)

    with pytest.raises(Invalid) as refused:
        price_list(own)

    assert str(own) in refused.value.message


def test_money_is_told_in_dollars() -> None:
    assert in_dollars(0) == "$0.00"
    assert in_dollars(1_500_000_000) == "$1.50"
    assert in_dollars(2_500_000) == "$0.0025"
