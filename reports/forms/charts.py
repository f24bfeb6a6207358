"""Charts as inline SVG, each with its text twin: the same numbers as a table, for readers of
screens, for mail programs that drop pictures, and for whoever wants to copy them.

Colours are classes, so that the page's style sheet turns them for the dark.
"""

from __future__ import annotations

from html import escape

from reports.blocks import Block, name_of

WIDE, HIGH, FOOT, HEAD = 420, 120, 16, 12
WIDEST = 36


def columns(block: Block) -> str:
    rows = block["rows"]
    most = max(row["value"] for row in rows) or 1
    room, step = HIGH - FOOT - HEAD, WIDE / len(rows)
    gap = max(step - WIDEST, min(6.0, step * 0.28))
    drawn = [
        f'<line x1="0" x2="{WIDE}" y1="{HIGH - FOOT}" y2="{HIGH - FOOT}" class="axis"/>',
        f'<line x1="0" x2="{WIDE}" y1="{HEAD}" y2="{HEAD}" class="grid"/>',
        f'<text x="{WIDE}" y="{HEAD - 3}" text-anchor="end" class="mark">{most:,}</text>',
    ]
    for place, row in enumerate(rows):
        left = place * step
        if row["value"]:
            tall = max(1.5, room * row["value"] / most)
            drawn.append(
                f'<rect x="{left + gap / 2:.1f}" y="{HIGH - FOOT - tall:.1f}" '
                f'width="{step - gap:.1f}" height="{tall:.1f}" rx="{min(2.0, step / 6):.1f}" '
                f'class="fill"/>'
            )
        if place % block["every"] == 0:
            drawn.append(_name(row["name"], left + step / 2, place, len(rows)))
    label = escape(_told(block), quote=True)
    return (
        f'<svg class="chart" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{label}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>{_twin(block)}'
    )


def _name(name: str, middle: float, place: int, of: int) -> str:
    """Written so that the first and the last do not leave the picture."""
    room = 3.2 * len(name)
    anchor, at = "middle", middle
    if middle < room:
        anchor, at = "start", 0.0
    elif middle > WIDE - room:
        anchor, at = "end", float(WIDE)
    return (
        f'<text x="{at:.1f}" y="{HIGH - 4}" text-anchor="{anchor}" class="mark">'
        f"{escape(name)}</text>"
    )


def _told(block: Block) -> str:
    """The chart in a sentence."""
    top = max(block["rows"], key=lambda row: row["value"])
    first, last = block["rows"][0]["name"], block["rows"][-1]["name"]
    return (
        f"{block['unit'].capitalize()} from {first} to {last}; most at {top['name']}, "
        f"{top['value']:,}."
    )


def _twin(block: Block) -> str:
    cells = "".join(
        f"<tr><th scope='row'>{escape(row['name'])}</th><td>{row['value']:,}</td></tr>"
        for row in block["rows"]
    )
    unit = escape(block["unit"])
    return (
        f'<details class="twin"><summary>The same in numbers</summary><table>'
        f"<thead><tr><th scope='col'>When</th><th scope='col'>{unit}</th></tr></thead>"
        f"<tbody>{cells}</tbody></table></details>"
    )


def bars(block: Block) -> str:
    """A table that is its own chart: the bar is a cell, so mail programs show it too."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(name_of(row))}</th>"
        f"<td class='track'><div class='bar' style='width:{max(0.8, 100 * row['share']):.1f}%'>"
        f"&nbsp;</div></td><td class='num'>{row['value']:,}</td>"
        f"<td class='sure'>{_sure(row)}</td></tr>"
        for row in block["rows"]
    )
    head = (
        "<thead class='unseen'><tr><th scope='col'>What</th><th scope='col'>Chart</th>"
        "<th scope='col'>Number</th><th scope='col'>Share</th></tr></thead>"
    )
    return f"<table class='bars'>{head}<tbody>{rows}</tbody></table>"


def _sure(row: Block) -> str:
    """Nothing where the words only repeat the number."""
    return "" if row["shown"] == f"{row['value']:,}" else escape(row["shown"])
