"""EML to a `Document`: subject, the readable part of the body, and the names of what is attached.

Who wrote to whom is left out: it is nobody's business in an answer. Attachments are named, not
opened; give them as files of their own.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage, Message

from ingest import plain, webpage
from ingest.nouns import Block, Document, Fetched
from ingest.text import fold, guess_language
from store.errors import ConciergeError, Invalid, TooLarge

MOST_PARTS = 100
MOST_DEPTH = 20
_HEADERS = ("from:", "to:", "subject:", "date:", "received:", "message-id:", "mime-version:")


def is_letter(text: str) -> bool:
    """Several lines of a letter's head before the first empty line."""
    head = text.lstrip("\ufeff\r\n").split("\n\n", 1)[0].replace("\r", "").lower().split("\n")
    return sum(line.startswith(_HEADERS) for line in head[:60]) >= 3


def read(fetched: Fetched) -> Document:
    try:
        letter = email.message_from_bytes(fetched.body, policy=email.policy.default)
        texts, attached = _parts(letter)
        subject = fold(str(letter.get("subject", "")))[:200]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid("This e-mail is damaged and cannot be read.", "Save it again.") from error
    blocks: list[Block] = [Block("heading", subject, 1)] if subject else []
    for kind, body in texts:
        blocks += _body(kind, body, fetched)
    if attached:
        blocks.append(Block("paragraph", "Attached: " + ", ".join(attached)))
    if len(blocks) <= bool(subject):
        raise Invalid("This e-mail holds no words.", "Check that it is the right one.")
    lang = guess_language(" ".join(b.text for b in blocks[:400]))
    document = Document(fetched.url, subject, "letter", blocks, lang=lang)
    if attached:
        document.warnings.append("Its attachments were not read.")
    return document


def _parts(letter: Message) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The texts as they came, plain before marked up, and the names of attachments."""
    texts: list[tuple[str, bytes]] = []
    attached: list[str] = []
    waiting: list[tuple[int, Message]] = [(0, letter)]
    seen = 0
    while waiting:
        depth, part = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS or depth > MOST_DEPTH:
            raise TooLarge("This e-mail is nested too deeply.", "Save its text as a file.")
        inside = part.get_payload()
        if part.is_multipart() and isinstance(inside, list):
            chosen = [p for p in inside if isinstance(p, Message)]
            if part.get_content_type() == "multipart/alternative":
                plainly = [p for p in chosen if p.get_content_type() == "text/plain"]
                chosen = plainly[:1] or chosen[-1:]
            waiting += [(depth + 1, one) for one in chosen]
            continue
        name = fold(part.get_filename() or "")[:120]
        kind = part.get_content_type()
        if name or part.get_content_disposition() == "attachment":
            attached.append(name or kind)
        elif kind in ("text/plain", "text/html"):
            texts.append((kind, _decoded(part)))
    return texts, attached


def _decoded(part: Message) -> bytes:
    """Always UTF-8."""
    if isinstance(part, EmailMessage):
        try:
            content = part.get_content()
            return content.encode("utf-8", "replace") if isinstance(content, str) else content
        except (LookupError, UnicodeError, KeyError):
            pass
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _body(kind: str, body: bytes, fetched: Fetched) -> list[Block]:
    given = replace(fetched, body=body, charset="utf-8")
    try:
        if kind == "text/html":
            return webpage.read(given).blocks
        return plain.read(given).blocks
    except ConciergeError:
        return []  # an empty part beside another
