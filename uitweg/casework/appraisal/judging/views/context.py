"""What the pages of a weighing show of its stages and judgements, and what a reader may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.second_judge import (
    has_yet_to_judge,
    needs_second_judge,
)
from uitweg.casework.appraisal.compartment.models import Appraisal, Signature
from uitweg.casework.appraisal.compartment.rules.grants import CompartmentLevel
from uitweg.casework.appraisal.compartment.rules.stages import STAGE_TRANSITIONS, Place, Stage
from uitweg.casework.appraisal.facts.rules.content import Conclusion
from uitweg.casework.appraisal.judging.actions.judgements import DecryptedJudgement, judgements_for
from uitweg.casework.appraisal.judging.rules import TEXT_QUESTIONS, differences
from uitweg.casework.appraisal.judging.views.stage_line import StageStep, stage_line
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens


@dataclass(frozen=True)
class ShownJudgement:
    """A judgement with the questions it answers; `answers` is empty while it is closed."""

    given: DecryptedJudgement
    is_own: bool
    answers: Sequence[tuple[str, str]]
    texts: Sequence[tuple[str, str]]

    @property
    def place(self) -> str:
        return Place(self.given.row.place).words


@dataclass(frozen=True)
class JudgingPage:
    """All that `stage.html` and `judgements.html` show; `to_give` is what this reader can give."""

    appraisal: Appraisal
    steps: Sequence[StageStep]
    shown: Sequence[ShownJudgement]
    differences: Sequence[tuple[str, str, str]]
    to_give: Place | None
    is_second_judge: bool
    is_judge: bool
    may_write: bool
    may_respond: bool
    may_sign: bool
    needs_judge: bool
    judges_newer_first: bool
    signatures: Sequence[Signature]
    form_key: str
    opened_at: datetime

    @property
    def are_both_visible(self) -> bool:
        return len([each for each in self.shown if each.given.written]) == len(Place)

    @property
    def own(self) -> ShownJudgement | None:
        return next((each for each in self.shown if each.is_own), None)

    @property
    def closed_names(self) -> list[str]:
        """Return whose judgement is there and closed to this reader."""
        closed = [each for each in self.shown if each.given.written is None]
        return [each.given.row.member.name for each in closed]

    @property
    def may_begin_version(self) -> bool:
        return self.may_write and self.appraisal.stage not in (Stage.DRAFT, Stage.SIGNING)

    @property
    def may_end(self) -> bool:
        return self.may_write and Stage.ENDED in STAGE_TRANSITIONS[Stage(self.appraisal.stage)]

    @property
    def sha256(self) -> str:
        return bytes(self.appraisal.content_sha256).hex()

    @property
    def is_frozen(self) -> bool:
        return self.appraisal.stage in (Stage.SIGNING, Stage.SIGNED)


def judging_page(appraisal: Appraisal, key: CompartmentKey, by: Actor) -> JudgingPage:
    """Return what of the stages and judgements this reader may see and do."""
    given, asked = judgements_for(appraisal, key, by), questions_by_id()
    signatures = list(appraisal.signatures.select_related("member").order_by("signed_at"))
    own = next((each for each in given if each.row.member_id == by.pk), None)
    compared = _differences(given, asked)
    to_give = _to_give(appraisal, given, by)
    has_signed = any(each.member_id == by.pk for each in signatures)
    judges = appraisal.stage in (Stage.SIDE_BY_SIDE, Stage.SIGNING)
    may_sign = judges and not has_signed and may(by, Permission.APPRAISAL_SIGN, appraisal)
    return JudgingPage(
        appraisal=appraisal,
        steps=stage_line(appraisal, given, _judge_of(appraisal), to_give, by),
        shown=[_shown_judgement(each, asked, by) for each in given],
        differences=compared,
        to_give=to_give,
        is_second_judge=appraisal.compartment.may_be_judged_by(by.pk),
        is_judge=own is not None,
        may_write=_is_newest(appraisal) and appraisal.may_be_worked_on_by(by.pk),
        may_respond=appraisal.stage == Stage.SIDE_BY_SIDE and own is not None and not own.response,
        may_sign=may_sign,
        needs_judge=needs_second_judge(appraisal),
        judges_newer_first=has_yet_to_judge(by.member, appraisal),
        signatures=signatures,
        form_key=tokens.new_token(16).hex(),
        opened_at=by.now,
    )


def _is_newest(appraisal: Appraisal) -> bool:
    newer = appraisal.compartment.appraisals.filter(number__gt=appraisal.number)
    return not newer.exists()


def questions_by_id() -> Mapping[str, str]:
    """Return the questions of the law as they are asked, by their id."""
    return {each.id: each.question for each in load().appraisal.elements}


def _judge_of(appraisal: Appraisal) -> Member | None:
    """Return whom the second judgement was asked of, as far as it was."""
    judges = appraisal.compartment.grants.active().filter(level=CompartmentLevel.JUDGE)
    grant = judges.select_related("member").order_by("-since").first()
    return grant.member if grant else None


def _to_give(appraisal: Appraisal, given: Sequence[DecryptedJudgement], by: Actor) -> Place | None:
    if appraisal.stage != Stage.FACTS_CLOSED or not appraisal.may_be_judged_by(by.pk):
        return None
    place = Place.FIRST if appraisal.author_id == by.pk else Place.SECOND
    return None if any(each.row.place == place for each in given) else place


def _shown_judgement(
    given: DecryptedJudgement, asked: Mapping[str, str], by: Actor
) -> ShownJudgement:
    is_own, written = given.row.member_id == by.pk, given.written
    if written is None:
        return ShownJudgement(given, is_own, (), ())
    answers = [(asked.get(each, each), found.words) for each, found in written.conclusions]
    texts = [(question, getattr(written, name)) for name, question in TEXT_QUESTIONS.items()]
    return ShownJudgement(given, is_own, answers, texts)


def _differences(
    given: Sequence[DecryptedJudgement], asked: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return (question, first conclusion, second conclusion) where the two judges differ."""
    written = [each.written for each in given]
    if len(written) != len(Place) or written[0] is None or written[1] is None:
        return []
    return [
        (
            asked.get(each.element, each.element),
            _words_of_conclusion(each.first),
            _words_of_conclusion(each.second),
        )
        for each in differences(written[0], written[1])
    ]


def _words_of_conclusion(conclusion: Conclusion) -> str:
    return conclusion.words
