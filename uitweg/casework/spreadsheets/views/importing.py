"""The pages of an import: upload a spreadsheet, check its columns and rows, undo it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.spreadsheets.actions import answering, dry_run, importing, undoing, uploads
from uitweg.casework.spreadsheets.actions.example import example_workbook
from uitweg.casework.spreadsheets.actions.uploads import OpenedUpload
from uitweg.casework.spreadsheets.forms import SpreadsheetFileForm, list_answers
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.casework.spreadsheets.rules.columns import ImportField, column_choice_error
from uitweg.casework.spreadsheets.views.doubles import double_views, is_sure, names_of_cases
from uitweg.casework.spreadsheets.views.exporting import workbook_response
from uitweg.casework.spreadsheets.views.rows import (
    column_views,
    count_outcomes,
    file_remarks,
    heading_rows,
    mend_rows,
)
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sandbox.sheet.run import CANNOT_READ_SENTENCES, CannotReadSheet
from uitweg.platform.ui.addresses import row_number_in

ROWS_PER_PAGE, DOUBLES_PER_PAGE, MAX_IMPORTS = 50, 10, 10
PAGE_PARTS = ("alle", "dubbel")
"""Parts of the page of an import that can be paged, as in its address."""
NOT_YET = {
    "kolommen": "Er is iets veranderd, dus de rijen zijn opnieuw gelezen. Kijk ze na.",
    "cel": "Een cel die je verbeterde klopt nog niet. Kijk bij stap 3.",
}
"""Why the list was not imported yet, by the word in the address."""


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_IMPORT)
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
            upload = uploads.store_upload(
                content=content, by=request.actor, file_name=form.cleaned_data["file"].name
            )
        except CannotReadSheet as error:
            form.add_error("file", CANNOT_READ_SENTENCES[error.why])
        else:
            opened = uploads.open_upload(upload, by=request.actor)
            answering.answer_as_before(opened, by=request.actor)
            return redirect("check-rows", upload.pk)
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
@needs(Permission.CASE_IMPORT)
def check_rows(request: MemberRequest, upload_id: int) -> HttpResponse:
    """The dry run: show what happens to each row, save answers about it, and at last do it."""
    opened = _own_upload(request, upload_id)
    if request.method == "GET":
        return _dry_run_page(request, opened)
    answers = list_answers(request.POST)
    opened, is_anew = answering.save_answers(opened, answers, by=request.actor)
    if "klaar" not in request.POST:
        return redirect(_address_of_page(request))
    if is_anew or not opened.choices.is_compared:
        return redirect(f"{request.path}?nog=kolommen")
    if any(row.is_badly_mended for row in dry_run.check_rows(opened, by=request.actor)):
        return redirect(f"{request.path}?nog=cel")
    done = importing.import_rows(opened=opened, by=request.actor)
    return redirect("show-import", done.pk)


def _address_of_page(request: MemberRequest) -> str:
    """Return the address of the part of the page that the member asked for, or is at."""
    query = QueryDict(mutable=True)
    for name in PAGE_PARTS:
        if number := row_number_in(request.POST.get(name, request.GET.get(name, ""))):
            query[name] = str(number)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _dry_run_page(request: MemberRequest, opened: OpenedUpload) -> HttpResponse:
    choices, error = opened.choices, column_choice_error(opened.choices.columns)
    rows = dry_run.check_rows(opened, by=request.actor) if choices.is_compared else []
    parts = {name: row_number_in(request.GET.get(name, "")) for name in PAGE_PARTS}
    owners = [member.name for member in dry_run.possible_owners(request.actor.today)]
    # the surest doubles come last: those need a person the least
    doubles = sorted((row for row in rows if row.is_double), key=is_sure)
    double_page = Paginator(doubles, DOUBLES_PER_PAGE).get_page(parts["dubbel"] or 1)
    context = {
        "opened": opened,
        "headings": heading_rows(opened),
        "columns": column_views(opened.table, choices.columns),
        "fields": ImportField.choices(),
        "remarks": file_remarks(opened),
        "error": error,
        "not_yet": NOT_YET.get(request.GET.get("nog", ""), ""),
        "mends": mend_rows(rows, opened, owners, limit=ROWS_PER_PAGE),
        "nobodies": [row for row in rows if row.is_left_out and not row.is_empty][:ROWS_PER_PAGE],
        "double_page": double_page,
        "doubles": double_views(double_page, rows, by=request.actor),
        "counts": count_outcomes(rows),
        "all_page": Paginator(rows, ROWS_PER_PAGE).get_page(parts["alle"]) if parts["alle"] else (),
        "until": undoing.undo_until(request.actor.now),
        "address": _address_of_page(request),
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
    page = Paginator(rows.exclude(case__in=changed), ROWS_PER_PAGE).get_page(page_number)
    stays = list(rows.filter(case__in=changed)[:ROWS_PER_PAGE])
    context = {
        "done": done,
        "until": undoing.undo_until(done.done_at),
        "changed_rows": stays,
        "changed_count": len(changed),
        "page": page,
        "names": names_of_cases((row.case_id for row in [*page, *stays]), by=request.actor),
    }
    return render(request, "spreadsheets/show_import.html", context)


@require_POST
@needs(Permission.CASE_UNDO_IMPORT)
def undo_import(request: MemberRequest, import_id: int) -> HttpResponse:
    """Undo an import, except for the cases that somebody changed since."""
    done = _own_import(request, import_id)
    undoing.undo_import(done=done, by=request.actor)
    return redirect("show-import", done.pk)


@require_POST
@needs(Permission.CASE_UNDO_IMPORT)
def undo_imported_case(request: MemberRequest, import_id: int, case_id: int) -> HttpResponse:
    """Undo what an import did to one case, unless somebody changed it since."""
    done = _own_import(request, import_id)
    undoing.undo_case(done=done, case_id=case_id, by=request.actor)
    return redirect("show-import", done.pk)


def _own_upload(request: MemberRequest, upload_id: int) -> OpenedUpload:
    """Open an upload of the member; a form sent for one that is gone (sent twice) came too late."""
    upload = Upload.objects.filter(pk=upload_id, member=request.member).first()
    if upload is None:
        raise (
            NotPossible(uploads.UploadRefusal.IMPORT_GONE) if request.method == "POST" else Http404
        )
    return uploads.open_upload(upload, by=request.actor)


def _own_import(request: MemberRequest, import_id: int) -> Import:
    done = get_object_or_404(Import.objects.select_related("member"), pk=import_id)
    require(request.actor, Permission.CASE_UNDO_IMPORT, done)
    return done
