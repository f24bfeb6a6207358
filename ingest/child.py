"""Reading hostile files in capped children, so that the house outlives every file.

    with Readers(languages=("eng", "deu")) as readers:
        document = readers.read(fetched)
        members, skipped = readers.unpack(archive)
        pictures = readers.show(fetched, pages=[2, 3])

A child is started when first needed, reads one file after another, and is replaced when it dies,
runs out of a limit or has grown fat. What comes back is JSON, checked and size-limited. Limits per
file: 1 GiB of address space, 20 s of CPU and one more a page, 5 MiB of result, 20 s without a sign
of life (a child that has a picture read says so and gets more).
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import queue
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Literal, TypeVar

from ingest.archive import MOST_MEMBERS, MOST_UNPACKED, Packed, opened
from ingest.nouns import CUT_SHORT, NO_WORDS_IN_PDF, Document, Fetched
from ingest.parcel import pack, unpack
from store.errors import ConciergeError, Invalid, TooLarge, Unavailable

log = logging.getLogger(__name__)

MOST_RESULT = 5 * 1024 * 1024
MOST_PICTURE = 4 * 1024 * 1024
"""Bytes of one page as PNG: 1,568 by 1,568 grey points are 2.5 million."""
QUIET_SECONDS = 20.0
LONGEST_QUIET = 60.0
WHOLE_SECONDS = 300.0
STARTING_SECONDS = 60.0

_ALIVE, _DOCUMENT, _REFUSAL, _READY, _MEMBER = b"a", b"d", b"r", b"s", b"m"
_ANOTHER = "Give another version of it."
_ERRORS = {kind.code: kind for kind in (Invalid, TooLarge, Unavailable, Packed)}
Task = Literal["read", "unpack", "show"]
Told = TypeVar("Told")


class Readers:
    """A small pool of reading children. Safe to use from several threads."""

    def __init__(
        self,
        languages: Sequence[str] = ("eng",),
        workers: int = 2,
        seconds: float | None = None,
    ) -> None:
        """After `seconds` in one file no further picture of it is begun."""
        self._workers = max(1, workers)
        self._idle: queue.Queue[_Child] = queue.Queue()
        for _ in range(self._workers):
            self._idle.put(_Child(tuple(languages), seconds))

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the idle children; one still reading ends with its pipe."""
        while True:
            try:
                self._idle.get_nowait().stop()
            except queue.Empty:
                return

    @property
    def workers(self) -> int:
        """How many files are read at once."""
        return self._workers

    def read(self, fetched: Fetched) -> Document:
        """Invalid, TooLarge or Unavailable, with the reason, for what cannot be read."""
        return with_words(self.read_as_it_is(fetched))

    def read_as_it_is(self, fetched: Fetched) -> Document:
        """Also where its pictures hold no words that OCR can read."""
        child = self._idle.get()
        try:
            return child.read(fetched)
        finally:
            self._idle.put(child)

    def unpack(self, fetched: Fetched) -> tuple[list[Fetched], list[tuple[str, str]]]:
        """The documents of an archive, each with an address of its own below it, and what was
        passed over as (name, reason). Invalid or TooLarge when it is not opened at all."""
        child = self._idle.get()
        try:
            return child.unpack(fetched)
        finally:
            self._idle.put(child)

    def show(self, fetched: Fetched, pages: Sequence[int]) -> dict[int, bytes]:
        """These pages (1-based) as PNG, as far as they can be drawn; of what is neither a PDF nor
        a picture nothing. Errors as for `read`."""
        child = self._idle.get()
        try:
            return child.show(fetched, pages)
        finally:
            self._idle.put(child)

    def map(self, many: Iterable[Fetched]) -> Iterator[tuple[Fetched, Document | ConciergeError]]:
        """Reads side by side and answers in the order given."""
        with ThreadPoolExecutor(self._workers, thread_name_prefix="reader") as threads:
            waiting = [(fetched, threads.submit(self._outcome, fetched)) for fetched in many]
            for fetched, future in waiting:
                yield fetched, future.result()

    def _outcome(self, fetched: Fetched) -> Document | ConciergeError:
        try:
            return self.read(fetched)
        except ConciergeError as error:
            return error


