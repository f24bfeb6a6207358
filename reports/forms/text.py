"""A report for the terminal and the plain part of a mail: 80 columns, no colours, no controls."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from reports import story
from reports.blocks import Block, name_of
from reports.render import WIDTH, eighth, fit, wrapped

LABEL = 30
LONGEST_LABEL = 44


def to_text(told: dict[str, Any]) -> str:
    parts = [_head(told), _actions(told)]
    for section in told["sections"]:
        lines: list[str] = []
        for block in section["blocks"]:
            lines += [*([""] if lines else []), *DRAWN[block["type"]](block)]
        if section["note"]:
            lines += ["", *wrapped(section["note"])]
        parts.append("\n".join([section["title"].upper(), *lines]))
    parts += [_assumptions(told), _foot(told)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(told: dict[str, Any]) -> str:
    period = told["period"]
    lines = [told["business"], f"{told['title']} · {period['label']}", "═" * WIDTH]
    lines += wrapped(told["summary"]["paragraph"])
    lines += [line for note in notes(told) for line in wrapped(note)]
    return "\n".join(fit(line, WIDTH) for line in lines)


def notes(told: dict[str, Any]) -> list[str]:
    """What must be known of the figures before they are believed."""
    period, said = told["period"], []
    if period["late"]:
        said.append(
            "This report is late: the concierge was not running when it was due. It covers "
            f"{story.counted(period['days'], 'day')}."
        )
    if period["unfinished"]:
        said.append("The period is not over yet; these are the figures so far.")
    elif told["unsettled"]:
        days = story.counted(told["unsettled"], "day")
        said.append(f"The last {days} may still change: they are told as of now.")
    return said


def _actions(told: dict[str, Any]) -> str:
    actions = told["summary"]["actions"]
    lines = []
    for place, action in enumerate(actions, 1):
        lines += wrapped(action["what"], f"{place}. ")
        lines.append(command_line(action["how"]))
    return "\n".join(["WHAT TO DO", *lines]) if lines else ""


def command_line(command: str) -> str:
    """Indented as far as it stays on one line, so that it can be copied whole."""
    return " " * max(0, min(5, WIDTH - len(command))) + fit(command, WIDTH)


def _tiles(block: Block) -> list[str]:
    lines = []
    for tile in block["tiles"]:
        before = f"  (before {tile['before']}{_trend(tile)})" if tile["before"] else ""
        lines.append(fit(f"{fit(tile['name'], LABEL):<{LABEL}}{tile['value']:>14}{before}", WIDTH))
    return lines


def _trend(tile: Block) -> str:
    return f", {tile['trend']}" if tile["trend"] in ("better", "worse") else ""


def _bars(block: Block) -> list[str]:
    rows = block["rows"]
    sure = [row["shown"] if row["shown"] != f"{row['value']:,}" else "" for row in rows]
    wide = max(len(shown) for shown in sure)
    label = min(LONGEST_LABEL, max(len(name_of(row)) for row in rows))
    room = WIDTH - label - 9 - (wide + 2 if wide else 0)
    return [
        fit(
            f"{fit(name_of(row), label):<{label}}{row['value']:>7,}  "
            f"{shown.ljust(wide) + '  ' if wide else ''}{_bar(row['share'], room)}".rstrip(),
            WIDTH,
        )
        for row, shown in zip(rows, sure, strict=True)
    ]


def _bar(share: float, room: int) -> str:
    return "█" * max(1, round(share * room)) if share else ""


def _columns(block: Block) -> list[str]:
    """A plot of one line of blocks, its scale below, and the highest in words."""
    rows = block["rows"]
    wide = max(1, min(6, WIDTH // len(rows)))
    step = -(-len(rows) * wide // WIDTH)
    if step > 1:
        rows = rows[::step]
    most = max(row["value"] for row in rows) or 1
    bars = "".join((eighth(row["value"], most) * max(1, wide - 1)).ljust(wide) for row in rows)
    scale, at = "", 0
    longest = max(len(row["name"]) for row in rows) + 1
    every = max(block["every"], -(-longest // wide))
    for place, row in enumerate(rows):
        if place % every == 0 and len(scale) <= at:
            scale = scale.ljust(at) + row["name"]
        at += wide
    top = max(block["rows"], key=lambda row: row["value"])
    return [
        bars.rstrip()[:WIDTH],
        scale[:WIDTH].rstrip(),
        fit(f"Most: {top['name']}, {top['value']:,} {block['unit']}.", WIDTH),
    ]


def _table(block: Block) -> list[str]:
    rows = [block["head"], *block["rows"]]
    widths = [max(len(row[at]) for row in rows) for at in range(len(block["head"]))]
    spare = WIDTH - sum(widths) - 2 * (len(widths) - 1)
    if spare < 0:
        return _listed(block)
    return [
        "  ".join(
            cell.rjust(width) if at in block["right"] else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _listed(block: Block) -> list[str]:
    """A table too wide for the terminal: its first column as a line, the others under it."""
    lines = []
    for first, *rest in block["rows"]:
        lines.append(fit(first, WIDTH))
        for name, cell in zip(block["head"][1:], rest, strict=True):
            lines += textwrap.wrap(
                f"{name}: {cell}", WIDTH, initial_indent="  ", subsequent_indent="    "
            )
    return lines


def _text(block: Block) -> list[str]:
    return wrapped(block["text"])


DRAWN: dict[str, Callable[[Block], list[str]]] = {
    "tiles": _tiles,
    "bars": _bars,
    "columns": _columns,
    "table": _table,
    "text": _text,
}


def assumption_lines(told: dict[str, Any]) -> Sequence[str]:
    origins = {"yours": "yours", "template": "the template's", "assumed": "assumed"}
    return [
        f"{a['name']}: {a['value']} ({origins[a['origin']]}; {a['setting']})"
        for a in told["assumptions"]
    ]


def _assumptions(told: dict[str, Any]) -> str:
    lines = [line for said in assumption_lines(told) for line in wrapped(said, "· ")]
    return "\n".join(["RECKONED WITH", *lines]) if lines else ""


def _foot(told: dict[str, Any]) -> str:
    made = f"Made {story.local(told, told['made_at'])}, times in {told['timezone']}."
    against = f"Held against {told['before']['label']}. Definitions: concierge report figures"
    return "\n".join(["─" * WIDTH, made, *wrapped(against)])
