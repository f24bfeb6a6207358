"""Whether the figures and days of a sentence stand in the evidence, and in the same role.

A figure is right when some place of the evidence has it, and no other place, with another figure,
fits what is said around it so much better that it must have been meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.claim_contacts import contacts_of, without_contacts
from agent.claim_evidence import Evidence, Site
from agent.claim_links import Finding
from agent.claim_marks import Mark, marked
from agent.claim_policies import KINDS
from agent.claim_roles import APART, Keys, Placed, placed
from agent.language import language
from agent.words import fold

NOWHERE = "stands in no source"
# How much more the other place must hold of what is said, and how much what only ours holds counts.
LEAST_GAIN, OF_OURS, UNLIKE_GAIN = 0.3, 1.5, 1.0
# Whether a word stands in the label or in the heading above it makes no difference.
SMALL = 0.25
# That a house is open, or that something costs, is said beside most times and prices.
SAYS_NOTHING = frozenset(
    {"opening:yes", "opening:no", "c:open", "c:hours", "c:asked_time", "c:price", "c:closed"}
)
_FRAMED = frozenset({"money", "clock", "number", "percent", "date"})
Weighed = Sequence[tuple[Keys, float]]


def unfounded_figures(sentence: str, evidence: Evidence, before: Weighed) -> Iterator[Finding]:
    """What each figure and day stands on, or why it cannot be said."""
    text = without_contacts(sentence, contacts_of(sentence))
    marks = [one for one in placed(text, evidence.lang) if one.mark.kind not in KINDS]
    like = evidence.told_like(sentence, text) if marks else ()
    told = frozenset(value for one in marks for value in one.mark.values)
    grounded: list[Mark] = []
    for one in marks:
        why, span = _judged(one, evidence, before, like, told)
        if why and _may_be_said(one, why, evidence, text, grounded):
            why = ""
        if not why and not (one.mark.kind == "number" and _value(one.mark) in evidence.guest_ages):
            grounded.append(one.mark)
        yield one.mark.kind, one.mark.text, why, span


def _judged(
    one: Placed,
    evidence: Evidence,
    before: Weighed,
    like: Sequence[str],
    told: frozenset[str],
) -> tuple[str, str]:
    """Why a figure cannot be said ("" when it can), and the span it stands on."""
    sites = _of_its_kind(one, list(_candidates(one.mark, evidence)), evidence)
    if not sites:
        return f"this {one.mark.kind} {NOWHERE}", ""
    wrong, site = _wrong_role(one, sites, evidence, before, told)
    if wrong is None and like and one.mark.kind in _FRAMED:
        wrong = _out_of_frame(one, sites, like, evidence)
    if wrong is None:
        return "", site.span.id
    return elsewhere(one.mark, wrong), ""


def _may_be_said(
    one: Placed, why: str, evidence: Evidence, text: str, grounded: Sequence[Mark]
) -> bool:
    """Whether the guest said it, or it follows from what is shown or from what day it is."""
    if why.endswith(NOWHERE) and _computed(one.mark, grounded, text):
        return True
    if one.mark.kind == "number" and not why.endswith(NOWHERE):
        return False
    return _said_otherwise(one, evidence, text)


def _candidates(mark: Mark, evidence: Evidence) -> Iterator[Site]:
    for sites in evidence.sites.values():
        for site in sites:
            if mark.kind in ("weekday", "month"):
                if mark.values & (site.days | site.months) and site.mark.kind == mark.kind:
                    yield site
            elif mark.values & site.mark.values and _same_unit(mark, site, evidence):
                yield site


def _out_of_frame(
    one: Placed, sites: Sequence[Site], framed: Sequence[str], evidence: Evidence
) -> Site | None:
    """A sentence that repeats a line word for word must repeat its figures too."""
    alike = {site.line for site in evidence.sites.get(one.mark.kind, ())}
    repeated = [line for line in framed if line in alike]
    if not repeated or any(site.line in repeated for site in sites):
        return None
    return replace(sites[0], line=repeated[0])


def _of_its_kind(one: Placed, sites: list[Site], evidence: Evidence) -> list[Site]:
    """Of a number only the places that count the same thing, where the sources count it at all:
    "7 lanes" does not stand on seven rooms."""
    if not any(value.startswith("n:") for value in one.mark.values) or one.mark.kind == "money":
        return sites
    counted = {
        key
        for kind in ("number", "clock")
        for site in evidence.sites.get(kind, ())
        for key in site.placed.beside & one.beside
        if not key.startswith("n:")
    }
    if not counted:
        return sites
    return [
        site
        for site in sites
        if site.placed.beside & counted or any(keys & counted for keys in site.placed.near)
    ]


def _same_unit(mark: Mark, site: Site, evidence: Evidence) -> bool:
    if mark.kind != "money" or not mark.unit:
        return True
    if site.mark.unit:
        return site.mark.unit == mark.unit
    # A price without a sign is in the currency of the others.
    return mark.unit in evidence.currencies and site.line not in evidence.signed


def _wrong_role(
    one: Placed,
    sites: Sequence[Site],
    evidence: Evidence,
    before: Weighed,
    told: frozenset[str],
) -> tuple[Site | None, Site]:
    """The place that must have been meant instead, or None and the place it stands on."""
    said = around(one, before)
    days = frozenset(day for site in sites for day in site.days)
    months = frozenset(month for site in sites for month in site.months)
    better: Site | None = None
    for site in sorted(sites, key=lambda site: -_fit(said, site)):
        if one.mark.kind in ("clock", "money") and not _holds_then(one, site, days, months):
            better = better or site
            continue
        if one.edge and site.placed.edge and one.edge != site.placed.edge:
            better = better or site
            continue
        rival = _rival(one, site, said, evidence, told)
        if rival is None:
            return None, site
        better = rival
    return better, sites[0]


def _holds_then(one: Placed, site: Site, days: frozenset[str], months: frozenset[str]) -> bool:
    """Whether the days and months it is said of are among those it stands for."""
    clock = one.mark.kind == "clock"
    if one.days and site.days and not (one.days <= days if clock else one.days & days):
        return False
    return not (one.months and site.months and not one.months <= months)


def around(one: Placed, before: Weighed) -> list[tuple[Keys, float]]:
    """The words around a mark in a reply, each with how much it counts."""
    found = dict(before)
    found |= dict.fromkeys(one.line, APART)
    found |= dict.fromkeys(one.near, 1.0)
    own = one.mark.values | one.mark.upto | {"!", "~"}
    if one.mark.kind in ("clock", "money"):
        own |= SAYS_NOTHING
        # Days it does not hold on are said of something else in the sentence.
        bound = one.days | one.months
        for keys in list(found):
            if not keys & bound and all(key[:3] in ("wd:", "mo:") for key in keys):
                del found[keys]
    if one.mark.kind == "date":
        return [pair for pair in found.items() if not any(key[:3] == "mo:" for key in pair[0])]
    return [(keys, weight) for keys, weight in found.items() if not keys & own]


def _fit(said: Weighed, site: Site) -> float:
    return sum(weight * site.holds(keys) for keys, weight in said)


def _rival(
    one: Placed, site: Site, said: Weighed, evidence: Evidence, told: frozenset[str]
) -> Site | None:
    """A place of the same kind with another value that fits so much better."""
    ours = [(keys, weight, site.holds(keys)) for keys, weight in said]
    nearest = [one for one in ours if one[1] == 1.0]
    kinds = ("money", "number") if one.mark.kind == "money" else (site.mark.kind,)
    for other in (site for kind in kinds for site in evidence.sites.get(kind, ())):
        if other is site or _agree(one.mark, other) or not _rivals(one.mark, other.mark):
            continue
        # Numbers that count different things are rivals only where all speaks for the other.
        alike = one.mark.kind != "number" or _counts_alike(one, other)
        gain = loss = 0.0
        # What is said elsewhere in the sentence is said of the other, where that is told too.
        for keys, weight, held in nearest if other.mark.values & told else ours:
            more = other.holds(keys) - held
            if more > SMALL:
                gain += weight * more
            elif more < -SMALL:
                loss -= weight * more
        if not alike:
            if gain >= UNLIKE_GAIN and loss * 4 < gain:
                return other
            continue
        if gain >= LEAST_GAIN and gain > OF_OURS * loss:
            return other
        if not loss and one.mark.kind == "money" and _more_exact(other, site, said):
            return other
    return None


def _counts_alike(one: Placed, other: Site) -> bool:
    """Of numbers only those that count the same thing are rivals, and years of years."""
    if one.mark.kind != "number":
        return False
    both_years = _is_year(one.mark) and _is_year(other.mark)
    return both_years or any(
        key[:2] != "n:" and key[:1] not in "!~" for key in one.beside & other.placed.beside
    )


def _more_exact(other: Site, site: Site, said: Weighed) -> bool:
    """Whether all that names the other's row is said, while our row is of something narrower:
    "Garlic Naan 2.50" is meant by "garlic naan", not "Garlic with Cheese Naan 2.95"."""
    words = frozenset(key for keys, _ in said for key in keys)

    def unsaid(one: Site) -> int:
        return sum(not keys & words for keys in one.named if not keys & one.mark.values)

    less = any(site.holds(keys) > other.holds(keys) for keys, _ in said)
    return not less and bool(other.named) and unsaid(other) == 0 < unsaid(site)


def _rivals(mark: Mark, other: Mark) -> bool:
    """A number that may also be a time is no rival of what is surely one, nor is one that is no
    price a rival of a price."""
    if mark.kind == "money":
        return other.kind == "money" or any(v[:2] == "m:" and "." in v for v in other.values)
    if mark.kind == "number" and _is_year(mark):
        return _is_year(other)
    return mark.kind != "clock" or len(mark.values) > 2 or "n:" not in "".join(other.values)


def _is_year(mark: Mark) -> bool:
    return any(1500 <= float(v[2:]) < 2100 for v in mark.values if v.startswith("n:"))


def _agree(mark: Mark, site: Site) -> bool:
    if mark.kind in ("weekday", "month"):
        return bool(mark.values & (site.days | site.months))
    return bool(mark.values & site.mark.values)


def _said_otherwise(one: Placed, evidence: Evidence, text: str) -> bool:
    """Whether the guest said it, or it follows from what day it is."""
    mark = one.mark
    if mark.values & evidence.guest_values:
        return True
    for value in mark.values:
        said = evidence.today.get(value)
        if (said == "year" and _in_a_date(mark, text)) or (
            said and said != "year" and language(evidence.lang).says(said, fold(text))
        ):
            return True
    return False


def _in_a_date(mark: Mark, text: str) -> bool:
    """Only behind a month: a house renovated this year is a claim."""
    before = marked(text[: mark.start + 1]).marks
    return any(one.kind in ("month", "date") and mark.start - one.end <= 3 for one in before)


def _computed(mark: Mark, grounded: Sequence[Mark], text: str) -> bool:
    """A product or a sum of figures that are shown beside it: "2 × 28 = 56"."""
    if mark.kind not in ("money", "number") or "=" not in text:
        return False
    value = _value(mark)
    parts = [_value(one) for one in grounded if one.kind in ("money", "number")]
    plus = "+" in text
    return any(
        abs((a + b if plus else a * b) - value) < 0.006
        for i, a in enumerate(parts)
        for b in parts[i + 1 :]
    )


def _value(mark: Mark) -> float:
    return next((float(v[2:]) for v in mark.values if v[:2] in ("m:", "n:")), 0.0)


def elsewhere(mark: Mark, rival: Site) -> str:
    line = rival.line if len(rival.line) <= 160 else rival.line[:159] + "…"
    return f"this {mark.kind} stands for something else; the source says: {line}"
