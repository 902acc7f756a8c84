"""Laying many reports aside as junk, bringing them back, and destroying them when it is time."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.dashboard.forms import FoldForm, NumbersForm
from uitweg.casework.dashboard.views.now import PAGE, names_of_members
from uitweg.channel.actions import junk
from uitweg.channel.models import Fold
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention
from uitweg.platform.ui.addresses import number_in

SHOWN = 20


@require_POST
@needs(Permission.REPORT_FOLD)
def fold_reports(request: MemberRequest) -> HttpResponse:
    """Lay aside what was ticked, or all of a time; asks first when there is danger or much."""
    form = FoldForm(request.POST, now=timezone.now())
    if not form.is_valid():
        return render(request, "dashboard/folding.html", {"form": form}, status=400)
    choice, danger = form.choice(), form.cleaned_data["danger"]
    found = junk.sort(choice)
    if not form.cleaned_data["sure"] and (found.danger or not choice.numbers):
        words = {"form": form, "found": found, "choice": choice, "first": found.calm[:SHOWN]}
        return render(request, "dashboard/folding.html", words | {"days": _days()})
    made = junk.fold(choice=choice, by=request.actor, danger=danger)
    return redirect("fold", made.pk) if made else redirect("folded")


@require_GET
@needs(Permission.REPORT_FOLD)
def folded(request: MemberRequest) -> HttpResponse:
    """What lies aside, one line for each time that it was done, newest first."""
    there = Count("reports", filter=Q(reports__state=ReportState.FOLDED))
    rows = Fold.objects.annotate(there=there).order_by("-id")[:PAGE]
    words = {"rows": rows, "names": names_of_members(), "days": _days()}
    return render(request, "dashboard/folded.html", words)


@require_GET
@needs(Permission.REPORT_FOLD)
def fold(request: MemberRequest, fold_id: int) -> HttpResponse:
    """All that was laid aside at once; each of it can be opened and brought back."""
    found = get_object_or_404(Fold, pk=fold_id)
    rows = found.reports.filter(state=ReportState.FOLDED).order_by("id").defer("reporter_key")
    after = number_in(request.GET.get("na", "")) or 0
    shown = list(rows.filter(pk__gt=after)[: PAGE + 1])
    until = _until(found)
    words = {
        "fold": found,
        "rows": shown[:PAGE],
        "there": rows.count(),
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "names": names_of_members(),
        "days": _days(),
        "until": until,
        "is_over": timezone.now() >= until,
        "may_destroy": may(request.member, Permission.REPORT_DESTROY, found),
    }
    return render(request, "dashboard/fold.html", words)


@require_POST
@needs(Permission.REPORT_FOLD)
def bring_back(request: MemberRequest, fold_id: int) -> HttpResponse:
    """Put what was ticked back on the worklist, or all of it."""
    found, form = get_object_or_404(Fold, pk=fold_id), NumbersForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["all"] or form.cleaned_data["numbers"]):
        return redirect("fold", found.pk)
    numbers = None if form.cleaned_data["all"] else list(form.cleaned_data["numbers"])
    junk.bring_back(fold=found, by=request.actor, numbers=numbers)
    return redirect(
        "reports" if numbers is None else "fold", *([] if numbers is None else [fold_id])
    )


@require_POST
@needs(Permission.REPORT_DESTROY)
def destroy_fold(request: MemberRequest, fold_id: int) -> HttpResponse:
    """Destroy it for good, after its days, by someone else than who laid it aside."""
    found = get_object_or_404(Fold, pk=fold_id)
    if request.POST.get("sure") != "yes":
        return redirect("fold", found.pk)
    junk.destroy(fold=found, by=request.actor, days=_days())
    return redirect("folded")


def _days() -> int:
    return retention.table().number("conversation-folded")


def _until(fold: Fold) -> datetime:
    return fold.folded_at + timedelta(days=_days())
