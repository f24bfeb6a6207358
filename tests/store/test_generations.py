from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import func, select

from store import generations, library, search
from store.db import Store
from store.errors import Conflict, NotFound
from store.invariants import check
from store.tables import Document, Vector, utcnow
from tests.store.papers import MODEL, built, document, published, source, texts, vector


def words(store: Store, generation_id: int, *asked: str) -> set[str]:
    with store.reading() as tx:
        hits = search.by_words(tx, generation_id, asked)
        found = search.fetch(tx, [hit.passage_id for hit in hits])
        return {row.passage.text for row in found.values()}


def test_guests_see_nothing_of_a_generation_before_it_is_published(store: Store) -> None:
    origin = source(store)
    first = published(store, origin, document("/a", "Dogs are welcome."))

    with store.writing() as tx:
        second = built(tx, origin, [document("/a", "Dogs are not welcome.")])
    assert texts(store) == ["Dogs are welcome."]
    assert words(store, first.id, "dogs") == {"Dogs are welcome."}
    with store.writing() as tx:
        generation = generations.find(tx, second.id)
        generations.index(tx, generation)
    assert texts(store) == ["Dogs are welcome."]

    with store.writing() as tx:
        generations.publish(tx, generations.find(tx, second.id))

    assert texts(store) == ["Dogs are not welcome."]
    assert check(store) == []


def test_an_unchanged_page_costs_one_row_of_membership(store: Store) -> None:
    origin = source(store)
    published(store, origin, document("/a", "Dogs are welcome."), document("/b", "Open daily."))

    with store.writing() as tx:
        generation = generations.begin(tx, "w", MODEL, resume_key="k")
        for known in library.documents(tx, generation.based_on):
            library.keep_document(tx, generation, known)
            library.keep_document(tx, generation, known)
        assert generations.same_members(tx, generation.based_on, generation.id)

    with store.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(Document)) == 2


def test_going_back_brings_the_former_knowledge_and_its_indexes(store: Store) -> None:
    origin = source(store)
    first = published(store, origin, document("/a", "Dogs are welcome."))
    second = published(store, origin, document("/a", "Dogs are not welcome."))

    with store.writing() as tx:
        assert generations.rollback(tx).id == first.id
    assert texts(store) == ["Dogs are welcome."]
    assert words(store, first.id, "welcome") == {"Dogs are welcome."}
    with store.writing() as tx:
        assert generations.rollback(tx, second.id).id == second.id

    assert texts(store) == ["Dogs are not welcome."]
    assert check(store) == []


def test_there_is_no_way_back_before_the_first(store: Store) -> None:
    published(store, source(store), document("/a", "Dogs are welcome."))

    with pytest.raises(NotFound, match="no earlier generation"), store.writing() as tx:
        generations.rollback(tx)
    with pytest.raises(NotFound), store.writing() as tx:
        generations.rollback(tx, 99)


def test_what_no_generation_holds_is_swept_away(store: Store) -> None:
    origin = source(store)
    for number in range(6):
        published(store, origin, document("/a", f"Edition {number}."), keep=2)

    with store.reading() as tx:
        kept = [g.state for g in generations.listed(tx)]
        held = tx.scalar(select(func.count()).select_from(Document))
        vectors = tx.scalar(select(func.count()).select_from(Vector))
    assert kept == ["published", "retired", "retired"]
    assert (held, vectors) == (3, 3)
    assert check(store) == []


def test_a_killed_ingest_is_gone_on_with_by_the_same_work_only(store: Store) -> None:
    origin = source(store)
    with store.writing() as tx:
        first = built(tx, origin, [document("/a", "Half.")], worker="dead", resume_key="site")
    later = utcnow() + timedelta(minutes=3)

    with store.writing() as tx:
        again = generations.begin(tx, "alive", MODEL, resume_key="site", now=later)
        assert again.id == first.id
        assert [d.address for d in library.documents(tx, again.id)] == ["/a"]
    with store.writing() as tx:
        other = generations.begin(
            tx, "other", MODEL, resume_key="file", now=later + timedelta(minutes=3)
        )
        assert other.id != first.id
        assert generations.find(tx, first.id).state == "abandoned"
        assert tx.scalar(select(func.count()).select_from(Document)) == 0


def test_while_one_ingest_is_alive_another_is_refused(store: Store) -> None:
    with store.writing() as tx:
        generations.begin(tx, "first", MODEL, resume_key="site")

    with pytest.raises(Conflict, match="Another ingest"), store.writing() as tx:
        generations.begin(tx, "second", MODEL, resume_key="site")
    with store.writing() as tx:
        generations.release_building(tx)
        assert generations.begin(tx, "second", MODEL, resume_key="site").leased_by == "second"


def test_an_ingest_that_was_overtaken_cannot_write_any_more(store: Store) -> None:
    with store.writing() as tx:
        generation = generations.begin(tx, "first", MODEL, resume_key="site")
        generations.keep_alive(tx, generation.id, "first", {"page": 3})
        generations.release_building(tx)
        generations.begin(tx, "second", MODEL, resume_key="site")

    with pytest.raises(Conflict, match="overtaken"), store.writing() as tx:
        generations.keep_alive(tx, generation.id, "first")
    with store.reading() as tx:
        assert generations.find(tx, generation.id).progress["page"] == 3


