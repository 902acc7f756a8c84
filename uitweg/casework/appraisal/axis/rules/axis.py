"""The time axis as plain values: what stands in which lane, and which threat led to which act.

Lanes: age, phase, exploitation (done to the youngster), offences, debt, law. The lying picture
(`axis_lying.py`), the standing one (`axis_standing.py`) and the table (`axis_rows.py`) are all made
of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from uitweg.casework.appraisal.axis.rules.days import (
    UNSURE_ORDER,
    distance,
    is_exact,
    last_day_of,
    short_words,
)
from uitweg.casework.appraisal.facts.rules.ages import ADULT_AT, add_months, age_on, days_of
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, AppraisalFact, FactLane
from uitweg.platform.content.values.appraisal import TO_BE_CHECKED, LawStatus, LawText
from uitweg.platform.dutch_days import in_dutch

ONE_PICTURE_DAYS = 2 * 366
"""An axis that is longer is cut in years, each with its own picture."""
UPPER_LANES = frozenset({FactLane.THREAT, FactLane.DONE_TO})
LOWER_LANES = frozenset({FactLane.OFFENCE, FactLane.PERSON})
"""What others did stands above the line; what the youngster did, and was, below it."""


@dataclass(frozen=True)
class AxisMark:
    """One fact as a mark: `first` and `last` are the days it can have been, or lasted.

    `is_fuzzy` asks for a dashed bar over those days; `lasts` for a whole one.
    """

    key: str
    lane: FactLane
    words: str
    first: date
    last: date
    is_fuzzy: bool
    lasts: bool

    @property
    def middle(self) -> date:
        """The day at which its sign stands: its first day when it lasted."""
        return self.first if self.lasts else self.first + (self.last - self.first) // 2


@dataclass(frozen=True)
class AxisLink:
    """A threat that came before an act, and how long before in words."""

    threat: str
    act: str
    words: str

    @property
    def is_sure(self) -> bool:
        """Whether the threat came first, whatever its day."""
        return self.words not in ("", UNSURE_ORDER) and not self.words.endswith("ervoor")


@dataclass(frozen=True)
class AxisBand:
    """A stretch of a lane: an age, a phase, a text of the law. `key` names its row, or is ""."""

    words: str
    first: date
    last: date
    key: str = ""
    is_strong: bool = False
    is_dashed: bool = False


@dataclass(frozen=True)
class DebtStep:
    """What was said to be owed from this day on, in whole euros; None: no amount was named."""

    key: str
    on: date
    amount: int | None


@dataclass(frozen=True)
class Axis:
    """One picture: everything from the day `first` up to and including `last`.

    `has_threat` counts threats without a date too. `after_undated` are the acts that somebody
    recorded as coming after a threat whose day is not known.
    """

    first: date
    last: date
    marks: tuple[AxisMark, ...]
    links: tuple[AxisLink, ...]
    ages: tuple[AxisBand, ...]
    phases: tuple[AxisBand, ...]
    debts: tuple[DebtStep, ...]
    laws: tuple[AxisBand, ...]
    born: date | None = None
    has_threat: bool = False
    after_undated: frozenset[str] = frozenset()

    @property
    def adult_on(self) -> date | None:
        """The day on which the youngster turned 18, when that is in this picture."""
        day = birthday(self.born, ADULT_AT) if self.born else None
        return day if day and self.first < day <= self.last else None

    @property
    def title(self) -> str:
        first, last = in_dutch(self.first), in_dutch(self.last)
        return f"Uitbuiting en feiten op één tijdas, {first} tot en met {last}"


def birthday(born: date, age: int) -> date:
    """Return the day on which somebody turns this age; of 29 February that is 1 March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def build_axis(
    content: AppraisalContent, laws: Iterable[LawText] = (), *, today: date
) -> Axis | None:
    """Return the whole axis, from the month of the first drawn fact to that of the last.

    None without a dated fact to draw. A fact about the person is drawn when it lies within those
    days; all others stand in the table only.
    """
    drawn = [fact for fact in content.facts if fact.at and fact.lane is not FactLane.PERSON]
    if not drawn:
        return None
    first = min(_mark(fact).first for fact in drawn).replace(day=1)
    last = add_months(max(_mark(fact).last for fact in drawn), 1) - timedelta(days=1)
    marks = [_mark(f) for f in content.facts if f.at and f.lane in UPPER_LANES | LOWER_LANES]
    return Axis(
        first=first,
        last=last,
        marks=tuple(
            sorted(
                (mark for mark in marks if first <= mark.middle <= last),
                key=lambda mark: (mark.middle, mark.key),
            )
        ),
        links=tuple(links(content)),
        ages=tuple(_ages(content.born, first, last)),
        phases=tuple(_phases(drawn, last)),
        debts=tuple(_debts(drawn)),
        laws=tuple(_laws(laws, first, last)),
        born=content.born,
        has_threat=any(fact.lane is FactLane.THREAT for fact in content.facts),
        after_undated=frozenset(act.key for act in content.facts if _follows_undated(content, act)),
    )


def pictures(axis: Axis) -> tuple[Axis, ...]:
    """Return the axis in one picture, or, above two years, each year with a mark in its own."""
    if (axis.last - axis.first).days <= ONE_PICTURE_DAYS:
        return (axis,)
    years = range(axis.first.year, axis.last.year + 1)
    cut = [_cut(axis, date(year, 1, 1), date(year, 12, 31)) for year in years]
    return tuple(picture for picture in cut if picture.marks or picture.debts or picture.phases)


