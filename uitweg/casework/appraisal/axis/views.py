"""The time axis of a weighing: the picture, the table that holds everything, and the law."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from uitweg.casework.appraisal.axis.actions import axis_laws
from uitweg.casework.appraisal.axis.rules.axis import build_axis
from uitweg.casework.appraisal.axis.rules.laws_beside import laws_beside
from uitweg.casework.appraisal.axis.rules.pictures import DrawnYear, draw, lead_sentence
from uitweg.casework.appraisal.axis.rules.rows import axis_rows
from uitweg.casework.appraisal.facts.views.opened import open_version
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

COLUMN_NAMES = ("Wanneer", "Leeftijd", "Fase", "Wat", "Bron", "Verband")


@require_GET
@needs(Permission.APPRAISAL_READ)
def appraisal_timeline(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show the time axis of the newest version, or of the one named in `?versie=`."""
    appraisal, content = open_version(request, case_id)
    laws, today = axis_laws(), request.actor.today
    axis = build_axis(content, laws, today=today)
    context = {
        "case": appraisal.case,
        "appraisal": appraisal,
        "axis": axis,
        "lead": lead_sentence(axis) if axis else "",
        "years": [_safe(year) for year in draw(axis)] if axis else [],
        "rows": axis_rows(content, laws, today=today),
        "column_names": COLUMN_NAMES,
        "beside": laws_beside(content, laws, today=today),
        "now": timezone.localtime(request.actor.now),
    }
    return render(request, "axis/timeline.html", context)


def _safe(year: DrawnYear) -> dict[str, str]:
    """Return a picture for the template; `axis_svg.py` escaped every word in it."""
    return {
        "heading": year.heading,
        "lying": mark_safe(year.lying),  # noqa: S308
        "standing": mark_safe(year.standing),  # noqa: S308
    }
