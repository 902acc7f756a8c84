"""The small door of partners with an account: their own questions, and answering them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.basis import ends_of
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageContent,
    PartnerAnswer,
    answer_words,
)
from uitweg.casework.partners.door import actions
from uitweg.casework.partners.door.forms import NoteForm, PartnerAnswerForm
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_GET
@needs(Permission.PACKAGE_LIST)
def partner_home(request: MemberRequest) -> HttpResponse:
    """What was sent to my organisation, with its state and term."""
    lines = actions.own_packages(by=request.actor)
    context = {
        "waiting": [line for line in lines if line.end is None],
        "past": [line for line in lines if line.end is not None],
        "services": actions.own_services(by=request.actor),
    }
    return render(request, "door/partner_home.html", context)


@require_GET
@needs(Permission.PACKAGE_READ)
def open_package(request: MemberRequest, package_id: int) -> HttpResponse:
    """One question: what was sent, and the answers."""
    return package_page(request, _own_package(request, package_id))


def package_page(
    request: MemberRequest,
    package: Package,
    *,
    form: PartnerAnswerForm | None = None,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a package of the reader's organisation; without its content when it does not open."""
    answers = actions.possible_answers(package)
    context = {
        "package": package,
        "content": _content(request, package),
        "end": ends_of([package], now=request.actor.now)[package.pk],
        "answers": [each for each in answers if not each.is_refusal],
        "refusals": [each for each in answers if each.is_refusal],
        "only_words": all(each.needs_words for each in answers),
        "is_decided": packages.decided_answer(package) is not None,
        "replies": [
            (reply, answer_words(package.kind, PartnerAnswer(reply.answer)))
            for reply in package.replies.select_related("member")
        ],
        "form": form or PartnerAnswerForm(),
        "key": tokens.new_token(16).hex(),
        "needs_rule": _needs_rule(request),
        **_own_notes(request, package, note_form),
    }
    return render(request, "door/open_package.html", context, status=status)


def _content(request: MemberRequest, package: Package) -> PackageContent | None:
    """Return what was sent; None when it is over, or older than this account."""
    if not actions.own_copies(by=request.actor, numbers=[package.pk]):
        return None
    try:
        return packages.open_as_member(package=package, by=request.actor)
    except NotPossible:
        return None


def _own_notes(
    request: MemberRequest, package: Package, form: NoteForm | None
) -> dict[str, object]:
    if not may(request.actor, Permission.NOTE_WRITE, package):
        return {}
    notes = actions.own_notes(by=request.actor, package=package)
    return {"notes": notes, "note_form": form or NoteForm(), "note_key": tokens.new_token(16).hex()}


@require_POST
@needs(Permission.PACKAGE_ANSWER)
def answer_package(request: MemberRequest, package_id: int) -> HttpResponse:
    """Answer with one click, and a few words if wanted."""
    package = _own_package(request, package_id)
    form = PartnerAnswerForm(request.POST, needs_rule=_needs_rule(request))
    if not form.is_valid():
        return package_page(request, package, form=form, status=400)
    typed = form.cleaned_data
    actions.answer(
        package=package,
        answer=typed["answer"],
        text=typed["text"],
        rule=typed["rule"],
        form_key=typed["key"],
        by=request.actor,
    )
    return redirect("open-package", package.pk)


def _needs_rule(request: MemberRequest) -> bool:
    """Tell whether this account says with each contribution what may be done with it."""
    return request.member.role == Role.PARTNER_POLICE


def _own_package(request: MemberRequest, package_id: int) -> Package:
    """Return a package of the reader's organisation; one of another is as one that is not there."""
    own = Package.objects.for_organisation(request.actor.organisation or 0)
    return get_object_or_404(own.select_related("organisation"), pk=package_id)
