"""Days on the time axis: which days a fuzzy date can be, in short words, and how far apart."""

from datetime import date, datetime, timedelta

from uitweg.casework.appraisal.facts.rules.ages import days_of
from uitweg.casework.appraisal.facts.rules.content import AppraisalFact
from uitweg.casework.cases.timeline.rules.fuzzy_dates import QUARTERS, FuzzyDate, Precision
from uitweg.platform.dutch_days import MONTH_NAMES

SHORT_MONTHS = tuple("mrt" if name == "maart" else name[:3] for name in MONTH_NAMES)
SHORT_SEASONS = {3: "lente", 6: "zomer", 9: "herfst"}
"""By the first month; the winter is named after both of its years."""
ABOUT = "±"
UNSURE_ORDER = "volgorde niet zeker"
COUNTED_IN_HOURS = timedelta(hours=36)
"""Two moments on the clock that are closer than this are so many hours apart, else days."""
NUMBER_WORDS = (
    *("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"),
    *("tien", "elf", "twaalf"),
)


def last_day_of(fact: AppraisalFact) -> date | None:
    """Return the last day that a fact can have been, or lasted; None when nothing is known."""
    days = [days_of(when)[1] for when in (fact.at, fact.until) if when is not None]
    return max(days, default=None)


def is_exact(when: FuzzyDate) -> bool:
    """Whether it is one known day."""
    return when.precision is Precision.DAY and not when.is_approximate


def short_words(when: FuzzyDate | None, time: str = "") -> str:
    """Return a date for a table or a mark: 20 feb 2026, 11:40; zomer 2025; 15 okt 2025 ±."""
    if when is None:
        return "niet bekend"
    words = f"{_short(when)}, {time}" if time and is_exact(when) else _short(when)
    return f"{words} {ABOUT}" if when.is_approximate else words


def _short(when: FuzzyDate) -> str:
    start = when.start
    month = SHORT_MONTHS[start.month - 1]
    match when.precision:
        case Precision.DAY:
            return f"{start.day} {month} {start.year}"
        case Precision.MONTH:
            return f"{month} {start.year}"
        case Precision.QUARTER:
            ordinal = next(name for name, first in QUARTERS.items() if first == start.month)
            return f"{ordinal} kwartaal {start.year}"
        case Precision.SEASON if start.month == 12:
            return f"winter {start.year} op {start.year + 1}"
        case Precision.SEASON:
            return f"{SHORT_SEASONS[start.month]} {start.year}"
    return str(start.year)


def period_words(fact: AppraisalFact) -> str:
    """Return when a fact was so, and until when if it lasted."""
    words = short_words(fact.at, fact.time)
    return f"{words} tot {short_words(fact.until)}" if fact.until else words


def distance(threat: AppraisalFact, act: AppraisalFact) -> str:
    """Return in words how long after a threat an act came: twee dagen; zeven uur; 3 tot 33 dagen.

    It never looks more precise than the dates are. "" when one of the two has no date; when it is
    not sure which came first, that is what it says.
    """
    if threat.at is None or act.at is None:
        return ""
    if (hours := _hours_between(threat, act)) is not None:
        return hours
    (threat_first, threat_last), (act_first, act_last) = days_of(threat.at), days_of(act.at)
    least, most = (act_first - threat_last).days, (act_last - threat_first).days
    if most < 0:
        return f"{_days(-most)} ervoor" if least == most else "ervoor"
    if least < 0:
        return UNSURE_ORDER
    if least == most:
        return "dezelfde dag" if most == 0 else _days(most)
    about = "ongeveer " if threat.at.is_approximate or act.at.is_approximate else ""
    return f"{about}{least} tot {_days(most, in_digits=True)}"


def _hours_between(threat: AppraisalFact, act: AppraisalFact) -> str | None:
    """Return the distance by the clock, or None when a clock time or an exact day lacks."""
    moments = []
    for fact in (threat, act):
        if fact.at is None or not is_exact(fact.at) or not fact.time:
            return None
        moments.append(datetime.fromisoformat(f"{fact.at.start.isoformat()}T{fact.time}"))
    between = moments[1] - moments[0]
    if not timedelta() <= between < COUNTED_IN_HOURS:
        return None
    hours = round(between / timedelta(hours=1))
    if between < timedelta(hours=1):
        return f"{_number(round(between / timedelta(minutes=1)))} minuten"
    return f"{_number(hours)} uur"


def _days(days: int, *, in_digits: bool = False) -> str:
    number = str(days) if in_digits else _number(days)
    return f"{number} dag" if days == 1 else f"{number} dagen"


def _number(number: int) -> str:
    """Write a number up to twelve in words."""
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)
