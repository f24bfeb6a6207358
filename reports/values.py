"""What the owner knows and we cannot: what a booking brings, what an hour costs. Every value is
printed with where it comes from, in each report that reckons with it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from reports.staffed import Staffed
from store.settings import Settings
from templates.industry import template_of


@dataclass(frozen=True, slots=True)
class Assumption:
    """`origin`: yours, template or assumed. `setting` is the key that changes it."""

    name: str
    value: str
    setting: str
    origin: str


@dataclass(frozen=True, slots=True)
class Values:
    booking_value: float
    bookings_per_inquiry: float
    minutes_per_answer: float
    staff_cost_per_hour: float
    currency: str
    assumptions: tuple[Assumption, ...]

    def money(self, amount: float) -> str:
        shown = f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:,.2f}"
        return f"{shown} {self.currency}".strip()

    def printed(self, *settings: str) -> list[dict[str, Any]]:
        """The assumptions behind these settings, for the page."""
        return [asdict(a) for a in self.assumptions if a.setting.split(".")[1] in settings]


def read(settings: Settings) -> Values:
    own, found = settings.reports, template_of(settings).report_values
    booking, by_booking = _value(own.booking_value, found, "average_booking_value")
    minutes, by_minutes = _value(own.minutes_per_answer, found, "minutes_saved_per_answer")
    cost, by_cost = _value(own.staff_cost_per_hour, found, "staff_cost_per_hour")
    share = own.bookings_per_inquiry
    by_share = "yours" if "reports.bookings_per_inquiry" in settings.origins else "assumed"
    unit, staffed = own.currency or "(no currency set)", Staffed.of(settings)
    return Values(
        booking,
        share,
        minutes,
        cost,
        own.currency,
        (
            Assumption(
                "What a booking brings", f"{booking:g} {unit}", "reports.booking_value", by_booking
            ),
            Assumption(
                "Answered inquiries that become bookings",
                f"{share:.0%}".replace("%", " %"),
                "reports.bookings_per_inquiry",
                by_share,
            ),
            Assumption(
                "Minutes staff need for an answer",
                f"{minutes:g}",
                "reports.minutes_per_answer",
                by_minutes,
            ),
            Assumption(
                "What an hour of staff costs",
                f"{cost:g} {unit}",
                "reports.staff_cost_per_hour",
                by_cost,
            ),
            Assumption(
                "When staff are there",
                staffed.line,
                "desk.hours",
                "assumed" if staffed.assumed else "yours",
            ),
        ),
    )


def _value(own: float | None, template: Any, key: str) -> tuple[float, str]:
    if own is not None:
        return own, "yours"
    return float(getattr(template, key)), "template"
