"""Links, images and addresses of a reply: a place that is not the business's own and stands in no
source is taken out; everything else must stand there to the last letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.claim_contacts import Contact, contacts_of, host_of, same_phone
from agent.claim_evidence import Evidence

Finding = tuple[str, str, str, str]
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\s?(?:\([^)\n]*\)?|\[[^\]\n]*\])|!\[[^\]\n]*\]")
_LINK = re.compile(r"\[([^\]\n]*)\]\s?\(\s*<?([^)\s>]*)>?[^)\n]*\)?")
_WHY = {
    "url": "this web address stands in no source",
    "email": "this e-mail address stands in no source",
    "phone": "this telephone number stands in no source",
    "address": "this address stands in no source",
}
REMOVED = "[…]"


def foreign_links(sentence: str, evidence: Evidence) -> tuple[str, tuple[str, ...]]:
    """The sentence without images and without links to hosts that are neither the business's own
    nor cited, and what was taken out."""
    if not any(sign in sentence for sign in ("://", "](", "![", "www.", ".", ":", "\\\\")):
        return sentence, ()
    removed: list[str] = []

    def image(match: re.Match[str]) -> str:
        removed.append(match[0])
        return ""

    def link(match: re.Match[str]) -> str:
        if _is_ours(match[2], evidence):
            return match[0]
        removed.append(match[0])
        return match[1]

    shown = _LINK.sub(link, _IMAGE.sub(image, sentence))
    for one in reversed(contacts_of(shown)):
        if one.kind == "url" and not _is_ours(one.text, evidence):
            removed.append(one.text)
            shown = shown[: one.start] + REMOVED + shown[one.end :]
    return shown, tuple(removed)


def _is_ours(target: str, evidence: Evidence) -> bool:
    kind, _, rest = target.partition(":")
    if kind.lower() in ("mailto", "tel") and "?" not in rest:
        # Whether it is the right one is judged with all other addresses.
        return True
    host = host_of(target)
    return bool(host) and host in evidence.known_hosts


def unfounded_contacts(sentence: str, evidence: Evidence) -> Iterator[Finding]:
    for one in contacts_of(sentence):
        span = next((s for known, s in evidence.contacts if _same(one, known)), None)
        if span is not None:
            yield one.kind, one.text, "", span.id
        elif not _may_be_said(one, evidence):
            yield one.kind, one.text, _WHY[one.kind], ""


def _same(said: Contact, known: Contact) -> bool:
    if said.kind != known.kind:
        return False
    if said.kind == "phone":
        return same_phone(said.value, known.value)
    if said.kind == "address":
        return f" {said.value} " in f" {known.value} "
    return said.value == known.value


def _may_be_said(one: Contact, evidence: Evidence) -> bool:
    """The guest's own address may be said back, and the business's front page named."""
    if one.kind == "url" and host_of(one.text) in evidence.known_hosts:
        return "/" not in one.value
    return any(_same(one, known) for known in evidence.guest_contacts)
