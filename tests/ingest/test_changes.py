"""What an owner is told of a generation: prices, hours, pages and words, not rows."""

from __future__ import annotations

from pathlib import Path

from ingest.changes import Changes, changes
from store import generations
from tests.ingest.house import Ingest
from tests.websites import Website, page


def told(run: Ingest) -> Changes:
    """What the published generation changed."""
    with run.store.reading() as tx:
        published = generations.published_id(tx)
        assert published
        return changes(tx, generations.find(tx, published).based_on, published)


def rates(double: str, single: str, more: str = "") -> str:
    return page(
        "Rates",
        "<table><tr><th>Room</th><th>Price</th></tr>"
        f"<tr><td>Double room</td><td>{double}</td></tr>"
        f"<tr><td>Single room</td><td>{single}</td></tr></table>{more}",
    )


def test_prices_that_changed_are_told_with_both_values(run: Ingest, site: Website) -> None:
    run(site.address)
    site.pages["/rates.html"] = rates("£135.00", "£90.00")

    summary = run(site.address)

    assert summary.headline == "2 prices changed"
    double, single = (change.said for change in summary.changes)
    assert double.startswith("The price of Double room")
    assert double.endswith("changed from 120.00 GBP to 135.00 GBP")
    assert single.endswith("changed from 80.00 GBP to 90.00 GBP")
    assert summary.changes == told(run).told


def test_a_price_of_a_new_thing_is_new_and_of_one_left_out_gone(run: Ingest, site: Website) -> None:
    run(site.address)
    site.pages["/rates.html"] = rates("£120.00", "£80.00").replace("Single room", "Suite")

    found = run(site.address)

    assert found.headline == "1 price new, 1 price gone"


def test_pages_that_came_and_went_are_named(run: Ingest, folder: Path) -> None:
    run(folder)
    (folder / "menus" / "dinner.txt").unlink()
    (folder / "lunch.txt").write_text("Soup of the day with bread, £7.50\n")

    found = run(folder)

    assert found.headline == "1 page new, 1 page gone"
    assert sorted(c.said for c in found.changes) == [
        "dinner.txt is gone",
        "lunch.txt is new",
    ]


def test_opening_hours_are_told_from_and_to(run: Ingest, folder: Path) -> None:
    (folder / "spa.md").write_text("# Spa\n\nOpening hours: daily 9:00-18:00\n")
    run(folder)
    (folder / "spa.md").write_text("# Spa\n\nOpening hours: daily 10:00-20:00\n")

    found = run(folder)

    assert found.headline == "1 opening hours changed"
    assert found.changes[0].said == (
        "The opening hours of Spa changed from Mo-Su 09:00-18:00 to Mo-Su 10:00-20:00"
    )


def test_words_that_no_fact_tells_are_told_as_they_stand(run: Ingest, folder: Path) -> None:
    (folder / "about.txt").write_text("The house was built by a ship's captain long ago.\n")
    run(folder)
    (folder / "about.txt").write_text("The house was built by two sisters long ago.\n")

    found = run(folder)

    assert found.headline == "1 passage changed"
    assert found.changes[0].after.startswith("The house was built by two sisters")


def test_the_first_reading_and_an_unchanged_one_tell_no_changes(run: Ingest, folder: Path) -> None:
    assert run(folder).headline == ""
    assert run(folder).headline == ""
