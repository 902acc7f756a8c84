"""Accounts of partners: how they come and go, and that they are nobody's colleague."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import addresses, newcomers, people
from tests.support.partner_accounts import a_package, a_partner
from tests.support.partners import an_organisation
from tests.support.people import acting
from uitweg.casework.cases.case.models import CaseGrant
from uitweg.casework.cases.grants.forms import members_to_let_in
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.models import PackageKeyCopy
from uitweg.casework.partners.door import actions as partner_accounts
from uitweg.casework.partners.door.forms import InvitePartnerForm
from uitweg.casework.spreadsheets.actions.dry_run import possible_owners
from uitweg.channel.answers.actions import new_message_mail
from uitweg.platform.accounts.actions import account_ends, key_shares
from uitweg.platform.accounts.actions import team as team_actions
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import KeyShare, Member, Session
from uitweg.platform.accounts.rules import PARTNERS, Permission, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.ui.moments import day

PARTNER_PAGE = "/beheer/leden/partner/"
DAY = timedelta(days=1)


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    """A lead."""
    return people.a_member(team, "Ruud", Role.LEAD)


def invited(by: Client, shelter: int, **said: object) -> object:
    """Invite Mirjam at the page for partners; return the answer."""
    form = {"name": "Mirjam", "login": "mirjam", "role": "partner-care", **said}
    return by.post(PARTNER_PAGE, {"organisation": shelter, **form})


@pytest.mark.postgres
def test_somebody_of_a_shelter_comes_in_by_two_people_and_sees_their_own_door(fatima, ruud) -> None:
    shelter = an_organisation()
    at_ruud, at_fatima = people.at_the_desk(ruud), people.at_the_desk(fatima)
    page = invited(at_ruud, shelter.pk)
    assert newcomers.join("Mirjam", page.context["invitation"]) == 302
    mirjam = newcomers.log_in("Mirjam")
    assert mirjam.get("/samen/").url == "/sleutel/"
    assert newcomers.admit(at_ruud, "Mirjam") == 409  # who invited does not admit as well
    at_fatimas = " ".join(at_fatima.get("/beheer/leden/").content.decode().split())
    assert "zelf wat het team naar De Brug (verzonnen) stuurt" in at_fatimas
    assert newcomers.admit(at_fatima, "Mirjam") == 302

    assert mirjam.get("/").url == "/samen/"
    assert "De Brug" in mirjam.get("/samen/").content.decode()
    member = Member.objects.get(login="mirjam")
    assert (member.organisation, member.until) == (
        shelter.pk,
        timezone.localdate() + timedelta(days=365),
    )
    assert not KeyShare.objects.filter(member=member).exists()
    assert "De Brug" in at_fatima.get("/beheer/leden/").content.decode()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"role": "coordinator"}, 400),
        ({"role": "lead"}, 400),
        ({"organisation": "999999"}, 400),
        ({"organisation": ""}, 400),
        ({"until": "2020-01-01"}, 409),
        ({"until": "2099-01-01"}, 409),
        ({"until": "morgen"}, 400),
    ],
)
def test_an_invitation_needs_a_partners_role_an_organisation_and_an_end_within_a_year(
    ruud, said, status: int
) -> None:
    shelter = an_organisation()

    assert invited(people.at_the_desk(ruud), shelter.pk, **said).status_code == status
    assert not Member.objects.filter(login="mirjam").exists()


def test_an_organisation_that_ended_gets_no_account(ruud) -> None:
    shelter = an_organisation(ended_on=timezone.localdate())

    assert invited(people.at_the_desk(ruud), shelter.pk).status_code == 400


def test_the_teams_form_makes_no_partner(ruud) -> None:
    at_ruud = people.at_the_desk(ruud)

    form = {"name": "Mirjam", "login": "mirjam", "role": "partner-care"}
    assert at_ruud.post("/beheer/leden/uitnodigen/", form).status_code == 400
    with pytest.raises(NotPossible):
        team_actions.invite(by=acting(ruud), name="M", login_name="m", role=Role.PARTNER_POLICE)
    with pytest.raises(NotPossible):
        team_actions.invite(
            by=acting(ruud), name="M", login_name="m", role=Role.COORDINATOR, organisation=1
        )


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.LEAD,)], ids=str)
def test_who_may_not_invite_gets_no_page(team, role: Role) -> None:
    desk = people.at_the_desk(people.a_member(team, f"x-{role}", role))

    assert desk.get(PARTNER_PAGE).status_code == (200 if role is Role.ADMINISTRATOR else 403)


@pytest.mark.parametrize("role", sorted(PARTNERS))
def test_a_partner_never_gets_the_team_key(team, role: Role) -> None:
    partner = a_partner(an_organisation(), "Mirjam", role)

    with pytest.raises(ValueError, match="never holds the team key"):
        key_shares.give_share(
            team.keys, partner, bytes(partner.public_key), by=None, now=timezone.now()
        )


OWN_PAGES = {
    "log-out", "key", "me",
    "change-passphrase", "end-other-sessions", "prove-passkey", "add-passkey", "remove-passkey",
    "draft-list", "save-draft", "discard-draft",
}  # fmt: skip
DOOR = {"partner-home", "open-package", "answer-package"}
NOTES = {"note-list", "notes-as-text", "add-note", "delete-note"}


@pytest.mark.parametrize("role", sorted(PARTNERS))
def test_a_partner_reaches_their_own_door_and_no_other_address(case, role: Role) -> None:
    """Whatever the method, with a case, a report and other accounts there."""
    partner = a_partner(an_organisation(), "Mirjam", role)
    desk = people.at_the_desk(partner)
    reached = set()
    for address in addresses.of("staff"):
        if address.needs is None:
            continue  # for everyone
        for method in (desk.get, desk.post):
            answer = method(address.path.replace("/1/", f"/{case.pk}/"))
            if answer.status_code not in (403, 404, 405):
                reached.add(address.name)
            if address.name == "log-out":
                desk = people.at_the_desk(partner)

    care = {"report-capacity"} if role is Role.PARTNER_CARE else set()
    notes = NOTES if role is Role.PARTNER_LAWYER else set()
    assert reached - care <= OWN_PAGES | DOOR | notes
    assert "partner-home" in reached


@pytest.mark.parametrize("role", sorted(PARTNERS))
def test_the_frame_shows_a_partner_nothing_of_the_team(case, ruud, role: Role) -> None:
    Member.objects.filter(pk=ruud.pk).update(phone="+31655501112")
    desk = people.at_the_desk(a_partner(an_organisation(), "Mirjam", role))

    for path in ("/samen/", "/ik/", "/casus/1/"):
        page = desk.get(path).content.decode()
        for word in ("Zoek naam", "Belnotitie", "heeft dienst", "live.js", "Casussen", "/stijl/"):
            assert word not in page.replace("Toetsen", ""), (path, word)
        assert "Ruud" not in page
        assert "0655501112" not in page.replace("-", "").replace(" ", "")


def test_a_partner_is_offered_nowhere_as_a_colleague(case, fatima, joris) -> None:
    partner = a_partner(an_organisation())
    Member.objects.filter(pk=partner.pk).update(
        wants_mail=True, mail="m@debrug.example", phone="+31655501299"
    )
    today = timezone.localdate()

    assert partner not in members_to_let_in()
    assert partner not in case.workers()
    assert partner not in possible_owners(today)
    assert partner not in Member.objects.holding_key(today=today)
    assert partner not in Member.objects.leads_to_call(today=today)
    assert partner not in new_message_mail._recipients(timezone.now())
    assert shift_at(timezone.now()) is None
    desk = people.at_the_desk(fatima)
    for path in (
        f"/casus/{case.pk}/", f"/casus/{case.pk}/overdragen/", "/dienst/", "/werk/", "/casussen/",
        "/oproepen/", "/nacht/", "/belnotitie/", f"/casus/{case.pk}/toegang/",
    ):  # fmt: skip
        assert "Mirjam" not in desk.get(path).content.decode(), path


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("toegang/", {"level": "read", "reason": "consulted"}),
        ("overdragen/", {"keeps": "nothing", "why": "Vakantie"}),
        ("actie/", {"text": "Bel", "due_on": ""}),
    ],
)
def test_a_made_up_form_does_not_make_a_partner_a_colleague(case, fatima, path, form) -> None:
    partner = a_partner(an_organisation())
    named = {"to": partner.pk, "owner": partner.pk, "key": "ab" * 16, "was": fatima.pk}
    people.at_the_desk(fatima).post(f"/casus/{case.pk}/{path}", {**form, **named})

    case.refresh_from_db()
    assert case.coordinator == fatima
    assert not CaseGrant.objects.filter(member=partner).exists()
    assert not case.actions.exists()


def test_who_ended_is_out_and_their_copies_go(case, fatima, ruud) -> None:
    shelter = an_organisation()
    partner = a_partner(shelter)
    a_package(case, shelter, fatima)
    desk = people.at_the_desk(partner)
    assert PackageKeyCopy.objects.filter(member=partner).count() == 1
    people.at_the_desk(ruud).post(f"/beheer/leden/{partner.pk}/beeindigen/")

    assert desk.get("/samen/").status_code == 302
    partner_accounts.forget_former_accounts(now=timezone.now())
    assert not PackageKeyCopy.objects.filter(member=partner).exists()


@pytest.mark.postgres
def test_accounts_of_an_organisation_that_ends_are_out_at_once(case, fatima, ruud) -> None:
    shelter, other = an_organisation(), an_organisation("De Haven")
    partner, colleague = a_partner(shelter), a_partner(other, "Selma")
    invited(people.at_the_desk(ruud), shelter.pk, name="Noor", login="noor")
    desk = people.at_the_desk(partner)
    page = people.at_the_desk(ruud).get(f"/partners/{shelter.pk}/stopt/").content.decode()
    for _ in range(2):
        people.at_the_desk(ruud).post(f"/partners/{shelter.pk}/stopt/")

    assert "Mirjam, Noor" in page
    assert desk.get("/samen/").status_code == 302
    yesterday = timezone.localdate() - DAY
    ended = Member.objects.filter(organisation=shelter.pk)
    assert {each.until for each in ended} == {yesterday}
    assert not ended.filter(invited_until__isnull=False).exists()
    assert not Session.objects.filter(member=partner).exists()
    assert AuditEntry.objects.filter(act="member:end").count() == 2
    assert Member.objects.get(pk=colleague.pk).is_active_on(timezone.localdate())


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_may_not_end_an_account_does_not_end_its_organisation(team, ruud, role: Role) -> None:
    shelter = an_organisation()
    partner = a_partner(shelter)
    desk = people.at_the_desk(people.a_member(team, "Ans", role))
    page = desk.get(f"/partners/{shelter.pk}/stopt/").content.decode()
    answer = desk.post(f"/partners/{shelter.pk}/stopt/")

    assert "Vraag een teamleider" in page
    assert "Ja, gestopt" not in page
    assert answer.status_code == 409
    assert "Alleen een teamleider" in answer.content.decode()
    shelter.refresh_from_db()
    assert shelter.ended_on is None
    assert people.at_the_desk(partner).get("/samen/").status_code == 200


@pytest.mark.postgres
def test_nobody_is_invited_for_an_organisation_that_ends_just_then(ruud, monkeypatch) -> None:
    shelter = an_organisation()
    ended = {"ended_on": timezone.localdate()}
    monkeypatch.setattr(  # between the form's look and the invitation
        InvitePartnerForm,
        "is_valid",
        lambda form: (
            type(form).__mro__[1].is_valid(form)
            and bool(Organisation.objects.filter(pk=shelter.pk).update(**ended))
        ),
    )

    assert invited(people.at_the_desk(ruud), shelter.pk).status_code == 409
    assert not Member.objects.filter(login="mirjam").exists()


def test_an_administrator_does_not_end_or_empty_an_admitted_partner_alone(team) -> None:
    ans = people.at_the_desk(people.a_member(team, "Ans", Role.ADMINISTRATOR))
    partner = a_partner(an_organisation(), "Bram", Role.PARTNER_LAWYER)

    assert ans.post(f"/beheer/leden/{partner.pk}/beeindigen/").status_code == 403
    ans.post(f"/beheer/leden/{partner.pk}/opnieuw/")
    partner.refresh_from_db()
    assert partner.has_joined
    assert partner.asked_by is not None


def test_who_is_invited_again_opens_no_older_question(case, fatima, ruud) -> None:
    shelter = an_organisation()
    partner = a_partner(shelter)
    package = a_package(case, shelter, fatima)
    again = people.at_the_desk(ruud).post(f"/beheer/leden/{partner.pk}/opnieuw/")
    newcomers.join("Mirjam", again.context["invitation"])
    newcomers.admit(people.at_the_desk(fatima), "Mirjam")
    page = newcomers.log_in("Mirjam").get(f"/samen/{package.pk}/").content.decode()

    assert "Dit gaat met uw account niet open" in page
    partner_accounts.forget_former_accounts(now=timezone.now())
    assert not PackageKeyCopy.objects.exists()


# no account without an end


@pytest.mark.postgres
def test_each_invitation_has_an_end_and_a_lead_keeps_it_with_one_tap(fatima, ruud) -> None:
    at_ruud = people.at_the_desk(ruud)
    newcomers.invite(at_ruud, "Anna")
    anna = Member.objects.get(login="anna")
    today = timezone.localdate()
    assert anna.until == today + 365 * DAY
    Member.objects.filter(pk=anna.pk).update(until=today + 20 * DAY)

    assert "Kijk deze accounts na" in at_ruud.get("/beheer/leden/").content.decode()
    for _ in range(2):
        at_ruud.post(f"/beheer/leden/{anna.pk}/houden/")
    anna.refresh_from_db()
    assert (anna.until, anna.reviewed_on) == (today + 365 * DAY, today)
    assert AuditEntry.objects.filter(act="member:keep").count() == 1
    assert "Kijk deze accounts na" not in at_ruud.get("/beheer/leden/").content.decode()


def test_a_founders_account_is_reviewed_each_year_and_never_by_themselves(ruud) -> None:
    Member.objects.filter(pk=ruud.pk).update(since=timezone.localdate() - 400 * DAY)
    ruud.refresh_from_db()
    desk = people.at_the_desk(ruud)

    assert "Dit ben jij: een ander kijkt dit na" in desk.get("/beheer/leden/").content.decode()
    assert desk.post(f"/beheer/leden/{ruud.pk}/houden/").status_code == 403
    ruud.refresh_from_db()
    assert ruud.reviewed_on is None


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_who_keeps_an_account(team, fatima, role: Role) -> None:
    member = people.a_member(team, f"k-{role}", role)
    answer = people.at_the_desk(member).post(f"/beheer/leden/{fatima.pk}/houden/")

    assert answer.status_code == (302 if role in (Role.LEAD, Role.ADMINISTRATOR) else 403)


def test_an_account_that_is_over_is_not_kept(fatima, ruud) -> None:
    Member.objects.filter(pk=fatima.pk).update(until=timezone.localdate() - DAY)

    assert people.at_the_desk(ruud).post(f"/beheer/leden/{fatima.pk}/houden/").status_code == 409
    fatima.refresh_from_db()
    assert fatima.until == timezone.localdate() - DAY


def test_an_account_that_lapsed_loses_its_key_as_one_that_was_ended(fatima, joris) -> None:
    people.at_the_desk(fatima)
    Member.objects.filter(pk=fatima.pk).update(until=timezone.localdate() - DAY)

    assert account_ends.end_lapsed_accounts(now=timezone.now()) == 1
    assert account_ends.end_lapsed_accounts(now=timezone.now()) == 0
    assert not KeyShare.objects.filter(member=fatima).exists()
    assert not Session.objects.filter(member=fatima).exists()
    assert KeyShare.objects.filter(member=joris).exists()
    fatima.refresh_from_db()
    assert fatima.key_ended_at is not None


def test_the_own_page_says_when_the_account_ends(fatima) -> None:
    until = timezone.localdate() + 10 * DAY
    Member.objects.filter(pk=fatima.pk).update(until=until)
    fatima.refresh_from_db()

    page = people.at_the_desk(fatima).get("/ik/").content.decode()
    assert f"Je account stopt na {day(until)}." in page


def test_every_permission_of_partners_is_their_own_door() -> None:
    from uitweg.platform.accounts.rules import GRANTS

    for_partners = {each for each, grant in GRANTS.items() if grant.roles & PARTNERS}
    assert for_partners == {
        Permission.CAPACITY_REPORT,
        Permission.PACKAGE_LIST,
        Permission.PACKAGE_READ,
        Permission.PACKAGE_ANSWER,
        Permission.NOTE_READ,
        Permission.NOTE_WRITE,
        Permission.ME_READ,
        Permission.ME_CHANGE,
    }
