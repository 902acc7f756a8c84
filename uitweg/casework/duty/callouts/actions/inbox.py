"""The pages of the team, and which of them ask something of this member now."""

from collections.abc import Iterable

from uitweg.casework.duty.callouts.models import Page, PageCall
from uitweg.casework.duty.callouts.rules.paging import PageAudience, PageState
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission, Role

PAGES_SHOWN = 50


def load_unhandled_pages(*, by: Actor) -> list[Page]:
    """Return what is open or taken: what nobody took first, of those urgent first, then the oldest.

    At most PAGES_SHOWN. In one query; what each is about comes in a second one where it is asked.
    """
    require(by, Permission.PAGE_READ)
    pages = Page.objects.unhandled().select_related("acknowledged_by")
    # "open" sorts after "acknowledged", "urgent" after "normal"
    return list(pages.order_by("-state", "-urgency", "opened_at", "id")[:PAGES_SHOWN])


def pages_to_take(pages: Iterable[Page], *, by: Actor) -> list[Page]:
    """Return which of these this member is to take.

    Those are open pages they were called for, those of the duty they have now, and for a lead those
    of the leads, and of the duty while nobody has it. A page that somebody took asks nothing.
    """
    unclaimed = [page for page in pages if page.state == PageState.OPEN]
    if not unclaimed:
        return []
    calls = PageCall.objects.filter(page__in=unclaimed, member=by.member, due_at__lte=by.now)
    called_for = set(calls.values_list("page_id", flat=True))
    audiences = _audiences_of(by)
    return [page for page in unclaimed if page.pk in called_for or page.audience in audiences]


def page_keys(pages: Iterable[Page]) -> list[str]:
    """Return what names how these pages stand, so that an open screen sees that something changed.

    A next step, or more time, changes what a page shows, and so does who takes it.
    """
    return [f"p{page.pk}-{page.state}-{page.round}-{page.step}-{page.extended}" for page in pages]


def _audiences_of(by: Actor) -> set[PageAudience]:
    shift = shift_at(by.now)
    audiences = set[PageAudience]()
    if shift is not None and shift.member_id == by.member.pk:
        audiences.add(PageAudience.DUTY)
    if by.role == Role.LEAD:
        audiences |= {PageAudience.LEADS} if shift else {PageAudience.LEADS, PageAudience.DUTY}
    return audiences
