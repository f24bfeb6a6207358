"""Local files as they are fetched: one file, a folder's documents, or what standard input gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.archive import ARCHIVES, DOCUMENTS, LEAST_PICTURE, MOST_PICTURES, PICTURES
from ingest.fetch import MOST_FILE
from ingest.illustrations import says
from ingest.nouns import Fetched
from ingest.summary import Skipped
from store.errors import NotFound, TooLarge, Unavailable

STDIN = "stdin:"
KNOWN = DOCUMENTS | {".zip", ".tar", ".tgz", ".tbz2", ".txz"}
FOR_ROBOTS = frozenset(("robots.txt", "humans.txt", "ads.txt", "llms.txt", "security.txt"))
MOST_FILES = 5_000


def fetch_file(path: Path) -> Fetched:
    """Raises NotFound, TooLarge, or Unavailable when it is there and may not be read."""
    try:
        with path.open("rb") as file:
            body = file.read(MOST_FILE + 1)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Check the name.") from error
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read: {error.strerror}.", "Check its rights."
        ) from error
    return _fetched(str(path), body)


def fetch_stdin(read: Callable[[int], bytes]) -> Fetched:
    return _fetched(STDIN, read(MOST_FILE + 1))


def _fetched(address: str, body: bytes) -> Fetched:
    if len(body) > MOST_FILE:
        raise TooLarge(
            f"{address} is larger than the {MOST_FILE // (1024 * 1024)} MB we accept.",
            "Split it, or leave it out.",
        )
    return Fetched(url=address, body=body, asked=address)


def documents_in(folder: Path) -> tuple[list[Path], list[Skipped]]:
    """The files worth reading, in a lasting order, and what was passed over. Hidden ones are not
    mentioned; a link that leads out of the folder is not followed."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Check the name.")
    found: list[Path] = []
    others: Counter[str] = Counter()
    visible = sorted(_visible(folder))
    # Beside web pages a picture is part of them, unless its name tells otherwise.
    has_pages = any(path.suffix.lower() in (".html", ".htm") for path in visible)
    pictures = MOST_PICTURES
    for path in visible:
        if path.name.lower() in FOR_ROBOTS:
            continue
        if path.suffix.lower() in PICTURES and pictures and _is_worth_reading(path, has_pages):
            pictures -= 1
            found.append(path)
            continue
        if path.suffix.lower() in KNOWN or path.name.lower().endswith(ARCHIVES):
            found.append(path)
        else:
            others[path.suffix.lower() or "no ending"] += 1
    skipped = [
        Skipped(str(folder), f"{count} of other kinds ({suffix}) are no documents.")
        for suffix, count in sorted(others.items())
    ]
    if len(found) > MOST_FILES:
        reason = f"Only the first {MOST_FILES:,} of its {len(found):,} files are read."
        skipped.append(Skipped(str(folder), reason))
    return found[:MOST_FILES], skipped


def _is_worth_reading(picture: Path, has_pages: bool) -> bool:
    large = picture.stat().st_size >= LEAST_PICTURE
    return large and (not has_pages or says(picture.name, ""))


def _visible(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for path in folder.rglob("*"):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_file() and path.resolve().is_relative_to(root):
            yield path


def home_page_first(paths: list[Path]) -> list[Path]:
    """What a site repeats stays on its first page, and that should be the one guests see first."""
    return sorted(paths, key=lambda p: (len(p.parts), p.stem.lower() != "index", str(p)))
