"""The page with the steps of a page: who is called after how long, and who signed that."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.duty.callouts.actions.audit import STEPS
from uitweg.casework.duty.callouts.rules.texts import class_words
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy.escalation import step_table


@require_GET
@needs(Permission.PAGE_READ_STEPS)
def page_steps(request: MemberRequest) -> HttpResponse:
    """Show the steps in words, and the signatures under them."""
    table = step_table()
    context = {
        "classes": [class_words(steps) for steps in table.classes.values()],
        "quiet": table.quiet,
        "signatures": STEPS.signatures(),
        "is_signed": STEPS.is_signed_on(timezone.localdate()),
        "has_to_sign": STEPS.has_to_sign(request.actor),
        "text_hash": table.text_hash,
    }
    return render(request, "callouts/steps.html", context)


@require_POST
@needs(Permission.PAGE_SIGN)
def sign_steps(request: MemberRequest) -> HttpResponse:
    """Sign the steps as this member saw them; when they changed meanwhile nothing is signed."""
    STEPS.sign(text_hash=request.POST.get("text", ""), by=request.actor)
    return redirect(f"{reverse('page-steps')}#ondertekenen")
