"""Figures to one HTML page that a mail program shows and an owner prints.

Mail programs know tables and inline styles, and little else: no script, no style sheet but a few
words for the printer, no picture and no address to fetch anything from. Charts are tables too. All
text is escaped; guests' words never become a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from reports import story
from reports.closed import sentence
from reports.colours import ALONE, in_the_dark, ink_on, on_paper
from reports.story import Figures, percent
from reports.versions import sentence as of_version

INK, SOFT, LINE, PAPER = "#1d2428", "#5d686d", "#e3e7e8", "#ffffff"
GROUND, WARM, WARM_LINE = "#f3f5f5", "#fff7e8", "#f0c36a"
FONT = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
PRINTED = "-webkit-print-color-adjust:exact;print-color-adjust:exact"
TALLEST = 64
# For the printer and the dark alone; a mail program that drops it loses nothing.
ON_PAPER = (
    "@page{margin:10mm}"
    "@media print{body,main>table{background:#fff!important}body{zoom:.82}"
    "main>table>tbody>tr>td{padding:0!important}}"
)
# What is light inline, by what it says there.
IN_THE_DARK = (
    ":root{color-scheme:light dark}@media screen and (prefers-color-scheme:dark){"
    f'body,[style*="background:{GROUND}"]{{background:#0f1315!important}}'
    f'body{{color:#e4e9ea!important}}[style*="background:{PAPER}"]'
    "{background:#171c1f!important;border-color:#2a3236!important}"
    f'[style*="color:{SOFT}"]{{color:#a3b0b5!important}}'
    f'[style*="solid {LINE}"]{{border-color:#2d373b!important}}'
    f'[style*="background:{WARM}"]{{background:#33290f!important}}'
    'div[style*="background:BAR"],td[height="18"][style*="background:BAR"]'
    "{background:GLOW!important}}"
)
# Answered is the brand's colour, drafts and people are calm, what is owed stands out.
ENDS = {
    "draft_unchanged": "#5b8c9b",
    "draft_edited": "#86a8b3",
    "staff": "#a9bfc6",
    "clarified": "#d9c58b",
    "handed_over": "#d39a4a",
    "draft_rejected": "#b98273",
    "draft_waiting": "#c9733d",
    "waiting": "#b23b3b",
    "person": "#5b8c9b",
    "abandoned": "#d39a4a",
    "greeting_only": "#d5dbdd",
}


def to_html(figures: Figures, colour: str) -> str:
    """`colour` is the brand's, as #rrggbb."""
    header, colour = _header(figures, colour), on_paper(colour)
    body = "".join(
        [
            header,
            _summary(figures),
            _attention(figures),
            _tiles(figures, colour),
            _questions(figures, colour),
            _hours(figures, colour),
            _days(figures, colour),
            _conversations(figures, colour),
            _listed("What guests asked", figures["asked"], "question", colour),
            _gaps(figures, colour),
            _closed(figures),
            _listed(
                "Why a person was asked for", figures["escalations"]["by_reason"], "reason", colour
            ),
            _listed("Pages the answers stood on", figures["pages"], "title", colour),
            _staff(figures),
            _versions(figures),
            _listed("Messages set aside", figures["trouble"]["set_aside"], "reason", colour),
            _footer(figures),
        ]
    )
    title = escape(story.subject(figures))
    dark = IN_THE_DARK.replace("BAR", colour).replace("GLOW", in_the_dark(colour))
    style = ON_PAPER + dark
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{ALONE}">'
        f"<title>{title}</title><style>{style}</style></head>"
        f'<body style="margin:0;padding:0;background:{GROUND};color:{INK};{PRINTED}"><main>'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        f'style="background:{GROUND}"><tr><td align="center" style="padding:24px 12px">'
        f'<table role="presentation" width="640" cellpadding="0" cellspacing="0" '
        f'style="width:100%;max-width:640px;background:{PAPER};border:1px solid {LINE};'
        f'border-radius:10px;border-collapse:separate;overflow:hidden;font:15px/1.5 {FONT}">'
        f"{body}</table></td></tr></table></main></body></html>\n"
    )


