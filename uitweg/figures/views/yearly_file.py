"""The signed file of one year's figures, to fetch."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from uitweg.figures.actions.yearly_file import sign_year
from uitweg.figures.rules.yearly_file import zipped
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.FIGURES_SIGN)
def sign_figures(request: MemberRequest, year: int) -> HttpResponse:
    """Make the file of a year: what everybody may see, with the team's signature beside it."""
    file = sign_year(year, by=request.actor)
    response = HttpResponse(zipped(file), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
