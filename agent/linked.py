"""Pages a site has in several languages: guests are told from the one in theirs.

    twins    passages that say in the guest's language what another says, by their figures and place
    told     of two twins that were both found, the guest's own, with the better of their scores
    known    facts, those of the guest's pages first; one that only the other page states is quoted
             from the guest's, where a line of it has the same figures

Where the page in the guest's language does not say it, the other one does: better in a foreign
language than not at all. What belongs together, the site itself must have said (`store/versions`).
"""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, TypeVar

from store import library, versions
from store.db import Tx
from store.tables import Document, Passage

# A twin must share the question's words nearly as well: else the language was guessed wrongly.
SHARE = 0.4

_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.h](\d\d))?\s?(?:([ap])\.?m\b\.?|uhr\b|h\b|uur\b)|\b(\d{1,2})[:h](\d\d)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"\n|(?<=[.!?])\s+(?=[^\W\d_a-z])")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
# What a value is called differs from language to language; what it is does not.
_CALLED = frozenset({"item", "subject", "label", "said", "text", "unit", "scope", "season"})


class Stated(Protocol):
    """A fact with the page it was read from."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def value(self) -> dict[str, object]: ...
    @property
    def text(self) -> str: ...
    @property
    def address(self) -> str: ...


Known = TypeVar("Known", bound=Stated)


class Found(Protocol):
    """A passage that was found."""

    @property
    def passage_id(self) -> int: ...


Piece = TypeVar("Piece", bound=Found)


class _Piece(NamedTuple):
    """What of a passage is the same in every language."""

    id: int
    kind: str
    figures: tuple[str, ...]


class _Page(NamedTuple):
    """A page in the guest's language, with its lines by their figures; none for lines alike."""

    address: str
    title: str
    lines: dict[tuple[str, ...], _Line | None]


class _Line(NamedTuple):
    text: str
    heading: str
    page: int | None


class _Pairs(NamedTuple):
    """Passages, and addresses of pages, in another language; each with the guest's own."""

    passages: dict[int, int]
    pages: dict[str, _Page]


class Linked:
    """Of one generation, whose pages and facts never change: looked through once for each
    language."""

    def __init__(self) -> None:
        self._pairs: dict[str, _Pairs] = {}
        self._known: dict[str, Mapping[str, Sequence[Any]]] = {}
        self._lock = threading.Lock()

    def twins(self, tx: Tx, generation_id: int, lang: str) -> dict[int, int]:
        return self._of(tx, generation_id, lang).passages

    def known(
        self, tx: Tx, generation_id: int, lang: str, facts: Mapping[str, Sequence[Known]]
    ) -> Mapping[str, Sequence[Known]]:
        """The same facts, those of the guest's pages first. None is left out: what the owner
        decided between two values is about all places that state them."""
        own = self._of(tx, generation_id, lang).pages
        if not own:
            return facts
        found = self._known.get(lang)
        if found is None:
            found = {kind: _own_first(known, own) for kind, known in facts.items()}
            self._known[lang] = found
        return found

    def _of(self, tx: Tx, generation_id: int, lang: str) -> _Pairs:
        with self._lock:
            found = self._pairs.get(lang)
            if found is None:
                found = self._pairs[lang] = _pairs(tx, generation_id, lang)
        return found


def told(
    found: Sequence[Piece],
    cosines: Sequence[float],
    words: Mapping[int, float],
    twins: Mapping[int, int],
) -> tuple[list[Piece], list[float], dict[int, float]]:
    """Of two that say the same only the guest's own, with the better of their scores."""
    near = {one.passage_id: cosine for one, cosine in zip(found, cosines, strict=True)}
    shared = dict(words)
    for other, own in twins.items():
        if other not in near or own not in near:
            continue
        if shared.get(own, 0.0) < SHARE * shared.get(other, 0.0):
            continue
        near[own] = max(near[own], near.pop(other))
        shared[own] = max(shared.get(own, 0.0), shared.get(other, 0.0))
    kept = [one for one in found if one.passage_id in near]
    return kept, [near[one.passage_id] for one in kept], shared


# --- which belong together ------------------------------------------------------------------


def _pairs(tx: Tx, generation_id: int, lang: str) -> _Pairs:
    versions_of = versions.in_language(tx, generation_id, lang)
    if not versions_of:
        return _Pairs({}, {})
    wanted = {*versions_of, *versions_of.values()}
    passages: dict[int, list[Passage]] = defaultdict(list)
    documents: dict[int, Document] = {}
    for passage, document, _ in library.passages(tx, generation_id):
        if document.id in wanted:
            passages[document.id].append(passage)
            documents[document.id] = document
    twins: dict[int, int] = {}
    pages: dict[str, _Page] = {}
    for other, own in versions_of.items():
        if other not in documents or own not in documents:
            continue
        there, here = documents[other], documents[own]
        # Only within one source: another may be for staff alone.
        if there.source_id == here.source_id:
            twins |= _twins(_pieces(passages[other]), _pieces(passages[own]))
            pages[there.address] = _Page(here.address, here.title, _lines(passages[own]))
    return _Pairs(twins, pages)