def _header(figures: Figures, colour: str) -> str:
    over = ink_on(colour)
    return (
        f'<tr><td bgcolor="{colour}" style="background:{colour};color:{over};'
        f'padding:26px 32px 24px">'
        f'<div style="font-size:14px">{escape(figures["business"])} · '
        f"{escape(figures['title'])}</div>"
        f'<h1 style="margin:4px 0 0;font-size:26px;line-height:1.25;font-weight:600;color:{over}">'
        f"{escape(figures['period']['label'])}</h1>"
        f'<div style="font-size:16px;margin-top:8px">'
        f"{escape(story.headline(figures))}</div></td></tr>"
    )


def _summary(figures: Figures) -> str:
    # Reports made before there were summaries have none.
    summary = figures.get("summary")
    if not summary:
        return ""
    actions = "".join(
        f'<li style="margin:5px 0">{escape(action["what"])} '
        f'<code style="font-size:13px">{escape(action["how"])}</code></li>'
        for action in summary["actions"]
    )
    todo = f'<ol style="margin:10px 0 0;padding-left:20px">{actions}</ol>' if actions else ""
    return (
        f'<tr><td style="padding:24px 32px 0"><div style="font-size:17px">'
        f"{escape(summary['paragraph'])}</div>{todo}</td></tr>"
    )


def _attention(figures: Figures) -> str:
    said = story.attention(figures)
    if not said:
        return ""
    lines = "".join(f'<div style="padding:2px 0">{escape(line)}</div>' for line in said)
    return (
        f'<tr><td style="padding:24px 32px 0"><table role="presentation" width="100%" '
        f'cellpadding="0" cellspacing="0"><tr><td style="background:{WARM};padding:12px 16px;'
        f'border-left:4px solid {WARM_LINE};border-radius:4px">'
        f'<div style="font-weight:600">To look at</div>{lines}</td></tr></table></td></tr>'
    )


def _tiles(figures: Figures, colour: str) -> str:
    if not figures["conversations"]["total"]:
        return ""
    questions, before = figures["questions"], figures["compared"]
    concierge, person = figures["first_reply"]["concierge"], figures["first_reply"]["person"]
    tiles = [
        ("Conversations", f"{figures['conversations']['total']:,}", f"{before['conversations']:,}"),
        ("Questions", f"{questions['total']:,}", f"{before['questions']:,}"),
        ("Answered alone", _share(questions["alone_share"]), _share(before["alone_share"])),
        ("First reply, half within", _seconds(concierge["p50_s"]), ""),
        ("By a person, half within", _seconds(person["p50_s"]), ""),
    ]
    cells = "".join(
        f'<td width="20%" valign="top" style="padding:0 6px 0 0">'
        f'<div style="font-size:24px;font-weight:600;line-height:1.2;white-space:nowrap">'
        f"{escape(value)}</div>"
        f'<div style="font-size:12px;line-height:1.35;color:{SOFT}">{escape(name)}'
        f"{f'<br>before: {escape(was)}' if was else ''}</div></td>"
        for name, value, was in tiles
    )
    note = f"Before: {story.compared(figures)}"
    return (
        f'<tr><td style="padding:26px 32px 0"><table role="presentation" width="100%" '
        f'cellpadding="0" cellspacing="0"><tr>{cells}</tr></table>'
        f'<div style="font-size:12px;color:{SOFT};margin-top:8px">{escape(note)}</div></td></tr>'
    )


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value, 1)


def _seconds(value: float | None) -> str:
    return "–" if value is None else story.seconds(value)


def _questions(figures: Figures, colour: str) -> str:
    questions = figures["questions"]
    if not questions["total"]:
        return ""
    rows = [(end, story.QUESTION_WORDS[end], n) for end, n in questions["ends"].items() if n]
    inner = _stack(rows, questions["total"], colour) + _legend(rows, questions["total"], colour)
    note = f'<div style="font-size:12px;color:{SOFT};margin-top:10px">{escape(story.HONESTY)}</div>'
    return _section("What became of the questions", inner + note)


