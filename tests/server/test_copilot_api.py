from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from store.db import Store
from store.settings import Settings
from store.tables import User
from tests.agent.seaview import furnish
from tests.conftest import Serve
from tests.models.doubles.running import Running, running

DRAFT = "Thank you for asking. The massage costs €80 for 50 minutes, daily from 10:00 to 18:00."


@pytest.fixture(scope="module")
def vendor() -> Iterator[Running]:
    with running("ollama") as double:
        yield double


@pytest.fixture
def ask(serve: Serve, settings: Settings, store: Store, ana: User, vendor: Running) -> Any:
    """Call it with what the model says, and the task."""
    furnish(store)

    def call(said: str, **asked: str) -> httpx.Response:
        name = "says:" + said.replace(" ", "_")
        model = settings.model.model_copy(
            update={"provider": "ollama" if said else "none", "name": name, "base_url": vendor.url}
        )
        served = serve(changed=settings.model_copy(update={"model": model}))
        guest = served.guest()
        guest.say("We would bring our two dogs; where may they sleep, and what does it cost?", "1")
        path = f"/v1/staff/conversations/{guest.id}/copilot"
        return served.client.post(path, json=asked, headers=served.sign_in())

    return call


def test_a_reply_is_suggested_with_what_it_rests_on(ask: Any) -> None:
    said = ask("Dogs are welcome in the garden rooms for €12 a night.", task="suggest").json()

    assert said["text"] == "Dogs are welcome in the garden rooms for €12 a night."
    assert said["outcome"] == "answered"
    assert "€12" in said["citations"][0]["quote"]


def test_a_text_is_reworded_without_a_new_claim(ask: Any) -> None:
    short = ask("The massage costs €80, daily 10:00 to 18:00.", task="shorten", text=DRAFT)
    wrong = ask("The massage costs €70.", task="warmer", text=DRAFT)

    assert short.json()["text"] == "The massage costs €80, daily 10:00 to 18:00."
    assert wrong.status_code == 503


def test_without_a_model_staff_are_told_so(ask: Any) -> None:
    refused = ask("", task="shorten", text=DRAFT)

    assert refused.status_code == 503
    assert refused.json()["detail"] == "No language model is set."
