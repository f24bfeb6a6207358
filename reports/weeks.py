"""On which day a week begins there: Monday for most, Sunday or Saturday by country."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files

from reports import period as periods
from reports.period import ONE, Period
from store.settings import Settings

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
NAMED = {"monday": MONDAY, "saturday": SATURDAY, "sunday": SUNDAY}
# Countries by their two letters.
FROM_SUNDAY = (
    "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX "
    "MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
)
FROM_SATURDAY = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"


def first_weekday(settings: Settings) -> int:
    """As the setting says, else as calendars are printed in the country of the time zone."""
    wanted = settings.reports.week_starts
    if wanted != "auto":
        return NAMED[wanted]
    country = _countries().get(settings.business.timezone, "")
    return (
        SUNDAY
        if country in FROM_SUNDAY.split()
        else SATURDAY
        if country in FROM_SATURDAY.split()
        else MONDAY
    )


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Time zones with the country each is named for, from the zone database itself."""
    found = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found[zone] = country
    return found


def week_of(day: date, settings: Settings) -> Period:
    """The seven days, from the first weekday there, that hold this day."""
    first = day - (day.weekday() - first_weekday(settings)) % 7 * ONE
    zone = settings.business.zone
    return Period("week", periods.starts(first, zone), periods.starts(first + 7 * ONE, zone))
