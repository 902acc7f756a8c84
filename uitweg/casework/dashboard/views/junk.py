"""Laying many reports aside as junk, bringing them back, and destroying them when it is time."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.dashboard.actions.members import member_names
from uitweg.casework.dashboard.forms import BringBackForm, MarkAsJunkForm
from uitweg.casework.dashboard.views.worklist import REPORTS_PER_PAGE
from uitweg.channel.actions import junk
from uitweg.channel.models import JunkBatch
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention
from uitweg.platform.ui.addresses import row_number_in

PREVIEW_ROWS = 20


@require_POST
@needs(Permission.REPORT_JUNK)
def mark_as_junk(request: MemberRequest) -> HttpResponse:
    """Lay aside what was ticked, or all of a time; asks first when there is danger or much."""
    form = MarkAsJunkForm(request.POST, now=timezone.now())
    if not form.is_valid():
        return render(request, "dashboard/mark_as_junk.html", {"form": form}, status=400)
    choice, danger = form.choice(), form.cleaned_data["danger"]
    found = junk.find_junk_candidates(choice)
    if not form.cleaned_data["sure"] and (found.danger or not choice.numbers):
        words = {
            "form": form,
            "found": found,
            "choice": choice,
            "first": found.without_danger[:PREVIEW_ROWS],
        }
        return render(request, "dashboard/mark_as_junk.html", words | {"days": _junk_days()})
    made = junk.mark_as_junk(choice=choice, by=request.actor, danger=danger)
    return redirect("junk-batch", made.pk) if made else redirect("junk-list")


@require_GET
@needs(Permission.REPORT_JUNK)
def junk_list(request: MemberRequest) -> HttpResponse:
    """What lies aside, one line for each time that it was done, newest first."""
    there = Count("reports", filter=Q(reports__state=ReportState.JUNK))
    rows = JunkBatch.objects.annotate(there=there).order_by("-id")[:REPORTS_PER_PAGE]
    words = {"rows": rows, "names": member_names(), "days": _junk_days()}
    return render(request, "dashboard/junk_list.html", words)


@require_GET
@needs(Permission.REPORT_JUNK)
def junk_batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """All that was laid aside at once; each of it can be opened and brought back."""
    found = get_object_or_404(JunkBatch, pk=batch_id)
    rows = found.reports.filter(state=ReportState.JUNK).order_by("id").defer("reporter_key")
    after = row_number_in(request.GET.get("na", "")) or 0
    shown = list(rows.filter(pk__gt=after)[: REPORTS_PER_PAGE + 1])
    until = _junk_ends_at(found)
    words = {
        "fold": found,
        "rows": shown[:REPORTS_PER_PAGE],
        "there": rows.count(),
        "next": shown[REPORTS_PER_PAGE - 1].pk if len(shown) > REPORTS_PER_PAGE else None,
        "names": member_names(),
        "days": _junk_days(),
        "until": until,
        "is_over": timezone.now() >= until,
        "may_destroy": may(request.member, Permission.REPORT_DESTROY, found),
    }
    return render(request, "dashboard/junk_batch.html", words)


@require_POST
@needs(Permission.REPORT_JUNK)
def restore_junk(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Put what was ticked back on the worklist, or all of it."""
    found, form = get_object_or_404(JunkBatch, pk=batch_id), BringBackForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["all"] or form.cleaned_data["numbers"]):
        return redirect("junk-batch", found.pk)
    numbers = None if form.cleaned_data["all"] else list(form.cleaned_data["numbers"])
    junk.restore_from_junk(batch=found, by=request.actor, numbers=numbers)
    return redirect("reports") if numbers is None else redirect("junk-batch", found.pk)


@require_POST
@needs(Permission.REPORT_DESTROY)
def destroy_junk(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Destroy it for good, after its days, by someone else than who laid it aside."""
    found = get_object_or_404(JunkBatch, pk=batch_id)
    if request.POST.get("sure") != "yes":
        return redirect("junk-batch", found.pk)
    junk.destroy_junk(batch=found, by=request.actor, days=_junk_days())
    return redirect("junk-list")


def _junk_days() -> int:
    return retention.retention_table().number("conversation-junk-batch")


def _junk_ends_at(fold: JunkBatch) -> datetime:
    return fold.junked_at + timedelta(days=_junk_days())
