"""The paper of a weighing: its words on the screen, and whether its signatures are whole."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import Place, Stage
from uitweg.casework.appraisal.facts.views.opened import newest_appraisal
from uitweg.casework.appraisal.judging.actions.judgements import require_sees_judgements
from uitweg.casework.appraisal.paper.actions import signed_papers
from uitweg.casework.appraisal.paper.actions.report import report_of
from uitweg.casework.appraisal.paper.actions.signed_papers import SignatureCheck
from uitweg.casework.appraisal.paper.actions.signing import frozen_content
from uitweg.casework.appraisal.paper.rules.values import AppraisalReport
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in


@require_GET
@needs(Permission.APPRAISAL_READ)
def appraisal_paper(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show all that the PDF says, or will say; of an older version with `?versie=`."""
    number = row_number_in(request.GET.get("versie", ""))
    row = newest_appraisal(request, case_id, Permission.APPRAISAL_READ, number=number)
    key = open_compartment(compartment=row.compartment, by=request.actor)
    context = {
        "case": row.case,
        "appraisal": row,
        "is_older": number is not None,
        "is_signed": row.stage == Stage.SIGNED,
        "report": _report(row, key, request),
        "checks": _checks(row, key),
        "pdf_sha256": signed_papers.hash_of_report(row).hex(),
        "may_share": may(request.actor, Permission.APPRAISAL_DISCLOSE, row),
    }
    return render(request, "paper/appraisal_paper.html", context)


def _report(row: Appraisal, key: CompartmentKey, request: MemberRequest) -> AppraisalReport | None:
    """Return the paper as it was frozen, else as it would be now; None before both judgements.

    Raises NotPossible for who has yet to judge a newer version.
    """
    require_sees_judgements(row, request.actor)
    if row.judgements.count() != len(Place):
        return None
    made_at = row.frozen_at or request.actor.now
    return report_of(row, key, frozen_content(row, key), made_at=made_at)


def _checks(row: Appraisal, key: CompartmentKey) -> list[SignatureCheck]:
    if not signed_papers.hash_of_report(row):
        return []
    return signed_papers.check_report(row, signed_papers.read_report(row, key))
