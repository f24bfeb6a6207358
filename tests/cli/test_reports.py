"""`concierge report` and `concierge stats`, on a home in which one guest was left waiting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.home import Home
from store.migrate import open_store
from store.tables import utcnow
from tests.cli.conftest import Inside
from tests.reports.desk import SECOND, Desk


@pytest.fixture
def waited(founded: Path) -> Iterator[str]:
    """The public id of a conversation of ten days ago that nobody answered."""
    store = open_store(Home(founded))
    desk, at = Desk(store), utcnow() - timedelta(days=10)
    conversation = desk.opens(at)
    desk.hands_over(desk.asks(conversation, "My wallet?", at), at + SECOND, "Not known.")
    yield conversation.public_id
    store.close()


def test_a_figure_is_defined_and_opens_to_its_conversations(inside: Inside, waited: str) -> None:
    (defined,) = inside("report", "figures", "alone_share", "--json").json
    since = str((utcnow() - timedelta(days=20)).date())
    behind = inside("report", "behind", "left_waiting", "--since", since, "--json").json

    assert (defined["denominator"], defined["unit"]) == ("inquiries", "share")
    assert [row["conversation"] for row in behind] == [waited]
    assert inside("report", "behind", "happiness").code == 4


def test_a_report_of_any_stretch_is_written_in_every_form(
    inside: Inside, waited: str, tmp_path: Path
) -> None:
    since = str((utcnow() - timedelta(days=20)).date())
    page, sheet = tmp_path / "page.html", tmp_path / "sheet.csv"

    done = inside("report", "weekly", "--since", since, "--html", page, "--csv", sheet)

    assert done.code == 0, done.err
    assert "WHAT TO DO" in done.out
    assert page.read_text().startswith("<!doctype html>")
    assert sheet.read_bytes().startswith(b"figure,value\r\n")
    assert inside("report", "roi", "--day", "today", "--since", since).code == 2


def test_kept_figures_are_reckoned_again_on_request(inside: Inside, waited: str) -> None:
    done = inside("report", "recompute", "--json").json

    assert done["spared"] == 0
    assert done["written"] >= 6


def test_stats_shows_what_waits_once_or_again_and_again(inside: Inside, waited: str) -> None:
    once = inside("stats").out
    lines = inside("stats", "--watch", "--rounds", "2", "--every", "0.2", "--json").out

    assert "guests for a person 1" in once
    assert max(len(line) for line in once.splitlines()) <= 80
    assert [json.loads(line)["waiting"]["escalations"] for line in lines.splitlines()] == [1, 1]
