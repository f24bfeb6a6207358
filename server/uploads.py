"""A file a guest sends: taken in, examined by its content, and laid away.

    receive    into the quarantine, up to the limit; the name and type it claims are not believed
    examine    what is it really? Pictures are drawn anew, so that nothing but the picture is left
    lay away   under a name of ours, outside every path the web serves

Only what passed is ever moved out of the quarantine, and what is served goes out as an attachment.
"""

from __future__ import annotations

import logging
import re
import secrets
import shlex
import subprocess
import threading
import unicodedata
import warnings
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from anyio import to_thread
from PIL import Image, ImageOps

from store.errors import Invalid, TooLarge, Unavailable
from store.home import Home
from store.visits import Kept

log = logging.getLogger(__name__)

SCAN_S = 60
MOST_PIXELS = 40_000_000
# A picture takes some 300 MB while it is drawn.
_one_at_a_time = threading.Lock()
LONGEST_NAME = 80
HEAD = 4_096
PICTURES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
SOUNDS = (
    (b"\x1a\x45\xdf\xa3", "audio/webm", "webm"),
    (b"OggS", "audio/ogg", "ogg"),
    (b"ID3", "audio/mpeg", "mp3"),
    (b"\xff\xfb", "audio/mpeg", "mp3"),
)
REFUSED = "This kind of file is not taken."
TAKEN = "Send a picture, a PDF, a text, a Word or Excel file, or a voice note."


class Found(NamedTuple):
    """What a file is. `kind` is photo, voice or file."""

    media_type: str
    ending: str
    kind: str


def quarantine(home: Home) -> Path:
    """Not part of a backup: what lies here is nobody's yet."""
    return _folder(home.cache / "quarantine")


def sweep(home: Home) -> None:
    """Forget what a killed server left half received. Called before anybody is served."""
    for left in quarantine(home).iterdir():
        left.unlink(missing_ok=True)


def kept_files(home: Home) -> Path:
    return _folder(home.files / "guests")


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


async def receive(home: Home, body: AsyncIterator[bytes], most: int) -> Path:
    """The body as a file in quarantine. Raises TooLarge as soon as it is, Invalid when empty."""
    path = quarantine(home) / secrets.token_hex(16)
    size = 0
    try:
        with path.open("xb") as file:
            async for piece in body:
                size += len(piece)
                if size > most:
                    raise TooLarge(
                        f"A file may have {most // 1_000_000} MB at most.", "Send a smaller one."
                    )
                await to_thread.run_sync(file.write, piece)
        if not size:
            raise Invalid("The file is empty.", "Choose another.")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def lay_away(home: Home, path: Path, claimed_name: str, scanner: str = "") -> Kept:
    """Examine what is in quarantine, and keep it. Raises Invalid for what we do not take."""
    try:
        found = examine(path)
        if scanner:
            scan(path, scanner)
        stored_as = f"{secrets.token_hex(16)}.{found.ending}"
        target = kept_files(home) / stored_as
        if found.kind == "photo":
            with _one_at_a_time:
                _draw_anew(path, target, found)
        else:
            path.replace(target)
    finally:
        path.unlink(missing_ok=True)
    name = shown_name(claimed_name, found.ending)
    return Kept(stored_as, name, found.media_type, target.stat().st_size, found.kind)


def scan(path: Path, scanner: str) -> None:
    """Ask the owner's virus scanner: 0 is clean, 1 is not (as clamdscan answers). Raises Invalid,
    or Unavailable when it does not answer: then nothing is taken."""
    try:
        done = subprocess.run(
            [*shlex.split(scanner), str(path)], capture_output=True, timeout=SCAN_S, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise Unavailable("Files cannot be taken just now.", "Try again later.") from error
    if done.returncode == 1:
        log.warning("A guest's file was refused by the scanner: %r", done.stdout[-500:])
        raise Invalid("This file is not safe.", "Send another.")
    if done.returncode:
        log.error("The scanner failed (%d): %r", done.returncode, done.stderr[-500:])
        raise Unavailable("Files cannot be taken just now.", "Try again later.")


def examine(path: Path) -> Found:
    """Its kind, from its content alone."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for beginning, media_type, ending in SOUNDS:
        if head.startswith(beginning):
            return Found(media_type, ending, "voice")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Found("audio/wav", "wav", "voice")
    if head[4:8] == b"ftyp" and head[8:12] in (b"M4A ", b"mp42", b"isom", b"iso5", b"iso6"):
        return Found("audio/mp4", "m4a", "voice")
    if head.startswith(b"%PDF-"):
        return Found("application/pdf", "pdf", "file")
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    if picture := _picture(path):
        return picture
    if _is_text(path):
        return Found("text/plain; charset=utf-8", "txt", "file")
    raise Invalid(REFUSED, TAKEN)


def _office(path: Path) -> Found:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Invalid(REFUSED, TAKEN) from error
    macros = any(name.endswith("vbaProject.bin") for name in names)
    for folder, (media_type, ending) in OFFICE.items():
        if (
            "[Content_Types].xml" in names
            and not macros
            and any(n.startswith(folder) for n in names)
        ):
            return Found(media_type, ending, "file")
    raise Invalid(REFUSED, TAKEN)


def _picture(path: Path) -> Found | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=list(PICTURES)) as image:
                kind, (width, height) = str(image.format), image.size
    except Exception:  # noqa: BLE001 - the edge to a decoder: whatever it says, it is no picture
        return None
    if width * height > MOST_PIXELS:
        raise TooLarge("This picture has too many points.", "Send a smaller one.")
    return Found(f"image/{kind.lower()}", PICTURES[kind], "photo")


def _draw_anew(path: Path, target: Path, found: Found) -> None:
    """Only the picture's points are kept: no place, no camera, no thumbnail, nothing behind it."""
    try:
        with Image.open(path, formats=list(PICTURES)) as image:
            turned = ImageOps.exif_transpose(image)
            clean = turned.convert(
                "RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB"
            )
            clean.info.clear()
            if found.ending == "jpg":
                clean.convert("RGB").save(target, "JPEG", quality=88, optimize=True)
            else:
                clean.save(target, found.media_type.removeprefix("image/").upper())
    except Exception as error:
        # The edge to a decoder: it may raise anything.
        target.unlink(missing_ok=True)
        raise Invalid("This picture cannot be read.", "Send it in another format.") from error


def _is_text(path: Path) -> bool:
    """UTF-8 without control characters. Whatever else it may be is served as plain text."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text)


def shown_name(claimed: str, ending: str) -> str:
    """A name that can be shown and saved: no path, no control characters, the true ending."""
    bare = unicodedata.normalize("NFC", claimed).replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        c for c in bare if c.isprintable() and c not in '<>:"|?*\u202a\u202b\u202d\u202e'
    )
    stem = kept.rpartition(".")[0] if "." in kept else kept
    return f"{stem.strip(' .')[:LONGEST_NAME] or 'file'}.{ending}"


def attachment(name: str) -> dict[str, str]:
    """Headers under which a guest's file leaves the house: saved, never run or shown as a page."""
    plain = re.sub(r"[^\w.() -]", "_", name, flags=re.ASCII)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-site",
    }
