"""The ingest corridor, killed at every step: guests keep the old knowledge until they have the new.

The first edition of a source is known; the second is ingested by a process that is killed, and then
by one that is not. What is known at the end is what an undisturbed ingest would have left.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from store.home import Home
from store.invariants import check
from store.migrate import open_store
from store.tables import Generation
from tests.corridors import ingesting
from tests.corridors.papers import edition, knowledge, write_folder
from tests.corridors.processes import killed_after, run
from tests.websites import Website, served

POINTS = (
    "ingest.begun",
    "ingest.document_read",
    "ingest.document_stored",
    "ingest.before_index",
    "ingest.indexed",
    "ingest.before_publish",
    "ingest.published",
)
CONFIG = """\
[business]
name = "Seaview"

[ingest]
allow_private = true
delay = 0
"""


@dataclass
class Trial:
    """A home that knows the first edition, beside a source that shows the second."""

    home: Home
    source: str
    old: list[tuple[object, ...]] = field(default_factory=list)
    new: list[tuple[object, ...]] = field(default_factory=list)

    def known(self) -> list[tuple[object, ...]]:
        store = open_store(self.home)
        try:
            assert check(store) == []
            return knowledge(store)
        finally:
            store.close()

    def built(self) -> list[tuple[int, str]]:
        store = open_store(self.home)
        with store.reading() as tx:
            found = [(g.id, g.state) for g in tx.query(Generation).order_by(Generation.id)]
        store.close()
        return found

    def ingest(self, crash_at: str = "") -> bool:
        return run(ingesting.__name__, self.home.path, self.source, crash_at=crash_at)

    def again(self, backup: Path) -> None:
        shutil.rmtree(self.home.path)
        shutil.copytree(backup, self.home.path)


Show = Callable[[int], None]


def prepared(folder: Path, source: str, show: Show) -> tuple[Trial, Path]:
    """The trial, and a copy of its home to begin again from."""
    home = Home(folder / "home").create()
    home.config.write_text(CONFIG)
    open_store(home, create=True).close()
    trial = Trial(home, source)
    show(1)
    ingesting.main(home, source)
    trial.old = trial.known()
    start = folder / "start"
    shutil.copytree(home.path, start)
    show(2)
    ingesting.main(home, source)
    trial.new = trial.known()
    assert trial.old != trial.new
    trial.again(start)
    return trial, start


@pytest.fixture
def folder_trial(tmp_path: Path) -> Callable[[int], tuple[Trial, Path]]:
    def make(seed: int) -> tuple[Trial, Path]:
        place = tmp_path / str(seed)
        place.mkdir()
        papers = place / "papers"
        papers.mkdir()

        def show(number: int) -> None:
            write_folder(papers, edition(seed, number))

        return prepared(place, str(papers), show)

    return make


SiteTrial = Callable[[int], tuple[Trial, Path, Website]]


@pytest.fixture
def site_trial(tmp_path: Path) -> Iterator[SiteTrial]:
    with served(Website({})) as website:

        def make(seed: int) -> tuple[Trial, Path, Website]:
            place = tmp_path / str(seed)
            place.mkdir()

            def show(number: int) -> None:
                website.pages = dict(edition(seed, number))

            trial, start = prepared(place, website.address, show)
            website.sent.clear()
            return trial, start, website

        yield make


def test_an_ingest_killed_at_each_point_in_turn_ends_at_the_same_knowledge(
    folder_trial: Callable[[int], tuple[Trial, Path]],
) -> None:
    trial, _ = folder_trial(1)

    for point in POINTS[:-1]:
        assert trial.ingest(f"{point}:1"), point
        assert trial.known() == trial.old, point
    assert trial.built()[-1][0] == 2, "every attempt goes on with the generation of the first"
    assert trial.ingest("ingest.published:1")

    assert trial.known() == trial.new
    assert not trial.ingest()
    assert trial.known() == trial.new


def test_a_killed_crawl_asks_for_no_page_twice(site_trial: SiteTrial) -> None:
    trial, _, website = site_trial(2)

    assert trial.ingest("ingest.document_read:2")
    assert trial.ingest("ingest.document_stored:2")
    assert trial.known() == trial.old
    assert not trial.ingest()

    assert trial.known() == trial.new
    assert len(website.sent) == len(set(website.sent))


def test_an_ingest_killed_at_random_moments_is_old_or_new_never_between(
    site_trial: SiteTrial,
) -> None:
    trial, start, _ = site_trial(4)
    _kill_at_moments(trial, start, seed=4, times=2)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_an_ingest_killed_at_twenty_random_moments_is_old_or_new_never_between(
    site_trial: SiteTrial,
) -> None:
    seed = random.randrange(10_000)
    trial, start, _ = site_trial(seed)
    _kill_at_moments(trial, start, seed=seed, times=20)


def _kill_at_moments(trial: Trial, start: Path, *, seed: int, times: int) -> None:
    """SIGKILL, without a word, at a moment between its first breath and its end; then resume."""
    chance = random.Random(seed)
    print(f"seed {seed}")
    began = time.monotonic()
    assert not trial.ingest()
    whole = time.monotonic() - began
    for number in range(times):
        trial.again(start)
        moment = chance.uniform(0.2, 1.0) * whole
        killed = killed_after(moment, ingesting.__name__, trial.home.path, trial.source)
        said = f"seed {seed}, kill {number} after {moment:.2f} s of {whole:.2f}, killed: {killed}"
        print(said)
        known = trial.known()
        assert known == trial.old or known == trial.new, said
        assert not trial.ingest(), said
        assert trial.known() == trial.new, said


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("point", POINTS)
def test_a_folder_ingest_killed_at_any_step_is_old_or_new_never_between(
    folder_trial: Callable[[int], tuple[Trial, Path]], point: str, seed: int
) -> None:
    trial, start = folder_trial(seed)
    _kill_everywhere(trial, start, point)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("point", POINTS)
def test_a_website_ingest_killed_at_any_step_is_old_or_new_never_between(
    site_trial: SiteTrial, point: str, seed: int
) -> None:
    trial, start, _ = site_trial(seed)
    _kill_everywhere(trial, start, point)


def _kill_everywhere(trial: Trial, start: Path, point: str) -> None:
    """Fail the n-th step for n = 1, 2, 3 ... until the run ends without a fault."""
    number = 1
    while trial.ingest(f"{point}:{number}"):
        expected = trial.new if point == "ingest.published" else trial.old
        assert trial.known() == expected, number
        assert not trial.ingest()
        assert trial.known() == trial.new, number
        trial.again(start)
        number += 1
    assert number > 1, "the point was never reached"
    assert trial.known() == trial.new
