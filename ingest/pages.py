"""The pages of one source as they were last read, kept beside the database.

A page that did not change is taken from here, so it costs no reading; and what a site repeats can
be told anew from all of its pages, changed or not. All of it can be had again: a page that is
missing or was read by an older reader is simply fetched again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import pickle
import shutil
import time
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ingest.nouns import Document, Fetched
from ingest.parcel import pack, unpack
from store.errors import Unavailable

HELD_SECONDS = 600.0
"""How long bytes that a killed ingest had fetched and not read are as good as new."""
READER = "4"
"""Raised when readers learn something, so that every page is read again."""


@dataclass(frozen=True, slots=True)
class Page:
    """One address, what its server said of the bytes, and what was read out of them."""

    address: str
    body_hash: str
    etag: str
    last_modified: str
    document: Document


def page_of(address: str, fetched: Fetched, document: Document) -> Page:
    return Page(address, body_hash(fetched), fetched.etag, fetched.last_modified, document)


def body_hash(fetched: Fetched) -> str:
    said = f"{fetched.content_type}\0{fetched.charset}\0".encode()
    return hashlib.sha256(said + fetched.body).hexdigest()


class Pages:
    """A folder with one file a page."""

    def __init__(self, cache: Path, source_id: int) -> None:
        self._folder = cache / "pages" / str(source_id)

    def get(self, address: str) -> Page | None:
        """None when the page was never read, or not by today's reader."""
        try:
            head, _, parcel = zlib.decompress(self._file(address).read_bytes()).partition(b"\n")
            said = json.loads(head)
            if said["reader"] != READER or said["address"] != address:
                return None
            document = unpack(parcel)
        except FileNotFoundError:
            return None
        except (OSError, zlib.error, ValueError, TypeError, KeyError):
            # A file cut short by a kill or a full disk is as good as none.
            return None
        return Page(address, said["body_hash"], said["etag"], said["last_modified"], document)

    def keep(self, page: Page) -> None:
        """Raises Unavailable when the disk is full or may not be written to."""
        try:
            self._write(page)
        except OSError as error:
            raise Unavailable(
                f"The page {page.address} cannot be kept: {error.strerror}.",
                "Free some space, or check the rights of the home.",
            ) from error

    def hold(self, address: str, fetched: Fetched) -> None:
        """Keep the bytes while they are read, so that a site is not asked again after a kill."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = self._held(address).with_suffix(".fetching")
            part.write_bytes(pickle.dumps(fetched))
            part.replace(self._held(address))

    def held(self, address: str) -> Fetched | None:
        """What a killed ingest fetched of it a moment ago and did not come to read."""
        file = self._held(address)
        try:
            if time.time() - file.stat().st_mtime > HELD_SECONDS:
                return None
            found = pickle.loads(file.read_bytes())  # noqa: S301 - written by us, in our own home
        except (OSError, pickle.UnpicklingError, EOFError):
            return None
        return found if isinstance(found, Fetched) else None

    def let_go(self, address: str) -> None:
        self._held(address).unlink(missing_ok=True)

    def _write(self, page: Page) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        head = {
            "reader": READER,
            "address": page.address,
            "body_hash": page.body_hash,
            "etag": page.etag,
            "last_modified": page.last_modified,
        }
        file = self._file(page.address)
        part = file.with_suffix(".part")
        part.write_bytes(
            zlib.compress(json.dumps(head).encode() + b"\n" + pack(page.document), level=1)
        )
        part.replace(file)

    def forget_others(self, addresses: Collection[str]) -> None:
        """Remove the pages that are not among these."""
        wanted = {self._file(address).name for address in addresses}
        for file in self._folder.glob("*"):
            if file.name not in wanted:
                file.unlink(missing_ok=True)

    def forget_all(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _held(self, address: str) -> Path:
        return self._file(address).with_suffix(".held")

    def _file(self, address: str) -> Path:
        return self._folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.page"