def _conversations(figures: Figures, colour: str) -> str:
    talks = figures["conversations"]
    if not talks["total"]:
        return ""
    rows = [(end, story.CONVERSATION_WORDS[end], n) for end, n in talks["ends"].items() if n]
    inner = _stack(rows, talks["total"], colour) + _legend(rows, talks["total"], colour)
    first = figures["first_reply"]
    channels = ", ".join(f"{name} {count:,}" for name, count in talks["by_channel"].items())
    said = [
        f"By channel: {channels}. New: {talks['new']:,}.",
        f"First reply: {story.times(first['concierge'])}.",
        f"First reply by a person, when needed: {story.times(first['person'])}.",
    ]
    if talks["confirmed"]:
        thanked = story.thanked(talks["confirmed"])
        said.insert(0, thanked)
    lines = "".join(f'<div style="padding:1px 0">{escape(line)}</div>' for line in said)
    return _section(
        "Conversations", f'{inner}<div style="font-size:14px;margin-top:10px">{lines}</div>'
    )


def _stack(rows: Sequence[tuple[str, str, int]], whole: int, colour: str) -> str:
    """One bar of the whole, cut by share."""
    cells = "".join(
        f'<td height="18" width="{100 * count / whole:.2f}%" bgcolor="{_tint(end, colour)}" '
        f'style="background:{_tint(end, colour)};height:18px;font-size:0;line-height:0;'
        f'border-right:1px solid {PAPER}">&nbsp;</td>'
        for end, _, count in rows
    )
    return (
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        f'style="table-layout:fixed;margin-bottom:10px"><tr>{cells}</tr></table>'
    )


def _legend(rows: Sequence[tuple[str, str, int]], whole: int, colour: str) -> str:
    lines = "".join(
        f'<tr><td width="18" style="padding:3px 0"><div style="width:10px;height:10px;'
        f'border-radius:2px;background:{_tint(end, colour)};font-size:0">&nbsp;</div></td>'
        f'<td style="padding:3px 0">{escape(name)}</td>'
        f'<td width="60" align="right" style="padding:3px 0;font-weight:600">{count:,}</td>'
        f'<td width="60" align="right" style="padding:3px 0;color:{SOFT}">'
        f"{percent(count, whole)}</td></tr>"
        for end, name, count in rows
    )
    return _table(lines)


def _table(lines: str) -> str:
    return (
        f'<table width="100%" cellpadding="0" cellspacing="0" style="font-size:14px">'
        f"{lines}</table>"
    )


def _tint(end: str, colour: str) -> str:
    return colour if end == "alone" else ENDS[end]


def _hours(figures: Figures, colour: str) -> str:
    hours = figures["conversations"]["by_hour"]
    most = max(hours)
    if not most:
        return ""
    columns = "".join(_column(count, most, colour) for count in hours)
    scale = "".join(
        f'<td colspan="3" style="font-size:11px;color:{SOFT};padding-top:4px">{hour:02d}:00</td>'
        for hour in range(0, 24, 3)
    )
    return _section(
        "When guests wrote",
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        f'style="table-layout:fixed"><tr>{columns}</tr><tr>{scale}</tr></table>',
    )


def _column(count: int, most: int, colour: str) -> str:
    tall = max(3, round(TALLEST * count / most)) if count else 1
    tint = colour if count else LINE
    number = f"{count:,}" if count else "&nbsp;"
    return (
        f'<td valign="bottom" height="{TALLEST + 18}" style="height:{TALLEST + 18}px;'
        f'padding:0 2px 0 0;vertical-align:bottom">'
        f'<div style="font-size:10px;line-height:14px;color:{SOFT};text-align:center">{number}'
        f'</div><div style="height:{tall}px;background:{tint};border-radius:2px 2px 0 0;'
        f'font-size:0;line-height:0">&nbsp;</div></td>'
    )


