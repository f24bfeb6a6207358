"""Plots of plain block characters: they look the same in every terminal and over every line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
LYING: Final = " ▏▎▍▌▋▊▉█"


def columns(values: Sequence[float | None], height: int, width: int = 2) -> list[str]:
    """Standing columns, `height` lines of them, the top one first. Each column and the gap behind
    it are `width` cells; None leaves its place empty, and the least that is not 0 can be seen."""
    most = max((value for value in values if value), default=0.0)
    lines = []
    for line in range(height - 1, -1, -1):
        drawn = "".join(
            _cell(value, most, line, height) * max(1, width - 1) + _gap(width) for value in values
        )
        lines.append(drawn.rstrip())
    return lines


def _gap(width: int) -> str:
    return " " if width > 1 else ""


def _cell(value: float | None, most: float, line: int, height: int) -> str:
    if not value or most <= 0:
        return " "
    eighths = max(1, round(value / most * height * 8))
    return EIGHTHS[max(0, min(8, eighths - 8 * line))]


def lying(value: float, most: float, width: int) -> str:
    """One bar that lies, at most `width` cells."""
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(value / most * width * 8))
    whole, rest = divmod(min(eighths, 8 * width), 8)
    return "█" * whole + (LYING[rest] if rest else "")


def labels(names: Sequence[str], width: int) -> str:
    """Names under columns of `width` cells: as many as have room, the first always."""
    line = ""
    for place, name in enumerate(names):
        at = place * width
        if len(line) < at or not line:
            line = line.ljust(at) + name
    return line
