"""Files, folders and what standard input gives, read into `Pages`; an archive is opened first.

A folder is one site, its files a few at a time. What an archive holds is met under the archive's
own address, as if it were a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from ingest.archive import Packed
from ingest.files import documents_in, fetch_file, fetch_stdin, home_page_first
from ingest.gathering import SIDE_BY_SIDE, Gathered, Taking
from ingest.nouns import NO_WORDS, Document, Fetched
from ingest.pages import Pages, body_hash, page_of
from store.errors import ConciergeError, Invalid, NotFound


class Filing:
    """Reads one source that is no website."""

    def __init__(self, taking: Taking, found: Gathered, pages: Pages) -> None:
        self._taking = taking
        self._found = found
        self._pages = pages

    def read(self, read_stdin: Callable[[int], bytes]) -> None:
        """Raises what is wrong with a single file; of a folder the failures are skipped."""
        source = self._found.source
        if source.kind == "text":
            self._read_all([fetch_stdin(read_stdin)], alone=True)
        elif source.kind == "file":
            self._read_all([fetch_file(Path(source.address))], alone=True)
        else:
            self._read_folder(Path(source.address))

    def _read_folder(self, folder: Path) -> None:
        found = self._found
        paths, skipped = documents_in(folder)
        found.summary.skipped += skipped
        paths = home_page_first(paths)
        waiting = iter(paths)
        while some := list(islice(waiting, SIDE_BY_SIDE)):
            if self._taking.is_late() and found.addresses:
                self._taking.leave(found, map(str, [*some, *waiting]))
                break
            self._read_all(_fetched(found, some), total=len(paths))
        # In one order whatever was known already: what repeats stays on the first page.
        order = {str(path): number for number, path in enumerate(paths)}
        found.addresses.sort(key=lambda address: _rank(address, order))

    def _read_all(self, many: Iterable[Fetched], *, alone: bool = False, total: int = 1) -> None:
        changed = [fetched for fetched in many if not self._is_known(fetched)]
        for fetched, outcome in self._taking.readers.map(changed):
            if isinstance(outcome, Packed):
                self._open(fetched, alone=alone, total=total)
            elif not isinstance(outcome, ConciergeError):
                self._taking.keep(self._found, self._pages, fetched.url, fetched, outcome)
            elif alone:
                raise _named(outcome, self._found.summary.label)
            else:
                self._pass_over(fetched, outcome)
            self._taking.tell(self._found, fetched.url, total)

    def _open(self, packed: Fetched, *, alone: bool, total: int) -> None:
        """What is in an archive, each as a document of its own."""
        try:
            members, skipped = self._taking.readers.unpack(packed)
            if alone and not members:
                reason = skipped[0][1] if skipped else "It is empty."
                raise Invalid(f"There is no document in this archive. {reason}")
        except ConciergeError as error:
            if alone:
                raise _named(error, self._found.summary.label) from error
            self._found.skip(packed.url, error.message)
            return
        for name, reason in skipped:
            self._found.skip(f"{packed.url}/{name}" if name else packed.url, reason)
        total = max(total, len(self._found.addresses) + len(members))
        waiting = iter(members)
        while some := list(islice(waiting, SIDE_BY_SIDE)):
            if self._taking.is_late() and self._found.addresses:
                self._taking.leave(self._found, (member.url for member in [*some, *waiting]))
                return
            changed = [member for member in some if not self._is_known(member)]
            for member, outcome in self._taking.readers.map(changed):
                if isinstance(outcome, ConciergeError):
                    self._pass_over(member, outcome)
                else:
                    self._taking.keep(self._found, self._pages, member.url, member, outcome)
                self._taking.tell(self._found, member.url, total)

    def _pass_over(self, fetched: Fetched, error: ConciergeError) -> None:
        """A picture without words is remembered: to look at it again takes seconds."""
        if error.message == NO_WORDS:
            mute = Document(fetched.url, "", "picture", [])
            self._pages.keep(page_of(fetched.url, fetched, mute))
            self._found.wordless.append(fetched.url)
        self._found.skip(fetched.url, error.message)

    def _is_known(self, fetched: Fetched) -> bool:
        page = None if self._taking.anew else self._pages.get(fetched.url)
        if page is None or page.body_hash != body_hash(fetched) or self._taking.reads_better(page):
            return False
        if page.document.kind == "picture" and not page.document.blocks:
            self._found.wordless.append(fetched.url)
            self._found.skip(fetched.url, NO_WORDS)
        else:
            self._found.addresses.append(fetched.url)
        return True


def _rank(address: str, order: dict[str, int]) -> tuple[int, str]:
    """A file's place, or that of the archive it was in."""
    if address in order:
        return order[address], ""
    above = next(str(path) for path in Path(address).parents if str(path) in order)
    return order[above], address


def _named(error: ConciergeError, label: str) -> ConciergeError:
    """The same error, saying of which file."""
    if label in error.message:
        return error
    return type(error)(f"{label}: {error.message}", error.hint)


def _fetched(found: Gathered, paths: Iterable[Path]) -> Iterator[Fetched]:
    for path in paths:
        try:
            yield fetch_file(path)
        except ConciergeError as error:
            found.whole = found.whole and isinstance(error, NotFound)
            found.skip(str(path), error.message)