def with_words(document: Document) -> Document:
    """Invalid when all of it was looked at and holds no word."""
    if document.kind == "pdf" and not document.blocks and not document.unread:
        raise Invalid(NO_WORDS_IN_PDF, "Check that it is the right one.")
    return document


class _Child:
    """One child process, started late and again."""

    def __init__(self, languages: tuple[str, ...], seconds: float | None) -> None:
        self._languages = languages
        self._seconds = seconds
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def read(self, fetched: Fetched) -> Document:
        return self._answered("read", fetched, self._document)

    def unpack(self, fetched: Fetched) -> tuple[list[Fetched], list[tuple[str, str]]]:
        return self._answered("unpack", fetched, partial(self._members, fetched.url))

    def show(self, fetched: Fetched, pages: Sequence[int]) -> dict[int, bytes]:
        return self._answered("show", fetched, partial(self._shown, pages), pages)

    def _answered(
        self,
        task: Task,
        fetched: Fetched,
        answer: Callable[[Connection], Told],
        pages: Sequence[int] = (),
    ) -> Told:
        asked = (task, fetched, tuple(pages))
        try:
            return self._asked(asked, answer)
        except (EOFError, OSError) as error:
            # A child that has grown fat leaves of itself between two files; this one it never saw.
            if not self._left_by_itself():
                raise self._obituary() from error
        try:
            return self._asked(asked, answer)
        except (EOFError, OSError) as error:
            raise self._obituary() from error

    def _left_by_itself(self) -> bool:
        if self._process is None:
            return False
        self._process.join(1.0)
        return self._process.exitcode == 0

    def _asked(
        self,
        asked: tuple[Task, Fetched, tuple[int, ...]],
        answer: Callable[[Connection], Told],
    ) -> Told:
        pipe = self._started()
        try:
            pipe.send(asked)
            return answer(pipe)
        except (ValueError, TypeError, KeyError) as error:
            self.stop()
            raise Invalid("This file broke its reader.", _ANOTHER) from error

    def stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._pipe = None

    def _started(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        self.stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_work,
            args=(theirs, self._languages, self._seconds),
            name="reader",
            daemon=True,
        )
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        try:
            if not ours.poll(STARTING_SECONDS) or ours.recv_bytes(64) != _READY:
                raise EOFError
        except (EOFError, OSError) as error:
            self.stop()
            raise Unavailable("The reader of files does not start.", "See the log.") from error
        return ours

    def _document(self, pipe: Connection) -> Document:
        for parcel in self._parcels(pipe, MOST_RESULT):
            if parcel[:1] == _DOCUMENT:
                return unpack(parcel[1:])
        raise EOFError

    def _members(
        self, address: str, pipe: Connection
    ) -> tuple[list[Fetched], list[tuple[str, str]]]:
        """The limits are the child's; they are held here too, should an archive have taken it."""
        members: list[Fetched] = []
        left = MOST_UNPACKED
        for parcel in self._parcels(pipe, MOST_UNPACKED):
            if parcel[:1] == _MEMBER and len(members) < MOST_MEMBERS:
                name, _, body = parcel[1:].partition(b"\n")
                left -= len(body)
                if left < 0:
                    break
                below = f"{address}/{json.loads(name)}"
                members.append(Fetched(url=below, body=body, asked=below))
            if parcel[:1] == _DOCUMENT:
                return members, [(str(name), str(why)) for name, why in json.loads(parcel[1:])]
        self.stop()
        raise TooLarge("This archive unpacks to more than we accept.", "Split it.")

    def _shown(self, pages: Sequence[int], pipe: Connection) -> dict[int, bytes]:
        shown: dict[int, bytes] = {}
        for parcel in self._parcels(pipe, MOST_PICTURE):
            if parcel[:1] == _DOCUMENT:
                return shown
            number, _, png = parcel[1:].partition(b"\n")
            if int(number) in pages:
                shown[int(number)] = png
        raise EOFError

    def _parcels(self, pipe: Connection, most: int) -> Iterator[bytes]:
        """What the child says, until it refuses or takes too long."""
        ends = time.monotonic() + WHOLE_SECONDS
        quiet = QUIET_SECONDS
        while pipe.poll(max(0.0, min(quiet, ends - time.monotonic()))):
            parcel = pipe.recv_bytes(most + 2048)
            if parcel[:1] == _REFUSAL:
                raise _refusal(parcel[1:])
            if parcel[:1] == _ALIVE:
                quiet = min(float(parcel[1:8]), LONGEST_QUIET)
            else:
                yield parcel
        self.stop()
        raise TooLarge("This file takes too long to read.", "Split it or give another version.")

    def _obituary(self) -> ConciergeError:
        """What to say of a child that died over a file."""
        process, code = self._process, None
        if process is not None:
            process.join(1.0)
            code = process.exitcode
        self.stop()
        log.warning("A reader died over a file, with exit code %s.", code)
        if code == -signal.SIGXCPU:
            return TooLarge(
                "This file takes too long to read.", "Split it or give another version."
            )
        return Invalid("This file broke its reader.", _ANOTHER)


