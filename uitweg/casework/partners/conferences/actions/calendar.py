"""The invitation in a participant's own calendar: a file behind a secret link, without content.

It says when, and names nobody but the participant themselves. One file for each participant, so
nobody learns from it who else is there.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from uitweg.casework.partners.conferences.models import Participant
from uitweg.casework.partners.conferences.rules import texts as conference_text
from uitweg.casework.partners.conferences.rules.states import ConferenceState
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import Channel
from uitweg.platform.sealing import tokens

PRODUCT = "-//Uitweg//Overleg//NL"
SECRET_BYTES = 16
LONGEST_SECRET = 60


@dataclass(frozen=True)
class CalendarFile:
    content: bytes
    method: str


def address_of(participant: Participant) -> str:
    """Return the mail address of a participant; "" without one."""
    if participant.organisation:
        return participant.organisation.mail
    return participant.member.mail if participant.member else ""


def secret_of(participant: Participant) -> str:
    """Return what stands in this participant's link; the same for each later version.

    It is computed and stored nowhere: its number, and a proof that only this installation makes.
    """
    return f"{participant.pk}-{_proof(participant.pk, 'link').hex()}"


def calendar_file(secret: str, *, now: datetime) -> CalendarFile | None:
    """Return the invitation behind a secret, as it is now; None for any other text."""
    number, dash, proof = secret.partition("-")
    if len(secret) > LONGEST_SECRET or not dash or not (number.isascii() and number.isdigit()):
        return None
    pk = int(number)
    if not tokens.is_equal_in_constant_time(proof, _proof(pk, "link").hex()) or pk >= 2**63:
        return None
    rows = Participant.objects.filter(pk=pk, conference__invited_at__isnull=False)
    row = rows.select_related("conference", "member", "organisation").first()
    return _file(row, now=now) if row else None


def mail_invitation(participant: Participant, *, now: datetime) -> bool:
    """Queue the mail with the link; return False when there is no address to send it to.

    One mail for each version of the conference, whatever calls again.
    """
    to, conference = address_of(participant), participant.conference
    if not to:
        return False
    path = reverse("conference-invitation", args=[secret_of(participant)])
    link, times = settings.STAFF_URL + path, (conference.starts_at, conference.ends_at)
    if _is_cancelled(participant):
        text = conference_text.cancelled_mail(link=link, starts_at=times[0], ends_at=times[1])
    else:
        text = conference_text.invitation_mail(
            link=link, starts_at=times[0], ends_at=times[1], is_new=conference.sequence == 0
        )
    state = "off" if _is_cancelled(participant) else "on"
    outbox.enqueue_message(
        key=f"conference:{conference.pk}:{participant.pk}:{conference.sequence}:{state}",
        group=f"conference:{conference.pk}",
        channel=Channel.MAIL,
        to=to,
        subject=text.subject,
        body=text.body,
        is_secret=True,
        now=now,
    )
    return True


def _file(row: Participant, *, now: datetime) -> CalendarFile:
    """Make the file of RFC 5545 and 5546: one attendee, who need not answer."""
    from icalendar import Calendar, Event, vCalAddress  # loaded at the first use: 0.1 s

    conference, is_off = row.conference, _is_cancelled(row)
    method = "CANCEL" if is_off else "REQUEST"
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", method)
    event = Event()
    event.add("uid", f"overleg-{_proof(row.pk, 'uid').hex()}@uitweg")
    event.add("sequence", conference.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", conference.starts_at)
    event.add("dtend", conference.ends_at)
    event.add("summary", conference_text.SUBJECT)
    event.add("class", "CONFIDENTIAL")
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
    attendee = vCalAddress(f"mailto:{address_of(row)}")
    attendee.params["RSVP"] = "FALSE"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    event.add("attendee", attendee)
    file.add_component(event)
    return CalendarFile(bytes(file.to_ical()), method)


def _is_cancelled(row: Participant) -> bool:
    is_off = row.conference.state == ConferenceState.CANCELLED
    return is_off or row.ended_at is not None


def _proof(pk: int, label: str) -> bytes:
    """Return 16 bytes about a participant that nobody outside can compute."""
    return tokens.derive(settings.SECRET_KEY.encode(), f"conference {label} {pk}", SECRET_BYTES)