def test_what_grew_from_outdated_knowledge_is_not_published(store: Store) -> None:
    origin = source(store)
    first = published(store, origin, document("/a", "One."))
    published(store, origin, document("/a", "Two."))
    with store.writing() as tx:
        third = built(tx, origin, [document("/a", "Three.")])
        generations.index(tx, third)
        generations.rollback(tx, first.id)

    with pytest.raises(Conflict, match="changed while this was built"), store.writing() as tx:
        generations.publish(tx, generations.find(tx, third.id))
    with pytest.raises(Conflict), store.writing() as tx:
        generations.rollback(tx, third.id)


def test_a_generation_still_being_built_cannot_be_published(store: Store) -> None:
    origin = source(store)
    with store.writing() as tx:
        generation = built(tx, origin, [document("/a", "Half.")])

    with pytest.raises(Conflict, match="building"), store.writing() as tx:
        generations.publish(tx, generations.find(tx, generation.id))


def test_a_diff_names_what_came_went_and_changed(store: Store) -> None:
    origin = source(store)
    old = published(store, origin, document("/a", "One."), document("/b", "Two."))
    new = published(store, origin, document("/b", "Three."), document("/c", "Four."))

    with store.reading() as tx:
        found = generations.diff(tx, old.id, new.id)

    assert {kind: [page["address"] for page in pages] for kind, pages in found.items()} == {
        "added": ["/c"],
        "removed": ["/a"],
        "changed": ["/b"],
    }


def test_words_find_passages_without_accents_and_never_break_on_what_is_asked(
    store: Store,
) -> None:
    generation = published(store, source(store), document("/a", "Crème brûlée", "Tea, £3"))

    assert words(store, generation.id, "creme") == {"Crème brûlée"}
    assert words(store, generation.id, "£3", "NEAR(", '"', "*", "AND") == {"Tea, £3"}
    assert words(store, generation.id) == set()


def test_meaning_finds_the_nearest_by_heading_or_by_body(store: Store) -> None:
    origin = source(store)
    new = document("/a", "Sole", "Tea", heading="Dinner")
    with store.writing() as tx:
        generation = generations.begin(tx, "w", MODEL, resume_key="k")
        kept = library.put_document(tx, generation, origin, new)
        tx.flush()
        by_text = {"Sole": (1.0, 0.0), "Tea": (0.0, 1.0), "Dinner": (1.0, 1.0)}
        library.put_vectors(
            tx, MODEL, {library.text_key(t): vector(*xy) for t, xy in by_text.items()}
        )
        generations.index(tx, generation)
        hits = search.by_meaning(tx, generation.id, MODEL, np.array([1, 0], np.float32))
        exact = search._nearest_exactly(tx, generation.id, MODEL, np.array([1, 0], np.float32), 10)
        found = search.fetch(tx, [hit.passage_id for hit in hits])

    assert kept.id
    assert [found[hit.passage_id].passage.text for hit in hits] == ["Sole", "Tea"]
    assert [round(hit.score, 3) for hit in hits] == [1.0, 0.707]
    assert [round(score, 3) for _, score in exact] == [1.0, 0.707, 0.0]


def test_what_is_for_staff_only_is_never_found_for_guests(store: Store) -> None:
    origin = source(store)
    with store.writing() as tx:
        library.find_source(tx, str(origin.id)).audience = "staff"
    generation = published(store, origin, document("/a", "The safe's code is 4711."))

    assert words(store, generation.id, "code") == set()
    with store.reading() as tx:
        hits = search.by_meaning(tx, generation.id, MODEL, np.array([1, 1], np.float32))
        assert search.fetch(tx, [hit.passage_id for hit in hits]) == {}


def test_equal_texts_are_embedded_once(store: Store) -> None:
    origin = source(store)

    published(store, origin, document("/a", "Open daily."), document("/b", "Open daily."))

    with store.reading() as tx:
        assert tx.scalar(select(func.count()).select_from(Vector)) == 1


def test_a_source_is_found_by_number_address_or_label(store: Store) -> None:
    origin = source(store)

    with store.writing() as tx:
        library.find_source(tx, str(origin.id)).label = "Our site"
    with store.reading() as tx:
        for name in (str(origin.id), origin.address, "Our site"):
            assert library.find_source(tx, name).id == origin.id
        with pytest.raises(NotFound, match="no source 'nowhere'"):
            library.find_source(tx, "nowhere")


def test_a_source_with_knowledge_is_not_discarded(store: Store) -> None:
    origin = source(store)
    published(store, origin, document("/a", "Open daily."))

    with pytest.raises(Conflict), store.writing() as tx:
        library.discard_source(tx, library.find_source(tx, str(origin.id)))


def test_totals_count_one_source_or_all(store: Store) -> None:
    first, second = source(store), source(store, "file.txt")
    published(store, first, document("/a", "One.", "Two."))
    generation = published(store, second, document("file.txt", "Three."))

    with store.reading() as tx:
        assert library.totals(tx, generation.id)["passages"] == 3
        assert library.totals(tx, generation.id, first.id) == {
            "documents": 1,
            "passages": 2,
            "facts": 0,
        }
        assert generations.counts(tx, generation.id) == {"documents": 2, "passages": 3}
