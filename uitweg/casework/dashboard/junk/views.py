"""Mark reports as junk, many at once; restore them, or destroy them after their term."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.dashboard.junk.forms import MarkAsJunkForm, RestoreJunkForm
from uitweg.casework.dashboard.worklist.views.reports import REPORTS_PER_PAGE
from uitweg.channel.answers.actions import junk
from uitweg.channel.conversation.models import JunkBatch
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention
from uitweg.platform.ui.addresses import row_number_in

PREVIEW_ROWS = 20


@require_POST
@needs(Permission.REPORT_JUNK)
def mark_as_junk(request: MemberRequest) -> HttpResponse:
    """Mark the ticked reports, or all of a period, as junk.

    First asks for confirmation when one of them reports danger, and always for a period.
    """
    form = MarkAsJunkForm(request.POST, now=timezone.now())
    if not form.is_valid():
        return render(request, "junk/mark_as_junk.html", {"form": form}, status=400)
    selection = form.selection()
    candidates = junk.find_junk_candidates(selection)
    if not form.cleaned_data["sure"] and (candidates.danger or not selection.numbers):
        context = {
            "form": form,
            "candidates": candidates,
            "selection": selection,
            "oldest": candidates.without_danger[:PREVIEW_ROWS],
            "days": _junk_days(),
        }
        return render(request, "junk/mark_as_junk.html", context)
    batch = junk.mark_as_junk(
        choice=selection, by=request.actor, danger=form.cleaned_data["danger"]
    )
    return redirect("junk-batch", batch.pk) if batch else redirect("junk-list")


@require_GET
@needs(Permission.REPORT_JUNK)
def junk_list(request: MemberRequest) -> HttpResponse:
    """The batches of junk, newest first."""
    report_count = Count("reports", filter=Q(reports__state=ReportState.JUNK))
    batches = JunkBatch.objects.annotate(report_count=report_count).order_by("-id")
    context = {
        "batches": batches[:REPORTS_PER_PAGE],
        "names": Member.objects.names_by_id(),
        "days": _junk_days(),
    }
    return render(request, "junk/list.html", context)


@require_GET
@needs(Permission.REPORT_JUNK)
def junk_batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The reports of one batch, to open, restore or destroy."""
    batch = get_object_or_404(JunkBatch, pk=batch_id)
    reports = batch.reports.filter(state=ReportState.JUNK).order_by("id").defer("reporter_key")
    after = row_number_in(request.GET.get("na", "")) or 0
    page = list(reports.filter(pk__gt=after)[: REPORTS_PER_PAGE + 1])
    destroyable_from = _destroyable_from(batch)
    context = {
        "batch": batch,
        "reports": page[:REPORTS_PER_PAGE],
        "report_count": reports.count(),
        "next": page[REPORTS_PER_PAGE - 1].pk if len(page) > REPORTS_PER_PAGE else None,
        "names": Member.objects.names_by_id(),
        "destroyable_from": destroyable_from,
        "term_is_over": timezone.now() >= destroyable_from,
        "may_destroy": may(request.actor, Permission.REPORT_DESTROY, batch),
    }
    return render(request, "junk/batch.html", context)


@require_POST
@needs(Permission.REPORT_JUNK)
def restore_junk(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Put the ticked reports of a batch, or all, back on the worklist."""
    batch, form = get_object_or_404(JunkBatch, pk=batch_id), RestoreJunkForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["all"] or form.cleaned_data["numbers"]):
        return redirect("junk-batch", batch.pk)
    numbers = None if form.cleaned_data["all"] else list(form.cleaned_data["numbers"])
    junk.restore_from_junk(batch=batch, by=request.actor, numbers=numbers)
    return redirect("reports") if numbers is None else redirect("junk-batch", batch.pk)


@require_POST
@needs(Permission.REPORT_DESTROY)
def destroy_junk(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Destroy a batch after its term, by another member than the one who marked it as junk."""
    batch = get_object_or_404(JunkBatch, pk=batch_id)
    if request.POST.get("sure") != "yes":
        return redirect("junk-batch", batch.pk)
    junk.destroy_junk(batch=batch, by=request.actor, days=_junk_days())
    return redirect("junk-list")


def _junk_days() -> int:
    return retention.retention_table().number("conversation-junk-batch")


def _destroyable_from(batch: JunkBatch) -> datetime:
    return batch.junked_at + timedelta(days=_junk_days())
