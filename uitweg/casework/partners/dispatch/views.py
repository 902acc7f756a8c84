"""The forms of consent, with the organisations of the directory to choose from."""

from collections import defaultdict

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.consents.forms import Directory
from uitweg.casework.cases.consents.views.consents import consent_page
from uitweg.casework.cases.consents.views.sharing_decisions import decision_page
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_http_methods(["GET", "POST"])
@needs(Permission.CONSENT_WRITE)
def add_consent(request: MemberRequest, case_id: int) -> HttpResponse:
    """Write down what the youngster, or who decides for them, answered."""
    return consent_page(request, case_id, _directory())


@require_http_methods(["GET", "POST"])
@needs(Permission.CONSENT_WRITE)
def share_without_consent(request: MemberRequest, case_id: int) -> HttpResponse:
    """Decide to share without consent, with the reasons."""
    return decision_page(request, case_id, _directory())


def _directory() -> Directory:
    """Return the organisations the team still works with, and the kinds of service, by name."""
    current = Organisation.objects.filter(ended_on=None).values_list("pk", "name")
    kinds = [kind for kind in ServiceKind if kind is not ServiceKind.OTHER]
    offered: dict[int, list[str]] = defaultdict(list)
    services = Service.objects.filter(ended_on=None).order_by("pk")
    for organisation, kind in services.values_list("organisation", "kind"):
        offered[organisation].append(kind)
    return Directory(dict(current), {kind.value: kind.words for kind in kinds}, offered)
