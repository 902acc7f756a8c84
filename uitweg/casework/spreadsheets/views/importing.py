"""The pages of an import: upload a spreadsheet, choose its columns, check its rows, undo it."""

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

ROWS_PER_PAGE, MAX_IMPORTS = 50, 10


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def upload_spreadsheet(request: MemberRequest) -> HttpResponse:
    """Upload a file, or continue with one that was uploaded before."""
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
            return redirect("choose-columns", upload.pk)
    context = {
        "form": form,
        "waiting": Upload.objects.filter(member=request.member).order_by("id").first(),
        "imports": Import.objects.filter(member=request.member)[:MAX_IMPORTS],
    }
    status = 400 if form.errors else 200
    return render(request, "spreadsheets/upload_spreadsheet.html", context, status=status)


@require_GET
@needs(Permission.CASE_IMPORT)
def import_example(request: MemberRequest) -> HttpResponse:
    """Download an example spreadsheet with the headings that we know."""
    return workbook_response(example_workbook(), "casussen-voorbeeld.xlsx")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def choose_columns(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Choose what each column holds; the first choice is guessed from its heading."""
    opened = _own_upload(request, upload_id)
    columns, error = opened.choices.columns, ""
    if request.method == "POST":
        columns = chosen_columns(request.POST, len(opened.table.headings))
        error = column_choice_error(columns)
        if not error:
            _compare(request, opened, columns)
            return redirect("check-rows", upload_id)
    context = {
        "upload": opened.upload,
        "columns": column_views(opened.table, columns),
        "fields": ImportField.choices(),
        "count": len(opened.table.rows),
        "remarks": file_remarks(opened.table),
        "error": error,
    }
    status = 400 if error else 200
    return render(request, "spreadsheets/choose_columns.html", context, status=status)


def _compare(
    request: MemberRequest, opened: OpenedUpload, columns: tuple[ImportField | None, ...]
) -> None:
    choices = dry_run.compare_with_cases(opened, columns, by=request.actor)
    audit_log.record(request.member, "spreadsheet:compare", opened.upload)
    uploads.save_choices(opened, choices)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT, keys=True)
def check_rows(request: MemberRequest, upload_id: int) -> HttpResponse:
    """The dry run: show what happens to each row, or save what was decided and go on."""
    opened = _own_upload(request, upload_id)
    if not opened.choices.is_mapped:
        return redirect("choose-columns", upload_id)
    if request.method == "GET":
        return _dry_run_page(request, opened)
    decided = {**opened.choices.decided, **decided_rows(request.POST)}
    opened = uploads.save_choices(opened, replace(opened.choices, decided=decided))
    if "klaar" not in request.POST:
        page = row_number_in(request.POST.get("verder", "")) or 1
        return redirect(f"{request.path}?blad={page}")
    done = importing.import_rows(opened=opened, by=request.actor)
    return redirect("show-import", done.pk)


def _dry_run_page(request: MemberRequest, opened: OpenedUpload) -> HttpResponse:
    rows = dry_run.check_rows(opened, by=request.actor)
    # rows that need attention come first: those with errors, then those that resemble a case
    rows.sort(key=lambda row: (not row.has_errors, not row.is_known, row.index))
    page_number = row_number_in(request.GET.get("blad", "")) or 1
    page = Paginator(rows, ROWS_PER_PAGE).get_page(page_number)
    elsewhere = describe_known_cases(
        (row.elsewhere[0] for row in page if row.elsewhere), by=request.actor
    )
    context = {
        "upload": opened.upload,
        "page": page,
        "rows": [dry_run_row(row, elsewhere) for row in page],
        "counts": count_outcomes(rows),
    }
    return render(request, "spreadsheets/check_rows.html", context)


@require_POST
@needs(Permission.CASE_IMPORT)
def discard_upload(request: MemberRequest, upload_id: int) -> HttpResponse:
    """Delete an upload without importing it."""
    upload = get_object_or_404(Upload, pk=upload_id, member=request.member)
    uploads.discard_upload(upload=upload, by=request.actor)
    return redirect("upload-spreadsheet")


@require_GET
@needs(Permission.CASE_IMPORT)
def show_import(request: MemberRequest, import_id: int) -> HttpResponse:
    """Show what an import did, what an undo would leave, and until when it can be undone."""
    done = _own_import(request, import_id)
    changed, rows = undoing.changed_cases(done), done.rows.select_related("case").order_by("row")
    page_number = row_number_in(request.GET.get("blad", "")) or 1
    context = {
        "done": done,
        "until": undoing.undo_until(done),
        "changed_rows": list(rows.filter(case__in=changed)[:ROWS_PER_PAGE]),
        "changed_count": len(changed),
        "page": Paginator(rows.exclude(case__in=changed), ROWS_PER_PAGE).get_page(page_number),
    }
    return render(request, "spreadsheets/show_import.html", context)


@require_POST
@needs(Permission.CASE_UNDO_IMPORT, keys=True)
def undo_import(request: MemberRequest, import_id: int) -> HttpResponse:
    """Undo an import, except for the cases that somebody changed since."""
    done = _own_import(request, import_id)
    undoing.undo_import(done=done, by=request.actor)
    return redirect("show-import", done.pk)


@require_POST
@needs(Permission.CASE_UNDO_IMPORT, keys=True)
def undo_imported_case(request: MemberRequest, import_id: int, case_id: int) -> HttpResponse:
    """Undo what an import did to one case, unless somebody changed it since."""
    done = _own_import(request, import_id)
    undoing.undo_case(done=done, case_id=case_id, by=request.actor)
    return redirect("show-import", done.pk)


def _own_upload(request: MemberRequest, upload_id: int) -> OpenedUpload:
    upload = get_object_or_404(Upload, pk=upload_id, member=request.member)
    return uploads.open_upload(upload, by=request.actor)


def _own_import(request: MemberRequest, import_id: int) -> Import:
    done = get_object_or_404(Import.objects.select_related("member"), pk=import_id)
    require(request.member, Permission.CASE_UNDO_IMPORT, done)
    return done
