"""Pages that look across the parts: what waits now, and one report with all that goes with it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.closing import ENDING_WORDS
from uitweg.casework.cases.rules.safety import RISK_WORDS
from uitweg.casework.dashboard.actions.now import board
from uitweg.casework.dashboard.actions.worklist import waiting_page
from uitweg.casework.retention.actions.case_overview import waiting_for
from uitweg.casework.retention.actions.conversations import about_to_go
from uitweg.casework.search.views import Looked, look
from uitweg.channel.actions import attachments
from uitweg.channel.actions import reports as actions
from uitweg.channel.forms import AnswerForm
from uitweg.channel.models import Message, Report
from uitweg.channel.rules.reports import LANGUAGES, ROLES, Outcome, ReportState
from uitweg.channel.rules.sizes import LONGEST_TEXT
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content import levels, load
from uitweg.platform.content.levels import Level
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import number_in

OUTCOME_WORDS = {
    Outcome.ADVISED: "Advies gegeven",
    Outcome.POINTED_ON: "Verwezen naar een andere lijn",
    Outcome.NO_REPLY: "Geen reactie meer",
    Outcome.NOT_FOR_US: "Hoort hier niet",
}
STATE_WORDS = {
    ReportState.WAITING: "Nieuw",
    ReportState.TAKEN: "Opgepakt",
    ReportState.ADVICE: "Alleen advies",
    ReportState.CASE: "Casus",
    ReportState.FOLDED: "Opzij gelegd",
    ReportState.DELETED: "Gewist",
}
PAGE = 50
TEN_MINUTES = timedelta(minutes=10)
WEEK = timedelta(days=7)


@require_GET
@needs(Permission.WORKLIST_READ, keys=True)
def now(request: MemberRequest) -> HttpResponse:
    """Everything that waits: danger first, then the oldest."""
    audit_log.record_now_and_then(request.member, "worklist:read", "worklist", every=TEN_MINUTES)
    page = waiting_page(
        keyring=request.keyring, after=request.GET.get("na", ""), now=timezone.now()
    )
    today = timezone.localdate()
    words = {
        "page": page,
        "names": names_of_members(),
        "now": timezone.localtime(),
        "going": about_to_go(),
        "lists_waiting": waiting_for(request.member),
        "board": board(of=request.actor),
        "risks": RISK_WORDS,
        "endings": ENDING_WORDS,
        "later": [("morgen", today + timedelta(days=1)), ("over een week", today + WEEK)],
    }
    return render(request, "dashboard/now.html", words)


@require_GET
@needs(Permission.WORKLIST_READ)
def reports(request: MemberRequest) -> HttpResponse:
    """All reports, newest first, by number and state; nothing is opened here."""
    moment = timezone.now()
    warning = Message.objects.filter(report=OuterRef("pk"), danger_now=True)
    rows = Report.objects.select_related("fold").annotate(danger=Exists(warning)).order_by("-id")
    before = number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("reporter_key")[:PAGE])
    words = {
        "rows": [(r, _state_words(r)) for r in found],
        "names": names_of_members(),
        "next": found[-1].pk if len(found) == PAGE else None,
        "made": f"{moment.timestamp():.6f}",
    }
    return render(request, "dashboard/reports.html", words)


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ, keys=True)
def report(request: MemberRequest, report_id: int) -> HttpResponse:
    """One conversation: read it, answer it, decide what it becomes."""
    found = get_object_or_404(Report, pk=report_id)
    form, moment = AnswerForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        chosen = [(one.name or "", one.read()) for one in request.FILES.getlist("files")]
        try:
            sending = attachments.all_to_send(chosen)
        except attachments.NotSent as why:
            form.add_error(None, str(why))
            return _report_page(request, found, form, moment)
        actions.answer(
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


def _known(request: MemberRequest, found: Report, said: list[actions.Said]) -> Looked:
    told = "\n".join(one.text for one in said if one.text and not one.from_team)
    return look(request, told, where=found.number)


def _report_page(
    request: MemberRequest,
    found: Report,
    form: AnswerForm,
    moment: datetime,
    *,
    asks: bool = False,
) -> HttpResponse:
    said = actions.read(report=found, by=request.actor)
    first = next((one for one in said if not one.from_team), None)
    case = Case.objects.filter(report_id=found.pk).first()
    known = {signal.id: signal for signal in load().signals}
    level = _level_of(said)
    words = {
        "report": found,
        "state": _state_words(found),
        "said": said,
        "first": first,
        "role": ROLES.get(first.role, "") if first else "",
        "language": LANGUAGES.get(first.language, "") if first else "",
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
        "outcome": OUTCOME_WORDS[Outcome(found.outcome)] if found.outcome else "",
        "taken_by": names_of_members().get(found.taken_by or 0, ""),
        "case": case if case and may(request.member, Permission.CASE_READ, case) else None,
        "other_case": case,
        "may_open_case": may(request.member, Permission.CASE_OPEN, found),
        "readings": audit_log.readings(found),
        "now": moment,
        "known": _known(request, found, said) if asks else None,
    }
    return render(request, "dashboard/report.html", words, status=400 if form.is_bound else 200)


def _level_of(said: list[actions.Said]) -> Level:
    """Return the level the reporter last wrote in; of older messages only the language is known."""
    asked = next((one for one in reversed(said) if one.level or one.language), None)
    same = [each for each in levels() if asked and asked.level == each.id]
    near = [each for each in levels() if asked and asked.language == each.lang]
    return [*same, *near, *levels()][0]


def _state_words(report: Report) -> str:
    """Say where it stands; what its term ended keeps the day until which it stayed."""
    if report.state == ReportState.DELETED and report.fold and report.fold.destroyed_at:
        return "Vernietigd, lag opzij"
    if report.state == ReportState.DELETED and report.kept_until:
        return "Vernietigd, termijn voorbij"
    return STATE_WORDS[ReportState(report.state)]


def names_of_members() -> dict[int, str]:
    return dict(Member.objects.values_list("pk", "name"))
