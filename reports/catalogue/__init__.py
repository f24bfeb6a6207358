"""Every figure of the house, each defined once. Text, page, API, metrics and targets read these.

Conversations count on the day their guest's first message came, questions and messages on the day
they were said. All are told as they stood 72 hours after that day (`reports/facts.py`). A new
figure is one entry here; days that are kept get it when they are recomputed.
"""

from __future__ import annotations

from reports.catalogue.machines import MACHINES
from reports.catalogue.people import PEOPLE
from reports.catalogue.questions import QUESTIONS
from reports.catalogue.shares import SHARES
from reports.catalogue.talks import TALKS
from reports.definitions import Figure

ADDED: tuple[Figure, ...] = (*TALKS, *QUESTIONS, *PEOPLE, *MACHINES)
FIGURES: dict[str, Figure] = {figure.id: figure for figure in (*ADDED, *SHARES)}
