"""The table under the time axis: everything that the pictures show, and what has no date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.axis.rules.axis import (
    birthday,
    is_sure,
    laws_within,
    links,
    threat_before,
)
from uitweg.casework.appraisal.axis.rules.days import (
    UNSURE_ORDER,
    distance,
    period_words,
    short_words,
)
from uitweg.casework.appraisal.facts.rules.ages import ADULT_AT, age_on, days_of
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    FactLane,
    Independence,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.content.values.appraisal import LawText

NOTHING = "—"
UNRECORDED = "of een dreiging ermee te maken had, is niet opgeschreven"


@dataclass(frozen=True)
class AxisRow:
    """One row: `key` is what a mark links to, `link` what it has to do with another row.

    `fact` says that it is a fact of the weighing, and not a day of the calendar or the law.
    """

    key: str
    when: str
    age: str
    phase: str
    what: str
    source: str
    link: str
    fact: bool = True
    to_check: bool = False


def axis_rows(
    content: AppraisalContent, laws: Iterable[LawText] = (), *, today: date
) -> tuple[AxisRow, ...]:
    """Return the rows in order of time; facts without a date stand at the end."""
    after = {link.act: link.words for link in links(content)}
    rows = [(_order(fact.at, fact.time), _fact_row(content, fact, after)) for fact in content.facts]
    dated = [fact.at for fact in content.facts if fact.at and fact.lane is not FactLane.PERSON]
    if dated:
        span = min(days_of(when)[0] for when in dated), max(days_of(when)[1] for when in dated)
        rows += _birthday_row(content, *span)
        rows += _law_rows(content, laws, *span)
    return tuple(row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].key)))


def _order(when: FuzzyDate | None, time: str) -> tuple[date, str]:
    return (when.start, time) if when else (date.max, "")


def _fact_row(content: AppraisalContent, fact: AppraisalFact, after: dict[str, str]) -> AxisRow:
    is_offence = fact.lane is FactLane.OFFENCE
    return AxisRow(
        key=fact.key,
        when=period_words(fact),
        age=age_words(content.born, fact.at),
        phase=_phase_of(content, fact.at) if fact.at else NOTHING,
        what=f"Feit: {fact.title}" if is_offence else fact.title,
        source=f"{fact.source}, {fact.independence.words}"
        if fact.independence is not Independence.UNKNOWN
        else fact.source,
        link=_link_words(content, fact, after),
    )


def _link_words(content: AppraisalContent, fact: AppraisalFact, after: dict[str, str]) -> str:
    match fact.lane:
        case FactLane.OFFENCE if words := after.get(fact.key):
            threat = content.fact(fact.follows)
            name = f"“{threat.title}”" if threat else "de dreiging"
            return words if words == UNSURE_ORDER else _after(words, name)
        case FactLane.OFFENCE:
            return _unlinked_words(content, fact)
        case FactLane.THREAT:
            return "dreiging"
        case FactLane.DEBT:
            return "schuld" if fact.amount is None else f"schuld {euros(fact.amount)}"
        case FactLane.PHASE:
            return "begin van een fase"
    return NOTHING


def _unlinked_words(content: AppraisalContent, act: AppraisalFact) -> str:
    """Return what is recorded, or what the days say, of an act without a known distance."""
    if recorded := content.fact(act.follows):
        return f"na “{recorded.title}”, dag niet bekend"
    if not any(fact.lane is FactLane.THREAT for fact in content.facts):
        return "geen dreiging opgeschreven"
    threat = threat_before(content, act)
    if threat is None:
        return UNRECORDED
    return f"{_after(distance(threat, act), f'“{threat.title}”')}; {UNRECORDED}"


def _after(words: str, threat: str) -> str:
    if words.endswith("ervoor"):
        return f"{words.removesuffix('ervoor')}vóór {threat}".strip()
    return f"{words} als {threat}" if words.endswith("dezelfde dag") else f"{words} na {threat}"


def euros(amount: int) -> str:
    """Return whole euros as people write them, € 1.800, on one line (no-break space)."""
    return f"€\u00a0{amount:,}".replace(",", ".")


def age_words(born: date | None, when: FuzzyDate | None) -> str:
    """Return the age at a moment; two ages when the birthday can lie in between."""
    span = age_on(born, when)
    return span.words if span else "niet bekend"


def _phase_of(content: AppraisalContent, when: FuzzyDate) -> str:
    """Return the phase that had begun at this moment and was not over."""
    begun = [
        phase
        for phase in content.facts
        if phase.lane is FactLane.PHASE and phase.at and phase.at.start <= when.start
    ]
    if not begun:
        return NOTHING
    newest = max(begun, key=lambda phase: (phase.at.start, phase.key) if phase.at else ())
    if newest.until and days_of(newest.until)[1] < when.start:
        return NOTHING
    return newest.title


def _birthday_row(
    content: AppraisalContent, first: date, last: date
) -> list[tuple[tuple[date, str], AxisRow]]:
    """Return a row for turning 18, when that is between the first and the last fact."""
    if content.born is None:
        return []
    day = birthday(content.born, ADULT_AT)
    if not first <= day <= last:
        return []
    when = FuzzyDate(day, Precision.DAY)
    row = AxisRow(
        key="achttien",
        when=short_words(when),
        age=f"{ADULT_AT} jaar",
        phase=_phase_of(content, when),
        what="Wordt achttien. Voor feiten erna telt of er een dwangmiddel was",
        source="geboortedag",
        link=NOTHING,
        fact=False,
    )
    return [((day, ""), row)]


def _law_rows(
    content: AppraisalContent, laws: Iterable[LawText], first: date, last: date
) -> list[tuple[tuple[date, str], AxisRow]]:
    rows = list[tuple[tuple[date, str], AxisRow]]()
    for law in laws_within(laws, first, last):
        began = law.valid_from if law.valid_from and law.valid_from > first else None
        when = FuzzyDate(began, Precision.DAY) if began else None
        row = AxisRow(
            key=f"wet-{law.id}",
            when=short_words(when) if when else "al langer",
            age=age_words(content.born, when) if when else NOTHING,
            phase=_phase_of(content, when) if when else NOTHING,
            what=law.title,
            source="wet",
            link="telt voor feiten vanaf deze dag" if when else NOTHING,
            fact=False,
            to_check=not is_sure(law),
        )
        rows.append(((began or date.min, ""), row))
    return rows
