"""Bringing in the list someone has until now: choose it, say what the columns are, look, do it."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.search.actions.known_rows import whose
from uitweg.casework.spreadsheets.actions import dry_run, importing, undoing, uploads
from uitweg.casework.spreadsheets.actions.example import example
from uitweg.casework.spreadsheets.actions.uploads import Waiting
from uitweg.casework.spreadsheets.forms import FileForm, chosen_columns, decided_rows
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.casework.spreadsheets.rules import INTO_WORDS, wrong_choice
from uitweg.casework.spreadsheets.views.exporting import as_file
from uitweg.casework.spreadsheets.views.rows import counts, line, shown_columns, told
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.sheet.run import WHY_NOT, CannotRead
from uitweg.platform.ui.addresses import number_in

PAGE, LATELY = 50, 10


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def bring_list(request: MemberRequest) -> HttpResponse:
    """Choose a file; or go on with the one that waits."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            upload = uploads.bring(content=content, by=request.actor)
        except CannotRead as error:
            form.add_error("file", WHY_NOT[error.why])
        else:
            return redirect("import-columns", upload.pk)
    words = {
        "form": form,
        "waits": Upload.objects.filter(member=request.member).order_by("id").first(),
        "imports": Import.objects.filter(member=request.member)[:LATELY],
    }
    return render(request, "spreadsheets/bring.html", words, status=400 if form.errors else 200)


@require_GET
@needs(Permission.CASE_IMPORT)
def import_example(request: MemberRequest) -> HttpResponse:
    """A list with the right headings, for who starts anew."""
    return as_file(example(), "casussen-voorbeeld.xlsx")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def columns(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Say what each column is; guessed from its heading."""
    mine = _mine(request, upload_id)
    chosen, wrong = mine.choices.columns, ""
    if request.method == "POST":
        chosen = chosen_columns(request.POST, len(mine.table.headings))
        wrong = wrong_choice(chosen)
        if not wrong:
            _compare(request, mine, chosen)
            return redirect("import-check", upload_id)
    words = {
        "upload": mine.upload,
        "columns": shown_columns(mine.table, chosen),
        "fields": [(into.value, word) for into, word in INTO_WORDS.items()],
        "count": len(mine.table.rows),
        "told": told(mine.table),
        "wrong": wrong,
    }
    return render(request, "spreadsheets/columns.html", words, status=400 if wrong else 200)


def _compare(request: MemberRequest, mine: Waiting, chosen: tuple) -> None:  # type: ignore[type-arg]
    found = dry_run.compared(mine, chosen, by=request.actor)
    audit_log.record(request.member, "list:match", mine.upload)
    uploads.choose(mine, found)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def check(request: MemberRequest, upload_id: int) -> HttpResponse:
    """The dry run: each row and what becomes of it; what needs a choice comes first."""
    mine = _mine(request, upload_id)
    if not mine.choices.is_mapped:
        return redirect("import-columns", upload_id)
    if request.method == "POST":
        decided = {**mine.choices.decided, **decided_rows(request.POST)}
        mine = uploads.choose(mine, replace(mine.choices, decided=decided))
        if "klaar" not in request.POST:
            page = number_in(request.POST.get("verder", "")) or 1
            return redirect(f"{request.path}?blad={page}")
        done = importing.bring_in(waiting=mine, by=request.actor)
        return redirect("imported", done.pk)
    rows = dry_run.checked(mine, by=request.actor)
    rows.sort(key=lambda row: (not row.is_wrong, not row.is_known, row.place))
    shown = Paginator(rows, PAGE).get_page(number_in(request.GET.get("blad", "")) or 1)
    others = whose((row.elsewhere[0] for row in shown if row.elsewhere), by=request.actor)
    words = {"upload": mine.upload, "page": shown, "rows": [line(row, others) for row in shown]}
    return render(request, "spreadsheets/check.html", words | counts(rows))


@require_POST
@needs(Permission.CASE_IMPORT)
def throw_away(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Do without the list that waits."""
    upload = get_object_or_404(Upload, pk=upload_id, member=request.member)
    uploads.throw_away(upload=upload, by=request.actor)
    return redirect("import")


@require_GET
@needs(Permission.CASE_IMPORT)
def imported(request: MemberRequest, import_id: int) -> HttpResponse:
    """What came of a list, and the way back."""
    done = _import(request, import_id)
    stay = undoing.went_on(done)
    rows = done.rows.select_related("case")
    words = {
        "done": done,
        "stay": list(rows.filter(case__in=stay).order_by("row")[:PAGE]),
        "stays": len(stay),
        "rows": rows.order_by("row")[:PAGE],
        "total": done.opened + done.added,
    }
    return render(request, "spreadsheets/imported.html", words)


@require_POST
@needs(Permission.CASE_UNDO_IMPORT, keys=True)
def undo_import(request: MemberRequest, import_id: int) -> HttpResponse:
    """Take it back, but for what somebody went on with."""
    done = _import(request, import_id)
    undoing.undo(done=done, by=request.actor)
    return redirect("imported", done.pk)


def _mine(request: MemberRequest, upload_id: int) -> Waiting:
    upload = get_object_or_404(Upload, pk=upload_id, member=request.member)
    return uploads.opened(upload, by=request.actor)


def _import(request: MemberRequest, import_id: int) -> Import:
    done = get_object_or_404(Import.objects.select_related("member"), pk=import_id)
    require(request.member, Permission.CASE_UNDO_IMPORT, done)
    return done
