"""The invitation in somebody's own calendar: when, and nothing of a case or of anybody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from tests.support import conferences as table
from tests.support import people
from tests.support.partners import an_organisation
from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.conferences.actions import calendar as conference_calendar
from uitweg.casework.partners.conferences.actions import people as conference_people
from uitweg.casework.partners.conferences.models import Conference, Participant
from uitweg.casework.partners.conferences.rules import texts as conference_text
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.secret_bodies import body_of
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import tokens

PARTIES = {
    "De Haven (verzonnen)": ("haven@dehaven.example", "Mirjam Smit"),
    "Wijkteam Osdorp (verzonnen)": ("post@wijkteamosdorp.example", "Els Visser"),
    "Bram de Wit advocaat (verzonnen)": ("bram@dewit.example", "Bram de Wit"),
}


@pytest.fixture
def invited(every_channel: None, fatima: Member, joris: Member, case: Case) -> Conference:
    """A conference of four parties and the chair, all invited."""
    conference = table.a_conference(fatima, case, title="Zorgtafel Smiley")
    Member.objects.filter(pk=joris.pk).update(mail="joris@stad.example")
    for name, (mail, contact) in PARTIES.items():
        table.joins(conference, fatima, an_organisation(name, mail=mail), contact)
    conference_people.add_participant(
        conference=conference,
        terms=conference_people.ParticipantTerms(list(conference.items.all()), member=joris),
        by=table.by_member(fatima),
        form_key=tokens.new_token(16),
    )
    people.at_the_desk(fatima).post(f"/overleg/{conference.pk}/uitnodigen/")
    conference.refresh_from_db()
    return conference


def fetched(participant: Participant) -> Any:
    """Return the event that a calendar program reads behind this participant's link."""
    secret = conference_calendar.secret_of(participant)
    answer = Client().get(f"/overleg/agenda/{secret}.ics")
    assert answer.status_code == 200, secret
    calendar = Calendar.from_ical(answer.content)
    event: Any
    (event,) = calendar.walk("VEVENT")
    event.method = str(calendar["method"])
    event.whole = answer.content.decode().replace("\r\n ", "")
    return event


def others(participant: Participant) -> list[str]:
    """Return every name, address and word that this participant's file may not hold."""
    rows = Participant.objects.exclude(pk=participant.pk).select_related("member", "organisation")
    names = ["Zorgtafel", "Smiley", "Stadhuis", "U-0001", "Mirjam Smit", "Els Visser"]
    for row in rows:
        names += [row.organisation.name, row.organisation.mail] if row.organisation else []
        names += [row.member.name] if row.member else []
        names += [row.member.mail] if row.member and row.member.mail else []
    return names


def test_no_file_names_another_party_or_says_what_it_is_about(invited: Conference) -> None:
    for participant in invited.participants.all():
        event = fetched(participant)

        assert [name for name in others(participant) if name in event.whole] == []
        assert str(event["summary"]) == "Overleg"
        assert {"description", "location", "url", "comment"} & set(map(str.lower, event)) == set()


def test_each_file_has_one_attendee_who_need_not_answer(invited: Conference) -> None:
    uids = set()
    for participant in invited.participants.exclude(member__mail=""):
        event = fetched(participant)
        attendee = event["attendee"]

        assert str(attendee) == f"mailto:{conference_calendar.address_of(participant)}"
        assert attendee.params["RSVP"] == "FALSE"
        uids.add(str(event["uid"]))
    assert len(uids) == invited.participants.exclude(member__mail="").count()


@pytest.mark.postgres
def test_a_new_time_raises_the_sequence_of_the_same_event(
    fatima: Member, invited: Conference
) -> None:
    desk = people.at_the_desk(fatima)
    participant = invited.participants.exclude(organisation=None).first()
    assert participant
    before = fetched(participant)
    later = invited.starts_at + timedelta(days=7)
    form = {"title": "Zorgtafel", "day": later.date(), "begins": "10:00", "ends": "11:00"}
    desk.post(f"/overleg/{invited.pk}/wijzigen/", form)
    after = fetched(participant)

    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert before["uid"] == after["uid"]
    assert after.method == "REQUEST"
    desk.post(f"/overleg/{invited.pk}/afgelasten/")
    off = fetched(participant)
    assert (off.method, off["sequence"], str(off["status"])) == ("CANCEL", 2, "CANCELLED")
    assert off["uid"] == before["uid"]


@pytest.mark.postgres
def test_who_is_taken_off_the_list_gets_a_cancellation_alone(
    fatima: Member, invited: Conference
) -> None:
    gone, stays = invited.participants.exclude(organisation=None).order_by("pk")[:2]
    path = f"/overleg/{invited.pk}/mensen/{gone.pk}/"
    people.at_the_desk(fatima).post(path, {"weg": "ja"})

    assert (fetched(gone).method, fetched(stays).method) == ("CANCEL", "REQUEST")


def test_the_mail_says_when_and_nothing_else(invited: Conference) -> None:
    messages = OutgoingMessage.objects.filter(group=f"conference:{invited.pk}")
    assert messages.count() == len(PARTIES) + 1  # the chair has no address
    for message in messages:
        said = message.subject + body_of(message)
        words = ["Zorgtafel", "Smiley", "Stadhuis", "U-0001", "Haven", "Osdorp", "Bram", "Mirjam"]

        assert [word for word in words if word in said] == []


def test_only_the_right_secret_opens_and_all_others_answer_alike(invited: Conference) -> None:
    participant = invited.participants.first()
    assert participant
    right = conference_calendar.secret_of(participant)
    wrong = [
        right[:-1] + ("0" if right[-1] != "0" else "1"),
        f"{participant.pk + 1}-{right.partition('-')[2]}",
        f"{10**19}-{right.partition('-')[2]}",
        "²-00",
        "1",
        "x" * 100,
    ]
    answers = {(Client().get(f"/overleg/agenda/{secret}.ics")).status_code for secret in wrong}

    assert answers == {404}


def test_a_link_of_elsewhere_cannot_leave() -> None:
    now = timezone.now()
    for link in ("https://elders.example/x", "https://ons.example/casus/12/", "U-0001"):
        with pytest.raises(ValueError, match="not a link"):
            conference_text.cancelled_mail(link=link, starts_at=now, ends_at=now)
