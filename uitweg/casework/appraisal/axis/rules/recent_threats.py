"""Threats of so short ago that whoever reads of them asks whether the youngster is safe now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from uitweg.casework.appraisal.axis.rules.days import last_day_of
from uitweg.casework.appraisal.facts.rules.ages import days_of
from uitweg.casework.appraisal.facts.rules.content import AppraisalFact, FactLane
from uitweg.casework.appraisal.facts.rules.item_words import moment_words

RECENT = timedelta(days=14)
"""Our own choice."""


@dataclass(frozen=True)
class RecentThreat:
    """A threat, and the last day that it can have been."""

    fact: AppraisalFact
    last_day: date

    @property
    def when(self) -> str:
        known = moment_words(self.fact.at, self.fact.until, self.fact.time)
        return known or f"dag niet bekend, eerst gehoord {moment_words(self.fact.first_heard_on)}"


def recent_threats(facts: Iterable[AppraisalFact], *, today: date) -> tuple[RecentThreat, ...]:
    """Return the threats whose last day is at most 14 days ago, the latest first.

    A threat "in november" is among them until 14 December. Of one without any date counts the
    day on which somebody first heard of it; without that day too, it is not among them.
    """
    dated = [(fact, _last_day(fact)) for fact in facts if fact.lane is FactLane.THREAT]
    recent = [RecentThreat(fact, last) for fact, last in dated if last and today - last <= RECENT]
    return tuple(sorted(recent, key=lambda each: (-each.last_day.toordinal(), each.fact.key)))


def _last_day(fact: AppraisalFact) -> date | None:
    """Return the last day that a threat can have been, else that on which it was first heard."""
    heard = fact.first_heard_on
    return last_day_of(fact) or (days_of(heard)[1] if heard else None)
