"""What an ingest did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import paint, plain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.changes import Change
    from ingest.summary import SourceSummary, Summary

SHOWN = 12


def tell_summary(summary: Summary, *, throwaway: bool = False) -> None:
    for source in summary.sources:
        _tell_source(source)
    held = f"{summary.documents} documents, {summary.passages} passages, {summary.facts} facts"
    say()
    if summary.dry_run:
        say(f"Nothing was kept. It would make {held}.")
    elif summary.held:
        say(paint(f"Generation {summary.generation_id} is held: {held}.", "yellow"))
        say(plain(summary.held))
        say(
            f"Look: `concierge knowledge gate run`. Publish it all the same: `concierge knowledge "
            f"publish {summary.generation_id} --force`."
        )
    elif summary.changed:
        say(f"Generation {summary.generation_id} is published: {held}. {summary.seconds:.1f} s.")
    else:
        say(f"Nothing has changed; generation {summary.generation_id} goes on. ({held})")
    tell_changes(summary.headline, summary.changes)
    if summary.questions:
        say()
        say("Questions I can now answer, for example:")
        for question in summary.questions[:5]:
            words = plain(question)
            say(paint(f"  {words}" if throwaway else f'  concierge ask "{words}"', "green"))


def tell_changes(headline: str, changes: Sequence[Change], *, most: int = SHOWN) -> None:
    """What guests are told differently from now on; silent when that is nothing."""
    if not headline:
        return
    say()
    say(paint(f"{headline}.", "bold"))
    marks = {"new": "+", "gone": "-", "changed": "~"}
    for change in changes[:most]:
        where = "" if change.kind in ("page", "words") else f"  {change.title}"
        say(f"  {marks[change.became]} {plain(change.said)}{paint(plain(where), 'dim')}")
    if len(changes) > most:
        say(f"  and {len(changes) - most} more: `concierge knowledge diff`")


def _tell_source(source: SourceSummary) -> None:
    say(paint(plain(source.label), "bold"))
    if source.error:
        say(f"  {paint('not read:', 'yellow')} {plain(source.error)}")
        return
    counts = f"  read {source.read}, unchanged {source.unchanged}, skipped {len(source.skipped)}"
    say(f"{counts}; {source.passages} passages, {source.facts} facts")
    if source.kept:
        say(f"  {source.kept} pages did not answer and stay as they were known")
    _some("gone", [plain(address) for address in source.gone])
    _some("skipped", [f"{plain(s.address)}: {plain(s.reason)}" for s in source.skipped])
    _some(
        "could not read",
        [f"{plain(u.file)}, page {u.page}: {plain(u.reason)}" for u in source.unread],
    )
    _some("warning", [plain(warning) for warning in source.warnings])


def _some(word: str, lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        say(f"  {paint(f'{word}:', 'yellow')} {line}")
    if len(lines) > SHOWN:
        say(f"  {word}: and {len(lines) - SHOWN} more (all of them with --json)")
