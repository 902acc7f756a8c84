"""A conference for tests: about a case, with invented people, and what is typed there."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState, Recipient
from uitweg.casework.partners.conferences.actions import conferences
from uitweg.casework.partners.conferences.actions import people as conference_people
from uitweg.casework.partners.conferences.models import Conference, Participant
from uitweg.casework.partners.directory.models import Organisation
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens

HOUR = timedelta(hours=1)
SITUATION = frozenset({DataGroup.SITUATION})


def by_member(member: Member) -> Any:
    """Return this member as who acts now, with their keys."""
    return people.acting(member, keyring=people.keyring_of(member))


def another_case(member: Member) -> Case:
    """Return one more case that this member opened from a report."""
    before = set(Case.objects.values_list("pk", flat=True))
    people.at_the_desk(member).post(f"/werk/melding/{people.a_report().pk}/casus/")
    return Case.objects.exclude(pk__in=before).get()


def a_conference(
    member: Member, *cases: Case, begins: float = 0.5, lasts: float = 1, title: str = "Zorgtafel"
) -> Conference:
    """Return a planned conference of these cases that begins in so many hours."""
    starts_at = timezone.now() + begins * HOUR
    terms = conferences.ConferenceTerms(title, starts_at, starts_at + lasts * HOUR, "Stadhuis")
    return conferences.make_conference(
        cases=cases, terms=terms, by=by_member(member), form_key=tokens.new_token(16)
    )


def joins(
    conference: Conference, by: Member, organisation: Organisation, contact: str = "Mirjam"
) -> Participant:
    """Let somebody of an organisation take part in every item."""
    terms = conference_people.ParticipantTerms(
        items=list(conference.items.all()), organisation=organisation, contact=contact
    )
    return conference_people.add_participant(
        conference=conference, terms=terms, by=by_member(by), form_key=tokens.new_token(16)
    )


def may_know(
    case: Case,
    organisation: Organisation,
    by: Member,
    groups: frozenset[DataGroup] = SITUATION,
    state: ConsentState = ConsentState.GIVEN,
) -> None:
    """Record what the youngster answered about this organisation."""
    answer = consents.ConsentAnswer(
        state=state,
        groups=groups,
        recipients=(Recipient(organisation.name, organisation.pk),),
        purpose=ConsentPurpose.CONFERENCE,
    )
    consents.record_consents(case=case, answers=[answer], by=by_member(by))


def typed(lines: str = "", **said: object) -> dict[str, object]:
    """Return the form of an item, filled in; the youngster was told."""
    return {
        "key": tokens.new_token(16).hex(),
        "version": 1,
        "question": "Waar kan hij wonen?",
        "typed": lines,
        "involvement": "informed",
        "youngster": "",
        "daarna": "klaar",
    } | said
