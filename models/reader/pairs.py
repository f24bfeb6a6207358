"""A question and a passage as one row of word numbers: [CLS] question [SEP] passage [SEP]."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST_QUESTION = 40
CLS, SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Pair:
    """`kinds` are 0 for the question, 1 for the passage."""

    ids: list[int]
    kinds: list[int]


def encoder(longest: int) -> Tokenizer:
    """The embedder's tokenizer, cutting texts that no pair has room for, however long they are."""
    from tokenizers import Tokenizer

    shared = files("models.minilm") / "tokenizer.json"
    words = Tokenizer.from_str(shared.read_text("utf-8"))
    words.enable_truncation(longest)
    words.no_padding()
    return words


def pair_of(words: Tokenizer, question: str, passage: str, longest: int) -> Pair:
    asked: list[int] = words.encode(question, add_special_tokens=False).ids
    given: list[int] = words.encode(passage, add_special_tokens=False).ids
    return joined(asked, given, longest)


def joined(asked: list[int], given: list[int], longest: int) -> Pair:
    """The question keeps its first 40 tokens, the passage what is left of `longest`."""
    first = [CLS, *asked[:LONGEST_QUESTION], SEP]
    second = [*given[: longest - len(first) - 1], SEP]
    return Pair([*first, *second], [0] * len(first) + [1] * len(second))
