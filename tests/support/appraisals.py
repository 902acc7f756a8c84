"""A weighing for tests: a case, an author, a second judge, and a draft in which nothing is missing.

Everything goes through the real actions, as the pages call them.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.test import Client

from tests.support import appraisal_facts, people
from tests.support.appraisal_facts import on
from tests.support.people import acting, keyring_of
from uitweg.casework.appraisal.compartment.actions import compartments
from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.models import Appraisal, Compartment
from uitweg.casework.appraisal.compartment.rules.grants import USUAL_GRANT, CompartmentLevel
from uitweg.casework.appraisal.facts.actions.items import read_content, write_items, writes_of
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Conclusion,
    Doubt,
    DoubtState,
    ElementAnswer,
    FactLane,
    Fit,
    FitKind,
    Scenario,
    SourceKind,
    Unseen,
    WrittenJudgement,
)
from uitweg.casework.appraisal.judging.actions import judgements, stages
from uitweg.casework.appraisal.judging.rules import asked_elements
from uitweg.casework.appraisal.paper.actions import signing
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens

OFFENCE = "Bracht op 22 februari een pakket met vuurwerk weg"
FIRST_WORDS, SECOND_WORDS = "Fatima denkt: hij kon niet weg", "Joris denkt: dat weten we niet"


def a_fact(key: str = "threat", **said: Any) -> AppraisalFact:
    """Return a threat with nothing missing; give by name what is otherwise."""
    threat: dict[str, Any] = {
        "title": "Foto van de voordeur",
        "text": "Een foto van de voordeur, met: vrijdag of je zusje.",
        "source": "schermfoto, die dag getoond aan de mentor",
        "first_heard_by": "mentor Sanne",
        "at": on(2026, 2, 20),
        "supports": {"means"},
    }
    return appraisal_facts.a_fact(key, **threat | said)


def whole_content() -> AppraisalContent:
    """Return content in which nothing is missing: three facts, two scenarios, all questions."""
    facts = (
        a_fact(),
        a_fact(
            "ride",
            title="Rit van 22 februari",
            text=OFFENCE,
            lane=FactLane.OFFENCE,
            source="proces-verbaal",
            source_kind=SourceKind.RECORD,
            at=on(2026, 2, 22),
            supports=frozenset({"consequence"}),
            follows="threat",
        ),
        a_fact(
            "money",
            title="Kreeg zelf geld",
            text="Tachtig euro op zijn rekening.",
            lane=FactLane.DONE_TO,
            source="bankafschrift",
            source_kind=SourceKind.RECORD,
            at=on(2026, 6, 6),
            supports=frozenset(),
            against=frozenset({"gain"}),
        ),
    )
    scenarios = (
        Scenario("pressed", "Onder druk van een schuld", "Hij moest betalen en werd bedreigd."),
        Scenario(
            "free", "Voor het geld, en hij kon stoppen", "Hij koos ervoor en had een weg terug."
        ),
    )
    return AppraisalContent(
        facts=facts,
        scenarios=scenarios,
        fits=tuple(
            Fit(
                scenario.key,
                fact.key,
                FitKind.FITS
                if (fact.key == "money") == (scenario.key == "free")
                else FitKind.DOES_NOT_FIT,
                "zo staat het er",
            )
            for scenario in scenarios
            for fact in facts
        ),
        elements=tuple(
            ElementAnswer(
                element.id,
                contra="Niets gevonden, gezocht tot 30 oktober.",
                unknown="Wie ermee begon.",
                why_wrong="Wij zagen maar een deel.",
            )
            for element in load().appraisal.elements
        ),
        doubts=(
            Doubt(
                "may", "Kon hij in mei weg?", "Hij bracht zelf een vriend aan.", "De chat van mei."
            ),
            Doubt(
                "photo",
                "Maakte hij de foto zelf?",
                "Hij zat in de les.",
                state=DoubtState.REFUTED,
                facts=frozenset({"threat"}),
                reason="De mentor zag het bericht binnenkomen.",
            ),
        ),
        unseen=(Unseen("file", "Het politiedossier", "Gevraagd, nog geen antwoord."),),
        born=date(2008, 3, 14),
    )


def with_fact(content: AppraisalContent, fact: AppraisalFact) -> AppraisalContent:
    """Return this content with one fact more, which says nothing of any scenario."""
    fits = tuple(Fit(each.key, fact.key, FitKind.SAYS_NOTHING) for each in content.scenarios)
    return replace(content, facts=(*content.facts, fact), fits=(*content.fits, *fits))


def form_key() -> bytes:
    return tokens.new_token(16)


def actor(member: Member, **said: Any) -> Actor:
    """Return this member with the keys that open what is theirs."""
    return acting(member, keyring=keyring_of(member), **said)


def write_all(appraisal: Appraisal, content: AppraisalContent, by: Actor) -> None:
    """Write all items of this content into a draft."""
    write_items(appraisal=appraisal, writes=writes_of(content), form_key=form_key(), by=by)


@dataclass
class WeighedCase:
    """A case with a weighing: `author` writes and judges first, `judge` judges second."""

    case: Case
    author: Member
    judge: Member
    number: int = 1

    @property
    def appraisal(self) -> Appraisal:
        """The newest version, as it is stored now."""
        rows = Appraisal.objects.select_related("compartment__case", "author")
        return rows.filter(compartment__case=self.case).order_by("-number")[0]

    @property
    def compartment(self) -> Compartment:
        return Compartment.objects.select_related("case").get(case=self.case)

    @property
    def address(self) -> str:
        return f"/casus/{self.case.pk}/weging/"

    def key(self) -> CompartmentKey:
        return compartments.open_compartment(compartment=self.compartment, by=actor(self.author))

    def desk(self, member: Member) -> Client:
        return people.at_the_desk(member)

    def let_in(self, member: Member, level: str = "judge", *, other_team: bool = True) -> None:
        by = actor(self.author)
        compartments.give_grant(
            compartment=self.compartment,
            to=member,
            level=CompartmentLevel(level),
            until=by.now + USUAL_GRANT,
            is_other_team=other_team,
            by=by,
        )

    def close_facts(self) -> None:
        stages.close_facts(appraisal=self.appraisal, by=actor(self.author))

    def written(self, words: str = FIRST_WORDS, **said: Any) -> WrittenJudgement:
        """Return a whole judgement on what this version asks."""
        asked = asked_elements(read_content(self.appraisal, self.key()))
        conclusions = tuple((element, Conclusion.PLAUSIBLE) for element in asked)
        judgement = WrittenJudgement(
            conclusions,
            text=words,
            against="Hij kreeg zelf geld.",
            unknown="Wie de foto stuurde.",
            why_wrong="Misschien hield de dreiging in mei op.",
        )
        return replace(judgement, **said)

    def judge_first(self, **said: Any) -> None:
        self.give(self.author, self.written(**said))

    def judge_second(self, **said: Any) -> None:
        written = self.written(SECOND_WORDS)
        other = (written.conclusions[0][0], Conclusion.CANNOT_SAY)
        conclusions = (other, *written.conclusions[1:])
        self.give(self.judge, replace(written, **{"conclusions": conclusions, **said}))

    def give(self, member: Member, written: WrittenJudgement) -> None:
        judgements.give_judgement(
            appraisal=self.appraisal, written=written, form_key=form_key(), by=actor(member)
        )

    def shown_sha256(self) -> bytes:
        return tokens.sha256(signing.frozen_content(self.appraisal, self.key()).encode())

    def sign(self, member: Member) -> None:
        signing.sign(appraisal=self.appraisal, shown_sha256=self.shown_sha256(), by=actor(member))

    def judgement_form(self, words: str = SECOND_WORDS, **said: Any) -> dict[str, Any]:
        """Return what the form of a judgement posts, whole; give by name what is otherwise."""
        appraisal, written = self.appraisal, self.written(words)
        closed_at = appraisal.facts_closed_at
        texts = {
            name: getattr(written, name) for name in ("text", "against", "unknown", "why_wrong")
        }
        return {
            "key": form_key().hex(),
            "closed_at": closed_at.isoformat() if closed_at else "",
            **{f"vraag-{element}": conclusion.value for element, conclusion in written.conclusions},
            **texts,
            **said,
        }

    def sign_form(self, **said: Any) -> dict[str, Any]:
        shown = self.shown_sha256().hex()
        return {"number": self.appraisal.number, "shown": shown, "was_read": "ja", **said}


def a_draft(
    case: Case, author: Member, judge: Member, content: AppraisalContent | None = None
) -> WeighedCase:
    """Begin a weighing in a case, and write everything."""
    by = actor(author)
    appraisal = compartments.start_appraisal(case=case, form_key=form_key(), by=by)
    write_all(appraisal, content or whole_content(), by)
    return WeighedCase(case, author, judge)


def a_closed_one(case: Case, author: Member, judge: Member) -> WeighedCase:
    """Begin a weighing, write everything, close the facts and ask the second judge."""
    weighed = a_draft(case, author, judge)
    weighed.close_facts()
    weighed.let_in(judge)
    return weighed


def a_judged_one(case: Case, author: Member, judge: Member) -> WeighedCase:
    """As `a_closed_one`, with both judgements, which differ in the first question."""
    weighed = a_closed_one(case, author, judge)
    weighed.judge_first()
    weighed.judge_second()
    return weighed


def a_signed_one(case: Case, author: Member, judge: Member) -> WeighedCase:
    weighed = a_judged_one(case, author, judge)
    weighed.sign(author)
    weighed.sign(judge)
    return weighed
