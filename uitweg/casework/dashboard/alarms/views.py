"""What is wrong with the public door: to read, and for a lead with the key to decide on."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.channel.deletion.actions import wishes
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.alarms import actions
from uitweg.platform.alarms.models import Alarm
from uitweg.platform.alarms.rules import AlarmKind, AlarmVerdict
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

READ_ALARMS = Act("alarm:read", "Alarm bekeken")

ALARMS_SHOWN, SETTLED_SHOWN = 50, 20
CARRY_OUT, REFUSE = "doen", "niet-doen"
ALREADY_DONE = "Iemand was je voor: dit is al afgesloten."


class VerdictForm(forms.Form):
    """What it was; one of a few fixed answers."""

    verdict = forms.TypedChoiceField(choices=AlarmVerdict.choices(), coerce=AlarmVerdict)


class WishesForm(forms.Form):
    """Whether the held wishes are carried out, up to the newest that the page counted.

    Carrying them out needs a tick, because it cannot be undone.
    """

    decision = forms.ChoiceField(choices=[(CARRY_OUT, ""), (REFUSE, "")])
    newest = forms.IntegerField(min_value=1, max_value=2**62)
    sure = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("decision") == CARRY_OUT and not self.cleaned_data.get("sure"):
            raise forms.ValidationError("niet zeker")
        return self.cleaned_data


@require_GET
@needs(Permission.ALARM_READ)
def alarm_list(request: MemberRequest) -> HttpResponse:
    """Every open alarm, and the last that were settled."""
    audit_log.record(request.member, READ_ALARMS, "-")
    return _alarm_page(request)


def _alarm_page(request: MemberRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    held_count, alarms = wishes.count_held_wishes(), actions.open_alarms()
    if held_count:
        alarms = alarms.exclude(kind=AlarmKind.MANY_WISHES)  # the decision on them stands above
    context = {
        "alarms": alarms[:ALARMS_SHOWN],
        "settled": actions.settled_alarms()[:SETTLED_SHOWN],
        "held_count": held_count,
        "newest_held": wishes.newest_held_wish(),
        "kinds": dict(AlarmKind.choices()),
        "verdicts": dict(AlarmVerdict.choices()),
        "names": Member.objects.names_by_id(),
        "may_decide": may(request.actor, Permission.ALARM_SETTLE),
        "now": timezone.localtime(),
        "wrong": wrong,
    }
    return render(request, "alarms/list.html", context, status=status)


@require_POST
@needs(Permission.ALARM_SETTLE)
def settle_alarm(request: MemberRequest, alarm_id: int) -> HttpResponse:
    """A lead says what it was."""
    alarm, form = get_object_or_404(Alarm, pk=alarm_id), VerdictForm(request.POST)
    waits = alarm.kind == AlarmKind.MANY_WISHES and wishes.count_held_wishes() > 0
    if waits or not form.is_valid():
        return _alarm_page(request, wrong="Kies wat het was.", status=400)
    try:
        actions.settle_alarm(alarm=alarm, verdict=form.cleaned_data["verdict"], by=request.actor)
    except NotPossible:
        return _alarm_page(request, wrong=ALREADY_DONE, status=409)
    return redirect("alarm-list")


@require_POST
@needs(Permission.REPORT_DECIDE_WISHES)
def decide_wishes(request: MemberRequest) -> HttpResponse:
    """A lead decides whether many wishes to delete on one day are carried out."""
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _alarm_page(request, wrong="Kies of ze gewist worden, met het vinkje.", status=400)
    carry_out = form.cleaned_data["decision"] == CARRY_OUT
    try:
        wishes.decide_held_wishes(
            carry_out=carry_out, newest=form.cleaned_data["newest"], by=request.actor
        )
    except NotPossible:
        return _alarm_page(request, wrong=ALREADY_DONE, status=409)
    return redirect("alarm-list")
