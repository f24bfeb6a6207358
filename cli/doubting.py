"""What the knowledge holds as facts, and what the owner is asked about it, for the command line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.output import paint, plain, say, write_table

if TYPE_CHECKING:
    from agent.disputes import Dispute
    from store.db import Tx
    from store.settings import Settings
    from store.tables import Document, Fact

HIDDEN = frozenset({"text", "said", "scope"})
SHOWN = 80


def fact_rows(tx: Tx, kind: str) -> list[dict[str, Any]]:
    from store import generations, library

    published = generations.published_id(tx)
    return [_fact(fact, document) for fact, document in library.facts(tx, published, kind)]


def _fact(fact: Fact, document: Document) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "subject": fact.subject,
        "value": fact.value,
        "text": fact.text,
        "source": document.title,
        "address": document.address,
        "page": fact.page,
        "read_at": document.read_at.isoformat(),
        "from": fact.valid_from.date().isoformat() if fact.valid_from else "",
        "to": fact.valid_to.date().isoformat() if fact.valid_to else "",
    }


def tell_facts(rows: list[dict[str, Any]]) -> None:
    write_table(
        ["kind", "value", "subject", "source", "page", "read"],
        [
            [
                r["kind"],
                _cut(in_words(r["value"])),
                _cut(r["subject"], 30),
                _cut(r["source"] or r["address"], 40),
                r["page"],
                r["read_at"][:10],
            ]
            for r in rows
        ],
        empty="There are no facts of this kind yet. Read something: `concierge ingest SOURCE`.",
    )


def in_words(value: dict[str, Any]) -> str:
    shown = {k: v for k, v in value.items() if k not in HIDDEN and v not in ("", None, False)}
    if not shown:
        return str(value.get("text", ""))
    return ", ".join(
        " / ".join(map(str, v)) if isinstance(v, list) else str(v) for v in shown.values()
    )


def _cut(text: str, length: int = SHOWN) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= length else line[: length - 1] + "…"


# --- disputes ---------------------------------------------------------------------------------


def disputes(tx: Tx, settings: Settings) -> list[Dispute]:
    """What the published knowledge leaves to be asked, and what was decided of it."""
    from agent.disputes import disputes_of

    return disputes_of(tx, datetime.now(settings.business.zone).date())


def as_object(dispute: Dispute) -> dict[str, Any]:
    return {
        "key": dispute.key,
        "kind": dispute.kind,
        "about": dispute.about,
        "subject": dispute.subject,
        "question": dispute.question,
        "choices": list(dispute.choices),
        "sides": [
            {
                "value": side.value,
                "text": side.fact.text,
                "source": side.fact.title,
                "address": side.fact.address,
                "page": side.fact.page,
                "read_at": side.fact.read_at.isoformat() if side.fact.read_at else None,
            }
            for side in dispute.sides
        ],
        "settled": dict(dispute.settled) if dispute.settled is not None else None,
    }


def tell_disputes(found: list[Dispute]) -> None:
    if not found:
        say("Nothing in the knowledge contradicts itself, has ended or is old.")
        return
    for dispute in found:
        mark = "" if dispute.open else paint(f"  decided: {decision(dispute)}", "green")
        say(f"{paint(dispute.key, 'bold')}  {plain(dispute.question)}{mark}")
        if dispute.open:
            for number, choice in enumerate(dispute.choices, 1):
                say(f"    {number}  {plain(_cut(choice, 100))}")
    if any(dispute.open for dispute in found):
        say()
        say("Decide: `concierge knowledge check --resolve KEY --choose 1` (or --value, or --both).")


def decision(dispute: Dispute) -> str:
    settled = dispute.settled or {}
    if "side" in settled:
        return plain(str(settled["side"]))
    if "value" in settled:
        return plain(str(settled["value"]))
    if "both" in settled:
        return "both hold"
    return dispute.choices[0 if settled.get("holds") else 1]