def _pieces(passages: Iterable[Passage]) -> list[_Piece]:
    return [_Piece(p.id, p.kind, figures(f"{p.heading} {p.text}")) for p in passages]


def _lines(passages: Iterable[Passage]) -> dict[tuple[str, ...], _Line | None]:
    found: dict[tuple[str, ...], _Line | None] = {}
    # A list says again, all at once, what each of its rows says.
    for passage in sorted(passages, key=lambda one: one.kind == "list"):
        for text in _SENTENCES.split(passage.text):
            key, line = tuple(sorted(figures(text))), _Line(text, passage.heading, passage.page)
            before = found.get(key)
            if key and key not in found:
                found[key] = line
            elif before is not None and before.text != text and passage.kind != "list":
                found[key] = None
    return found


def _twins(others: Sequence[_Piece], owns: Sequence[_Piece]) -> dict[int, int]:
    """By place, where both pages are built alike; else by figures that stand once in each."""
    if [one.kind for one in others] == [one.kind for one in owns]:
        pairs = zip(others, owns, strict=True)
        return {a.id: b.id for a, b in pairs if Counter(a.figures) == Counter(b.figures)}
    by_figures = _once(owns)
    return {one.id: by_figures[key].id for key, one in _once(others).items() if key in by_figures}


def _once(pieces: Iterable[_Piece]) -> dict[tuple[str, tuple[str, ...]], _Piece]:
    found: dict[tuple[str, tuple[str, ...]], list[_Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.figures:
            found[piece.kind, tuple(sorted(piece.figures))].append(piece)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def figures(text: str) -> tuple[str, ...]:
    """The figures of a text, however a language writes them: 3 pm is 15, and 1.200,00 is 1200."""
    times = [_hour(*match.groups()) for match in _CLOCK.finditer(text)]
    rest = _FIGURE.findall(_CLOCK.sub(" ", text))
    return (*times, *map(_amount, rest))


def _hour(
    hour: str | None, minute: str | None, half: str | None, plain: str | None, after: str | None
) -> str:
    value = int(hour or plain or 0)
    if half:
        value = value % 12 + (12 if half.lower() == "p" else 0)
    minutes = minute or after or "00"
    # "von 16 bis 21 Uhr" has one hour that does not look like one.
    return str(value) if minutes == "00" else f"{value}:{minutes}"


def _amount(figure: str) -> str:
    if _THOUSANDS.fullmatch(figure):
        return re.sub(r"[.,]", "", figure)
    whole, point, cents = figure.replace(",", ".").rpartition(".")
    if not point:
        return cents
    whole = whole.replace(".", "")
    return whole if not cents.strip("0") else f"{whole}.{cents.rstrip('0')}"


# --- facts ----------------------------------------------------------------------------------


def _own_first(known: Sequence[Known], pages: Mapping[str, _Page]) -> tuple[Known, ...]:
    own = {page.address for page in pages.values()}
    left = Counter(_core(fact, fact.address) for fact in known if fact.address in own)
    first: list[Known] = []
    last: list[Known] = []
    for fact in known:
        page = pages.get(fact.address)
        if page is None:
            first.append(fact)
        elif left[core := _core(fact, page.address)]:
            left[core] -= 1
            last.append(fact)
        elif (quoted := _quoted_from(fact, page)) is not None:
            first.append(quoted)
            last.append(fact)
        else:
            first.append(fact)
    return (*first, *last)


def _core(fact: Stated, address: str) -> tuple[str, str, bool, str]:
    """A fact without what it is called, as the page at `address` would state it."""
    value = sorted((name, str(said)) for name, said in fact.value.items() if name not in _CALLED)
    return (address, fact.kind, bool(fact.subject), repr(value))


def _quoted_from(fact: Known, page: _Page) -> Known | None:
    """The same fact in the words of the guest's page; None where no line has its figures."""
    line = page.lines.get(tuple(sorted(figures(fact.text))))
    if line is None:
        return None
    # `Known` is any dataclass that states a fact, which a bound of a type variable cannot say.
    changed: Any = replace(
        fact,  # type: ignore[type-var]
        text=line.text,
        heading=line.heading,
        page=line.page,
        address=page.address,
        title=page.title,
    )
    found: Known = changed
    return found
