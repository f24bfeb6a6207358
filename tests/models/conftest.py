"""One double of each vendor for all tests of models; it holds nothing but what it saw."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.models.doubles.running import Running, running
from tests.shared import SHARED

SPECS = SHARED / "specs" if SHARED else None
NO_SPECS = "the vendors' descriptions are not on this machine"


@pytest.fixture(scope="session")
def anthropic_double() -> Iterator[Running]:
    with running("anthropic", SPECS) as double:
        yield double


@pytest.fixture(scope="session")
def openai_double() -> Iterator[Running]:
    with running("openai", SPECS) as double:
        yield double


@pytest.fixture(scope="session")
def ollama_double() -> Iterator[Running]:
    with running("ollama", SPECS) as double:
        yield double


@pytest.fixture(params=["anthropic", "openai", "ollama"])
def double(request: pytest.FixtureRequest) -> Running:
    made: Running = request.getfixturevalue(f"{request.param}_double")
    made.seen()
    return made
