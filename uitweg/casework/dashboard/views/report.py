"""The page of one report: read the conversation, answer it, decide what it becomes."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.cases.models import Case
from uitweg.casework.dashboard.actions.members import member_names
from uitweg.casework.dashboard.views.worklist import report_state_text
from uitweg.casework.search.views import SearchOutcome, find_cases_about
from uitweg.channel.actions import attachments
from uitweg.channel.actions import reports as actions
from uitweg.channel.forms import AnswerForm
from uitweg.channel.models import Report
from uitweg.channel.rules.reports import REPORTER_LANGUAGES, REPORTER_ROLES, AdviceOutcome
from uitweg.channel.rules.sizes import LONGEST_TEXT
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content import levels, load
from uitweg.platform.content.levels import ReadingLevel
from uitweg.platform.sealing import tokens

OUTCOME_WORDS = {
    AdviceOutcome.ADVISED: "Advies gegeven",
    AdviceOutcome.POINTED_ON: "Verwezen naar een andere lijn",
    AdviceOutcome.NO_REPLY: "Geen reactie meer",
    AdviceOutcome.NOT_FOR_US: "Hoort hier niet",
}


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ, keys=True)
def report(request: MemberRequest, report_id: int) -> HttpResponse:
    """One conversation: read it, answer it, decide what it becomes."""
    found = get_object_or_404(Report, pk=report_id)
    form, moment = AnswerForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        chosen = [(one.name or "", one.read()) for one in request.FILES.getlist("files")]
        try:
            sending = attachments.prepare_files(chosen)
        except attachments.FilesNotSendable as why:
            form.add_error(None, str(why))
            return _report_page(request, found, form, moment)
        actions.send_answer(
            report=found,
            by=request.actor.at(moment),
            text=form.cleaned_data["text"],
            key=form.cleaned_data["key"],
            seen=form.cleaned_data["seen"],
            sending=sending,
        )
        return redirect("report", found.pk)
    return _report_page(request, found, form, moment)


@require_POST
@needs(Permission.REPORT_READ, keys=True)
def report_known(request: MemberRequest, report_id: int) -> HttpResponse:
    """The same page, with the cases it may be about: only when somebody asks."""
    found = get_object_or_404(Report, pk=report_id)
    return _report_page(request, found, AnswerForm(None), timezone.now(), asks=True)


def _matching_cases(
    request: MemberRequest, found: Report, said: list[actions.OpenedMessage]
) -> SearchOutcome:
    told = "\n".join(one.text for one in said if one.text and not one.from_team)
    return find_cases_about(request, told, where=found.number)


def _report_page(
    request: MemberRequest,
    found: Report,
    form: AnswerForm,
    moment: datetime,
    *,
    asks: bool = False,
) -> HttpResponse:
    said = actions.open_conversation(report=found, by=request.actor)
    first = next((one for one in said if not one.from_team), None)
    case = Case.objects.filter(report_id=found.pk).first()
    known = {signal.id: signal for signal in load().signals}
    level = _level_of(said)
    words = {
        "report": found,
        "state": report_state_text(found),
        "said": said,
        "first": first,
        "role": REPORTER_ROLES.get(first.role, "") if first else "",
        "language": REPORTER_LANGUAGES.get(first.language, "") if first else "",
        # a hostile browser can name one signal a thousand times
        "level": level,
        "openings": load(level=level.id).openings,
        "may_withdraw": [
            one.answer
            for one in said
            if one.answer
            and not one.withdrawn_on
            and may(request.member, Permission.REPORT_WITHDRAW, one)
        ],
        "signals": [
            known[s] for s in dict.fromkeys(s for o in said for s in o.signals) if s in known
        ],
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "seen": max((one.message for one in said), default=0),
        "longest": LONGEST_TEXT,
        "danger": any(one.danger_now and one.waits for one in said),
        "outcomes": [(o.value, w) for o, w in OUTCOME_WORDS.items()],
        "outcome": OUTCOME_WORDS[AdviceOutcome(found.outcome)] if found.outcome else "",
        "taken_by": member_names().get(found.taken_by or 0, ""),
        "case": case if case and may(request.member, Permission.CASE_READ, case) else None,
        "other_case": case,
        "may_open_case": may(request.member, Permission.CASE_OPEN, found),
        "readings": audit_log.readers_of(found),
        "now": moment,
        "known": _matching_cases(request, found, said) if asks else None,
    }
    return render(request, "dashboard/report.html", words, status=400 if form.is_bound else 200)


def _level_of(said: list[actions.OpenedMessage]) -> ReadingLevel:
    """Return the level the reporter last wrote in; of older messages only the language is known."""
    asked = next((one for one in reversed(said) if one.level or one.language), None)
    same = [each for each in levels() if asked and asked.level == each.id]
    near = [each for each in levels() if asked and asked.language == each.lang]
    return [*same, *near, *levels()][0]
