"""The weighing on the page of a case: only that there is one, or that one can begin."""

from django.template import Context

from uitweg.casework.appraisal.compartment.models import Compartment
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.rules import Permission, may


def appraisal_link(context: Context) -> dict[str, object]:
    """Hand over whether a case has a weighing, and whether this reader may begin one."""
    case: Case = context["case"]
    actor = context["request"].actor
    has_one = Compartment.objects.filter(case=case).exists()
    may_begin = not has_one and case.is_open and may(actor, Permission.APPRAISAL_START, case)
    return {"has_one": has_one, "may_begin": may_begin}
