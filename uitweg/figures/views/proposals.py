"""A proposal to release figures: what the second member looks at and decides."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from uitweg.figures.actions import releases as actions
from uitweg.figures.models import ReleaseProposal
from uitweg.figures.rules.proposals import ProposalState
from uitweg.figures.views.looks import shown_tables
from uitweg.knowledge.published_figures.rules.released_tables import read_tables
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load


def _proposal(proposal_id: int) -> ReleaseProposal:
    rows = ReleaseProposal.objects.select_related("extraction", "proposed_by", "decided_by")
    return get_object_or_404(rows, pk=proposal_id)


@require_GET
@needs(Permission.FIGURES_READ)
def figures_proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """The tables as everybody would see them, and who decides."""
    found = _proposal(proposal_id)
    source = load().figures.source_by_id[found.extraction.source]
    context = {
        "proposal": found,
        "title": source.title,
        "unit": source.unit,
        "state": found.state_in_words,
        "tables": shown_tables(read_tables(found.tables), request.actor.today),
        "is_open": found.state == ProposalState.PROPOSED.value,
        "may_release": may(request.actor, Permission.FIGURES_RELEASE, found),
        "is_own": request.actor.is_same_person_as(found.proposed_by_id),
    }
    return render(request, "figures/proposal.html", context)


@require_POST
@needs(Permission.FIGURES_RELEASE)
def release_figures(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Release it, as the second member."""
    actions.release(_proposal(proposal_id), by=request.actor)
    return redirect("figures")


@require_POST
@needs(Permission.FIGURES_RELEASE)
def refuse_figures(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Refuse it, as the second member."""
    actions.refuse(_proposal(proposal_id), by=request.actor)
    return redirect("figures")


@require_POST
@needs(Permission.FIGURES_PROPOSE)
def take_back_figures(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Take one's own proposal back."""
    actions.take_back(_proposal(proposal_id), by=request.actor)
    return redirect("figures")


@require_POST
@needs(Permission.FIGURES_WITHDRAW)
def withdraw_figures(request: MemberRequest, number: int) -> HttpResponse:
    """Take a release off the public page."""
    actions.withdraw(number, by=request.actor)
    return redirect("figures")
