"""Another embedder: the old knowledge answers until every text has its new vector."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from agent.house import phrased, write_answer
from agent.recall import Recall
from agent.understand import understand
from ingest import embed
from ingest.reembed import reembed
from ingest.run import remove_source
from models.following import Following
from models.protocols import Embedder, Vectors
from store import generations, library
from store.db import Store
from store.errors import Invalid, NotFound, Unavailable
from store.invariants import check
from store.settings import Settings
from tests.fakes import LetterEmbedder
from tests.ingest.house import Ingest
from tests.websites import Website

SPA = "When is the spa open?"


class Wide(LetterEmbedder):
    """Another model with vectors of another size, which may fall silent after some batches."""

    name = "wide"
    dimensions = 16
    batches = 99

    def vectors(self, texts: Sequence[str]) -> Vectors:
        if not self.batches:
            raise Unavailable("It fell silent.")
        self.batches -= 1
        return super().vectors(texts)

    def query(self, text: str) -> Vectors:
        half = super().query(text)
        whole: Vectors = (np.concatenate([half, half]) / np.sqrt(2)).astype(np.float32)
        return whole


def model_of_published(store: Store) -> str:
    with store.reading() as tx:
        published = generations.published_id(tx)
        assert published
        return generations.find(tx, published).model


def test_the_same_documents_get_the_new_models_vectors(
    run: Ingest, folder: Path, settings: Settings
) -> None:
    run(folder)
    before = run.knows()

    summary = reembed(run.store, Wide(), settings)

    assert summary.changed
    assert (run.published(), model_of_published(run.store)) == (2, "wide")
    assert run.knows() == before
    with run.store.reading() as tx:
        assert library.unembedded(tx, 2, "wide") == []
        assert (library.vector_size(tx, "wide"), library.vector_size(tx, "letters")) == (16, 8)
    assert check(run.store) == []
    assert not reembed(run.store, Wide(), settings).changed


def test_one_that_broke_off_goes_on_and_the_old_model_answers_meanwhile(
    run: Ingest, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        (folder / f"{number}.txt").write_text(f"House rule {number}: be kind to guest {number}.\n")
    run(folder)
    monkeypatch.setattr(embed, "BATCH", 4)
    silent = Wide()
    silent.batches = 1
    with pytest.raises(Unavailable):
        reembed(run.store, silent, settings)
    assert (run.published(), model_of_published(run.store)) == (1, "letters")

    again = Wide()
    reembed(run.store, again, settings)

    assert model_of_published(run.store) == "wide"
    assert set(again.embedded).isdisjoint(silent.embedded)
    assert check(run.store) == []


def test_questions_go_to_the_published_model_and_to_words_when_it_is_away(
    run: Ingest, folder: Path, settings: Settings
) -> None:
    run(folder)
    known: dict[str, Embedder] = {"letters": run.embedder, "wide": Wide()}
    following = Following(
        lambda: model_of_published(run.store),
        known.__getitem__,
        lambda model: known[model].dimensions,
    )
    recall = Recall(run.store, following, "Seaview")
    asked = understand(SPA, date(2026, 11, 20))

    assert any("spa" in c.scrap.text for c in recall.look_up(SPA, asked).candidates)
    reembed(run.store, Wide(), settings)
    found = recall.look_up(SPA, asked)
    assert {len(v) for c in found.candidates for v in c.scrap.vectors} == {16}

    known["wide"] = Wide()
    following.of("wide")._embedder = Away()
    found = recall.look_up("Is there butter with the sole?", asked)
    assert any("sole" in c.scrap.text or "spa" in c.scrap.text for c in found.candidates)
    assert {c.cosine for c in found.candidates} == {0.0}


class Away(Wide):
    def query(self, text: str) -> Vectors:
        raise Unavailable("Nobody is there.")


def test_a_model_that_changes_its_size_under_the_same_name_is_refused(
    run: Ingest, folder: Path
) -> None:
    run(folder)
    run.embedder = Wide()
    run.embedder.name = "letters"
    (folder / "new.txt").write_text("A sentence nobody wrote before.\n")

    with pytest.raises(Invalid, match="16 numbers, and gave 8"):
        run(folder)


def test_without_knowledge_there_is_nothing_to_embed(store: Store, settings: Settings) -> None:
    with pytest.raises(NotFound):
        reembed(store, Wide(), settings)


def test_taking_a_source_away_with_another_embedder_leaves_no_house_answer_behind(
    run: Ingest, folder: Path, site: Website
) -> None:
    run(folder, site.address)
    with run.store.writing() as tx:
        made = phrased(run.embedder, "Seaview", [SPA])
        write_answer(tx, run.embedder, made, SPA, "From nine.")

    remove_source(run.store, Wide(), run.settings, site.address)

    assert model_of_published(run.store) == "wide"
    with run.store.reading() as tx:
        assert library.unembedded_questions(tx, "wide") == []
