"""Whether the organisations that were invited come: what they answered, and who did not yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.casework.partners.conferences.models import Conference, Participant
from uitweg.casework.partners.conferences.rules.states import (
    ASK_AFTER_WITHIN,
    Attendance,
    ConferenceState,
)
from uitweg.casework.partners.dispatch.models import PackageReply
from uitweg.casework.partners.dispatch.rules.packages import DECIDING_ANSWERS, PartnerAnswer
from uitweg.platform.accounts.actions.authorization import Actor


@dataclass(frozen=True)
class ConferenceAnswers:
    """Names of the organisations that do not come, ask something, or did not answer yet."""

    coming: int
    refusing: tuple[str, ...]
    asking: tuple[str, ...]
    silent: tuple[str, ...]


def replies_that_count(packages: Iterable[int]) -> dict[int, PackageReply]:
    """Return by package the answer that decides, or else the last question."""
    asked = {PartnerAnswer.QUESTION, *DECIDING_ANSWERS}
    rows = PackageReply.objects.filter(package__in=packages, counts=True, answer__in=sorted(asked))
    found = {row.package_id: row for row in rows}
    return found | {row.package_id: row for row in rows if row.answer in DECIDING_ANSWERS}


def attendance_of(row: Participant, reply: PackageReply | None) -> Attendance | None:
    """Return whether an organisation comes; None for a member, and before it was invited."""
    if row.organisation_id is None or row.sees_until is None:
        return None
    if row.package_id is None:
        return Attendance.TIME_ONLY
    if reply is None:
        return Attendance.SILENT
    if reply.answer == PartnerAnswer.QUESTION:
        return Attendance.ASKS
    return Attendance.COMES if reply.answer == PartnerAnswer.ACCEPT else Attendance.NOT


def answers_for_dashboard(*, by: Actor, limit: int) -> dict[Conference, ConferenceAnswers]:
    """Return the conferences to come that this member chairs, and that ask something of them.

    Somebody does not come or has a question; or did not answer, and it is within three days.
    """
    own = Conference.objects.filter(chair=by.member, state=ConferenceState.PLANNED)
    rows = Participant.objects.filter(
        conference__in=own.filter(invited_at__isnull=False, ends_at__gt=by.now),
        organisation__isnull=False,
        ended_at=None,
    )
    rows = rows.select_related("conference__chair", "organisation")
    invited = list(rows.order_by("conference__starts_at", "conference", "id"))
    replies = replies_that_count({row.package_id for row in invited if row.package_id})
    of_conference = dict[Conference, list[tuple[str, Attendance | None]]]()
    for row in invited:
        assert row.organisation is not None
        said = attendance_of(row, replies.get(row.package_id or 0))
        of_conference.setdefault(row.conference, []).append((row.organisation.name, said))
    answers = {row: _answers(people) for row, people in of_conference.items()}
    asking = {
        row: each
        for row, each in answers.items()
        if each.refusing
        or each.asking
        or (each.silent and row.starts_at - by.now <= ASK_AFTER_WITHIN)
    }
    return dict(list(asking.items())[:limit])


def _answers(people: Iterable[tuple[str, Attendance | None]]) -> ConferenceAnswers:
    named = dict[Attendance | None, list[str]]()
    for name, said in people:
        named.setdefault(said, []).append(name)
    return ConferenceAnswers(
        coming=len(named.get(Attendance.COMES, [])),
        refusing=tuple(named.get(Attendance.NOT, [])),
        asking=tuple(named.get(Attendance.ASKS, [])),
        silent=tuple(named.get(Attendance.SILENT, []) + named.get(Attendance.TIME_ONLY, [])),
    )
