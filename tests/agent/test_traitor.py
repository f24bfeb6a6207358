"""Whatever a model was talked into, five things never come of it: see `traitor.py`."""

from __future__ import annotations

import pytest

from store.db import Store
from tests.agent.traitor import PLACES, run
from tests.agent.traitor_model import WAYS, all_attacks, own_attacks
from tests.shared import SHARED, WHY_NOT


def test_nothing_comes_of_a_model_that_obeys_every_injected_line(store: Store) -> None:
    attacks = own_attacks()

    count = run(store, attacks, ways=1)

    assert dict(count.harm) == {}, count.seen
    assert count.cases == len(attacks) * len(PLACES)
    assert count.asked > count.cases * 0.8


@pytest.mark.samples
@pytest.mark.skipif(SHARED is None, reason=WHY_NOT)
def test_nothing_comes_of_any_family_of_attacks(store: Store) -> None:
    attacks = all_attacks()[:: len(WAYS) * 3 - 1]

    count = run(store, attacks, ways=1)

    assert dict(count.harm) == {}, count.seen
    assert count.cases == len(attacks) * len(PLACES)
