"""The settings of reports: when each comes, to whom, and what the owner knows and we cannot."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from store.sections import Section

WeekStart = Literal["auto", "monday", "sunday", "saturday"]


class Reports(Section):
    """Scheduled reports, and the values they reckon with."""

    daily: str = Field(
        "0 7 * * *", description="Cron line of the daily report; empty switches it off."
    )
    weekly: str = Field("", description="Cron line of the weekly report; empty: none.")
    monthly: str = Field("", description="Cron line of the monthly report; empty: none.")
    missed_revenue: str = Field("", description="Cron line of the report of what was missed.")
    roi: str = Field("", description="Cron line of the report of what was saved.")
    service_levels: str = Field("", description="Cron line of the report of waits and targets.")
    knowledge: str = Field("", description="Cron line of the report of the knowledge.")
    insights: str = Field("", description="Cron line of the report of patterns.")
    recipients: list[str] = Field(default=[], description="E-mail addresses reports go to.")
    recipients_of: dict[str, list[str]] = Field(
        default={},
        description="Other addresses for single reports, for example weekly = ['ana@b.example'].",
    )
    week_starts: WeekStart = Field(
        "auto", description="First day of a week: monday, sunday, saturday, or as your country."
    )
    currency: str = Field("", description="The currency of the values below, for example EUR.")
    booking_value: float | None = Field(
        None, description="What a booking brings on average; unset takes the template's.", ge=0
    )
    bookings_per_inquiry: float = Field(
        0.1, description="Share of answered inquiries that become bookings, 0 to 1.", ge=0, le=1
    )
    minutes_per_answer: float | None = Field(
        None, description="Minutes staff need for one answer; unset takes the template's.", ge=0
    )
    staff_cost_per_hour: float | None = Field(
        None, description="What an hour of staff costs; unset takes the template's.", ge=0
    )
    targets: dict[str, float] = Field(
        default={},
        description="Your own targets by figure, for example satisfaction = 0.95; shares from 0 "
        "to 1, times in seconds.",
    )

    @field_validator("recipients")
    @classmethod
    def _are_addresses(cls, value: list[str]) -> list[str]:
        for address in value:
            check_address(address)
        return value

    @field_validator("recipients_of")
    @classmethod
    def _go_to_addresses(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        for kind, addresses in value.items():
            if kind not in KINDS:
                raise ValueError(f"there is no report {kind!r}; there are {', '.join(KINDS)}")
            for address in addresses:
                check_address(address)
        return value

    def cron_of(self, kind: str) -> str:
        line: str = getattr(self, kind.replace("-", "_"))
        return line.strip()

    def recipients_for(self, kind: str) -> list[str]:
        """Who gets a kind of report: those named for it, else all."""
        return self.recipients_of.get(kind) or self.recipients


KINDS = (
    "daily",
    "weekly",
    "monthly",
    "missed-revenue",
    "roi",
    "service-levels",
    "knowledge",
    "insights",
)


def check_address(address: str) -> None:
    name, _, domain = address.rpartition("@")
    if not (name and domain) or any(c.isspace() for c in address):
        raise ValueError(f"{address!r} is not an e-mail address")
