"""Who may be the second judge of an appraisal, and whether one is still needed."""

from uitweg.casework.appraisal.compartment.models import (
    Appraisal,
    AppraisalItem,
    AppraisalJudgement,
)
from uitweg.casework.appraisal.compartment.rules.grants import CompartmentLevel
from uitweg.casework.appraisal.compartment.rules.stages import Place, Stage
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.accounts.models import Member


class JudgeRefusal(Refusal):
    JUDGE_SAME_PERSON = (
        "De tweede lezer is iemand anders dan wie de weging schreef, ook onder een ander account. "
        "Er is niets bewaard."
    )
    JUDGE_WROTE = (
        "Wie in deze weging schreef, geeft er geen tweede oordeel over. Er is niets bewaard."
    )


def require_second_judge(appraisal: Appraisal, member: Member) -> None:
    """Raise NotPossible unless this member is another person than the author, and wrote nothing.

    Also under another account of theirs, and in no version: who wrote facts does not weigh them
    as an outsider.
    """
    if member.is_same_person_as(appraisal.author_id):
        raise NotPossible(JudgeRefusal.JUDGE_SAME_PERSON)
    items = AppraisalItem.objects.filter(appraisal__compartment=appraisal.compartment_id)
    if items.filter(written_by__in=member.accounts_of_same_person()).exists():
        raise NotPossible(JudgeRefusal.JUDGE_WROTE)


def has_yet_to_judge(member: Member, appraisal: Appraisal) -> bool:
    """Return whether a second judge has yet to judge, so that this version's judgements are closed.

    Asked for the newest version and not done yet; or asked for a version that has yet to begin,
    while others judged this one.
    """
    newest = appraisal.compartment.appraisals.order_by("-number")[0]
    if newest.author_id == member.pk or newest.was_judged_by(member.pk):
        return False
    if not appraisal.compartment.may_be_judged_by(member.pk):
        return False
    if newest.stage in (Stage.DRAFT, Stage.FACTS_CLOSED):
        return newest.pk != appraisal.pk
    return not appraisal.was_judged_by(member.pk)


def saw_earlier(judgement: AppraisalJudgement) -> bool:
    """Return whether its judge could read both judgements of an earlier version before this one.

    As its judge, or with access to read or write. It is no reason to refuse: in a small team nobody
    else may be there. It is shown and printed.
    """
    appraisal = judgement.appraisal
    earlier = AppraisalJudgement.objects.filter(
        appraisal__compartment=appraisal.compartment_id, appraisal__number__lt=appraisal.number
    )
    accounts = set(judgement.member.accounts_of_same_person())
    grants = appraisal.compartment.grants.filter(
        member__in=accounts, since__lt=judgement.given_at
    ).exclude(level=CompartmentLevel.JUDGE)
    for version in set(earlier.values_list("appraisal", flat=True)):
        given = list(earlier.filter(appraisal=version).values_list("member", "given_at"))
        if len(given) != len(Place):
            continue
        both_at = max(moment for _, moment in given)
        if accounts & {member for member, _ in given} or grants.filter(until__gt=both_at).exists():
            return True
    return False


def needs_second_judge(appraisal: Appraisal) -> bool:
    """Return whether the facts are closed and nobody can give the second judgement.

    All that the author gets to know of a judge who could not do it.
    """
    if appraisal.stage != Stage.FACTS_CLOSED:
        return False
    if appraisal.judgements.filter(place=Place.SECOND).exists():
        return False
    judges = appraisal.compartment.grants.active().filter(level=CompartmentLevel.JUDGE)
    return not judges.exists()
