"""The pages of the team as rows, ready for a template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.urls import reverse

from uitweg.casework.duty.callouts.actions.subjects import (
    SubjectForReader,
    most_urgent_first,
    subject_for,
)
from uitweg.casework.duty.callouts.models import Page
from uitweg.casework.duty.callouts.rules.paging import DANGER_KINDS, PageKind, PageState, Urgency
from uitweg.platform.accounts.actions.authorization import Actor

PATH_OF_KIND = {
    PageKind.HANDOVER: "/dienst/overdracht/",
    PageKind.ROTA_GAP: "/dienst/",
    PageKind.UNREACHABLE: "/dienst/bereikbaar/",
}
"""Where to look when the page is about no row of its own."""


@dataclass(frozen=True)
class PageRow:
    """One page in a list.

    `taken_by` is "" while nobody has it; `more` counts what else it is about.
    """

    pk: int
    number: str
    url: str
    urgency: str
    is_urgent: bool
    is_danger: bool
    subject: SubjectForReader | None
    more: int
    opened_at: datetime
    taken_by: str
    is_mine: bool
    next_at: datetime | None

    @property
    def is_open(self) -> bool:
        return not self.taken_by


@dataclass(frozen=True)
class PageLine:
    """What the line on every screen says of a page that its reader is to take."""

    number: str
    urgency: str
    url: str


def page_line(page: Page) -> PageLine:
    url = reverse("page", args=[page.pk])
    return PageLine(page.number, Urgency(page.urgency).words.lower(), url)


def page_rows(pages: Iterable[Page], *, by: Actor) -> list[PageRow]:
    """Return the rows, with what `by` may know of the first thing that each page is about."""
    pages = list(pages)
    prefetch_related_objects(pages, "subjects")
    return [_page_row(page, by) for page in pages]


def _page_row(page: Page, by: Actor) -> PageRow:
    rows = most_urgent_first(page)
    first = next(iter(rows), None)
    taker = page.acknowledged_by if page.state == PageState.ACKNOWLEDGED else None
    return PageRow(
        pk=page.pk,
        number=page.number,
        url=reverse("page", args=[page.pk]),
        urgency=Urgency(page.urgency).words,
        is_urgent=page.urgency == Urgency.URGENT,
        is_danger=first is not None and first.kind in DANGER_KINDS,
        subject=subject_for(first, by=by) if first else None,
        more=max(0, len(rows) - 1),
        opened_at=page.opened_at,
        taken_by=taker.name if taker else "",
        is_mine=taker is not None and taker.pk == by.pk,
        next_at=page.next_at,
    )


def subject_url(subject: SubjectForReader) -> str:
    """Return the address of the thing for this reader; "" when they may not open it."""
    if subject.address:
        return reverse(subject.address, args=subject.args)
    return PATH_OF_KIND.get(subject.kind, "")
