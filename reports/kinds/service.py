"""Service levels: how long guests waited, and which of the owner's targets were reached."""

from __future__ import annotations

from reports import targets
from reports.blocks import Block, section, span, table
from reports.kinds.shared import Told, how_they_ended, reasons
from reports.story import counted
from reports.view import Action, View, first_action_for_waiting

TIMES = (
    ("first_reply", "First reply"),
    ("first_person", "First reply by a person"),
    ("resolution", "To the last reply"),
    ("compose_time", "To find the words"),
)


def service_levels(view: View) -> Told:
    found = targets.reached(view)
    missed = [target for target in found if target.reached is False]
    return Told(
        _paragraph(view, found, missed),
        [*first_action_for_waiting(view), *_target_actions(view, missed)],
        [
            section("How long guests waited", _times(view), note=(
                "Half and 95 % of all that were replied to; those never replied to are below.")),
            section(
                "Targets",
                table(
                    ["Target", "Wanted", "Is", "Reached", "Since"],
                    [target.row() for target in found],
                ),
                note="Since when it has been so, week by week. Your own targets: reports.targets.",
            ),
            how_they_ended(view),
            reasons(view),
        ],
    )  # fmt: skip


def _times(view: View) -> Block | None:
    rows = []
    for figure, words in TIMES:
        now, was = view.spread(figure), view.spread_before(figure)
        if now["count"]:
            rows.append(
                [
                    words,
                    span(now["p50_s"]),
                    span(now["p95_s"]),
                    span(now["mean_s"]),
                    f"{now['count']:,}",
                    span(was["p50_s"]),
                ]
            )
    head = ["Wait", "Half within", "95 % within", "Mean", "Times", "Half, before"]
    return table(head, rows, right=(1, 2, 3, 4, 5))


def _paragraph(view: View, found: list[targets.Target], missed: list[targets.Target]) -> str:
    first = view.spread("first_reply")
    if not first["count"]:
        return "Nobody was replied to, so there is no wait to tell of."
    told = f"Half of the guests had a first reply within {span(first['p50_s'])}"
    person = view.spread("first_person")
    if person["count"]:
        told += f"; where a person was needed, half within {span(person['p50_s'])}"
    measured = [target for target in found if target.reached is not None]
    if not measured:
        return f"{told}. No target could be measured."
    if not missed:
        return f"{told}. All of {counted(len(measured), 'target')} were reached."
    names = ", ".join(target.name.lower() for target in missed[:3])
    return f"{told}. Not reached: {names} ({len(missed)} of {counted(len(measured), 'target')})."


def _target_actions(view: View, missed: list[targets.Target]) -> list[Action]:
    return [
        Action(
            f"{target.name}: {target.now}, wanted {target.wanted}. Look at the conversations.",
            f"concierge report behind {target.behind} {view.stretch}",
        )
        for target in missed
    ]
