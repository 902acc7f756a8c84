"""The views of training's pages and files."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from uitweg.knowledge.training.actions.made_files import made_file
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing.tokens import etag

READ_METHODS = ["GET", "HEAD"]
BUSY_SECONDS = 60


@open_to_everyone
def page(request: HttpRequest) -> HttpResponse:
    """Show a page, equal to the published one, or answer the form on it."""
    training_page = training_pages()[request.path]
    if request.method == "POST" and training_page.post:
        return training_page.post(request)
    if request.method not in READ_METHODS:
        return HttpResponseNotAllowed([*READ_METHODS, *(["POST"] if training_page.post else [])])
    response = render(request, training_page.template, training_page.words())
    response["Cache-Control"] = "no-cache"
    return response


@open_to_everyone
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Send a file; 304 when the browser has it already, 503 until it is made."""
    wanted, content = downloads()[request.path], made_file(request.path)
    if content is None:
        response = render(request, "training/download_busy.html", status=503)
        response["Retry-After"] = str(BUSY_SECONDS)
        response["Cache-Control"] = "no-store"
        return response
    tag = etag(content)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "no-cache"})
    response = HttpResponse(content, content_type=wanted.media_type)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=wanted.file_name
    )
    return response
