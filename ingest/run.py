"""The ingest corridor: from addresses to knowledge guests are answered from.

    begin      a generation aside, with all that other sources gave
    gather     fetch and read every page (gather.py); no transaction is open
    distil     clean, cut, find facts, keep (distil.py; finding.py, where a model helps)
    embed      what has no vector yet (embed.py)
    publish    index it, ask the gate, and move the pointer; give it up when nothing changed

Guests are answered from the old generation until the last step. A killed ingest is gone on with by
the next one of the same sources. A source that cannot be reached keeps what is known of it.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.browser import Browser
from ingest.building import Building
from ingest.changes import changes
from ingest.child import Readers
from ingest.distil import distil
from ingest.embed import embed_missing, embed_spoken
from ingest.fetch import Fetcher
from ingest.finding import finder_of
from ingest.gather import Gatherer
from ingest.gathering import Gathered, Taking
from ingest.origins import Origin, origin_of
from ingest.pages import Pages
from ingest.questions import answerable
from ingest.summary import Progress, Step, Summary, untold
from ingest.vision import SeeingReaders, Seer, seer_of
from models.protocols import Embedder
from store import backups, generations, library
from store.audiences import set_audience
from store.crashpoints import reach
from store.db import Store, Tx
from store.errors import Invalid
from store.home import Home, IngestLock
from store.settings import Ingest as IngestLimits
from store.settings import Settings
from store.tables import Generation, Source, utcnow

# Asked before publishing: (published, new) to why it must wait, "" when it need not.
Allowed = Callable[[int | None, int], str]


def read_stdin(most: int) -> bytes:
    return sys.stdin.buffer.read(most)


def ingest(
    store: Store,
    embedder: Embedder,
    settings: Settings,
    addresses: Sequence[str],
    *,
    progress: Progress = untold,
    dry_run: bool = False,
    refresh: bool = False,
    worker: str = "",
    read_input: Callable[[int], bytes] = read_stdin,
    allowed: Allowed | None = None,
    until: float | None = None,
    mends: bool = False,
    audience: str = "",
    payer: Store | None = None,
) -> Summary:
    """Build and publish a generation with these sources as they are now. With `allowed`, it is
    held instead, ready and unpublished, when that names a reason.

    `refresh` reads even what did not change, `mends` what had pages nobody could read; `dry_run`
    does it all to a copy. With `until`, by the monotonic clock, what is read by then is published:
    the rest, and without `mends` what only its picture shows, is left for another ingest. Raises
    Conflict while another ingest is at work, and the source's own error when none gave anything.
    `audience` ("guests" or "staff") says whom the sources are for from now on; else it stays.
    Models that find facts or read pictures are paid from the budget in `payer`, where that is
    another store.
    """
    origins = list({o.address: o for o in map(origin_of, addresses)}.values())
    if not origins:
        raise Invalid("No source is named.", "Name a website, a file or a folder.")
    if dry_run:
        return _rehearse(store, embedder, settings, addresses, progress, refresh, read_input)
    worker = worker or worker_name()
    began = time.monotonic()
    business = settings.business.name
    with alone(store) as home:
        building, sources, shown = _begin(store, embedder, origins, worker, progress, audience)
        reach("ingest.begun")
        pages = {source.id: Pages(home.cache, source.id) for source in sources}
        limits = settings.ingest
        # Whoever is in a hurry does not wait for a model.
        seer = seer_of(payer or store, settings) if until is None else None
        with (
            _readers(limits, until, mends, seer) as readers,
            Fetcher(allow_private=limits.allow_private, delay=limits.delay) as fetcher,
        ):
            browser = Browser(limits.allow_private) if limits.browser else None
            taking = Taking(building, readers, refresh, mends, until)
            gatherer = Gatherer(taking, fetcher, limits, read_input, browser)
            gathered = [gatherer.gather(source, pages[source.id]) for source in sources]
        finder = finder_of(payer or store, settings) if until is None else None
        told = [
            distil(building, found, pages[found.source.id], business, finder) for found in gathered
        ]
        _must_have_something(building, gathered)
        embedded = embed_missing(store, building.id, embedder, business, telling(building), until)
        embed_spoken(store, embedder, business)
        summary = Summary(sources=told, embedded=embedded, changed=shown)
        _finish(building, gathered, summary, limits.keep_generations, began, allowed)
        for found in gathered:
            if found.whole:
                pages[found.source.id].forget_others([*found.addresses, *found.wordless])
    return summary


def refresh_sources(
    store: Store,
    embedder: Embedder,
    settings: Settings,
    names: Sequence[str] = (),
    *,
    progress: Progress = untold,
    worker: str = "",
    allowed: Allowed | None = None,
) -> Summary | None:
    """Read the named sources again, or every active one; None when there is none that can be."""
    with store.reading() as tx:
        chosen = [library.find_source(tx, name) for name in names] or [
            source for source in library.sources(tx) if source.status == "active"
        ]
    # What came through standard input cannot be asked for again.
    addresses = [source.address for source in chosen if source.kind != "text"]
    if not addresses:
        return None
    return ingest(
        store, embedder, settings, addresses, progress=progress, worker=worker, allowed=allowed
    )


def pause_source(store: Store, name: str) -> Source:
    """What it gave stays; it is not refreshed any more."""
    with store.writing() as tx:
        source = library.find_source(tx, name)
        library.set_status(tx, source, "paused")
    return source


def remove_source(store: Store, embedder: Embedder, settings: Settings, name: str) -> Source:
    """Publish a generation without what this source gave."""
    with alone(store) as home:
        with store.writing() as tx:
            source = library.find_source(tx, name)
            building = Building.begin(
                tx,
                store,
                embedder.name,
                worker=worker_name(),
                resume_key=f"without {source.id}",
                without_sources=[source.id],
                progress=untold,
            )
            library.leave_out(tx, generations.find(tx, building.id), source.id, all_but=())
        business = settings.business.name
        embed_missing(store, building.id, embedder, business, telling(building))
        embed_spoken(store, embedder, business)
        with building.writing() as (tx, generation):
            library.set_status(tx, library.find_source(tx, str(source.id)), "removed")
            generations.index(tx, generation)
            generations.publish(tx, generation, keep=settings.ingest.keep_generations)
        Pages(home.cache, source.id).forget_all()
    return source


@contextmanager
def alone(store: Store) -> Iterator[Home]:
    """Nobody else ingests into this home meanwhile. Whoever did and was killed holds nothing."""
    home = Home(store.path.parent)
    lock = IngestLock(home)
    lock.take("concierge ingest")
    try:
        with store.writing() as tx:
            generations.release_building(tx)
        yield home
    finally:
        lock.release()


def _readers(limits: IngestLimits, until: float | None, mends: bool, seer: Seer | None) -> Readers:
    """In a hurry words come first: pictures take longer than all the rest."""
    if seer is not None:
        return SeeingReaders(limits.ocr_languages, seer)
    if until is None:
        return Readers(limits.ocr_languages)
    return Readers(limits.ocr_languages if mends else (), seconds=until - time.monotonic())


def worker_name() -> str:
    return f"ingest-{os.getpid()}-{secrets.token_hex(4)}"


def _begin(
    store: Store,
    embedder: Embedder,
    origins: Sequence[Origin],
    worker: str,
    progress: Progress,
    audience: str,
) -> tuple[Building, list[Source], bool]:
    """Also, whether some of the sources are for others than before."""
    with store.writing() as tx:
        sources = [library.add_source(tx, o.address, o.kind, o.label) for o in origins]
        shown = [set_audience(tx, s, audience or s.audience) for s in sources]
        building = Building.begin(
            tx,
            store,
            embedder.name,
            worker=worker,
            resume_key="\n".join(sorted(origin.address for origin in origins)),
            without_sources=[source.id for source in sources],
            progress=progress,
        )
        progress_made = generations.find(tx, building.id).progress
        is_shown_anew = any(shown) or bool(progress_made.get("shown"))
        if is_shown_anew:
            # A killed ingest that goes on must still publish it.
            generations.keep_alive(tx, building.id, worker, {"shown": True})
    return building, sources, is_shown_anew


def _must_have_something(building: Building, gathered: Sequence[Gathered]) -> None:
    """When every source failed nothing is published, and the first failure is told."""
    errors = [found.error for found in gathered if found.error is not None]
    if len(errors) < len(gathered):
        return
    with building.writing() as (tx, generation):
        generations.abandon(tx, generation)
        for found in gathered:
            source = tx.merge(found.source)
            if source.ingested_at is None:
                library.discard_source(tx, source)
    raise errors[0]


def telling(building: Building) -> Callable[[int, int], None]:
    return lambda done, total: building.tell(Step("embed", done=done, total=total))


def _finish(
    building: Building,
    gathered: Sequence[Gathered],
    summary: Summary,
    keep: int,
    began: float,
    allowed: Allowed | None,
) -> None:
    """Publish what is new, hold it when the gate is shut, or give it up when nothing is new."""
    reach("ingest.before_index")
    building.tell(Step("index"))
    with building.writing() as (tx, generation):
        # Vectors that were left for later are new even where no document is.
        # So is, for others than before, what is as it was.
        summary.changed |= _differs(tx, generation) or summary.embedded > 0
        _count(tx, generation, gathered, summary)
        if summary.changed:
            generations.index(tx, generation)
    reach("ingest.indexed")
    if summary.changed and building.based_on is not None:
        with building.store.reading() as tx:
            found = changes(tx, building.based_on, building.id)
        summary.headline, summary.changes = found.headline, found.told
    if summary.changed and allowed is not None:
        summary.held = allowed(building.based_on, building.id)
    building.tell(Step("publish"))
    reach("ingest.before_publish")
    with building.writing() as (tx, generation):
        for source in gathered:
            if source.error is None:
                tx.merge(source.source).ingested_at = utcnow()
        summary.generation_id = generation.id if summary.changed else building.based_on
        summary.seconds = round(time.monotonic() - began, 2)
        if summary.changed:
            generation.summary = summary.as_dict()
            if summary.held:
                generations.hold(tx, generation, summary.held)
            else:
                generations.publish(tx, generation, keep=keep, force=True)
        else:
            generations.abandon(tx, generation)
    reach("ingest.published")


def _differs(tx: Tx, generation: Generation) -> bool:
    if generation.based_on is None:
        return True
    base = generations.find(tx, generation.based_on)
    return base.model != generation.model or not generations.same_members(
        tx, base.id, generation.id
    )


def _count(tx: Tx, generation: Generation, gathered: Sequence[Gathered], summary: Summary) -> None:
    totals = library.totals(tx, generation.id)
    summary.documents, summary.passages = totals["documents"], totals["passages"]
    summary.facts = totals["facts"]
    if summary.changed:
        summary.questions = answerable(tx, generation.id, [found.source.id for found in gathered])
    elif generation.based_on is not None:
        # To look through all passages again would cost more than all the rest.
        before = generations.find(tx, generation.based_on).summary
        summary.questions = list(before.get("questions", []))


def _rehearse(
    store: Store,
    embedder: Embedder,
    settings: Settings,
    addresses: Sequence[str],
    progress: Progress,
    refresh: bool,
    read_input: Callable[[int], bytes],
) -> Summary:
    """The same on a copy of the database that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="concierge-rehearsal-") as folder:
        copy = Store(backups.copy_database(store, Path(folder) / store.path.name))
        try:
            summary = ingest(
                copy,
                embedder,
                settings,
                addresses,
                progress=progress,
                refresh=refresh,
                read_input=read_input,
                payer=store,
            )
        finally:
            copy.close()
    summary.dry_run, summary.generation_id = True, None
    return summary