def _refusal(parcel: bytes) -> ConciergeError:
    said = json.loads(parcel)
    if detail := said.get("detail"):
        log.warning("A file could not be read: %s", detail)
    return _ERRORS.get(said["code"], Invalid)(str(said["message"]), str(said["hint"]))


def _work(pipe: Connection, languages: tuple[str, ...], seconds: float | None) -> None:
    """The child's life: read, answer, until the pipe closes or it has grown fat."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Heavy, or not on every system, and needed in the child only.
    from ingest.caps import cap_cpu, cap_memory, grant_cpu, is_fat
    from ingest.read import read, shown

    def alive(seconds: float) -> None:
        grant_cpu()
        pipe.send_bytes(_ALIVE + b"%.1f" % seconds)

    most = {} if seconds is None else {"seconds": seconds}
    cap_memory()
    pipe.send_bytes(_READY)
    while True:
        try:
            task, fetched, pages = pipe.recv()
        except (EOFError, OSError):
            return
        cap_cpu()
        try:
            if task == "unpack":
                _hand_over(pipe, fetched)
            elif task == "show":
                for number, png in shown(fetched, pages, alive):
                    pipe.send_bytes(_MEMBER + b"%d\n" % number + png)
                pipe.send_bytes(_DOCUMENT)
            else:
                document = read(fetched, languages=languages, alive=alive, **most)
                pipe.send_bytes(_DOCUMENT + _fitted(document))
        except ConciergeError as error:
            pipe.send_bytes(_refused(error.code, error.message, error.hint))
        except MemoryError:
            message = "This file needs more memory than we allow."
            pipe.send_bytes(_refused("too_large", message, "Split it or give another version."))
            return
        except Exception as error:  # noqa: BLE001 - the edge: any file may break any library
            detail = f"{type(error).__name__}: {error}"[:500]
            message = "This file is damaged and cannot be read."
            with contextlib.suppress(OSError):  # the parent may be gone, and then nobody asks
                pipe.send_bytes(_refused("invalid", message, _ANOTHER, detail))
        if is_fat():
            return


def _fitted(document: Document) -> bytes:
    """As much of a document as is taken; a part of a large one, said to be one, beats none."""
    parcel = pack(document)
    while len(parcel) > MOST_RESULT:
        if len(document.blocks) < 2:
            raise TooLarge("This file holds more text than we accept.", "Split it.")
        fits = int(0.95 * len(document.blocks) * MOST_RESULT / len(parcel))
        document.blocks = document.blocks[: max(1, fits)]
        if CUT_SHORT not in document.warnings:
            document.warnings.append(CUT_SHORT)
        parcel = pack(document)
    return parcel


def _hand_over(pipe: Connection, fetched: Fetched) -> None:
    found = opened(fetched.body)
    for member in found.members:
        pipe.send_bytes(_MEMBER + json.dumps(member.name).encode() + b"\n" + member.body)
    pipe.send_bytes(_DOCUMENT + json.dumps(found.skipped).encode())


def _refused(code: str, message: str, hint: str, detail: str = "") -> bytes:
    said = {"code": code, "message": message, "hint": hint, "detail": detail}
    return _REFUSAL + json.dumps(said).encode()
