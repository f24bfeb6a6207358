"""What strangers send to have a demo made, read without believing any of it.

A form carries a mark that was made for the address it was shown to, less than two hours ago: so no
other website can have a visitor's browser send it, and no cookie is needed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass, field
from email.message import Message
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit, urlunsplit

from server.demos.words import words_of
from server.uploads import shown_name
from store.errors import Invalid

MOST_PARTS, MOST_FILES, MOST_HEAD = 20, 5, 2_000
LONGEST_FIELD, LONGEST_NAME = 2_000, 80
MARK_LASTS_S = 7_200
_PROCESS = secrets.token_bytes(32)
_NOT_SHOWN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MAIL = re.compile(r"[^\s@<>()\",;]{1,64}@[^\s@<>()\",;]{1,120}\.[^\s@<>()\",;]{2,63}")
_NUMBER = re.compile(r"\+?[\d ()./-]{5,30}")


class Wrong(Invalid):
    """`word` is the name of the sentence for whoever sent the form."""

    def __init__(self, word: str) -> None:
        super().__init__(words_of("en")[word])
        self.word = word


class File(NamedTuple):
    name: str
    body: bytes


@dataclass
class Sent:
    """The fields of a form, and the files that came with it."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)

    def of(self, name: str) -> str:
        """One line, without what cannot be seen."""
        said = _NOT_SHOWN.sub("", self.fields.get(name, ""))
        return " ".join("".join(c if c.isprintable() else " " for c in said).split())


# --- the mark -------------------------------------------------------------------------------


def mark(sender: str, purpose: str, now: float | None = None) -> str:
    """For a form that is shown to this address now."""
    at = str(int(time.time() if now is None else now))
    return f"{at}.{_sealed(at, sender, purpose)}"


def check_mark(given: str, sender: str, purpose: str, now: float | None = None) -> None:
    """Raises Wrong for a form that we did not show, or long ago."""
    at, _, seal = given.partition(".")
    now = time.time() if now is None else now
    fresh = at.isdecimal() and len(at) < 15 and 0 <= now - int(at) <= MARK_LASTS_S
    if not fresh or not hmac.compare_digest(seal.encode(), _sealed(at, sender, purpose).encode()):
        raise Wrong("too_old")


def _sealed(at: str, sender: str, purpose: str) -> str:
    return hmac.new(_PROCESS, f"{at}|{purpose}|{sender}".encode(), hashlib.sha256).hexdigest()


# --- the body -------------------------------------------------------------------------------


def parse(content_type: str, body: bytes) -> Sent:
    """Raises Wrong for what no browser sends."""
    head = Message()
    head["Content-Type"] = content_type
    kind = head.get_content_type()
    if kind == "application/x-www-form-urlencoded":
        return _parse_plain(body)
    boundary = head.get_boundary()
    if kind != "multipart/form-data" or not boundary or len(boundary) > 100:
        raise Wrong("broken")
    return _parse_parts(body, b"--" + boundary.encode("utf-8", "replace"))


def _parse_plain(body: bytes) -> Sent:
    try:
        found = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_PARTS)
    except ValueError as error:
        raise Wrong("broken") from error
    return Sent({name: values[0][:LONGEST_FIELD] for name, values in found.items()})


def _parse_parts(body: bytes, between: bytes) -> Sent:
    sent = Sent()
    parts = body.split(b"\r\n" + between, MOST_PARTS + 2)
    if not parts[0].startswith(between):
        raise Wrong("broken")
    parts[0] = parts[0].removeprefix(between)
    if len(parts) > MOST_PARTS + 1 or not parts[-1].startswith(b"--"):
        raise Wrong("broken")
    for part in parts[:-1]:
        head, found, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not found or len(head) > MOST_HEAD:
            raise Wrong("broken")
        _take(sent, head.decode("utf-8", "replace"), value)
    return sent


def _take(sent: Sent, head: str, value: bytes) -> None:
    name = re.search(r'[;\s]name="([^"]{1,60})"', head)
    file = re.search(r'[;\s]filename="([^"]{0,300})"', head)
    if name is None:
        raise Wrong("broken")
    if file is None:
        sent.fields.setdefault(name[1], value.decode("utf-8", "replace")[:LONGEST_FIELD])
    elif file[1] or value:
        sent.files.append(File(file[1], value))


# --- what it asks for -----------------------------------------------------------------------


class Wish(NamedTuple):
    """A demo as somebody wishes it."""

    label: str
    website: str
    files: list[File]


def wish_of(sent: Sent, most_bytes: int) -> Wish:
    """Raises Wrong, in words for whoever filled the form in."""
    website = website_of(sent.of("website"))
    files = _pdfs(sent.files, most_bytes)
    if not (website or files):
        raise Wrong("no_source")
    return Wish(_label(sent.of("name"), website, files), website, files)


def website_of(typed: str) -> str:
    """Only ever an address of the web: what is typed here must not name a file of ours."""
    if not typed:
        return ""
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Wrong("bad_website") from error
    named = re.fullmatch(r"(?:[\w-]+\.)+[\w-]+|[\da-f:.]*:[\da-f:.]*|localhost", host)
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not named or parts.username or parts.password:
        raise Wrong("bad_website")
    if len(typed) > 500 or any(c.isspace() for c in typed):
        raise Wrong("bad_website")
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    return urlunsplit((scheme, place, parts.path or "/", parts.query, ""))


def _pdfs(files: list[File], most_bytes: int) -> list[File]:
    if len(files) > MOST_FILES:
        raise Wrong("too_many_files")
    if sum(len(file.body) for file in files) > most_bytes:
        raise Wrong("too_large")
    if any(b"%PDF-" not in file.body[:1_024] for file in files):
        raise Wrong("not_pdf")
    return files


def _label(name: str, website: str, files: list[File]) -> str:
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    stem = shown_name(files[0].name, "pdf").removesuffix(".pdf") if files else ""
    return (name or host or stem)[:LONGEST_NAME]


class Details(NamedTuple):
    name: str
    email: str
    phone: str
    note: str


def details_of(sent: Sent) -> Details:
    """Raises Wrong for what nobody could be reached by, and without consent."""
    found = Details(
        sent.of("name")[:200],
        sent.of("email")[:200],
        sent.of("phone")[:40],
        sent.fields.get("note", "").replace("\r\n", "\n").strip()[:1_000],
    )
    if found.email and not _MAIL.fullmatch(found.email):
        raise Wrong("bad_email")
    if found.phone and not _NUMBER.fullmatch(found.phone):
        raise Wrong("bad_phone")
    if not (found.email or found.phone):
        raise Wrong("no_way")
    if sent.of("consent") != "yes":
        raise Wrong("no_consent")
    return found
