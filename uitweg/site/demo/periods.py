"""What runs in the demo's two cases: one almost over, one over, time to think. All made up."""

from datetime import timedelta

from django.utils import timezone

from uitweg.casework.cases.actions import periods
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.periods import Moment, PeriodKind, from_day, through
from uitweg.casework.cases.rules.visibility import DataGroup
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sealing import tokens

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def of_the_boy(
    case: Case,
    *,
    by: Actor,
) -> None:
    """A first talk within some hours, and an answer that did not come."""
    zone, today = timezone.get_current_timezone(), by.today
    periods.start(
        case=case,
        kind=PeriodKind.TALK,
        started=Moment(by.now - 67 * HOUR, has_time=True),
        text="Geteld vanaf de dag dat hij zelf belde",
        by=by,
        form_key=tokens.new_token(16),
    )
    periods.start(
        case=case,
        kind=PeriodKind.OTHER,
        started=from_day(today - 8 * DAY, zone),
        ends=through(today - DAY, zone),
        text="School antwoordt op de brief over de schorsing",
        group=DataGroup.SCHOOL_WORK,
        by=by,
        form_key=tokens.new_token(16),
    )


def of_the_girl(
    case: Case,
    *,
    by: Actor,
) -> None:
    """Time to think, of which only the day is known."""
    periods.start(
        case=case,
        kind=PeriodKind.REFLECTION,
        started=from_day(by.today - 3 * DAY, timezone.get_current_timezone()),
        text="",
        by=by,
        form_key=tokens.new_token(16),
    )
