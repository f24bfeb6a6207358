from __future__ import annotations

import pytest

from models.registry import build_embedder
from store.errors import Invalid


def test_the_house_holds_one_embedder_however_often_it_is_asked_for() -> None:
    assert build_embedder() is build_embedder()
    assert build_embedder().dimensions == 384


def test_an_unknown_embedder_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(Invalid) as refused:
        build_embedder("word2vec")

    assert "minilm" in refused.value.hint
