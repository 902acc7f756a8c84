"""A conference of the demo about Fatima's case: one partner comes, one did not answer. Invented."""

from datetime import datetime, timedelta

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.conferences.actions import conferences
from uitweg.casework.partners.conferences.actions import invitations as conference_invitations
from uitweg.casework.partners.conferences.actions import people as conference_people
from uitweg.casework.partners.conferences.models import Conference, Participant
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.rules.packages import PartnerAnswer
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens

TITLE, PLACE = "Casusoverleg (verzonnen)", "Kamer 4, Stadhuis Voorbeeldstad"
GUESTS = (("De Haven", "Mirjam"), ("Politieteam mensenhandel", "Esra"))
DAYS_AHEAD, BEGINS_AT, LASTS = 2, 13, timedelta(hours=1)


def plan_conference(case: Case, *, by: Actor) -> Conference:
    """Make a conference of this case, invite two partners, and let Mirjam say that she comes."""
    conference = conferences.make_conference(
        cases=[case], terms=_terms(by.now), by=by, form_key=tokens.new_token(16)
    )
    for organisation, contact in GUESTS:
        terms = conference_people.ParticipantTerms(
            items=list(conference.items.all()),
            organisation=Organisation.objects.get(name=organisation),
            contact=contact,
        )
        conference_people.add_participant(
            conference=conference, terms=terms, by=by, form_key=tokens.new_token(16)
        )
    conference_invitations.send_invitations(conference=conference, by=by)
    _say_yes(conference, Member.objects.get(login="mirjam"), now=by.now)
    return conference


def _terms(now: datetime) -> conferences.ConferenceTerms:
    day = timezone.localtime(now) + timedelta(days=DAYS_AHEAD)
    starts_at = day.replace(hour=BEGINS_AT, minute=0, second=0, microsecond=0)
    return conferences.ConferenceTerms(TITLE, starts_at, starts_at + LASTS, PLACE)


def _say_yes(conference: Conference, member: Member, *, now: datetime) -> None:
    seat = Participant.objects.get(conference=conference, organisation=member.organisation)
    assert seat.package
    packages.answer_package(
        package=seat.package,
        answer=PartnerAnswer.ACCEPT,
        text="Ik ben er. Kan het over het weekend gaan?",
        form_key=tokens.new_token(16),
        by=Actor(member, now),
    )
