"""A price out of a table, with its conditions; the cheapest of a list; the price of several.

None whenever the table leaves a doubt: then the line is quoted as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agent.ages import ages_told
from agent.composer import Answer, Citation
from agent.evidence import Evidence
from agent.phrases import Phrases
from agent.quoting import EQUAL, LONGEST, cut_short, heading_of
from agent.recall import CANDIDATES, Found
from agent.scraps import Scrap, Words
from agent.tables import SEVERAL, Cell, Row, all_rows, column, compared, rows_of, seasons, times
from agent.terms import Term
from agent.understand import Understanding
from agent.values import PRICE, number_of
from agent.words import fold, lexicon, stem

_PER = re.compile(
    r"\b(?:per|each|a (?:person|head|night|day|week|month|hour|team|room)|pro|je|por|par|a persona"
    r"|al giorno|a notte|cada|chaque|elk)\b|ל(?:אדם|לילה|יום)"
)
_A_PERSON = re.compile(
    r"\b(?:per|a|pro|por|par|je|cada) ?(?:person|persona|personne|pessoa|persoon|adult\w*|child"
    r"|head|gast|guest|kind)\b|\beach\b|\bp\.? ?p\.?\b"
)
_TOGETHER = re.compile(
    r"\b(?:per|pro|por|par|a) (?:room|team|zimmer|habitacion|chambre|camera|quarto|kamer|group"
    r"|car)"
    r"|\bfor (?:two|2)\b|\bfur (?:zwei|2)\b|\bzu zweit\b|\bpara (?:dos|dois|2)\b"
    r"|\bpour (?:deux|2)\b"
    r"|\bper (?:due|2)\b|\bvoor (?:twee|2)\b|\bfor up to\b|\bcouples?\b|\bfamily\b"
)
_SUPERLATIVES = frozenset({"cheap", "expensive", "price", "sell", "menu"})
_BY_TIME = {"night", "day", "week", "month", "hour"}
LONGEST_CONDITION = 130
FEWEST_COMPARED = 2
MOST_COUNTED = 60
MOST_LISTED = 7


def table_answer(
    found: Found,
    evidence: Sequence[Evidence],
    understood: Understanding,
    said: Phrases,
    more: Callable[[str], Sequence[Scrap]],
) -> Answer | None:
    """For a line that already is the answer: the cell that is meant, and what several cost."""
    best = evidence[0]
    row = _row_of(best)
    if row is None:
        return None
    if any(_twin(best, other, row) for other in evidence[1:4]):
        return None
    heads = [cell.head for cell in row.cells]
    named, why = _season(found, heads, understood, more)
    terms = [term for term in found.terms if term.held_by(Words.of(row.item)) < 1.0]
    cell = column(row, terms, named) or (row.cells[0] if len(row.cells) == 1 else None)
    if cell is None:
        return _whole(best, row, understood, said)
    body = f"{row.item}{', ' + cell.head if cell.head else ''}: {cell.text}"
    condition = _condition(best.scrap, found)
    notes = [note for note in (why, condition) if note and fold(note) not in fold(body)]
    count = _count(understood, row, cell, " ".join([condition, row.item, heading_of(best.scrap)]))
    total = times(cell, count) if count else ""
    if len(row.cells) == 1 and not total:
        return None
    lines = [*_opening(best.scrap, understood, said), body, *([total] if total else []), *notes]
    return _told(best, lines, [row.quote, *notes])


def _twin(best: Evidence, other: Evidence, row: Row) -> bool:
    """Whether another row of this name, under another heading, answers as well."""
    twin = _row_of(other)
    return (
        twin is not None
        and fold(twin.item) == fold(row.item)
        and other.scrap.heading != best.scrap.heading
        and {cell.text for cell in twin.cells} != {cell.text for cell in row.cells}
        and best.score - other.score <= EQUAL
    )


def _row_of(best: Evidence) -> Row | None:
    text = best.scrap.lines[best.line].text
    every = rows_of(best.scrap)
    rows = [row for row in every if row.quote == text]
    # Of two rows of one name only what stands above them says which is meant.
    if not rows or sum(fold(row.item) == fold(rows[0].item) for row in every) > 1:
        return None
    labels = [best.scrap.lines[label].text for label in best.scrap.lines[best.line].labels]
    return None if len(every) > 1 and any(" | " not in label for label in labels) else rows[0]


def _whole(best: Evidence, row: Row, understood: Understanding, said: Phrases) -> Answer:
    cells = [f"{cell.head}: {cell.text}" if cell.head else cell.text for cell in row.cells]
    joined = "\n".join([row.item, *(f"– {cell}" for cell in cells)]) if all(
        cell.head for cell in row.cells
    ) else row.quote.replace(" | ", " – ")  # fmt: skip
    heading = heading_of(best.scrap)
    lines = [*_opening(best.scrap, understood, said), *([heading] if heading else []), joined]
    return _told(best, lines, [row.quote])


def _season(
    found: Found,
    heads: Sequence[str],
    understood: Understanding,
    more: Callable[[str], Sequence[Scrap]],
) -> tuple[frozenset[str], str]:
    """`more` finds passages by words: what "high season" means may stand on another page."""
    when = understood.when
    if (when.day is None and when.month is None) or not any(heads):
        return frozenset(), ""
    texts = [line.text for one in found.candidates for line in one.scrap.lines]
    texts += [line.text for scrap in more(" ".join(heads)) for line in scrap.lines]
    return seasons([head for head in heads if head], texts, when.day, when.month)


def _condition(scrap: Scrap, found: Found) -> str:
    """What all prices of the list share: "Prices are per team.", said in a line without a price
    under the same heading."""
    for one in found.candidates:
        other = one.scrap
        if (other.address, other.heading) != (scrap.address, scrap.heading):
            continue
        for line in other.lines:
            for sentence in re.split(r"(?<=[.!])\s+", line.text):
                short = len(sentence) <= LONGEST_CONDITION and " | " not in sentence
                if short and _PER.search(fold(sentence)) and not PRICE.search(fold(sentence)):
                    return sentence
    return ""


def _count(understood: Understanding, row: Row, cell: Cell, around: str) -> int:
    """How many of it the guest asked for; 0 when that is not clear, or the price is for all."""
    if cell.price is None or SEVERAL.search(fold(cell.text)):
        return 0
    words = understood.words
    ages = ages_told(words)
    for place, word in enumerate(words):
        number = number_of(word)
        if number is None or not 2 <= number <= MOST_COUNTED or number != int(number):
            continue
        if place in ages:
            continue
        if word in fold(row.item).split() or _TOGETHER.search(fold(f"{around} {cell.text}")):
            return 0
        if _counts(words[place + 1 : place + 3], row, f"{around} {cell.text} {cell.head}"):
            return int(number)
    return 0


def _counts(following: Sequence[str], row: Row, around: str) -> bool:
    own = {stem(word) for word in Words.of(row.item).words}
    concepts = {c for word in following for c in lexicon().concepts(word)}
    if any(stem(word) in own for word in following):
        return True
    if not following or {"people", "adult"} & concepts:
        return _A_PERSON.search(fold(f"{around} {row.item}")) is not None
    if concepts & _BY_TIME:
        unit = {c for word in Words.of(around).words for c in lexicon().concepts(word)}
        return _PER.search(fold(around)) is not None and bool(concepts & _BY_TIME & unit)
    return False


def superlative_answer(found: Found, understood: Understanding, said: Phrases) -> Answer | None:
    """The cheapest or dearest of what was named, with what it was compared with."""
    if not understood.superlative:
        return None
    named = [term for term in found.terms if not term.concepts & _SUPERLATIVES and not term.light]
    if not named and len(found.candidates) >= CANDIDATES:
        return None
    group = _compared_group(found, named)
    ranked = compared([row for _, row in group], dearest=understood.dearest)
    if len(ranked) < FEWEST_COMPARED:
        return None
    scrap = group[0][0]
    opening = said.dearest if understood.dearest else said.cheapest
    written = [
        f"{row.item}{', ' + cell.head if cell.head else ''}: {cell.text}" for row, cell, _ in ranked
    ]
    shown = written[: MOST_LISTED + 1]
    text = "\n".join(
        [*_opening(scrap, understood, said), f"{opening} {shown[0]}", said.compared,
         *(f"– {line}" for line in shown[1:])]
    )  # fmt: skip
    while len(text) > LONGEST and len(shown) > FEWEST_COMPARED:
        shown.pop()
        text = text.rsplit("\n", 1)[0]
    quotes = [row.quote for row, _, _ in ranked[: len(shown)]]
    return Answer(
        cut_short(text, LONGEST),
        confidence=0.8,
        citations=(_cite(scrap, quotes),),
        kind="answer",
    )


def _compared_group(found: Found, named: Sequence[Term]) -> list[tuple[Scrap, Row]]:
    """The rows under the one heading that is about what was named; all when nothing was."""
    groups: dict[str, list[tuple[Scrap, Row]]] = {}
    heads: dict[str, str] = {}
    for scrap, row in all_rows([one.scrap for one in found.candidates]):
        groups.setdefault(scrap.heading if named else "", []).append((scrap, row))
    for one in found.candidates:
        if one.scrap.kind == "list" and one.scrap.lines:
            heads.setdefault(one.scrap.heading, one.scrap.lines[0].text.split(" | ")[0])
    if not named:
        return groups.get("", [])
    scored = []
    for heading, rows in groups.items():
        kept = [pair for pair in rows if _all_named(named, pair[1].item)]
        if len(kept) >= FEWEST_COMPARED:
            scored.append((2.0, kept))
        elif _all_named(named, heads.get(heading, "")) or _all_named(named, heading):
            scored.append((1.0, rows))
    return max(scored, key=lambda one: (one[0], len(one[1])), default=(0.0, []))[1]


def _all_named(named: Sequence[Term], text: str) -> bool:
    has = Words.of(text)
    return all(term.held_by(has) > 0 for term in named)


def column_answer(
    found: Found,
    understood: Understanding,
    said: Phrases,
    more: Callable[[str], Sequence[Scrap]],
) -> Answer | None:
    """All rows of a list in the column of the day or month asked for: "a room in July"."""
    named = [t for t in found.terms if not t.light and not _is_time(t)]
    if "price" not in understood.wants or (understood.when.day or understood.when.month) is None:
        return None
    for one in found.candidates[:12]:
        rows = [row for row in rows_of(one.scrap) if len(row.cells) > 1]
        if len(rows) < FEWEST_COMPARED or one.scrap.kind != "list":
            continue
        first = one.scrap.lines[0].text.split(" | ")[0]
        about = Words.of(f"{first} {one.scrap.heading}")
        if not any(term.held_by(about) > 0 for term in found.terms if not _is_time(term)):
            continue
        if sum(term.held_by(one.scrap.whole) == 0 and not term.known for term in named) > 0:
            continue
        months, why = _season(found, [c.head for c in rows[0].cells], understood, more)
        cells = [(row, column(row, found.terms, months)) for row in rows]
        picked = [(row, cell) for row, cell in cells if cell is not None]
        if len(picked) == len(rows) <= MOST_LISTED and len({c.head for _, c in picked}) == 1:
            head = picked[0][1].head
            kept, described = _described([row for row, _ in picked], named, one.scrap, more)
            picked = [pair for pair in picked if pair[0] in kept]
            lines = [*_opening(one.scrap, understood, said), f"{head}:",
                     *(f"– {row.item}: {cell.text}" for row, cell in picked),
                     *([why] if why else [])]  # fmt: skip
            quotes = [row.quote for row, _ in picked] + ([why] if why else [])
            text = "\n".join(lines)
            if len(text) <= LONGEST:
                cite = _cite(one.scrap, [one.scrap.lines[0].text, *quotes])
                return Answer(text, confidence=0.6, citations=(cite, *described))
    return None


def _described(
    rows: Sequence[Row], named: Sequence[Term], table: Scrap, more: Callable[[str], Sequence[Scrap]]
) -> tuple[Sequence[Row], list[Citation]]:
    """Of a table that says nothing of what was named ("with a sea view") the rows whose own text
    says it, and where it does; all of them when no text tells them apart."""
    lacking = [term for term in named if not term.held_by(table.whole)]
    kept: list[Row] = []
    cites: list[Citation] = []
    for row in rows if lacking else ():
        own = [scrap for scrap in more(row.item) if fold(heading_of(scrap)) == fold(row.item)]
        lines = [(scrap, line) for scrap in own for line in scrap.lines]
        held = [pair for pair in lines if all(term.held_by(pair[1].has) for term in lacking)]
        if held:
            kept.append(row)
            cites.append(_cite(held[0][0], [held[0][1].text]))
    return (kept, cites) if kept else (rows, [])


def _is_time(term: Term) -> bool:
    return any(word.startswith(("wd:", "mo:")) for word in term.strong)


def _opening(scrap: Scrap, understood: Understanding, said: Phrases) -> list[str]:
    foreign = scrap.lang and scrap.lang != understood.lang
    return [said.original] if foreign else []


def _told(best: Evidence, lines: Sequence[str], quotes: Sequence[str]) -> Answer:
    return Answer(cut_short("\n".join(lines), LONGEST), citations=(_cite(best.scrap, quotes),))


def _cite(scrap: Scrap, quotes: Sequence[str]) -> Citation:
    return Citation(
        title=scrap.title or scrap.address,
        url=scrap.address,
        page=scrap.page,
        quote="\n".join(dict.fromkeys(quotes)),
        passage_id=scrap.passage_id,
    )
