"""What is gathered from websites, files, folders and standard input, and what is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.run import refresh_sources
from store import generations, library
from store.db import Store
from store.errors import Forbidden, Invalid, NotFound, Unavailable
from store.home import Home
from store.invariants import check
from store.settings import read_settings
from tests.ingest.house import Ingest
from tests.websites import Website, page, seaview, served

# --- websites -------------------------------------------------------------------------------


def test_a_website_is_read_from_its_first_page_on(run: Ingest, site: Website) -> None:
    summary = run(site.address)

    (source,) = summary.sources
    assert (source.read, source.unchanged, source.gone, source.error) == (3, 0, [], "")
    assert run.says("Dogs are welcome")
    assert run.says("£120.00")
    assert summary.changed
    assert summary.generation_id == run.published()
    assert "Are dogs welcome?" in summary.questions
    assert check(run.store) == []


def test_what_every_page_repeats_is_kept_once(run: Ingest, site: Website) -> None:
    run(site.address)

    assert run.says("1 Quay Street") == 1


def test_unchanged_pages_cost_nothing_the_second_time(run: Ingest, site: Website) -> None:
    first = run(site.address)
    site.sent.clear()
    run.embedder.embedded.clear()

    second = run(site.address)

    assert second.sources[0].unchanged == 3
    assert not second.changed
    assert second.generation_id == first.generation_id
    assert site.sent == []
    assert run.embedder.embedded == []


def test_pages_without_etags_are_told_by_their_content(run: Ingest, site: Website) -> None:
    site.etags = False
    run(site.address)

    assert not run(site.address).changed


def test_one_changed_page_is_read_again_and_the_others_kept(run: Ingest, site: Website) -> None:
    run(site.address)
    site.pages["/rates.html"] = page("Rates", "<p>The double room costs £150.00 a night.</p>")
    site.sent.clear()

    summary = run(site.address)

    assert (summary.sources[0].read, summary.sources[0].unchanged) == (1, 2)
    assert site.sent == ["/rates.html"]
    assert run.says("£150.00")
    assert not run.says("£120.00")
    assert run.says("1 Quay Street") == 1


def test_a_footer_moves_on_when_the_page_that_kept_it_is_gone(run: Ingest, site: Website) -> None:
    run(site.address)
    with run.store.reading() as tx:
        keeper = next(
            d.address
            for p, d, _ in library.passages(tx, generations.published_id(tx))
            if "Quay Street" in p.text
        )
    assert keeper == site.address
    site.pages["/"] = page("Welcome", "<p>We are open all year round.</p>", footer="Hello")

    run(site.address)

    assert run.says("1 Quay Street") == 1


def test_a_page_that_is_gone_is_forgotten(run: Ingest, site: Website) -> None:
    run(site.address)
    site.pages["/rooms.html"] = None

    summary = run(site.address)

    assert summary.sources[0].gone == [f"{site.address}rooms.html"]
    assert not run.says("Dogs are welcome")


def test_a_page_that_does_not_answer_keeps_what_is_known(run: Ingest, site: Website) -> None:
    run(site.address)
    site.failing.add("/rooms.html")
    site.pages["/rates.html"] = page("Rates", "<p>The double room costs £150.00 a night.</p>")

    summary = run(site.address)

    assert (summary.sources[0].kept, summary.sources[0].gone) == (1, [])
    assert run.says("Dogs are welcome")
    assert run.says("£150.00")


def test_a_site_that_does_not_answer_changes_nothing_and_says_so(
    run: Ingest, site: Website
) -> None:
    first = run(site.address)
    site.down = True

    with pytest.raises(Unavailable, match="error of its own"):
        run(site.address)

    assert run.published() == first.generation_id
    assert run.says("Dogs are welcome")
    assert check(run.store) == []


def test_a_site_that_is_not_there_leaves_no_trace(run: Ingest, site: Website) -> None:
    with pytest.raises(NotFound, match="There is no page at"):
        run(f"{site.address}missing/")

    with run.store.reading() as tx:
        assert list(library.sources(tx)) == []
        assert generations.published_id(tx) is None


def test_a_site_that_is_all_javascript_says_so(run: Ingest) -> None:
    shell = "<!doctype html><title>App</title><body><div id=root></div><script src=a.js></script>"
    with served(Website({"/": shell})) as site, pytest.raises(Invalid, match="JavaScript"):
        run(site.address)

    assert run.published() is None


def test_private_addresses_are_refused_unless_allowed(
    store: Store, home: Home, site: Website
) -> None:
    careful = Ingest(store, read_settings(home))

    with pytest.raises(Forbidden, match="private network"):
        careful(site.address)


def test_what_robots_txt_forbids_is_skipped_with_the_reason(run: Ingest, site: Website) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /rates.html\n"

    summary = run(site.address)

    assert not run.says("£120.00")
    assert any("robots.txt" in skipped.reason for skipped in summary.sources[0].skipped)


# --- files ----------------------------------------------------------------------------------


def test_a_folder_gives_its_documents_and_leaves_hidden_ones(run: Ingest, folder: Path) -> None:
    summary = run(folder)

    assert summary.sources[0].read == 2
    assert run.says("open from 9 to 18")
    assert run.says("Grilled sole")
    assert not run.says("4711")
    assert [s.reason for s in summary.sources[0].skipped] == [
        "1 of other kinds (.png) are no documents."
    ]


def test_web_pages_in_a_folder_are_one_site(run: Ingest, tmp_path: Path) -> None:
    for path, text in seaview().items():
        name = path.strip("/") or "index.html"
        (tmp_path / "site").mkdir(exist_ok=True)
        (tmp_path / "site" / name).write_text(text or "")

    run(tmp_path / "site")

    assert run.says("1 Quay Street") == 1
    with run.store.reading() as tx:
        found = library.documents(tx, generations.published_id(tx))
    assert {d.title for d in found} == {"Welcome to Seaview", "Rooms", "Rates"}


def test_a_link_that_leads_out_of_the_folder_is_not_followed(
    run: Ingest, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("The alarm code is 0815.\n")
    (folder / "notes.txt").symlink_to(tmp_path / "secret.txt")

    run(folder)

    assert not run.says("0815")


def test_a_broken_file_among_good_ones_is_skipped_with_its_reason(
    run: Ingest, folder: Path
) -> None:
    (folder / "prices.pdf").write_bytes(b"%PDF-1.7\nthis is no pdf")

    summary = run(folder)

    assert summary.sources[0].read == 2
    assert any(s.address.endswith("prices.pdf") for s in summary.sources[0].skipped)


def test_a_file_alone_that_cannot_be_read_is_an_error(run: Ingest, tmp_path: Path) -> None:
    broken = tmp_path / "prices.pdf"
    broken.write_bytes(b"%PDF-1.7\nthis is no pdf")

    with pytest.raises(Invalid):
        run(broken)

    assert run.published() is None


def test_a_file_that_was_deleted_keeps_what_is_known(run: Ingest, folder: Path) -> None:
    run(folder / "opening.md")
    (folder / "opening.md").unlink()

    with pytest.raises(NotFound, match=r"opening\.md"):
        refresh_sources(run.store, run.embedder, run.settings)

    assert run.says("open from 9 to 18")


def test_standard_input_is_a_source_too(run: Ingest) -> None:
    piped = io.BytesIO(b"Breakfast is served from 7 to 10.\n")

    run("-", read_input=piped.read)

    assert run.says("Breakfast is served")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("example.com/menu", "https://example.com/menu"),
        ("ftp://example.com/", "https:// or http://"),
        ("no-such-file.pdf", "Check the name"),
    ],
)
def test_what_is_no_source_is_refused_with_a_way_out(run: Ingest, typed: str, said: str) -> None:
    with pytest.raises((NotFound, Invalid)) as refused:
        run(typed)

    assert said in refused.value.hint


def test_half_a_character_in_hostile_data_stops_nothing(run: Ingest, tmp_path: Path) -> None:
    hostile = (
        '<script type="application/ld+json">{"@type": "Question", "name": "Is \\ud800 open?", '
        '"acceptedAnswer": {"text": "Yes \\udfff, every day."}}</script>'
    )
    (tmp_path / "page.html").write_text(page("Opening", hostile + "<p>We are open.</p>"))

    run(tmp_path / "page.html")

    assert run.says("Yes ?, every day.")
