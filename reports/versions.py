"""What a language model's replies led to, by the version of its orders that spoke."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from reports.period import Period
from reports.story import counted
from store import compositions
from store.db import Tx


def versions(tx: Tx, period: Period) -> list[dict[str, Any]]:
    """One row a version, by name; none where no model was set."""
    return [asdict(row) for row in compositions.by_version(tx, period.start, period.end)]


def sentence(row: dict[str, Any]) -> str:
    """A version in words."""
    return (
        f"{row['version']}: {counted(row['conversations'], 'conversation')}, "
        f"{counted(row['turns'], 'message')}; {row['answered']:,} answered, "
        f"{row['handed_over']:,} handed over, {row['escalated']:,} in which a person was called. "
        f"Of {counted(row['checked'], 'sentence')} {row['repaired']:,} mended and "
        f"{row['withheld']:,} withheld; {counted(row['tokens'], 'token')}."
    )
