"""When a help line is open: the hours as data, and the sentence that a page shows."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import field

from uitweg.platform.content.values.items import WrittenEntry

SATURDAY = 5
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Days(StrEnum):
    """On which days of the week a period holds."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKEND = "weekend"


class OnHolidays(StrEnum):
    """What holds on a public holiday: that weekday's hours, a Sunday's, or nobody told us."""

    USUAL = "usual"
    SUNDAY = "sunday"
    UNKNOWN = "unknown"


class OpenPeriod(WrittenEntry, frozen=True):
    """Hours in the Netherlands, "HH:MM"; one that ends before it opens ends the next morning."""

    days: Days
    opens: str = field(name="from")
    closes: str = field(name="to")

    @property
    def is_overnight(self) -> bool:
        return self.closes <= self.opens

    def is_on(self, *, weekend: bool) -> bool:
        return self.days == Days.DAILY or (self.days == Days.WEEKEND) is weekend


class Opening(WrittenEntry, frozen=True):
    """The hours of a help line: none where no source says them."""

    always: bool | None = field(default=None, name="always_open")
    periods: tuple[OpenPeriod, ...] = field(default=(), name="open")
    on_holidays: OnHolidays = OnHolidays.UNKNOWN

    def problem(self) -> str:
        hours = [hour for each in self.periods for hour in (each.opens, each.closes)]
        if not all(map(_CLOCK.fullmatch, hours)):
            return "an hour should be like 09:00, in quotation marks."
        return "it is always open, or it has hours." if self.always and self.periods else ""

    def sentence(self, say: dict[str, str]) -> str:
        """Return the hours in the words of a level (`Content.say`), or "" when unknown."""
        if self.always:
            return say["always_open"]
        sentences = [_period_sentence(period, say) for period in self.periods]
        if sentences:
            sentences.append(say[f"on_holidays_{self.on_holidays}"])
        return " ".join(sentences)

    def open_until(self, at: datetime, is_holiday: Callable[[date], bool]) -> str | None:
        """Return until when it is open at this moment in the Netherlands, as "HH:MM".

        "" is day and night; None is closed, or not known. The same as `ui/look/open_now.js` says.
        """
        if self.always:
            return ""
        clock, today = f"{at:%H:%M}", at.date()
        for day in (today - timedelta(days=1), today):
            if is_holiday(day) and self.on_holidays == OnHolidays.UNKNOWN:
                return None
            for period in self._periods_on(day, is_holiday):
                ends_today = period.is_overnight == (day < today)
                began = day < today or period.opens <= clock
                if began and (clock < period.closes if ends_today else day == today):
                    return period.closes
        return None

    def _periods_on(self, day: date, is_holiday: Callable[[date], bool]) -> list[OpenPeriod]:
        as_sunday = is_holiday(day) and self.on_holidays == OnHolidays.SUNDAY
        weekend = day.weekday() >= SATURDAY or as_sunday
        return [period for period in self.periods if period.is_on(weekend=weekend)]


def _period_sentence(period: OpenPeriod, say: dict[str, str]) -> str:
    return say["hours_overnight" if period.is_overnight else "hours_between"].format(
        days=say[f"days_{period.days}"],
        opens=clock_words(period.opens, say),
        closes=clock_words(period.closes, say),
    )


def clock_words(clock: str, say: dict[str, str]) -> str:
    """Return "06:00" as people write it: 6.00 in Dutch, 6:00 in English."""
    return clock.removeprefix("0").replace(":", say["clock_mark"])
