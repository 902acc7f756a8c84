"""The annex for the compensation fund (Schadefonds): what it asks, and which facts are objective.

What the youngster did stays out, and what speaks against: both stay in the weighing, as offence
details leave it by no other way. What the fund asks stands in content/schadefonds.yaml.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.axis.rules.axis import birthday
from uitweg.casework.appraisal.axis.rules.days import period_words, short_words
from uitweg.casework.appraisal.facts.rules.ages import ADULT_AT, days_of, is_child_on
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    FactLane,
    Independence,
    SourceKind,
)
from uitweg.casework.appraisal.law.rules.elements import may_be_used
from uitweg.platform.content.values.appraisal import FundPoint, FundPointKind
from uitweg.platform.dutch_days import in_dutch

YEARS_TO_APPLY = 10
"""Source: schadefonds-termijn; that it begins at 18 for a minor: schadefonds-beleid-2021."""
DONE_LANES = frozenset({FactLane.THREAT, FactLane.DONE_TO, FactLane.DEBT})
ONLY_OWN_WORDS = "Nu is er geen feit uit een andere bron dan de jongere. Dat is vaak niet genoeg."


@dataclass(frozen=True)
class AnnexFact:
    """A fact as the annex has it: when, what, from which source, and who heard it first."""

    when: str
    what: str
    source: str
    heard: str


@dataclass(frozen=True)
class FundAnnex:
    """The annex. `objective` come from others than the youngster, `own` from the youngster.

    `unsure` are those of which nobody knows whether they stand apart from the youngster.
    `left_out` says in words what stays out; `apply_before` is the last day to apply, or "".
    """

    asked: tuple[tuple[str, tuple[FundPoint, ...]], ...]
    objective: tuple[AnnexFact, ...]
    own: tuple[AnnexFact, ...]
    unsure: tuple[AnnexFact, ...]
    left_out: tuple[str, ...]
    apply_before: str

    @property
    def checked_on(self) -> str:
        """The oldest day on which one of the points was checked, in words, or ""."""
        days = [point.checked_on for _, points in self.asked for point in points]
        return in_dutch(min(day for day in days if day)) if any(days) else ""

    @property
    def warning(self) -> str:
        return "" if self.objective else ONLY_OWN_WORDS

    @property
    def groups(self) -> tuple[tuple[str, str, tuple[AnnexFact, ...]], ...]:
        """Return (heading, what is said when empty, facts) of each group, in this order."""
        return (
            ("Objectief: uit een andere bron dan de jongere", ONLY_OWN_WORDS, self.objective),
            ("Wat de jongere zelf zei", "Niets opgeschreven.", self.own),
            ("Nog uit te zoeken: los van de jongere of niet", "Niets.", self.unsure),
        )


def fund_annex(content: AppraisalContent, points: Iterable[FundPoint]) -> FundAnnex:
    """Return the annex of these facts, as far as they may stand in it."""
    shown = [each for each in points if each.shown]
    facts = sorted(
        (f for f in content.facts if _may_stand_there(f) and may_be_used(f)),
        key=lambda f: (f.at.start if f.at else date.max, f.time, f.key),
    )
    by_source = {
        kind: tuple(_annex_fact(fact) for fact in facts if fact.independence is kind)
        for kind in Independence
    }
    return FundAnnex(
        asked=tuple(
            (kind.words, tuple(each for each in shown if each.kind is kind))
            for kind in FundPointKind
        ),
        objective=by_source[Independence.INDEPENDENT],
        own=by_source[Independence.FROM_YOUNGSTER],
        unsure=by_source[Independence.UNKNOWN],
        left_out=tuple(_left_out(content)),
        apply_before=_apply_before(content),
    )


def _may_stand_there(fact: AppraisalFact) -> bool:
    """Tell whether a fact is about what happened to the youngster, or who the youngster is."""
    if fact.against:
        return False
    return fact.lane in DONE_LANES or (fact.lane is FactLane.PERSON and bool(fact.supports))


def _annex_fact(fact: AppraisalFact) -> AnnexFact:
    source = f"{fact.source} ({fact.source_kind.words})"
    if fact.source_kind is SourceKind.WITNESS:
        source += ". Telt minder als het pas veel later is gezegd, of niet bij de politie"
    heard = fact.first_heard_by
    if fact.first_heard_on:
        heard = f"{heard}, {short_words(fact.first_heard_on)}"
    return AnnexFact(period_words(fact), fact.text or fact.title, source, heard)


def _left_out(content: AppraisalContent) -> Iterable[str]:
    """Say what stays out, without naming it."""
    if any(fact.lane is FactLane.OFFENCE or fact.against for fact in content.facts):
        yield (
            "Wat de jongere zelf deed en wat ertegen spreekt staat hier niet in. Dat staat in de "
            "weging. Het fonds kijkt naar slachtofferschap."
        )
    if any(not may_be_used(fact) for fact in content.facts):
        yield "Wat uit een zorggesprek komt staat hier pas in als de jongere daar ja op zei."


def _apply_before(content: AppraisalContent) -> str:
    """Return the last day to apply, counted from the first known day of the exploitation.

    The day of the earliest fact is the safest: a later one gives more time.
    """
    days = [fact.at for fact in content.facts if fact.at and fact.lane in DONE_LANES]
    if not days:
        return ""
    first = min(days, key=lambda day: days_of(day)[0])
    begins = days_of(first)[0]
    if content.born and is_child_on(content.born, first):
        begins = birthday(content.born, ADULT_AT)
    return in_dutch(birthday(begins, YEARS_TO_APPLY))


def annex_paper(annex: FundAnnex, *, made_on: str) -> dict[str, object]:
    """Return the annex as the typesetter reads it; no number or city is on it."""
    sections = [
        {
            "title": title,
            "shape": "lines",
            "empty": empty,
            "rows": [
                {
                    "at": fact.when,
                    "head": fact.what,
                    "text": "",
                    "small": f"Bron: {fact.source}. Eerst gehoord door: {fact.heard}.",
                }
                for fact in facts
            ],
        }
        for title, empty, facts in annex.groups
    ]
    sections += [
        {
            "title": title,
            "shape": "facts",
            "empty": "",
            "rows": [{"at": "", "head": p.title, "text": p.text, "small": ""} for p in points],
        }
        for title, points in annex.asked
    ]
    lead = [["Voor", "de jongere en wie bij de aanvraag helpt"]]
    if annex.apply_before:
        lead.append(["Vraag aan vóór", annex.apply_before])
    return {
        "title": "Bijlage voor het Schadefonds",
        "number": "",
        "mark": "Vertrouwelijk",
        "footer": f"Gemaakt op {made_on}",
        "lead": lead,
        "hot": annex.warning,
        "one-page": False,
        "size": "",
        "sections": sections,
        "note": " ".join(
            [
                *annex.left_out,
                f"Wat het fonds vraagt is nagekeken op {annex.checked_on}. Het fonds beslist.",
            ]
        ),
    }
