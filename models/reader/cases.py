"""A lesson: a question, the passages that answer it, and those of the same business that do not."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.naming import without_name

MOST_OF_ONE_BUSINESS = 350
SHARED = ("train/*", "taxi/*")


@dataclass(frozen=True, slots=True)
class Case:
    """`gold` empty: nothing the business says answers it. `wrong` has the likest first;
    `rest` are the business's other passages, for those who judge on all of them."""

    question: str
    gold: tuple[str, ...]
    wrong: tuple[str, ...]
    form: str
    business: str
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    heading: str
    text: str

    def whole(self) -> str:
        return f"{self.heading}\n{self.text}" if self.heading else self.text


class Crowd:
    """The crowd-written questions of the training folder, in two forms: with the heading and
    without, the business's name gone from both."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._snippets: dict[str, Snippet] = {}
        self._shelves: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._parts: dict[str, str] = {}
        for row in _rows(folder / "snippets.jsonl"):
            name = row["name"]
            own = Snippet(without_name(row["heading"], name), without_name(row["text"], name))
            self._snippets[row["id"]] = own
            self._shelves[row["id"].split("/")[0], row["business"]].append(row["id"])

    def cases(self, part: str, file: str, form: str) -> Iterator[Case]:
        """`part` is "train" or "calibrate"; `file` "dstc9" or "dstc11"; `form` "faq" or
        "prose"."""
        prefix = {"dstc9": "d9", "dstc11": "d11"}[file]
        taken: dict[str, int] = defaultdict(int)
        for row in _rows(self._folder / f"{file}_val.jsonl"):
            business = row["business"]
            self._parts[business] = row["part"]
            if row["part"] != part:
                continue
            taken[business] += 1
            if business in SHARED and taken[business] > MOST_OF_ONE_BUSINESS:
                continue
            yield self._case(row, prefix, form)

    def headings(self, part: str) -> Iterator[Case]:
        """Each heading asked of its own text alone."""
        list(self.cases(part, "dstc9", "faq"))  # learns which business is of which part
        for (prefix, business), ids in sorted(self._shelves.items()):
            if prefix != "d9" or self._parts.get(business, "train") != part:
                continue
            for number in ids:
                own = self._snippets[number]
                others = [i for i in ids if self._snippets[i].text != own.text]
                random.Random(number).shuffle(others)
                wrong = tuple(self._snippets[i].text for i in others[:8])
                yield Case(own.heading, (own.text,), wrong, "heading", business)

    def _case(self, row: dict[str, Any], prefix: str, form: str) -> Case:
        def shown(number: str) -> str:
            own = self._snippets[number]
            return own.whole() if form == "faq" else own.text

        shelf = self._shelves[prefix, row["business"]]
        known = {*row["gold"], *row["near"]}
        return Case(
            without_name(row["question"], row["name"]),
            tuple(dict.fromkeys(shown(i) for i in row["gold"])),
            tuple(dict.fromkeys(shown(i) for i in row["near"])),
            form,
            row["business"],
            tuple(dict.fromkeys(shown(i) for i in shelf if i not in known)),
        )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
