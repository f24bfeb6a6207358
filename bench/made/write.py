"""Writes the made businesses where `bench/ingest.py` can read them.

python bench/made/write.py FOLDER          sites and papers, each with its questions.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))


def write_sites(folder: Path) -> Path:
    from bench.made.sites import SITES

    asked: list[dict[str, Any]] = []
    for make in SITES:
        site = make()
        for name, body in site.pages.items():
            _write(folder / site.name / name, body)
        asked += site.asked
    return _asked(folder, asked)


def write_papers(folder: Path) -> Path:
    from bench.made.papers import PAPERS

    asked: list[dict[str, Any]] = []
    for make in PAPERS:
        sheet = make()
        _write(folder / sheet.name / "list.pdf", sheet.done())
        asked += sheet.questions("list.pdf")
    return _asked(folder, asked)


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _asked(folder: Path, asked: Iterable[dict[str, Any]]) -> Path:
    lines = (json.dumps(one, ensure_ascii=False) for one in asked)
    (folder / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python bench/made/write.py FOLDER")
    write_sites(Path(sys.argv[1]) / "sites")
    write_papers(Path(sys.argv[1]) / "papers")
