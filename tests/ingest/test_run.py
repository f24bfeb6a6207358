"""The corridor as a whole: several sources, generations, upkeep."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.run import pause_source, refresh_sources, remove_source
from ingest.summary import Step
from store import generations, library
from store.errors import ConciergeError, Conflict
from store.home import Home, IngestLock
from store.invariants import check
from store.settings import Settings
from tests.fakes import LetterEmbedder
from tests.ingest.house import Ingest
from tests.websites import Website


def test_several_sources_make_one_generation_and_one_bad_one_is_told(
    run: Ingest, site: Website, folder: Path
) -> None:
    summary = run(folder, f"{site.address}missing/")

    assert [bool(source.error) for source in summary.sources] == [False, True]
    assert run.says("Grilled sole")


def test_other_sources_stay_when_one_is_ingested(run: Ingest, site: Website, folder: Path) -> None:
    run(site.address)

    run(folder)

    assert run.says("Dogs are welcome")
    assert run.says("Grilled sole")
    assert check(run.store) == []


def test_a_dry_run_tells_and_keeps_nothing(run: Ingest, folder: Path) -> None:
    summary = run(folder, dry_run=True)

    assert summary.dry_run
    assert summary.sources[0].read == 2
    assert summary.passages >= 2
    with run.store.reading() as tx:
        assert list(library.sources(tx)) == []
        assert generations.listed(tx) == []


def test_progress_is_told_stage_by_stage(run: Ingest, folder: Path) -> None:
    steps: list[Step] = []

    run(folder, progress=steps.append)

    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages == ["read", "store", "embed", "index", "publish"]


def test_a_second_ingest_at_the_same_time_is_refused(run: Ingest, folder: Path, home: Home) -> None:
    lock = IngestLock(home)
    lock.take("another")
    try:
        with pytest.raises(Conflict, match="Another ingest is at work"):
            run(folder)
    finally:
        lock.release()


def test_the_business_name_is_not_embedded(run: Ingest, folder: Path) -> None:
    (folder / "about.txt").write_text("Seaview has twelve rooms on the quay.\n")

    run(folder)

    assert "it has twelve rooms on the quay." in run.embedder.embedded
    assert not any("Seaview" in text for text in run.embedder.embedded)


def test_another_embedder_embeds_all_that_is_kept(run: Ingest, site: Website, folder: Path) -> None:
    run(site.address)
    run.embedder = LetterEmbedder()
    run.embedder.name = "other letters"

    run(folder)

    assert any("Dogs are welcome" in text for text in run.embedder.embedded)
    assert check(run.store) == []


def test_a_paused_source_is_not_refreshed_and_stays_known(run: Ingest, site: Website) -> None:
    run(site.address)
    pause_source(run.store, site.address)
    site.asked.clear()

    assert refresh_sources(run.store, run.embedder, run.settings) is None
    assert site.asked == []
    assert run.says("Dogs are welcome")


def test_a_removed_source_takes_its_knowledge_with_it(
    run: Ingest, site: Website, folder: Path, home: Home
) -> None:
    run(site.address, folder)

    remove_source(run.store, run.embedder, run.settings, site.address)

    assert not run.says("Dogs are welcome")
    assert run.says("Grilled sole")
    assert len(list((home.cache / "pages").iterdir())) == 1
    assert check(run.store) == []


def test_removing_the_last_source_leaves_an_empty_knowledge(run: Ingest, folder: Path) -> None:
    run(folder)

    remove_source(run.store, run.embedder, run.settings, "papers")

    assert run.knows() == []
    assert check(run.store) == []


def test_a_lost_page_cache_only_costs_reading_again(run: Ingest, site: Website, home: Home) -> None:
    run(site.address)
    for file in (home.cache / "pages").rglob("*.page"):
        file.write_bytes(b"rubbish")

    assert not run(site.address).changed


def test_a_rolled_back_generation_is_built_upon(run: Ingest, folder: Path) -> None:
    run(folder)
    (folder / "menus" / "dinner.txt").write_text("Grilled sole with butter, £99.00\n")
    run(folder)
    with run.store.writing() as tx:
        generations.rollback(tx)
    assert run.says("£24.00")

    run(folder)

    assert run.says("£99.00")
    assert not run.says("£24.00")


def test_a_file_that_cannot_be_read_is_named_in_its_error(run: Ingest, tmp_path: Path) -> None:
    broken = tmp_path / "prices.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing of the kind")

    with pytest.raises(ConciergeError, match=r"prices\.pdf"):
        run(broken)


def test_as_many_older_generations_are_kept_as_the_owner_wants(
    run: Ingest, folder: Path, settings: Settings
) -> None:
    limits = settings.ingest.model_copy(update={"keep_generations": 2})
    run.settings = settings.model_copy(update={"ingest": limits})
    for number in range(5):
        (folder / "news.txt").write_text(f"There are {number} boats in the harbour today.\n")
        run(folder)

    with run.store.reading() as tx:
        kept = [(g.id, g.state) for g in generations.listed(tx)]
    assert kept == [(5, "published"), (4, "retired"), (3, "retired")]
    assert check(run.store) == []


def test_what_is_left_of_a_huge_file_is_said_in_the_summary(
    run: Ingest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.distil.MOST_PASSAGES", 1)

    told = run(folder).sources[0]

    assert any("only its first 1 passages are kept" in warning for warning in told.warnings)
