"""The weighing on the page of a case: only that there is one, or that one can begin."""

from typing import Any

from django import template

from uitweg.casework.appraisal.models import Compartment
from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.rules import Permission, may

register = template.Library()


@register.inclusion_tag("appraisal/case_link.html", takes_context=True)
def appraisal_link(context: template.Context, case: Case) -> dict[str, Any]:
    """Hand over whether a case has a weighing, and whether this reader may begin one."""
    actor = context["request"].actor
    has_one = Compartment.objects.filter(case=case).exists()
    may_begin = not has_one and case.is_open and may(actor, Permission.APPRAISAL_START, case)
    return {"case": case, "has_one": has_one, "may_begin": may_begin}
