"""The demo's figures: Noor, the analyst, proposes tables of two years, and Ruud releases them.

The cases are invented, and have no file: only what is coded of them.
"""

from dataclasses import dataclass
from datetime import date
from itertools import cycle

from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.coding.rules import CODED_FACTS, UNKNOWN
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.matching.models import NoPlaceCount
from uitweg.casework.partners.matching.rules import AgeGroup, InsteadOfPlace
from uitweg.channel.conversation.models import AnswerTime
from uitweg.figures.actions import releases
from uitweg.figures.actions.extraction import extraction_of
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.content import load

TABLES = {
    "coded-cases": ("form-by-sex", "act", "age-at-start", "referrer", "shelter"),
    "answers": ("answer-time",),
    "no-place": ("no-place",),
}
FACTS = {
    "form": ["criminal"] * 5 + ["sexual"] * 2,
    "sex": ["boy", "boy", "girl", "boy", "boy", "girl", "boy", "girl", "boy", "boy", "unknown"],
    "act": ["drugs", "drugs", "explosives", "drugs", "harbour"],
    "age_at_start": ["12-14", "15-17", "12-14", "15-17", "18-22", "12-14", "15-17", "unknown"],
    "referrer": ["school", "care", "family", "school", "police", "youth-protection"],
    "shelter": ["not-needed", "placed", "waiting", "not-needed", "none", "placed", "placed"],
}
"""Each case takes the next of every list; the lengths differ, so that the cases do."""

INSTEAD = [
    each.value for each in (InsteadOfPlace.STAYED, InsteadOfPlace.FAMILY, InsteadOfPlace.STAYED)
]


@dataclass(frozen=True)
class DemoYear:
    """What is counted of a year: cases, waits in minutes, nights without a bed."""

    ago: int
    cases: int
    waits: tuple[int, ...]
    nights: int


YEARS = (
    DemoYear(ago=2, cases=94, waits=(50, 600, 1300, 200, 4000, 9000), nights=34),
    DemoYear(ago=1, cases=132, waits=(30, 180, 45, 700, 200, 1300, 55), nights=52),
)


def release_figures(*, proposer: Actor, releaser: Actor) -> None:
    """Invent two years, count them, and release their tables."""
    book = load().figures
    for invented in YEARS:
        year = proposer.today.year - invented.ago
        _invent(invented, year)
        for source, names in TABLES.items():
            extraction = extraction_of(source, year, by=proposer)
            chosen = {name: book.table_by_id[name].dimensions for name in names}
            proposal = releases.propose(extraction, chosen, by=proposer)
            releases.release(proposal, by=releaser)


def _invent(invented: DemoYear, year: int) -> None:
    CodedCase.objects.bulk_create(
        CodedCase(year=year, version=1, **_facts(number)) for number in range(invented.cases)
    )
    AnswerTime.objects.bulk_create(
        AnswerTime(
            month=date(year, 1 + number % 12, 1),
            hour=number % 24,
            minutes=invented.waits[number % len(invented.waits)],
            danger=False,
            kept=True,
        )
        for number in range(2 * invented.cases)
    )
    NoPlaceCount.objects.bulk_create(
        NoPlaceCount(
            month=date(year, 1 + number % 12, 1),
            kind=ServiceKind.SHELTER.value,
            age_group=AgeGroup.FROM_16.value,
            instead=instead,
            nights=1,
        )
        for number, instead in zip(range(invented.nights), cycle(INSTEAD), strict=False)
    )


def _facts(number: int) -> dict[str, str]:
    """Return the coded facts of one invented case; what has no list is not known."""
    return {
        name: FACTS[name][number % len(FACTS[name])] if name in FACTS else UNKNOWN
        for name in CODED_FACTS
    }
