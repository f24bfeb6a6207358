"""Verbs by their root: who asks "riparate scarpe?" is answered by "ripariamo".

The stemmer is made for nouns and one for all languages; verbs change their endings more, and in
each language otherwise. Only verbs whose infinitive stands in the lexicon are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_INFINITIVES = {
    "es": (("ar", "er", "ir"), 4),
    "pt": (("ar", "er", "ir"), 4),
    "it": (("are", "ere", "ire"), 3),
    "fr": (("er", "ir"), 4),
    "de": (("en",), 4),
    "nl": (("en",), 4),
}
_SPANISH = (
    r"ar|er|ir|o|as?|amos|ais|an|es?|emos|eis|en|imos|is|ad[oa]s?|id[oa]s?|ando|iendo|ar(?:a|an|e)"
    r"|er(?:a|an|e)|ir(?:a|an|e)"
)
_FORMS = {
    "es": re.compile(_SPANISH),
    "pt": re.compile(rf"{_SPANISH}|am|em|ei|ou|aram|eram"),
    "it": re.compile(
        r"are|ere|ire|o|i|a|e|iamo|ate|ete|ite|ano|ono|at[oaie]|ut[oaie]|it[oaie]|ando|endo"
    ),
    "fr": re.compile(r"er|ir|es?|ons|ez|ent|ees?|ant|ait|is|it|issons|issez|issent"),
    "de": re.compile(r"en|e|e?st|e?t|e?te|e?ten|end|ung|ungen"),
    "nl": re.compile(r"en|t|de|te|den|ten|ing"),
}
_LONGEST_FORM = 7


def root_of(infinitive: str, lang: str) -> str:
    """What stays the same of a folded infinitive; "" when it is none that is long enough."""
    endings, least = _INFINITIVES.get(lang, ((), 0))
    for ending in endings:
        root = infinitive.removesuffix(ending)
        if root != infinitive and len(root) >= least and infinitive.isalpha():
            return root
    return ""


def roots_in(word: str, lang: str) -> Iterator[str]:
    """Every root that a folded word may be a form of, the longest first."""
    forms = _FORMS.get(lang)
    if forms is None or not word.isalpha():
        return
    for size in range(1, min(_LONGEST_FORM, len(word) - 3) + 1):
        if forms.fullmatch(word[-size:]):
            yield word[:-size]


def is_form(word: str, root: str, lang: str) -> bool:
    forms = _FORMS.get(lang)
    return forms is not None and forms.fullmatch(word[len(root) :]) is not None
