"""A ZIP or TAR of documents, unpacked in the reading child: hostile until each limit has held.

Nothing is written to disk. What an archive promises is checked first, then what it gives; a name
that leads out of it, a link, an archive inside it and all that is no document are passed over, each
with its reason.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from store.errors import Invalid, TooLarge

MOST_MEMBERS = 1_000
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024
"""Below this many bytes unpacked nobody minds how small they were packed."""
DEEPEST = 12
LONGEST_NAME = 240
DOCUMENTS = frozenset(
    (
        *(".html", ".htm", ".xhtml", ".pdf", ".docx", ".xlsx", ".pptx", ".eml", ".ics"),
        *(".csv", ".tsv", ".md", ".markdown", ".txt"),
    )
)
PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"))
LEAST_PICTURE = 20_000
"""Bytes: smaller pictures are ornaments."""
MOST_PICTURES = 40
ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz")
_ANOTHER = "Pack the documents again, or give them one by one."
_FOR_MACHINES = ("__macosx", "thumbs.db", "desktop.ini")
_GZIP, _BZIP, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ"


class Packed(Invalid):
    """What was to be read is an archive of documents: ask for what is in it."""

    code = "packed"


@dataclass(frozen=True, slots=True)
class Member:
    """One document of an archive. `name` is its path in it, safe to show and to cite."""

    name: str
    body: bytes


@dataclass(slots=True)
class Opened:
    """`skipped` is (name, reason)."""

    members: list[Member] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry before it is unpacked: why it is passed over ("" when it is not), and its bytes."""

    name: str
    size: int
    refused: str
    read: Callable[[int], bytes]


def looks_packed(body: bytes) -> bool:
    return body.startswith((b"PK", _GZIP, _BZIP, _XZ)) or body[257:262] == b"ustar"


def opened(body: bytes) -> Opened:
    """Invalid or TooLarge, with the reason, for an archive that is not opened at all."""
    found = Opened()
    others: Counter[str] = Counter()
    left = MOST_UNPACKED
    pictures = MOST_PICTURES
    seen: set[str] = set()
    for entry in _entries(body):
        name = _shown(entry.name)
        if _is_for_machines(name):
            continue
        if reason := entry.refused or _refused(entry.name, name, seen):
            found.skipped.append((name, reason))
            continue
        seen.add(name.casefold())
        suffix = PurePosixPath(name).suffix.lower()
        if name.lower().endswith(ARCHIVES):
            found.skipped.append((name, "An archive inside an archive is not opened."))
        elif suffix in PICTURES and entry.size >= LEAST_PICTURE and pictures:
            pictures -= 1
            left -= _take(found, entry, name, left)
        elif suffix not in DOCUMENTS:
            others[suffix or "no ending"] += 1
        else:
            left -= _take(found, entry, name, left)
    found.skipped += [
        ("", f"{count} of other kinds ({suffix}) are no documents.")
        for suffix, count in sorted(others.items())
    ]
    return found


def _take(found: Opened, entry: _Entry, name: str, left: int) -> int:
    """Unpacks one; how many bytes it gave. A lie about its size ends the whole archive."""
    try:
        body = entry.read(left + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        found.skipped.append((name, "It is damaged, or packed in a way we cannot read."))
        return 0
    if len(body) > left:
        raise _too_large()
    found.members.append(Member(name, body))
    return len(body)


def _entries(body: bytes) -> Iterator[_Entry]:
    try:
        if body.startswith(b"PK"):
            yield from _of_zip(body)
        else:
            yield from _of_tar(_unfolded(body))
    except (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, EOFError, ValueError) as error:
        raise Invalid("This archive is damaged and cannot be opened.", _ANOTHER) from error
    except (OSError, NotImplementedError) as error:
        raise Invalid("This archive cannot be opened.", _ANOTHER) from error


def _of_zip(body: bytes) -> Iterator[_Entry]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        infos = archive.infolist()
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > MOST_MEMBERS:
            raise TooLarge(f"This archive holds more than {MOST_MEMBERS:,} files.", "Split it.")
        _must_be_sane(unpacked, len(body))
        if len({info.header_offset for info in infos}) < len(infos):
            raise Invalid("Files in this archive lie over each other.", _ANOTHER)
        for info in infos:
            if info.is_dir():
                continue
            refused = ""
            if stat.S_ISLNK(info.external_attr >> 16):
                refused = "It is a link, and links are not followed."
            elif info.flag_bits & 1:
                refused = "It is locked with a password."
            yield _Entry(info.filename, info.file_size, refused, _zip_reader(archive, info))


def _zip_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        with archive.open(info) as file:
            return file.read(most)

    return read


def _of_tar(body: bytes) -> Iterator[_Entry]:
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:") as archive:
        for number, info in enumerate(archive):
            if number >= MOST_MEMBERS:
                raise TooLarge(f"This archive holds more than {MOST_MEMBERS:,} files.", "Split it.")
            if info.isdir():
                continue
            refused = ""
            if info.issym() or info.islnk():
                refused = "It is a link, and links are not followed."
            elif not info.isreg():
                refused = "It is no file."
            yield _Entry(info.name, info.size, refused, _tar_reader(archive, info))


def _tar_reader(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        file = archive.extractfile(info)
        return file.read(most) if file is not None else b""

    return read


def _unfolded(body: bytes) -> bytes:
    """A TAR without its packing; Invalid when there is something else inside."""
    unpacked, most = body, MOST_UNPACKED + 1
    if body.startswith(_GZIP):
        with gzip.open(io.BytesIO(body)) as zipped:
            unpacked = zipped.read(most)
    elif body.startswith(_BZIP):
        with bz2.open(io.BytesIO(body)) as squeezed:
            unpacked = squeezed.read(most)
    elif body.startswith(_XZ):
        with lzma.open(io.BytesIO(body)) as pressed:
            unpacked = pressed.read(most)
    _must_be_sane(len(unpacked), len(body))
    if unpacked[257:262] != b"ustar":
        raise Invalid("This is a packed file, not an archive of documents.", _ANOTHER)
    return unpacked


def _must_be_sane(unpacked: int, packed: int) -> None:
    if unpacked > MOST_UNPACKED:
        raise _too_large()
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed:
        raise _too_large()


def _too_large() -> TooLarge:
    return TooLarge("This archive unpacks to more than we accept.", "Split it.")


def _refused(name: str, shown: str, seen: set[str]) -> str:
    """Why a file of this name is passed over; "" when it is not."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or parts[0][1:2] == ":":
        return "Its name leads out of the archive."
    if not shown or len(name) > LONGEST_NAME or len(parts) > DEEPEST:
        return "Its name is too long."
    if shown.casefold() in seen:
        return "A file of the same name came before it."
    return ""


def _shown(name: str) -> str:
    """Without what cannot be shown: control characters, and those that turn text around."""
    kept = "".join(c for c in name.replace("\\", "/") if unicodedata.category(c)[0] != "C")
    return "/".join(part for part in kept.split("/") if part not in ("", "."))[:LONGEST_NAME]


def _is_for_machines(name: str) -> bool:
    parts = name.lower().split("/")
    hidden = any(part.startswith(".") and part != ".." for part in parts)
    return hidden or parts[0] in _FOR_MACHINES or parts[-1] in _FOR_MACHINES
