"""When a help line is open: the hours as data, and the sentence that a page shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

SATURDAY = 5


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


@dataclass(frozen=True)
class OpenPeriod:
    """Hours in the Netherlands, "HH:MM"; one that ends before it opens ends the next morning."""

    days: Days
    opens: str
    closes: str

    @property
    def is_overnight(self) -> bool:
        return self.closes <= self.opens

    def is_on(self, *, weekend: bool) -> bool:
        return self.days == Days.DAILY or (self.days == Days.WEEKEND) is weekend


@dataclass(frozen=True)
class Opening:
    """The hours of a help line: none where no source says them."""

    always: bool | None
    periods: tuple[OpenPeriod, ...]
    on_holidays: OnHolidays

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
