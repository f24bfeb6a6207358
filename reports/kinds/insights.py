"""Insights: which channel does best, when guests come, where they are lost, what a version did."""

from __future__ import annotations

from reports import odds
from reports.blocks import Section, bars, columns, section, table, text
from reports.kinds.shared import Told, day_by_day, pages, usual_actions, when_they_wrote
from reports.period import WEEKDAYS
from reports.versions import versions
from reports.view import View

FUNNEL = (
    ("conversations", "Began a conversation"),
    ("inquiries", "Asked something"),
    ("served", "Were answered"),
    ("rated", "Gave a rating"),
    ("satisfied", "Rated 4 or 5"),
)


def insights(view: View) -> Told:
    return Told(
        " ".join(filter(None, [_best_channel(view), _busiest(view), _languages(view)]))
        or "Nobody wrote, so there is nothing to see.",
        usual_actions(view),
        [
            _channels(view),
            _funnel(view),
            when_they_wrote(view),
            day_by_day(view),
            _spoken(view),
            pages(view),
            _satisfaction(view),
            _versions(view),
        ],
    )


def _by_channel(view: View) -> list[tuple[str, int, int]]:
    alone = dict(view.split("alone_by_channel"))
    return [(name, alone.get(name, 0), n) for name, n in view.split("by_channel")]


def _best_channel(view: View) -> str:
    """The channel whose worst plausible share is best: few conversations never win by luck."""
    known = _by_channel(view)
    if len(known) < 2:
        return ""
    ranked = sorted(known, key=lambda row: odds.wilson(row[1], row[2]) or (0.0, 0.0), reverse=True)
    (best, part, whole), (_, other, of) = ranked[0], ranked[1]
    if not odds.differ((part, whole), (other, of)):
        return "No channel does clearly better than another."
    return f"Most is resolved alone on {best}: {odds.said(part, whole)}."


def _busiest(view: View) -> str:
    hours, weekdays = view.split("by_hour"), view.split("by_weekday")
    if view.count("inquiries") < odds.FEW:
        return "There are too few inquiries to speak of habits." if hours else ""
    day = f" and on {WEEKDAYS[int(weekdays[0][0])]}s" if len(view.days) >= 14 else ""
    return f"Most guests write between {hours[0][0]}:00 and {hours[0][0]}:59{day}."


def _languages(view: View) -> str:
    spoken = [(name, n) for name, n in view.split("by_language") if name not in ("?", "")]
    own = view.settings.business.languages
    foreign = [name for name, n in spoken if name not in own and n >= 5]
    if not foreign:
        return ""
    return f"Guests also write in {', '.join(foreign)}, which business.languages does not name."


def _spoken(view: View) -> Section | None:
    known = [(name, n) for name, n in view.split("by_language") if name != "?"]
    return section("Languages", bars(known[:8], view.count("inquiries")))


def _channels(view: View) -> Section | None:
    rows = [
        [name, f"{n:,}", f"{alone:,}", odds.said(alone, n)] for name, alone, n in _by_channel(view)
    ]
    return section(
        "Channels", table(["Channel", "Inquiries", "Alone", "Share"], rows, right=(1, 2, 3))
    )


def _funnel(view: View) -> Section | None:
    served = view.count("alone") + view.count("assisted") + view.count("reopened")
    rows = [
        (words, served if figure == "served" else view.count(figure)) for figure, words in FUNNEL
    ]
    return section(
        "Where guests are lost",
        bars(rows, view.count("conversations")),
        note="Out of all conversations. Few guests rate anything; that is no sign of discontent.",
    )


def _satisfaction(view: View) -> Section | None:
    """Ratings week by week."""
    if not view.count("rated"):
        return None
    weeks: list[tuple[str, int]] = []
    rated, liked = view.each_day("rated"), view.each_day("satisfied")
    for at in range(0, len(rated), 7):
        given = sum(n for _, n in rated[at : at + 7])
        good = sum(n for _, n in liked[at : at + 7])
        if given:
            weeks.append((f"{rated[at][0]:%d.%m.}", round(100 * good / given)))
    mean = view.count("score_points") / view.count("rated")
    return section(
        "Ratings",
        text(
            f"{odds.said(view.count('satisfied'), view.count('rated'))} rated 4 or 5; "
            f"{mean:.1f} on average."
        ),
        columns(weeks, "% of the week's ratings were 4 or 5") if len(weeks) > 1 else None,
    )


def _versions(view: View) -> Section | None:
    """What each version of a model's orders led to, while its turns are kept."""
    rows = [
        [
            row["version"] or "–",
            f"{row['turns']:,}",
            odds.said(row["answered"], row["turns"]),
            odds.said(row["escalated"], row["conversations"]),
        ]
        for row in versions(view.tx, view.period)
    ]
    return section(
        "Versions of the language model's orders",
        table(["Version", "Turns", "Answered", "Person called"], rows, right=(1, 2, 3)),
        note="Where the brackets overlap widely, neither version is better yet.",
    )
