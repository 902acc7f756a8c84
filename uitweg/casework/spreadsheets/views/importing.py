"""Bringing in the list someone has until now: choose it, say what the columns are, look, do it."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.search.actions.known_rows import describe_known_cases
from uitweg.casework.spreadsheets.actions import dry_run, importing, undoing, uploads
from uitweg.casework.spreadsheets.actions.example import example_workbook
from uitweg.casework.spreadsheets.actions.uploads import OpenedUpload
from uitweg.casework.spreadsheets.forms import SpreadsheetFileForm, chosen_columns, decided_rows
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.casework.spreadsheets.rules.columns import ImportField, column_choice_error
from uitweg.casework.spreadsheets.views.exporting import workbook_response
from uitweg.casework.spreadsheets.views.rows import (
    column_views,
    count_outcomes,
    dry_run_row,
    file_remarks,
)
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.sheet.run import CANNOT_READ_SENTENCES, CannotReadSheet
from uitweg.platform.ui.addresses import row_number_in

PAGE, LATELY = 50, 10


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def upload_list(request: MemberRequest) -> HttpResponse:
    """Choose a file; or go on with the one that waits."""
    form = (
        SpreadsheetFileForm(request.POST, request.FILES)
        if request.method == "POST"
        else SpreadsheetFileForm()
    )
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            upload = uploads.store_upload(content=content, by=request.actor)
        except CannotReadSheet as error:
            form.add_error("file", CANNOT_READ_SENTENCES[error.why])
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
    return workbook_response(example_workbook(), "casussen-voorbeeld.xlsx")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def choose_columns(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Say what each column is; guessed from its heading."""
    mine = _own_upload(request, upload_id)
    chosen, wrong = mine.choices.columns, ""
    if request.method == "POST":
        chosen = chosen_columns(request.POST, len(mine.table.headings))
        wrong = column_choice_error(chosen)
        if not wrong:
            _compare(request, mine, chosen)
            return redirect("import-check", upload_id)
    words = {
        "upload": mine.upload,
        "columns": column_views(mine.table, chosen),
        "fields": ImportField.choices(),
        "count": len(mine.table.rows),
        "told": file_remarks(mine.table),
        "wrong": wrong,
    }
    return render(request, "spreadsheets/columns.html", words, status=400 if wrong else 200)


def _compare(request: MemberRequest, mine: OpenedUpload, chosen: tuple) -> None:  # type: ignore[type-arg]
    found = dry_run.compare_with_cases(mine, chosen, by=request.actor)
    audit_log.record(request.member, "spreadsheet:compare", mine.upload)
    uploads.save_choices(mine, found)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def check_rows(request: MemberRequest, upload_id: int) -> HttpResponse:
    """The dry run: each row and what becomes of it; what needs a choice comes first."""
    mine = _own_upload(request, upload_id)
    if not mine.choices.is_mapped:
        return redirect("import-columns", upload_id)
    if request.method == "POST":
        decided = {**mine.choices.decided, **decided_rows(request.POST)}
        mine = uploads.save_choices(mine, replace(mine.choices, decided=decided))
        if "klaar" not in request.POST:
            page = row_number_in(request.POST.get("verder", "")) or 1
            return redirect(f"{request.path}?blad={page}")
        done = importing.import_rows(waiting=mine, by=request.actor)
        return redirect("imported", done.pk)
    rows = dry_run.check_rows(mine, by=request.actor)
    rows.sort(key=lambda row: (not row.is_wrong, not row.is_known, row.place))
    shown = Paginator(rows, PAGE).get_page(row_number_in(request.GET.get("blad", "")) or 1)
    others = describe_known_cases(
        (row.elsewhere[0] for row in shown if row.elsewhere), by=request.actor
    )
    words = {
        "upload": mine.upload,
        "page": shown,
        "rows": [dry_run_row(row, others) for row in shown],
    }
    return render(request, "spreadsheets/check.html", words | count_outcomes(rows))


@require_POST
@needs(Permission.CASE_IMPORT)
def discard_upload(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Do without the list that waits."""
    upload = get_object_or_404(Upload, pk=upload_id, member=request.member)
    uploads.discard_upload(upload=upload, by=request.actor)
    return redirect("import")


@require_GET
@needs(Permission.CASE_IMPORT)
def show_import(request: MemberRequest, import_id: int) -> HttpResponse:
    """What came of a list, and the way back."""
    done = _own_import(request, import_id)
    stay = undoing.changed_cases(done)
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
    done = _own_import(request, import_id)
    undoing.undo_import(done=done, by=request.actor)
    return redirect("imported", done.pk)


def _own_upload(request: MemberRequest, upload_id: int) -> OpenedUpload:
    upload = get_object_or_404(Upload, pk=upload_id, member=request.member)
    return uploads.open_upload(upload, by=request.actor)


def _own_import(request: MemberRequest, import_id: int) -> Import:
    done = get_object_or_404(Import.objects.select_related("member"), pk=import_id)
    require(request.member, Permission.CASE_UNDO_IMPORT, done)
    return done
