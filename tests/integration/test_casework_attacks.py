"""Casework under attack: who sees part of a case, holds an old form, or takes a number not theirs.

What one page keeps shut another must not open: each test tries the way round.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.intake.actions import calls
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.workflow.actions import destruction, workflow
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.models import Draft
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.sealing import tokens

HEALTH = "Amfetamine, komt bij de huisarts"
LAW = "Verdachte in de zaak Parkhof"


def key() -> dict[str, str]:
    return {"key": tokens.new_token(16).hex()}


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    """Fatima's case: a note on health and one on law and police."""
    return with_notes(desk, case)


def another_case(desk) -> Case:  # type: ignore[no-untyped-def]
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    return with_notes(desk, Case.objects.latest("id"))


def with_notes(desk, case: Case) -> Case:  # type: ignore[no-untyped-def]
    for group, text in (("health", HEALTH), ("law-police", LAW)):
        told = {"text": text, "kind": "note", "group": group}
        desk.post(f"/casus/{case.pk}/", told | key())
    return case


def beside(case: Case, team, name: str, level: str, *groups: str, **more: object):  # type: ignore[no-untyped-def]
    """Return the browser of a colleague with a grant on this case, as narrow as is said."""
    member = people.a_member(team, name)
    grant = {"member": member, "level": level, "since": timezone.now(), "reason": "works-along"}
    if groups:
        grant["groups"] = list(groups)
    CaseGrant.objects.create(case=case, **grant | more)
    return people.at_the_desk(member)


def closed_by_two(case: Case, desk, team, **said: object) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing(**said))
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    people.agree(lead, case)
    case.refresh_from_db()
    assert case.state == "closed"


# who sees a part


def test_a_package_of_everything_opens_to_nobody_who_sees_a_part(case, desk, team) -> None:
    """Also when its maker named nothing: what goes along unless somebody says no is chosen too."""
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", {"shown": "", "version": 0, "ready": "yes"} | key())
    half = beside(case, team, "Half", "work", "school-work")
    seen = half.get(f"{where}/pakket/")

    assert seen.status_code == 409
    assert HEALTH not in seen.content.decode()
    assert half.post(f"{where}/akkoord/").status_code == 409


def test_the_form_on_closing_shows_no_more_of_an_earlier_closing_than_the_case(
    case, desk, team
) -> None:
    closed_by_two(case, desk, team, stays="Maatje Karim", call="Tante Zohra")
    desk.post(f"/casus/{case.pk}/verder/", {"then": "intake", "why": "Belde weer."})
    half = beside(case, team, "Half", "work", "contact", "safety")
    page = half.get(f"/casus/{case.pk}/sluiten/").content.decode()

    assert "Tante Zohra" in page
    assert "Maatje Karim" not in page


def test_who_closes_wipes_nothing_of_an_earlier_closing_that_they_do_not_see(
    case, desk, team
) -> None:
    closed_by_two(case, desk, team, stays="Maatje Karim", call="Tante Zohra")
    desk.post(f"/casus/{case.pk}/verder/", {"then": "intake", "why": "Belde weer."})
    half = beside(case, team, "Half", "work", "contact", "safety")
    half.post(f"/casus/{case.pk}/sluiten/", people.closing(stays="", call="Oom Said"))
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert Sheet.objects.filter(kind="closing").count() == 2
    assert "Oom Said" in page
    assert "Maatje Karim" in page


def test_to_whom_something_went_is_told_to_who_may_see_what_went(case, desk, team) -> None:
    note = {"text": "Bezwaar gemaakt.", "kind": "note"} | key()
    desk.post(f"/casus/{case.pk}/", note | {"audience": "granted", "group": "law-police"})
    paper = {"papier": "tijdlijn", "voor": "advocaat", "over": ["law-police"]}
    page = desk.get(f"/casus/{case.pk}/papieren/", paper | {"gekozen": "advocaat"})
    mark = re.search(r'name="gezien" value="([0-9a-f]+)"', page.content.decode())
    assert mark
    why = {"wie": "Mr. Bram", "doel": "Zaak Parkhof", "grond": "law", "reden": "Verzoek"}
    sent = paper | why | {"gezien": mark[1], "print": "ja"}
    assert desk.post(f"/casus/{case.pk}/papieren/maken/", sent).status_code == 200
    half = beside(case, team, "Half", "work", "school-work")
    for page in ("verstrekt/", "inzage/"):
        told = half.get(f"/casus/{case.pk}/{page}").content.decode()
        assert "Zaak Parkhof" not in told
        assert "Mr. Bram" not in told
    assert "Zaak Parkhof" in desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()


