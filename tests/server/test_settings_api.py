from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config_file import all_keys
from server.configuring import may_change_here
from store import audit
from tests.conftest import Served
from tests.tui.office import served_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, fresh_database: Path) -> Iterator[Served]:
    with served_house(tmp_path_factory.mktemp("settings"), fresh_database) as served:
        yield served


def change(house: Served, key: str, value: str) -> tuple[int, dict[str, object]]:
    asked = {"value": value}
    done = house.client.patch(f"/v1/staff/settings/{key}", json=asked, headers=house.sign_in())
    return done.status_code, done.json()


def test_a_setting_is_written_taken_up_at_once_and_noted(house: Served) -> None:
    status, told = change(house, "answers.draft_below", "0.6")

    assert (status, told["value"], told["origin"]) == (200, "0.6", "concierge.toml")
    assert house.house.settings.answers.draft_below == 0.6
    assert "draft_below = 0.6" in house.house.settings.home.config.read_text()
    with house.house.store.reading() as tx:
        line = audit.listed(tx, action="setting.changed")[0]
    assert (line.actor, line.about) == ("ana@seaview.example", "answers.draft_below")


def test_a_wrong_value_changes_nothing_and_says_why(house: Served) -> None:
    before = house.house.settings.home.config.read_text()

    status, told = change(house, "business.timezone", "Europe/Madird")

    assert status == 422
    assert "did you mean Europe/Madrid" in str(told["detail"])
    assert house.house.settings.home.config.read_text() == before


@pytest.mark.parametrize(
    "key", ["server.host", "widget.scanner", "ingest.allow_private", "mail.password", "model.name"]
)
def test_what_would_hand_over_the_machine_is_changed_there_alone(house: Served, key: str) -> None:
    assert change(house, key, "true")[0] == 403


def test_no_secret_and_no_program_can_be_set_over_the_network() -> None:
    reachable = [key for key in all_keys() if may_change_here(key)]

    words = ("password", "key", "secret", "scanner", "host", "base_url", "private")
    assert [k for k in reachable if any(word in k.partition(".")[2] for word in words)] == []


def test_secrets_are_never_told(house: Served) -> None:
    told = house.client.get("/v1/staff/settings", headers=house.sign_in()).json()

    assert {one["value"] for one in told if one["key"].endswith("password")} <= {"", "(set)"}
    assert all(one["told"] for one in told)
