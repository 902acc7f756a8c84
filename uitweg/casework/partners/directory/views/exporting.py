"""The directory as a file: what everyone may see, or what partners may see too."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from uitweg.casework.partners.directory.actions.exporting import export_directory
from uitweg.casework.partners.directory.rules import Secrecy
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

EXPORT_PARTNERS = Act("partner:read", "Partners bekeken")

FOR_PARTNERS = "partners"


@require_GET
@needs(Permission.PARTNER_READ)
def export_partners(request: MemberRequest) -> HttpResponse:
    """Return the file; who took it is in the audit log."""
    is_for_partners = request.GET.get("voor") == FOR_PARTNERS
    reader = Secrecy.PARTNERS if is_for_partners else Secrecy.PUBLIC
    content = export_directory(reader=reader, now=request.actor.now)
    audit_log.record(request.member, EXPORT_PARTNERS, "team", reason=f"export-{reader.value}")
    name = f"partners-{reader.value}.json"
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