def test_who_only_reads_hands_out_no_insight_nor_does_an_emergency(case, desk, team) -> None:
    where = f"/casus/{case.pk}/inzage"
    desk.post(f"{where}/bewaar/", {"shown": "", "version": 0, "ready": "yes"} | key())
    reader = beside(case, team, "Lezer", "read")
    reader.get(f"{where}/pakket/")
    assert reader.post(f"{where}/akkoord/").status_code == 302
    hour = timezone.now() + timedelta(hours=1)
    night = beside(case, team, "Nacht", "read", kind="emergency", until=hour)
    for browser in (reader, night):
        assert browser.post(f"{where}/ophalen/", {"recipient": "Ik"}).status_code == 403

    assert SubjectAccessRequest.objects.get().step == "ready"
    assert not Disclosure.objects.exists()


def test_a_list_of_actions_tells_which_kinds_of_facts_are_in_it(case, desk, fatima) -> None:
    act = {"text": "Kliniek bellen", "owner": fatima.pk, "due_on": "2026-12-01", "group": "health"}
    desk.post(f"/casus/{case.pk}/actie/", act | key())
    why = {"recipient": "Fatima", "purpose": "Werk", "basis": "own-work"}
    assert desk.post("/werk/acties/excel/", why).status_code == 200

    assert Disclosure.objects.get().groups == "health"


# an old form, a form of another case


def test_a_closed_case_takes_no_note_and_no_correction(case, desk, team) -> None:
    closed_by_two(case, desk, team)
    before, note = Entry.objects.count(), Entry.objects.filter(kind="note").first()
    told = {"text": "Nog iets.", "kind": "note"} | key()
    again = desk.post(f"/casus/{case.pk}/stuk/{note.pk}/", {"text": "Anders."} | key())

    assert desk.post(f"/casus/{case.pk}/", told).status_code == 409
    assert again.status_code == 409
    assert Entry.objects.count() == before


def test_a_note_in_a_case_that_is_being_destroyed_is_refused_and_not_taken_and_lost(
    case, desk, team
) -> None:
    closed_by_two(case, desk, team)
    assert destruction.claim_for_destruction(case)
    told = {"text": "Nog iets.", "kind": "note"} | key()

    assert desk.post(f"/casus/{case.pk}/", told).status_code == 409


EXAMPLE = "voorbeeld/?plan=first-24-hours"


def an_example(case: Case, desk) -> dict[str, object]:  # type: ignore[no-untyped-def]
    page = desk.get(f"/casus/{case.pk}/{EXAMPLE}").content.decode()
    owners = dict.fromkeys(re.findall(r'name="(wie-[^"]+)"', page), case.coordinator_id)
    return {"doel-safety": "Veilig slapen", **owners}


def test_one_key_of_a_form_serves_one_case(case, desk, fatima) -> None:
    other, used = another_case(desk), {"key": "ab" * 16}
    forms = {
        "": {"text": "Tekst", "kind": "note"},
        "doel/": {"text": "School", "domain": "school"},
        "actie/": {"text": "Bellen", "owner": fatima.pk, "due_on": ""},
        "gebeurd/": {"text": "Feest", "when": "2025"},
        "inzage/bewaar/": {"shown": "", "version": 0},
        EXAMPLE: an_example(case, desk),
    }
    for address, words in forms.items():
        desk.post(f"/casus/{case.pk}/{address}", words | used)
        assert desk.post(f"/casus/{other.pk}/{address}", words | used).status_code == 409, address

    assert not Goal.objects.filter(case=other).exists()
    assert not SubjectAccessRequest.objects.filter(case=other).exists()


def test_numbers_of_another_case_in_a_form_change_nothing_there(case, desk, team) -> None:
    """An action that serves another case's goal, a correction of another case's note, its file."""
    other = another_case(people.at_the_desk(people.a_member(team, "Joris")))
    theirs = Entry.objects.filter(case=other, kind="note").first()
    goal = Goal.objects.create(
        case=other, domain="school", written_at=timezone.now(), written_by=other.coordinator,
        form_key=tokens.new_token(16), sealed_text=b"",
    )  # fmt: skip
    act = {"text": "Bellen", "owner": case.coordinator_id, "due_on": "", "goal": goal.pk}
    assert desk.post(f"/casus/{case.pk}/actie/", act | key()).status_code == 400
    assert (
        desk.post(f"/casus/{case.pk}/stuk/{theirs.pk}/", {"text": "x"} | key()).status_code == 404
    )
    assert desk.get(f"/casus/{case.pk}/stuk/{theirs.pk}/bestand/1/").status_code == 404
    assert desk.post(f"/casus/doel/{goal.pk}/", {"state": "dropped"}).status_code == 403

    assert not Action.objects.exists()
    assert Goal.objects.get().state == "open"


# a person who was taken out


def sheet_of(case: Case, desk, version: int):  # type: ignore[no-untyped-def]
    typed = {"blad-name": "Souf", "blad-age": "15", "version": version}
    return desk.post(f"/casus/{case.pk}/persoon/", typed | key())


