"""Structured mode's first look at a turn that may go to a model: several questions in one breath
are left whole, for taking them apart costs as much again and a model needs it not."""

from __future__ import annotations

from agent.composer import Answer, Turn
from agent.modes.structured import StructuredComposer
from agent.phrases import Phrases


class BriefComposer(StructuredComposer):
    """What it says of several questions is not for a guest."""

    def _by_parts(self, answer: Answer, turn: Turn, said: Phrases) -> Answer:
        return answer
