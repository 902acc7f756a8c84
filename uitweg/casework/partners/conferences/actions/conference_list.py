"""The list of conferences: today's, those that come, those that were, and what waits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count

from uitweg.casework.partners.conferences.actions.answers import (
    ConferenceAnswers,
    answers_for_dashboard,
)
from uitweg.casework.partners.conferences.actions.texts import ConferenceText, conference_text
from uitweg.casework.partners.conferences.models import Conference
from uitweg.casework.partners.conferences.rules.states import (
    MINUTES_WITHIN,
    TALKING_STATES,
    ConferenceState,
)
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.ui.moments import local_midnight

ROWS_SHOWN = 50
LOOKED_BACK = timedelta(days=366)
LOOKED_AHEAD = timedelta(days=732)


@dataclass(frozen=True)
class ListedConference:
    """`minutes_by` is by when its minutes must be out; None when they left or it is not over.

    `answers` says who comes, where that asks something of the chair.
    """

    row: Conference
    text: ConferenceText
    items: int
    minutes_by: datetime | None = None
    answers: ConferenceAnswers | None = None


@dataclass(frozen=True)
class ConferenceLists:
    waiting: tuple[ListedConference, ...]
    today: tuple[ListedConference, ...]
    coming: tuple[ListedConference, ...]
    past: tuple[ListedConference, ...]

    def __bool__(self) -> bool:
        return bool(self.waiting or self.today or self.coming or self.past)


def list_conferences(*, by: Actor) -> ConferenceLists:
    """Return the conferences of the team, each with how many cases it is about."""
    require(by, Permission.CONFERENCE_READ)
    today = local_midnight(by.today)
    tomorrow = local_midnight(by.today + timedelta(days=1))
    counted = Conference.objects.annotate(item_count=Count("items"))
    past = counted.between(today - LOOKED_BACK, today).order_by("-starts_at", "-id")
    of_today = _listed(counted.between(today, tomorrow)[:ROWS_SHOWN], by)
    waiting = _listed(counted.minutes_due(by.now)[:ROWS_SHOWN], by)
    return ConferenceLists(
        tuple(waiting),
        tuple(each for each in of_today if each.minutes_by is None),
        tuple(_listed(counted.between(tomorrow, tomorrow + LOOKED_AHEAD)[:ROWS_SHOWN], by)),
        tuple(each for each in _listed(past[:ROWS_SHOWN], by) if each.minutes_by is None),
    )


def conferences_on_dashboard(*, by: Actor) -> list[ListedConference]:
    """Return the conferences of this member that are today, wait for minutes, or ask something.

    A later one asks when somebody does not come, has a question, or did not answer in time.
    """
    own = Conference.objects.annotate(item_count=Count("items")).of_member(by.member)
    today = local_midnight(by.today)
    of_today = own.between(today, local_midnight(by.today + timedelta(days=1)))
    running = of_today.filter(ends_at__gt=by.now).exclude(state=ConferenceState.CANCELLED)
    due = own.filter(chair=by.member).minutes_due(by.now)
    answers = answers_for_dashboard(by=by, limit=ROWS_SHOWN)
    rows = {row.pk: row for row in (*due[:ROWS_SHOWN], *running[:ROWS_SHOWN])}
    later = own.filter(pk__in=[row.pk for row in answers]).exclude(pk__in=rows) if answers else []
    listed = _listed([*rows.values(), *later], by)
    return [replace(each, answers=answers.get(each.row)) for each in listed]


def _listed(rows: Iterable[Conference], by: Actor) -> list[ListedConference]:
    return [
        ListedConference(
            row,
            conference_text(row, by.keyring),
            row.item_count,  # type: ignore[attr-defined]
            _minutes_by(row, by.now),
        )
        for row in rows
    ]


def _minutes_by(row: Conference, now: datetime) -> datetime | None:
    waits = ConferenceState(row.state) in TALKING_STATES and row.ends_at <= now
    return row.ends_at + MINUTES_WITHIN if waits else None
