"""What crosses the wire about the owner's own cases, and how they are answered today."""

from __future__ import annotations

from server.wire import Told


class VerdictOut(Told):
    """`verdict`: right, honest, wrong, invented or missed. `origin` is where the case came from."""

    question: str
    origin: str
    verdict: str
    answer: str
    confidence: float
    why: str = ""


class EvaluationOut(Told):
    """The worst first. `asked` of `cases`: a run asks so many at most, the oldest first."""

    cases: int
    asked: int
    right: int
    honest: int
    wrong: int
    invented: int
    missed: int
    results: list[VerdictOut]
