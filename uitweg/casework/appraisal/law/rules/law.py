"""Which text of the law held on which day, and what changed between two days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from uitweg.casework.appraisal.facts.rules.ages import days_of
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate
from uitweg.platform.content.values.appraisal import LawStatus, LawText


class DatedLaw(Protocol):
    """What a text of the law needs here: `LawText`, or an explanation of law.yaml."""

    @property
    def status(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def checked_on(self) -> date | None: ...


@dataclass(frozen=True)
class LawChange:
    """Two texts on one topic, the second in force since `on`, to stand beside each other.

    `old` is None when what held before was not found.
    """

    on: date
    old: LawText | None
    new: LawText


def law_on[T: DatedLaw](items: Iterable[T], when: FuzzyDate | date) -> tuple[T, ...]:
    """Return the texts that held on each day that `when` can have been.

    Left out is what is pending, unverified, or whose first day is not known and that so may have
    come later: see `unsure_on`.
    """
    first, last = days_of(when)
    return tuple(
        law
        for law in items
        if _is_law(law)
        and law.valid_from is not None
        and law.valid_from <= first
        and (law.valid_to is None or last <= law.valid_to)
    )


def unsure_on[T: DatedLaw](items: Iterable[T], when: FuzzyDate | date) -> tuple[T, ...]:
    """Return the texts of which it is not known whether they held then: to be checked.

    The first day was not found, nobody verified it, or it changed within the days that `when` can
    have been.
    """
    every = tuple(items)
    held = law_on(every, when)
    first, last = days_of(when)
    return tuple(
        law
        for law in every
        if law not in held
        and law.status != LawStatus.PENDING
        and (law.valid_from is None or law.valid_from <= last)
        and (law.valid_to is None or first <= law.valid_to)
    )


def pending[T: DatedLaw](items: Iterable[T]) -> tuple[T, ...]:
    """Return the texts that are no law yet, to stand apart and say so."""
    return tuple(law for law in items if law.status == LawStatus.PENDING)


def law_changes(items: Iterable[LawText], first: date, last: date) -> tuple[LawChange, ...]:
    """Return the changes after `first` and up to `last`, the earliest one first."""
    laws = sorted(items, key=lambda law: (law.valid_from or date.min, law.id))
    changes = [
        LawChange(law.valid_from, _before(law, laws), law)
        for law in laws
        if _is_law(law) and law.valid_from is not None and first < law.valid_from <= last
    ]
    return tuple(sorted(changes, key=lambda change: (change.on, change.new.id)))


def _before(law: LawText, laws: list[LawText]) -> LawText | None:
    """Return the text on the same topic that ended last before this one began."""
    ended = [
        other
        for other in laws
        if other.topic is law.topic
        and other.valid_to is not None
        and law.valid_from is not None
        and other.valid_to < law.valid_from
    ]
    return max(ended, key=lambda other: other.valid_to or date.min, default=None)


def _is_law(law: DatedLaw) -> bool:
    return law.status != LawStatus.PENDING and law.checked_on is not None
