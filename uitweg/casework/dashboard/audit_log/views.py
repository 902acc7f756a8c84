"""The page of the audit log, for a privacy officer."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.accounts.views.members import AUDITED_ROW
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.actions.audit_log import READ_AUDIT_LOG
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.ui.addresses import row_number_in

ENTRIES_PER_PAGE = 100


@require_GET
@needs(Permission.AUDIT_READ)
def audit_log_page(request: MemberRequest) -> HttpResponse:
    """Show who did what, newest first, by member or by thing; reading it is audited too."""
    who, thing = request.GET.get("wie", ""), request.GET.get("wat", "")[:40].replace("\0", "")
    entries = _entries_about(who, thing)
    # free text of the address stays out of the audit log: only what names a row is recorded
    read = thing if AUDITED_ROW.fullmatch(thing) else f"member:{who}" if who else "audit-log"
    audit_log.record(request.member, READ_AUDIT_LOG, read)
    before = row_number_in(request.GET.get("voor", ""))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    page = list(entries[:ENTRIES_PER_PAGE])
    members = list(Member.objects.order_by("name"))
    context = {
        "entries": page,
        "members": members,
        "names": {member.pk: member.name for member in members},
        "who": who,
        "thing": thing,
        "next": page[-1].pk if len(page) == ENTRIES_PER_PAGE else None,
    }
    return render(request, "audit_log/audit_log.html", context)


def _entries_about(who: str, thing: str) -> QuerySet[AuditEntry]:
    """Return the entries of a member (`who`, an id) and about a thing; "" is any.

    Raises Http404 when `who` is no id.
    """
    entries = AuditEntry.objects.select_related("member").order_by("-id")
    if who:
        number = row_number_in(who)
        if number is None:
            raise Http404
        entries = entries.filter(member_id=number)
    return entries.filter(thing=thing) if thing else entries
