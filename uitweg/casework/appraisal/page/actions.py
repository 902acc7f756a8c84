"""The weighings that wait for this member, for Nu: only of which case, and what is asked."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from uitweg.casework.appraisal.compartment.actions.second_judge import needs_second_judge
from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalJudgement, Signature
from uitweg.casework.appraisal.compartment.rules.stages import Place, Stage
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, role_may

ROWS_ON_NOW = 50
SIGNING_STAGES = (Stage.SIDE_BY_SIDE, Stage.SIGNING)


@dataclass(frozen=True)
class WeighingRow:
    """One weighing on Nu. `asks_me`: it waits for this member, and for nobody else."""

    case: Case
    words: str
    asks_me: bool


def weighings_on_now(*, by: Actor) -> list[WeighingRow]:
    """Return what waits for `by` in the compartments that they may open now."""
    if not role_may(by.role, Permission.APPRAISAL_READ):
        return []
    own = {"appraisal": OuterRef("pk"), "member": by.pk}
    newer = Appraisal.objects.filter(
        compartment=OuterRef("compartment"), number__gt=OuterRef("number")
    )
    rows = Appraisal.objects.readable_by(by.member).annotate(
        has_judged=Exists(AppraisalJudgement.objects.filter(**own)),
        has_signed=Exists(Signature.objects.filter(**own)),
    )
    waits = Q(stage=Stage.FACTS_CLOSED) | Q(stage__in=SIGNING_STAGES, has_judged=True)
    waits |= Q(facts_changed_at__isnull=False) & ~Q(stage=Stage.ENDED)
    found = rows.filter(waits).exclude(Exists(newer))[:ROWS_ON_NOW]
    said = [_row_of_weighing(row, by) for row in found]
    return [row for row in said if row is not None]


def _row_of_weighing(row: Appraisal, by: Actor) -> WeighingRow | None:
    """Return the most pressing that a weighing asks of this member, or None."""
    has_judged, has_signed = row.has_judged, row.has_signed  # type: ignore[attr-defined]
    if row.facts_changed_at is not None and row.may_be_worked_on_by(by.pk):
        return WeighingRow(row.case, "feiten veranderd", asks_me=False)
    if row.stage == Stage.FACTS_CLOSED and not has_judged and row.may_be_judged_by(by.pk):
        return WeighingRow(row.case, _asked_judgement(row, by), asks_me=True)
    if row.stage == Stage.FACTS_CLOSED and row.author_id == by.pk and needs_second_judge(row):
        return WeighingRow(row.case, "vraag iemand om het tweede oordeel", asks_me=True)
    if row.stage in SIGNING_STAGES and has_judged and not has_signed:
        return WeighingRow(row.case, "wacht op jouw handtekening", asks_me=True)
    return None


def _asked_judgement(row: Appraisal, by: Actor) -> str:
    place = Place.FIRST if row.author_id == by.pk else Place.SECOND
    return f"jouw {place.words.lower()} wordt gevraagd"
