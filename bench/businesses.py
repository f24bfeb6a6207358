"""The businesses whose desks are questioned, each as a folder that can be ingested.

    samples    real pages and papers outside this project, one folder per source
    known      businesses of our own, the made websites and the demonstration hotel: looked at
    workshop   more of our own, to find whole classes of failure with
    unseen     businesses of our own that nothing was ever tuned on

Ours are written as short sheets (`bench/questions/*/*.md`) and turned into web pages here, so that
they go the whole way of a guest's business: crawl, clean, cut, embed.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

QUESTIONS = Path(__file__).resolve().parent / "questions"
HOTEL = QUESTIONS.parent.parent / "templates" / "demonstration" / "harbour_house"
SETS = ("samples", "hotel", "known", "workshop", "unseen", "adversarial")


@dataclass(frozen=True)
class Business:
    """`folder` may hold notes as well; `site` is what is read."""

    name: str
    folder: Path


def questions(name: str, samples: Path | None) -> list[dict[str, Any]]:
    """The questions of a set; none for the samples where there are no samples."""
    if name == "samples":
        return _lines(samples / "questions.jsonl") if samples else []
    if name == "hotel":
        return _lines(HOTEL / "questions.jsonl")
    if name in ("adversarial", "stability"):
        return _lines(QUESTIONS / f"{name}.jsonl")
    return _lines(QUESTIONS / name / "questions.jsonl")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def written(source: str, samples: Path | None, folder: Path) -> Path:
    """The business's pages in a folder of their own below `folder`."""
    target = folder / source
    if samples and (samples / source).is_dir():
        shutil.copytree(samples / source, target, ignore=shutil.ignore_patterns("SOURCE.md"))
    elif source == HOTEL.name:
        shutil.copytree(HOTEL / "site", target)
    elif sheet := next(QUESTIONS.glob(f"*/{source}.md"), None):
        target.mkdir(parents=True)
        (target / "index.html").write_text(_page(sheet.read_text("utf-8")), "utf-8")
    else:
        _made(source, target)
    return target


def _made(source: str, target: Path) -> None:
    from bench.made.sites import SITES

    for make in SITES:
        site = make()
        if site.name == source:
            for name, body in site.pages.items():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).write_bytes(body)


def _page(sheet: str) -> str:
    first, _, body = sheet.partition("\n")
    lang = first.removeprefix("lang:").strip()
    title = html.escape(body.split("\n", 1)[0].removeprefix("# "))
    way = ' dir="rtl"' if lang == "he" else ""
    return (
        f'<!DOCTYPE html><html lang="{lang}"{way}><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><main>{''.join(_blocks(body))}</main></body></html>"
    )


def _blocks(body: str) -> Iterator[str]:
    rows: list[list[str]] = []
    for line in [*body.split("\n"), ""]:
        if line.startswith("|"):
            if not re.fullmatch(r"[|\s-]+", line) or not rows:
                rows.append(
                    [html.escape(cell.strip()) for cell in line.strip().strip("|").split("|")]
                )
            continue
        if rows:
            yield _table(rows)
            rows = []
        if heading := re.match(r"(#+) (.*)", line):
            size = len(heading[1])
            yield f"<h{size}>{html.escape(heading[2])}</h{size}>"
        elif line.strip():
            yield f"<p>{html.escape(line)}</p>"


def _table(rows: list[list[str]]) -> str:
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
