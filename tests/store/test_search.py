from __future__ import annotations

import numpy as np
import pytest

from store import generations, library, search
from store.db import Store
from store.library import text_key
from tests.store.papers import MODEL, built, document, source, vector


@pytest.fixture
def generation_id(store: Store) -> int:
    origin = source(store)
    with store.writing() as tx:
        papers = [
            document("/food", "Breakfast is at seven", "The bar opens at six", heading="Food"),
            document("/dogs", "Für Hunde 5 € am Tag", heading="Straße"),
        ]
        library.put_vectors(
            tx,
            MODEL,
            {
                text_key("Breakfast is at seven"): vector(1, 0),
                text_key("The bar opens at six"): vector(1, 1),
                text_key("Für Hunde 5 € am Tag"): vector(0, 1),
                text_key("Food"): vector(-1, 1),
                text_key("Straße"): vector(-1, 1),
            },
        )
        generation = built(tx, origin, papers)
        generations.index(tx, generation)
        generations.publish(tx, generation)
        return generation.id


def texts(store: Store, hits: list[search.Hit]) -> list[str]:
    with store.reading() as tx:
        found = search.fetch(tx, [hit.passage_id for hit in hits])
    return [found[hit.passage_id].passage.text for hit in hits]


def test_words_are_found_without_accents_or_case(store: Store, generation_id: int) -> None:
    with store.reading() as tx:
        hits = search.by_words(tx, generation_id, ["fur", "HUNDE"])

    assert texts(store, hits) == ["Für Hunde 5 € am Tag"]


def test_the_nearest_meaning_comes_first(store: Store, generation_id: int) -> None:
    with store.reading() as tx:
        hits = search.by_meaning(tx, generation_id, MODEL, np.array([1, 0], np.float32), 10)

    assert texts(store, hits)[:2] == ["Breakfast is at seven", "The bar opens at six"]
    assert hits[0].score == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("word", ['"', "a OR b", "NEAR(x", "*", "body:", "-", "'; --", "\x00"])
def test_no_word_is_read_as_a_query(store: Store, generation_id: int, word: str) -> None:
    with store.reading() as tx:
        assert isinstance(search.by_words(tx, generation_id, [word, "breakfast"]), list)


def test_the_vocabulary_counts_in_how_many_passages_a_word_stands(
    store: Store, generation_id: int
) -> None:
    with store.reading() as tx:
        words = search.vocabulary(tx, generation_id)

    assert words["at"] == 2
    assert words["hunde"] == 1
    assert "straße" in words or "strasse" in words


def test_the_vocabulary_can_be_read_again_and_by_two_readers(
    store: Store, generation_id: int
) -> None:
    with store.reading() as one, store.reading() as other:
        assert search.vocabulary(one, generation_id) == search.vocabulary(other, generation_id)
        assert search.vocabulary(one, generation_id)


def test_a_generation_without_an_index_has_no_vocabulary(store: Store) -> None:
    with store.reading() as tx:
        assert search.vocabulary(tx, 99) == {}


def test_vectors_are_handed_out_by_the_text_they_belong_to(
    store: Store, generation_id: int
) -> None:
    key = text_key("Breakfast is at seven")

    with store.reading() as tx:
        found = search.vectors(tx, MODEL, [key, "unknown", ""])
        other_model = search.vectors(tx, "another", [key])

    assert list(found) == [key]
    assert found[key].tolist() == [1.0, 0.0]
    assert other_model == {}
