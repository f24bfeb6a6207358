from __future__ import annotations

from tui import plots
from tui.places import PLACES


def test_columns_stand_on_one_line_and_the_least_can_be_seen() -> None:
    assert plots.columns([1, 100, None, 50], 2, 2) == ["  █", "▁ █   █"]


def test_nothing_draws_nothing() -> None:
    assert plots.columns([0, None], 2) == ["", ""]
    assert plots.lying(0, 10, 5) == ""


def test_a_lying_bar_ends_where_its_share_does() -> None:
    assert plots.lying(10, 10, 4) == "████"
    assert plots.lying(5, 10, 5) == "██▌"


def test_names_under_columns_give_way_to_each_other() -> None:
    assert plots.labels(["10", "11", "", "13"], 2) == "10    13"


def test_every_screen_has_a_name_and_a_key_of_its_own() -> None:
    names = [place.name for place in PLACES]
    keys = [place.key for place in PLACES if place.key]

    assert len(names) == len(set(names))
    assert len(keys) == len(set(keys))
