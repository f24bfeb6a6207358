"""What is asked of a made business, in the shape of `questions.jsonl`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


@dataclass
class Fact:
    """`head` is the column head or season the price is true under, as printed."""

    item: str
    price: str
    evidence: str
    head: str = ""


def question(source: str, number: int, file: str, fact: Fact) -> dict[str, Any]:
    return {
        "id": f"{source}-{number:02}",
        "source": source,
        "lang": "en",
        "question": f"How much is {fact.item}?",
        "answerable": True,
        "facts": [[figure(fact.price)]] if fact.price else [],
        "must_not": [],
        "type": "price" if fact.price else "other",
        "file": file,
        "evidence": fact.evidence,
        **({"item": fact.item} if fact.price else {}),
        **({"head": fact.head} if fact.head else {}),
        "verified": "letters",
    }


def figure(price: str) -> str:
    """The figure of a price as an expression that no longer figure fits."""
    found = re.search(r"\d[\d.,]*\d|\d", price)
    assert found, price
    return rf"(?<![\d.,]){re.escape(found[0])}(?![\d]|[.,]\d)"
