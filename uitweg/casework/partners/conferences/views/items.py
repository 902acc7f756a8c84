"""The item that is discussed: what the chair types, how it is understood, going to the next."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from uitweg.casework.partners.conferences.actions import items as conference_items
from uitweg.casework.partners.conferences.actions import undone as conference_undone
from uitweg.casework.partners.conferences.actions.lines import understand
from uitweg.casework.partners.conferences.actions.people import people_at_table
from uitweg.casework.partners.conferences.forms import ItemForm, LinesForm, UndoneForm
from uitweg.casework.partners.conferences.models import AgendaItem, ConferenceLine
from uitweg.casework.partners.conferences.rules.lines import replace_owner, strike_line
from uitweg.casework.partners.conferences.rules.states import ItemState, item_after
from uitweg.casework.partners.conferences.views.conferences import conference_page, item_address
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

STATE_OF = {"klaar": ItemState.DISCUSSED, "later": ItemState.POSTPONED}
"""Which state a button sets; any other only keeps what was typed."""


@require_POST
@needs(Permission.CONFERENCE_WRITE)
def save_item(request: MemberRequest, conference_id: int, item_id: int) -> HttpResponse:
    """Store what was typed; the button says whether it was discussed, and then the next follows."""
    item, form = _item(request, conference_id, item_id), ItemForm(request.POST)
    if not form.is_valid():
        return conference_page(request, item.conference, item_id=item.pk, item_form=form)
    mended = _mended(request.POST.get("herstel", ""), form.cleaned_data["typed"])
    state = STATE_OF.get(request.POST.get("daarna", "")) if mended is None else None
    if mended is not None:
        form.cleaned_data["typed"] = mended
    conference_items.save_item(
        item=item,
        typed=form.typed_item,
        state=state,
        by=request.actor,
        form_key=form.cleaned_data["key"],
    )
    return _redirect(item, stays=state is None)


def _mended(mend: str, typed: str) -> str | None:
    """Return the text with one line mended: "3|Els" names who, "3|" strikes the line."""
    number, bar, name = mend.partition("|")
    if not bar or (line := row_number_in(number)) is None:
        return None
    return replace_owner(typed, line - 1, name) if name else strike_line(typed, line - 1)


def _redirect(item: AgendaItem, *, stays: bool) -> HttpResponse:
    """Return to this item, or to the one after it; after the last to the minutes."""
    numbers = item.conference.items.order_by("position", "id").values_list("pk", flat=True)
    then = item.pk if stays else item_after(numbers, item.pk)
    if then is None:
        return redirect("minutes", item.conference_id)
    return redirect(item_address(item.conference_id, then))


@require_POST
@needs(Permission.CONFERENCE_WRITE)
def understand_lines(request: MemberRequest, conference_id: int, item_id: int) -> HttpResponse:
    """Answer how the typed lines are understood, while the chair types; nothing is stored."""
    item, form = _item(request, conference_id, item_id), LinesForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    people = people_at_table(item.conference, by=request.actor)
    lines = understand(form.cleaned_data["typed"], case=item.case, people=people, by=request.actor)
    context = {
        "lines": lines,
        "case_id": item.case_id,
        "back": item_address(item.conference_id, item.pk),
        "now": request.actor.now,
    }
    return render(request, "conferences/understood.html", context)


@require_POST
@needs(Permission.CONFERENCE_WRITE)
def judge_undone(request: MemberRequest, conference_id: int, item_id: int) -> HttpResponse:
    """Say of an action of before why it was not done."""
    item, form = _item(request, conference_id, item_id), UndoneForm(request.POST)
    if form.is_valid():
        rows = ConferenceLine.objects.select_related("action__case")
        line = get_object_or_404(rows, pk=form.cleaned_data["line"], case=item.case_id)
        conference_undone.judge_undone(
            item=item, line=line, undone=form.cleaned_data["undone"], by=request.actor
        )
    return _redirect(item, stays=True)


def _item(request: MemberRequest, conference_id: int, item_id: int) -> AgendaItem:
    """Return the item, for a member who may write in its case. Raises Http404, NotAllowed."""
    rows = AgendaItem.objects.select_related("conference__chair", "case__coordinator")
    item = get_object_or_404(rows, pk=item_id, conference=conference_id)
    require(request.actor, Permission.CASE_WRITE, item.case)
    return item
