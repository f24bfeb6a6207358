"""What an ingest did, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import paint, plain, say

if TYPE_CHECKING:
    from ingest.summary import SourceSummary, Summary

SHOWN = 12


def tell_summary(summary: Summary, *, throwaway: bool = False) -> None:
    for source in summary.sources:
        _tell_source(source)
    held = f"{summary.documents} documents, {summary.passages} passages, {summary.facts} facts"
    say()
    if summary.dry_run:
        say(f"Nothing was kept. It would make {held}.")
    elif summary.changed:
        say(f"Generation {summary.generation_id} is published: {held}. {summary.seconds:.1f} s.")
    else:
        say(f"Nothing has changed; generation {summary.generation_id} goes on. ({held})")
    if summary.questions:
        say()
        say("Guests can now ask, for example:")
        for question in summary.questions[:5]:
            words = plain(question)
            say(paint(f"  {words}" if throwaway else f'  concierge ask "{words}"', "green"))


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
    _some("unread", [f"{plain(u.file)}, page {u.page}: {plain(u.reason)}" for u in source.unread])
    _some("warning", [plain(warning) for warning in source.warnings])


def _some(word: str, lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        say(f"  {paint(f'{word}:', 'yellow')} {line}")
    if len(lines) > SHOWN:
        say(f"  {word}: and {len(lines) - SHOWN} more (all of them with --json)")
