"""A report as one page that stands alone: style and charts inside, nothing fetched, no script.

It is read in a browser, printed, and mailed. Without its style sheet, as in some mail programs, it
is still headings, sentences and tables in their order. All text is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from reports import story
from reports.blocks import Block
from reports.colours import ALONE, in_the_dark, ink_on, on_paper
from reports.forms import charts
from reports.forms.text import assumption_lines, notes

FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
STYLE = """
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:#f2f4f4;color:#1b2226;font:16px/1.5 FONT;
-webkit-text-size-adjust:100%}
main{max-width:720px;margin:32px auto;background:#fff;border-radius:12px;overflow:hidden;
border:1px solid #e2e6e7}
header{background:BRAND;color:OVER;padding:28px 40px 26px}
header p{margin:0;font-size:14px}
h1{margin:4px 0 0;font-size:28px;line-height:1.2;font-weight:650;letter-spacing:-.01em}
.body{padding:4px 40px 36px}
.lead{font-size:18px;line-height:1.5;margin:24px 0 0}
.note{font-size:13px;line-height:1.45;color:#5a666b;margin:10px 0 0}
.warn{background:#fff6e3;border-left:4px solid #e0a93b;padding:10px 14px;margin:20px 0 0;
border-radius:4px}
.todo{margin:24px 0 0;padding:16px 20px;border-radius:8px;background:#f5f8f8;
border:1px solid #e2e9e9}
.todo h2{margin:0 0 6px}
.todo ol{margin:0;padding-left:20px}
.todo li{margin:6px 0}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:#e8eeee;
border-radius:4px;padding:1px 6px;overflow-wrap:anywhere}
section{margin-top:34px;break-inside:avoid}
h2{font-size:17px;line-height:1.3;font-weight:650;margin:0 0 12px}
.tiles{display:flex;flex-wrap:wrap;gap:18px 28px;margin:0}
.tiles div{flex:1 1 104px;min-width:104px;max-width:220px;display:flex;flex-direction:column}
.tiles dt{order:2;font-size:13px;line-height:1.35;color:#5a666b}
.tiles dd{order:1;margin:0;font-size:27px;font-weight:650;line-height:1.15;white-space:nowrap;
letter-spacing:-.01em;font-variant-numeric:tabular-nums}
.tiles small{display:block;font-size:13px}
.tiles+table{margin-top:20px}
.better{color:#1d6b3f}.worse{color:#a3341f}
table{border-collapse:collapse;width:100%;font-size:15px}
th{font-weight:400;text-align:left}
td,th{padding:6px 12px 6px 0;vertical-align:top}
.plain thead th{font-size:13px;color:#5a666b;border-bottom:1px solid #d5dbdd}
.plain tbody td,.plain tbody th{border-bottom:1px solid #eceff0;overflow-wrap:anywhere}
.plain td:last-child,.plain th:last-child{padding-right:0}
.right{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bars th{width:36%}
.bars .track{width:30%;vertical-align:middle}
.bars .num{text-align:right;font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
.bars .sure{color:#5a666b;font-size:13px;white-space:nowrap;text-align:right;padding-right:0;
vertical-align:middle}
.bar{height:10px;border-radius:5px;background:MARKED;font-size:0;line-height:0}
.chart{display:block;width:100%;max-width:560px;height:auto;margin:6px 0 2px}
.chart .fill{fill:MARKED}
.chart .axis{stroke:#b9c3c6;stroke-width:1}
.chart .grid{stroke:#e5eaeb;stroke-width:1;stroke-dasharray:2 3}
.chart .mark{font:10px FONT;fill:#5a666b}
.twin{font-size:13px;color:#5a666b;margin:2px 0 12px}
.twin summary{cursor:pointer}
.twin table{width:auto;font-size:13px;margin-top:6px}
.twin td{text-align:right;padding-right:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
footer{margin-top:36px;padding-top:16px;border-top:1px solid #e2e6e7;font-size:13px;color:#5a666b}
ul.with{margin:8px 0 0;padding-left:18px;font-size:14px}
@media (max-width:560px){main{margin:0;border:0;border-radius:0}header{padding:22px 20px}
.body{padding:0 20px 28px}h1{font-size:23px}.lead{font-size:17px}
.tiles div{flex-basis:42%}.bars th{width:auto}.bars .track{display:none}
.bars .sure{white-space:normal}
td,th{padding-right:8px}.plain{font-size:14px}}
@media (prefers-color-scheme:dark){body{background:#0f1315;color:#e4e9ea}
main{background:#171c1f;border-color:#2a3236}
.note,.tiles dt,.plain thead th,.bars .sure,.twin,footer{color:#a3b0b5}
.warn{background:#33290f;border-color:#b58a2e}
.todo{background:#1d2427;border-color:#2d373b}code{background:#2a3337}
.plain thead th{border-color:#3a454a}
.plain tbody td,.plain tbody th{border-color:#283034}
.bar{background:GLOW}.chart .fill{fill:GLOW}
.chart .axis{stroke:#4d5a5f}.chart .grid{stroke:#2d373b}.chart .mark{fill:#a3b0b5}
.better{color:#74c694}.worse{color:#f09a86}footer{border-color:#2d373b}}
@page{margin:12mm}
@media print{:root{color-scheme:light}body{background:#fff;color:#1b2226;font-size:12.5px;
-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;margin:0;border:0;border-radius:0;background:#fff}
header{padding:16px 20px}.body{padding:0 20px}h1{font-size:21px}h2{font-size:14px}
.lead{font-size:14px;margin-top:14px}section{margin-top:18px}.tiles dd{font-size:19px}
.todo{margin-top:14px;padding:10px 14px}table{font-size:12px}.twin{display:none}
td,th{padding-top:3px;padding-bottom:3px}
.note,.bars .sure,.tiles dt,.tiles small{font-size:11px}}
"""


def to_html(told: dict[str, Any], colour: str) -> str:
    """`colour` is the brand's, as #rrggbb."""
    title = escape(subject(told))
    style = (
        STYLE.replace("FONT", FONT)
        .replace("BRAND", colour)
        .replace("OVER", ink_on(colour))
        .replace("MARKED", on_paper(colour))
        .replace("GLOW", in_the_dark(colour))
    )
    body = "".join(
        [
            f'<p class="lead">{escape(told["summary"]["paragraph"])}</p>',
            *(f'<p class="warn">{escape(note)}</p>' for note in notes(told)),
            _actions(told),
            *(_section(section) for section in told["sections"]),
            _assumptions(told),
            _footer(told),
        ]
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{ALONE}">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{style}</style></head><body><main>"
        f"<header><p>{escape(told['business'])} · {escape(told['title'])}</p>"
        f"<h1>{escape(told['period']['label'])}</h1></header>"
        f'<div class="body">{body}</div></main></body></html>\n'
    )


def subject(told: dict[str, Any]) -> str:
    """The mail's subject; no guest's words."""
    late = " (late)" if told["period"]["late"] else ""
    return f"{told['business']}: {told['title'].lower()}, {told['period']['label']}{late}"


def _actions(told: dict[str, Any]) -> str:
    actions = told["summary"]["actions"]
    if not actions:
        return ""
    lines = "".join(
        f"<li>{escape(action['what'])}<br><code>{escape(action['how'])}</code></li>"
        for action in actions
    )
    return f'<div class="todo"><h2>What to do</h2><ol>{lines}</ol></div>'


def _section(section: Block) -> str:
    drawn = "".join(DRAWN[block["type"]](block) for block in section["blocks"])
    note = f'<p class="note">{escape(section["note"])}</p>' if section["note"] else ""
    return f"<section><h2>{escape(section['title'])}</h2>{drawn}{note}</section>"


def _tiles(block: Block) -> str:
    return f'<dl class="tiles">{"".join(_tile(tile) for tile in block["tiles"])}</dl>'


def _tile(tile: Block) -> str:
    before = ""
    if tile["before"]:
        known = tile["trend"] in ("better", "worse")
        said = f' <span class="{tile["trend"]}">{tile["trend"]}</span>' if known else ""
        before = f"<small>before {escape(tile['before'])}{said}</small>"
    return f"<div><dt>{escape(tile['name'])}{before}</dt><dd>{escape(tile['value'])}</dd></div>"


def _table(block: Block) -> str:
    def cells(row: list[str], tag: str) -> str:
        return "".join(
            f"<{tag if at or tag == 'th' else 'th'}"
            f"{_scope(at, tag)}{' class=right' if at in block['right'] else ''}>"
            f"{_cell(cell)}</{tag if at or tag == 'th' else 'th'}>"
            for at, cell in enumerate(row)
        )

    rows = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in block["rows"])
    head = f"<thead><tr>{cells(block['head'], 'th')}</tr></thead>"
    return f"<table class='plain'>{head}<tbody>{rows}</tbody></table>"


def _scope(at: int, tag: str) -> str:
    return " scope='col'" if tag == "th" else " scope='row'" if at == 0 else ""


def _cell(cell: str) -> str:
    """Commands look like commands."""
    return f"<code>{escape(cell)}</code>" if cell.startswith("concierge ") else escape(cell)


def _text(block: Block) -> str:
    return f"<p>{escape(block['text'])}</p>"


DRAWN: dict[str, Callable[[Block], str]] = {
    "tiles": _tiles,
    "bars": charts.bars,
    "columns": charts.columns,
    "table": _table,
    "text": _text,
}


def _assumptions(told: dict[str, Any]) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in assumption_lines(told))
    return (
        f"<section><h2>Reckoned with</h2><ul class='with'>{lines}</ul></section>" if lines else ""
    )


def _footer(told: dict[str, Any]) -> str:
    made = f"Made {story.local(told, told['made_at'])}, times in {told['timezone']}."
    against = f"Held against {told['before']['label']}."
    return (
        f"<footer>{escape(made)} {escape(against)} Every figure is defined by "
        "<code>concierge report figures</code>.</footer>"
    )