def test_an_old_form_does_not_bring_back_a_person_who_was_taken_out(case, desk) -> None:
    sheet_of(case, desk, 0)
    destruction.forget_person(case)

    assert sheet_of(case, desk, 1).status_code == 409
    assert not Sheet.objects.exists()
    assert sheet_of(case, desk, 0).status_code == 302


def test_what_was_typed_of_a_person_goes_with_the_person(case, desk, fatima) -> None:
    for page in ("persoon", "veiligheid"):
        typed = drafts.TypedDraft(f"/casus/{case.pk}/{page}/", b"k" * 16, "{}", 0, b"t" * 8, 1)
        drafts.save_draft(
            typed=typed, by=acting(fatima, now=timezone.now(), keyring=people.keyring_of(fatima))
        )
    destruction.forget_person(case)

    assert list(Draft.objects.values_list("place", flat=True)) == [f"/casus/{case.pk}/veiligheid/"]


def test_a_destroyed_case_answers_no_address_with_a_fault(case, desk, team) -> None:
    closed_by_two(case, desk, team)
    assert destruction.claim_for_destruction(case)
    destruction.destroy_contents(Case.objects.get(pk=case.pk))
    ruud = people.at_the_desk(people.a_member(team, "Lies", Role.LEAD))
    to = people.a_member(team, "Joris")
    posts = {
        "": {"text": "x", "kind": "note"},
        "noodtoegang/": {"level": "card", "reason": "danger"},
        "overdragen/": {"to": to.pk, "keeps": "nothing", "why": "x"},
        "strikt/": {"strikt": "ja"},
        "akkoord/": {},
        "toegang/": {"to": to.pk, "level": "manage", "reason": "other"},
    }
    for address, words in posts.items():
        for browser in (ruud, desk):
            answer = browser.post(f"/casus/{case.pk}/{address}", words | key())
            assert answer.status_code in (403, 409), address

    assert not CaseGrant.objects.filter(case=case).exists()


# two at once


def test_what_a_caller_said_while_a_colleague_files_the_call_is_not_lost(case, desk, team) -> None:
    said = {"text": "Hij staat buiten.", **key()}
    desk.post("/belnotitie/", said | {"version": 0})
    read = CallNote.objects.get()
    desk.post("/belnotitie/", said | {"text": "Hij staat buiten. Nu politie.", "version": 1})
    ring = people.keyring_of(case.coordinator)
    with pytest.raises(NotPossible, match="call-filed"):
        calls.add_call_to_case(
            call=read, case=case, by=acting(case.coordinator, now=timezone.now(), keyring=ring)
        )

    assert bytes(CallNote.objects.get().sealed_text)
    assert not Entry.objects.filter(kind="call").exists()


def test_nobody_agrees_with_a_wish_that_became_their_own_meanwhile(case, desk, team) -> None:
    """The page of the lead is under way while the case goes back and she asks herself."""
    desk.post(f"/casus/{case.pk}/sluiten/", people.closing())
    read = Case.objects.get()
    lead = people.a_member(team, "Ruud", Role.LEAD)
    people.at_the_desk(lead).get(f"/casus/{case.pk}/akkoord/")
    Case.objects.update(closing_by=lead)
    with pytest.raises(NotPossible, match="case-moved"):
        workflow.agree_to_close(
            case=read, by=acting(lead, now=timezone.now(), keyring=people.keyring_of(lead))
        )

    assert Case.objects.get().state == "closing"


def test_who_loses_a_case_hears_of_it_also_when_the_lead_takes_it(case, team, fatima) -> None:
    Member.objects.filter(pk=fatima.pk).update(mail="fatima@voorbeeld.example", wants_mail=True)
    lead = people.a_member(team, "Ruud", Role.LEAD)
    typed = {"to": lead.pk, "keeps": "nothing", "why": "Ik neem hem over."} | key()
    typed |= {"was": fatima.pk}
    people.at_the_desk(lead).post(f"/casus/{case.pk}/overdragen/", typed)
    mail = OutgoingMessage.objects.get()

    assert Case.objects.get().coordinator == lead
    assert mail.to == "fatima@voorbeeld.example"
    assert case.number not in mail.body + mail.subject


def test_who_called_about_a_youngster_is_not_proposed_to_be_told_to_them(case, desk) -> None:
    called = {"text": "De buurvrouw ziet hem bij de garage.", "where": "", "caller": "Buurvrouw"}
    page = desk.post("/belnotitie/", called | {"version": 0, "outcome": case.pk} | key())
    assert page.url == f"/casus/{case.pk}/"
    desk.post(
        f"/casus/{case.pk}/inzage/bewaar/", {"shown": "", "version": 0, "ready": "yes"} | key()
    )
    package = desk.get(f"/casus/{case.pk}/inzage/pakket/").content.decode().lower()

    assert "amfetamine" in package
    assert "buurvrouw" not in package
