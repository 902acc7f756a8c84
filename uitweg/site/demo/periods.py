"""The periods in the demo's two cases; everything is made up."""

from datetime import timedelta

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.rules import PeriodBound, PeriodKind, end_of_day, start_of_day
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sealing import tokens

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def start_boys_periods(
    case: Case,
    *,
    by: Actor,
) -> None:
    """Start a period that is almost over, and one that is over."""
    zone, today = timezone.get_current_timezone(), by.today
    periods.start_period(
        case=case,
        kind=PeriodKind.TALK,
        start=PeriodBound(by.now - 67 * HOUR, has_time=True),
        text="Geteld vanaf de dag dat hij zelf belde",
        by=by,
        form_key=tokens.new_token(16),
    )
    periods.start_period(
        case=case,
        kind=PeriodKind.OTHER,
        start=start_of_day(today - 8 * DAY, zone),
        end=end_of_day(today - DAY, zone),
        text="School antwoordt op de brief over de schorsing",
        group=DataGroup.SCHOOL_WORK,
        by=by,
        form_key=tokens.new_token(16),
    )


def start_girls_periods(
    case: Case,
    *,
    by: Actor,
) -> None:
    """Start a reflection period of which only the first day is known."""
    periods.start_period(
        case=case,
        kind=PeriodKind.REFLECTION,
        start=start_of_day(by.today - 3 * DAY, timezone.get_current_timezone()),
        text="",
        by=by,
        form_key=tokens.new_token(16),
    )
