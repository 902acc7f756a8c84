"""The proof of having done a lesson: a page with a form, and what it makes.

Nothing of it is stored, cached, logged or in an address. The form changes nothing here, so it needs
no protection against being sent by another site.
"""

from collections.abc import Iterator
from datetime import UTC, date
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat, timezone, translation
from django.utils.http import content_disposition_header

from uitweg.knowledge.training.actions.certificates import MEDIA_TYPES, make_badge, make_pdf
from uitweg.knowledge.training.forms.certificates import (
    LONGEST_BODY,
    NameRefused,
    WantedProof,
    read_wanted_proof,
)
from uitweg.knowledge.training.public_views.lessons import lesson_address, own_lessons
from uitweg.knowledge.training.public_views.published import TrainingPage, url_name
from uitweg.knowledge.training.rules.certificates import (
    LONGEST_NAME,
    CertificateWords,
    ProofKind,
    ProofPlace,
    badge_claim,
    certificate_words,
    claim_sentence,
    tidy_name,
)
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.values.lessons import Lesson
from uitweg.platform.sandbox.turns import NoTurn
from uitweg.platform.sandbox.typeset.run import CannotTypeset
from uitweg.platform.sealing.badge_keys import issuer_id

ISSUER_FOLDER = "/leren/"
BUSY_SECONDS = 60


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the page of each lesson that is written at the level of this content."""
    for lesson in own_lessons(content):
        yield TrainingPage(
            url_name(f"certificate-{lesson.id}", content.level),
            "training/certificate.html",
            partial(_page_words, lesson, content),
            f"{lesson_address(lesson)}bewijs/",
            content.level.id,
            partial(make, lesson, content),
        )


def make(lesson: Lesson, content: Content, request: HttpRequest) -> HttpResponse:
    """Return what was asked as a file to keep, or as a page to print."""
    if len(request.body) > LONGEST_BODY:
        raise BadRequest("longer than any name")
    try:
        wanted = read_wanted_proof(request.POST)
    except NameRefused as refused:
        return _refuse(request, lesson, content, refused)
    except ValueError:
        raise BadRequest("no such proof") from None
    place = proof_place(content.level)
    if wanted.kind.is_paper:
        words = certificate_words(lesson, content, place, name=wanted.name)
        return _paper(request, lesson, wanted, words)
    claim = badge_claim(lesson, content, place, lesson_address(lesson), name=wanted.name)
    return _file(lesson, wanted.kind, make_badge(claim))


def proof_place(level: ReadingLevel) -> ProofPlace:
    """Return this site as a proof names it, on this day.

    The day is that of UTC, so that no badge begins later than now.
    """
    url = settings.PUBLIC_URL.rstrip("/")
    return ProofPlace(
        site=f"Uitweg in {settings.CITY}",
        url=url,
        issuer=issuer_id(url + ISSUER_FOLDER),
        day=timezone.now().astimezone(UTC).date(),
        say_date=partial(say_date, level),
    )


def say_date(level: ReadingLevel, day: date) -> str:
    """Return a day in the words of a level."""
    with translation.override(level.lang):
        return dateformat.format(day, "j F Y")


def _page_words(lesson: Lesson, content: Content) -> dict[str, Any]:
    return {
        "lesson": lesson,
        "address": lesson_address(lesson),
        "repeat": f"{lesson_address(lesson)}herhalen/",
        "claim": claim_sentence(lesson, content),
        "most": LONGEST_NAME,
    }


def _paper(
    request: HttpRequest, lesson: Lesson, wanted: WantedProof, words: CertificateWords
) -> HttpResponse:
    """Return the PDF; when there is no turn for it, the same words as a page to print."""
    busy = False
    if wanted.kind is ProofKind.PDF:
        try:
            return _file(lesson, wanted.kind, make_pdf(words))
        except (NoTurn, CannotTypeset):
            busy = True
    context = {"words": words, "name": wanted.name, "busy": busy, "address": lesson_address(lesson)}
    status = 503 if busy else 200
    response = render(request, "training/certificate_paper.html", context, status=status)
    if busy:
        response["Retry-After"] = str(BUSY_SECONDS)
    return _not_kept(response)


def _file(lesson: Lesson, kind: ProofKind, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"bewijs-{lesson.slug}.{kind}"
    )
    return _not_kept(response)


def _refuse(
    request: HttpRequest, lesson: Lesson, content: Content, refused: NameRefused
) -> HttpResponse:
    """Show the form again with what was typed, and why it cannot be."""
    why = content.training[refused.why].format(**refused.fills)
    typed = tidy_name(request.POST.get("name", ""))
    context = _page_words(lesson, content) | {"why": why, "typed": typed}
    return _not_kept(render(request, "training/certificate.html", context, status=400))


def _not_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