def _days(figures: Figures, colour: str) -> str:
    days = figures["conversations"]["by_day"]
    if len(days) < 2:
        return ""
    most = max(day["conversations"] for day in days) or 1
    lines = "".join(
        f'<tr><td width="92" style="padding:3px 0;white-space:nowrap">'
        f"{escape(story.short_day(day['day']))}</td>"
        f'<td style="padding:3px 10px">{_bar(day["conversations"], most, colour)}</td>'
        f'<td width="44" align="right" style="padding:3px 0;font-weight:600">'
        f"{day['conversations']:,}</td>"
        f'<td width="104" align="right" style="padding:3px 0;color:{SOFT}">'
        f"{story.counted(day['questions'], 'question')}</td></tr>"
        for day in days
    )
    return _section(
        "Day by day",
        _table(lines),
    )


def _bar(count: int, most: int, colour: str) -> str:
    if not count:
        return ""
    width = max(1, round(100 * count / most))
    return (
        f'<div style="width:{width}%;height:8px;background:{colour};border-radius:4px;'
        f'font-size:0;line-height:0">&nbsp;</div>'
    )


def _gaps(figures: Figures, colour: str) -> str:
    gaps = figures["gaps"]
    still = f"{story.counted(gaps['open'], 'question')} of all days still without an answer."
    note = (
        f'<div style="font-size:12px;color:{SOFT};margin-top:6px">{escape(still)}</div>'
        if gaps["open"]
        else ""
    )
    return _listed(
        "What the concierge did not know", gaps["questions"], "question", colour, note=note
    )


def _closed(figures: Figures) -> str:
    # Reports made before gaps could be closed have no such figure.
    return _told("Gaps closed by staff", [sentence(row) for row in figures.get("closed", ())])


def _versions(figures: Figures) -> str:
    rows = figures.get("versions", ())
    return _told("Replies of the language model", [of_version(row) for row in rows])


def _told(title: str, sentences: Sequence[str]) -> str:
    lines = "".join(
        f'<tr><td style="padding:5px 0;border-top:1px solid {LINE}">{escape(one)}</td></tr>'
        for one in sentences
    )
    return _section(title, _table(lines)) if lines else ""


def _listed(
    title: str, rows: Sequence[dict[str, Any]], key: str, colour: str, note: str = ""
) -> str:
    if not rows:
        return ""
    most = max(row["count"] for row in rows)
    lines = "".join(
        f'<tr><td style="padding:5px 12px 5px 0;border-top:1px solid {LINE};'
        f'word-break:break-word">{escape(row[key])}</td>'
        f'<td width="110" style="border-top:1px solid {LINE}">'
        f"{_bar(row['count'], most, colour)}</td>"
        f'<td width="44" align="right" style="border-top:1px solid {LINE};font-weight:600">'
        f"{row['count']:,}</td></tr>"
        for row in rows
    )
    return _section(
        title,
        _table(lines) + note,
    )


def _staff(figures: Figures) -> str:
    people = figures["staff"]["people"]
    if not people:
        return ""
    cell = f"padding:5px 0;border-top:1px solid {LINE}"
    lines = "".join(
        f'<tr><td style="{cell}">{escape(person["name"])}</td>'
        f'<td width="110" align="right" style="{cell}">'
        f"{story.counted(person['replies'], 'reply', 'replies')}</td>"
        f'<td width="150" align="right" style="{cell}">'
        f"{story.counted(person['decided'], 'draft decided', 'drafts decided')}</td></tr>"
        for person in people
    )
    return _section(
        "Staff",
        _table(lines),
    )


def _section(title: str, inner: str) -> str:
    return (
        f'<tr><td style="padding:28px 32px 0;page-break-inside:avoid;break-inside:avoid">'
        f'<h2 style="margin:0 0 10px;font-size:16px;line-height:1.3;font-weight:600">'
        f"{escape(title)}</h2>{inner}</td></tr>"
    )


def _footer(figures: Figures) -> str:
    made = f"Made {story.local(figures, figures['made_at'])}, times in {figures['timezone']}."
    return (
        f'<tr><td style="padding:28px 32px 26px"><div style="border-top:1px solid {LINE};'
        f'padding-top:14px;font-size:12px;color:{SOFT}">'
        f"{escape(f'Knowledge: {story.knowledge(figures)}')}<br>{escape(made)}</div></td></tr>"
    )