def _cut(axis: Axis, first: date, last: date) -> Axis:
    """Return what falls in these days; a mark where its sign is, a band as far as it reaches."""
    marks = tuple(mark for mark in axis.marks if first <= mark.middle <= last)
    drawn = {mark.key for mark in marks}
    before = [step for step in axis.debts if step.on < first]
    begun = tuple(replace(step, on=first) for step in before[-1:])
    return replace(
        axis,
        first=first,
        last=last,
        marks=marks,
        links=tuple(link for link in axis.links if {link.threat, link.act} <= drawn),
        ages=_cut_bands(axis.ages, first, last),
        phases=_cut_bands(axis.phases, first, last),
        debts=begun + tuple(step for step in axis.debts if first <= step.on <= last),
        laws=_cut_bands(axis.laws, first, last),
    )


def _cut_bands(bands: tuple[AxisBand, ...], first: date, last: date) -> tuple[AxisBand, ...]:
    return tuple(
        replace(band, first=max(band.first, first), last=min(band.last, last))
        for band in bands
        if band.first <= last and band.last >= first
    )


def links(content: AppraisalContent) -> list[AxisLink]:
    """Return each act with the threat that it follows, as recorded."""
    found = list[AxisLink]()
    for act in sorted(content.facts, key=lambda fact: fact.key):
        threat = content.fact(act.follows) if act.follows else None
        if act.lane is FactLane.OFFENCE and threat and (words := distance(threat, act)):
            found.append(AxisLink(threat.key, act.key, words))
    return found


def _follows_undated(content: AppraisalContent, act: AppraisalFact) -> bool:
    threat = content.fact(act.follows) if act.follows else None
    return act.lane is FactLane.OFFENCE and threat is not None and not distance(threat, act)


def threat_before(content: AppraisalContent, act: AppraisalFact) -> AppraisalFact | None:
    """Return the last threat that surely came before an act, by their days; None without one."""
    threats = [fact for fact in content.facts if fact.lane is FactLane.THREAT and fact.at]
    words = [(threat, distance(threat, act)) for threat in threats]
    before = [threat for threat, said in words if AxisLink(threat.key, act.key, said).is_sure]
    return max(before, key=lambda fact: (_mark(fact).last, fact.time, fact.key), default=None)


def _mark(fact: AppraisalFact) -> AxisMark:
    assert fact.at is not None
    first, last = days_of(fact.at)
    about = "" if is_exact(fact.at) else f", {short_words(fact.at)}"
    return AxisMark(
        key=fact.key,
        lane=fact.lane,
        words=fact.title + about,
        first=first,
        last=last_day_of(fact) or last,
        is_fuzzy=not is_exact(fact.at),
        lasts=fact.until is not None,
    )


def _ages(born: date | None, first: date, last: date) -> list[AxisBand]:
    """Return a band for each year of age; those from 18 on are strong."""
    youngest, oldest = age_on(born, first), age_on(born, last)
    if born is None or born > last or youngest is None or oldest is None:
        return []
    bands = list[AxisBand]()
    for age in range(max(0, youngest.youngest), oldest.oldest + 1):
        begins, ends = birthday(born, age), birthday(born, age + 1) - timedelta(days=1)
        words = f"{age} jaar"
        if age == ADULT_AT and begins > first:
            words += f", sinds {in_dutch(begins).rsplit(' ', 1)[0]}"
        bands.append(AxisBand(words, max(begins, first), min(ends, last), "", age >= ADULT_AT))
    return bands


def _phases(facts: list[AppraisalFact], last: date) -> list[AxisBand]:
    """Return each phase from its fact to the next one, or to its own end."""
    begins = sorted(
        (fact for fact in facts if fact.lane is FactLane.PHASE and fact.at),
        key=lambda fact: (fact.at.start if fact.at else last, fact.key),
    )
    bands = list[AxisBand]()
    for fact, following in zip_longest(begins, begins[1:]):
        assert fact.at is not None
        end = following.at.start - timedelta(days=1) if following and following.at else last
        if fact.until:
            end = min(end, days_of(fact.until)[1])
        start = fact.at.start
        is_fuzzy = not is_exact(fact.at)
        bands.append(AxisBand(fact.title, start, max(start, end), fact.key, is_dashed=is_fuzzy))
    return bands


def _debts(facts: list[AppraisalFact]) -> list[DebtStep]:
    steps = [
        DebtStep(fact.key, fact.at.start, fact.amount)
        for fact in facts
        if fact.at and fact.lane is FactLane.DEBT
    ]
    return sorted(steps, key=lambda step: (step.on, step.key))


def laws_within(laws: Iterable[LawText], first: date, last: date) -> list[LawText]:
    """Return the texts that held in these days, of the first topic and of those that changed then.

    What is no law yet is left out.
    """
    held = [law for law in laws if law.status is not LawStatus.PENDING]
    held = [law for law in held if (law.valid_from or first) <= last]
    held = [law for law in held if (law.valid_to or last) >= first]
    begun = {law.topic for law in held if law.valid_from and first < law.valid_from}
    shown = begun | {law.topic for law in held[:1]}
    return [law for law in held if law.topic in shown]


def is_sure(law: LawText) -> bool:
    """Whether somebody verified this text and its first day is known."""
    return law.is_verified and law.valid_from is not None


def _laws(laws: Iterable[LawText], first: date, last: date) -> list[AxisBand]:
    """Return the texts that hold somewhere in these days; dashed while still to be checked."""
    bands = list[AxisBand]()
    for law in laws_within(laws, first, last):
        words = law.title if is_sure(law) else f"{law.title}: {TO_BE_CHECKED}"
        begins, ends = max(law.valid_from or first, first), min(law.valid_to or last, last)
        bands.append(AxisBand(words, begins, ends, f"wet-{law.id}", is_dashed=not is_sure(law)))
    return sorted(bands, key=lambda band: (band.first, band.words))
