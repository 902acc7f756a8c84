"""One person with several accounts is one person: they change, hide and destroy nothing."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import newcomers, people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.grants.actions.opening import open_case
from uitweg.casework.retention.actions import execution
from uitweg.casework.retention.models import Run, TableSignature
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.models import Answer, JunkBatch, Report, Tombstone
from uitweg.platform.accounts.actions import team as team_actions
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.policy import retention
from uitweg.platform.sealing import tokens
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import founding

LEDEN = newcomers.LEDEN
RETENTION = "/beheer/bewaren/"
FALSE_NAMES = {
    "Anna": Role.LEAD,
    "Bas": Role.LEAD,
    "Cas": Role.COORDINATOR,
    "Dirk": Role.COORDINATOR,
    "Evi": Role.PRIVACY_OFFICER,
}


@dataclass
class City:
    """A team at work: an answered report, an unread one, danger, and a case whose term is over."""

    lead: Client
    administrator: Client
    answered: Report
    case: Case

    def state(self) -> tuple[object, ...]:
        """Return what nobody may change alone."""
        self.case.refresh_from_db()
        return (
            [answer.withdrawn_on for answer in Answer.objects.order_by("id")],
            list(Report.objects.order_by("id").values_list("state", flat=True)),
            self.case.state,
            self.case.sheets.count(),
        )


@pytest.fixture
def city(team, fatima, desk, signed) -> City:  # type: ignore[no-untyped-def]
    answered, _unread, _danger = (people.a_report(danger=n == 2) for n in range(3))
    desk.post(f"/werk/melding/{answered.pk}/", {"text": "Goed.", "key": "ab" * 16, "seen": "9"})
    return City(
        lead=people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD)),
        administrator=people.at_the_desk(people.a_member(team, "Ans", Role.ADMINISTRATOR)),
        answered=answered,
        case=a_case_whose_term_is_over(fatima, desk),
    )


def a_case_whose_term_is_over(by: Member, desk: Client) -> Case:
    ring, report = people.keyring_of(by), people.a_report()
    said = reports.open_conversation(report=report, by=acting(by, keyring=ring))
    case = open_case(report=report, conversation=said, by=acting(by, keyring=ring))
    person = {"blad-name": "Zohra el Verzonnen", "version": 0, "key": tokens.new_token(16).hex()}
    desk.post(f"/casus/{case.pk}/persoon/", person)
    closed_on = timezone.localdate() - timedelta(days=16 * 366)
    kept_until = retention.read_retention_table().rows["cases-wmo"].last_day(closed_on)
    ended = {"state": "closed", "ending": "safe", "ground": "wmo", "risk": "low"}
    Case.objects.filter(pk=case.pk).update(**ended, closed_on=closed_on, kept_until=kept_until)
    return case


def test_an_administrator_with_five_false_names_destroys_nothing(city: City) -> None:
    before = city.state()
    accounts = {
        name: newcomers.come_in(city.administrator, name, role)
        for name, role in FALSE_NAMES.items()
    }
    attack(city, accounts["Anna"], accounts["Bas"])
    attack(city, accounts["Cas"], accounts["Dirk"])
    attack(city, accounts["Cas"], accounts["Evi"])

    assert city.state() == before


def attack(city: City, first: Client, second: Client) -> None:
    """Take back an answer, lay all reports aside, and destroy them and a case "by two people"."""
    answer = Answer.objects.get()
    first.post(f"/werk/melding/{city.answered.pk}/antwoord/{answer.pk}/terug/")
    now = timezone.now()
    span = {"since": (now - timedelta(hours=9)).isoformat(), "until": now.isoformat()}
    for asked in ({}, {"sure": "yes"}):
        first.post("/werk/meldingen/opzij-leggen/", {**span, **asked, "danger": "on"})
    JunkBatch.objects.update(junked_at=now - timedelta(days=100))
    for batch in JunkBatch.objects.all():
        second.post(f"/werk/meldingen/opzij/{batch.pk}/vernietigen/", {"sure": "yes"})
    first.post(f"{RETENTION}casussen/voorstel/", {"casus": [city.case.pk]})
    for run in Run.objects.all():
        second.post(f"{RETENTION}lijst/{run.pk}/akkoord/")
    for _ in range(4):
        execution.execute_approved(now=now)
    reports.execute_tombstones(now=now)


def test_an_administrators_lead_joins_only_after_a_key_holder_said_yes(city: City) -> None:
    code = newcomers.invite(city.administrator, "Anna", Role.LEAD)
    before = newcomers.join("Anna", code)
    confirmed = city.lead.post(f"{LEDEN}{number_of('anna')}/bevestigen/")
    after = newcomers.join("Anna", code)

    assert (before, confirmed.status_code, after) == (400, 302, 302)
    assert Member.objects.get(login="anna").confirmed_by == number_of("ruud")


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATOR, Role.PRIVACY_OFFICER], ids=str)
def test_an_administrator_takes_over_no_leads_account(team, city: City, role: Role) -> None:
    victim = people.a_member(team, "Victor", role)
    own_session = people.at_the_desk(victim)
    page = city.administrator.post(f"{LEDEN}{victim.pk}/opnieuw/")
    taken = newcomers.join("victor", str(page.context["invitation"]))

    assert taken == 400
    assert own_session.get("/ik/").status_code == 200
    assert bool(people.keyring_of(victim)) == victim.should_hold_keys
    assert "bevestigt" in page.content.decode()
    nu = city.lead.get("/werk/").content.decode()
    assert "Bevestig de uitnodiging van Victor" in nu


@pytest.mark.postgres
def test_who_joins_again_is_admitted_anew_by_another(team, city: City, desk: Client) -> None:
    victor = people.a_member(team, "Victor")
    page = city.lead.post(f"{LEDEN}{victor.pk}/opnieuw/")
    newcomers.join("victor", str(page.context["invitation"]))
    again = newcomers.log_in("victor")

    assert again.get("/werk/").url == "/sleutel/"
    assert newcomers.admit(city.lead, "victor") == 409, "who invited again does not admit"
    assert newcomers.admit(desk, "victor") == 302


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATOR, Role.PRIVACY_OFFICER], ids=str)
def test_an_administrator_ends_no_account_that_opens_something(
    team, city: City, role: Role
) -> None:
    victim = people.a_member(team, "Victor", role)
    page = city.administrator.post(f"{LEDEN}{victim.pk}/beeindigen/")
    victim.refresh_from_db()

    assert (page.status_code, victim.until) == (403, None)
    assert people.at_the_desk(victim).get("/ik/").status_code == 200


@pytest.mark.postgres
def test_an_administrator_takes_back_an_invitation_and_ends_an_editor(team, city: City) -> None:
    editor = people.a_member(team, "Edo", Role.EDITOR)
    newcomers.invite(city.administrator, "Anna")
    for member in (editor, Member.objects.get(login="anna")):
        city.administrator.post(f"{LEDEN}{member.pk}/beeindigen/")

    ended = Member.objects.exclude(until=None).order_by("login")
    assert [member.login for member in ended] == ["anna", "edo"]


def test_a_coordinator_ends_only_the_last_lead(team, city: City, desk: Client) -> None:
    ruud, other = Member.objects.get(login="ruud"), people.a_member(team, "Bas", Role.LEAD)
    while_two = desk.post(f"{LEDEN}{ruud.pk}/beeindigen/")
    city.lead.post(f"{LEDEN}{other.pk}/beeindigen/")
    last = desk.post(f"{LEDEN}{ruud.pk}/beeindigen/")

    assert (while_two.status_code, last.status_code) == (403, 302)


@pytest.mark.parametrize("role", Role, ids=str)
def test_whom_nobody_admitted_reaches_their_own_pages_only(city: City, role: Role) -> None:
    newcomer = newcomers.come_in(city.lead, "Anna", role)

    assert [newcomer.get(path).status_code for path in ("/ik/", "/sleutel/")] == [200, 200]
    for path in ("/werk/", LEDEN, RETENTION, "/logboek/", "/beheer/inhoud/"):
        assert newcomer.get(path).status_code in (302, 403), path
    assert "Neem niet Ruud" in newcomer.get("/sleutel/").content.decode()


def test_whoever_invited_somebody_does_not_admit_them(city: City, desk: Client) -> None:
    newcomers.come_in(city.lead, "Anna")
    refused = newcomers.admit(city.lead, "Anna")
    page = city.lead.get(LEDEN).content.decode()
    nu = city.lead.get("/werk/").content.decode()
    admitted = newcomers.admit(desk, "Anna")
    anna = Member.objects.get(login="anna")

    assert (refused, admitted) == (409, 302)
    assert "Daarom laat een ander Anna toe." in page
    assert "Fatima" in page.partition("Daarom laat een ander")[2][:200]
    assert "Geef Anna de sleutel" not in nu
    assert (anna.invited_by, anna.admitted_by) == (number_of("ruud"), number_of("fatima"))
    assert anna.brought_in_by is None


def test_roles_without_keys_are_admitted_as_a_person_and_get_no_key(
    city: City, desk: Client
) -> None:
    newcomer = newcomers.come_in(city.administrator, "Edo", Role.EDITOR)
    newcomers.admit(desk, "Edo")

    assert newcomer.get("/beheer/inhoud/").status_code == 200
    assert not people.keyring_of(Member.objects.get(login="edo"))


@pytest.fixture
def small(team, signed):  # type: ignore[no-untyped-def]
    """A lead who founded the team, and whom she alone brought in: a lead, and an officer."""
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    for name, role in (("Bas", Role.LEAD), ("Evi", Role.PRIVACY_OFFICER)):
        newcomers.come_in(lead, name, role)
        assert newcomers.admit(lead, name) == 302
    return {name: people.at_the_desk(Member.objects.get(login=name)) for name in ("bas", "evi")} | {
        "ruud": lead
    }


@pytest.mark.postgres
def test_nobody_is_brought_in_alone_unseen(small: dict[str, Client]) -> None:
    page = small["bas"].get(LEDEN).content.decode()

    assert page.count("door één persoon binnengebracht") == 2
    for name in ("ruud", "bas"):
        nu = small[name].get("/werk/").content.decode()
        assert "Bas is door één persoon binnengebracht" in nu
    reasons = AuditEntry.objects.filter(act="member:admit").values_list("reason", flat=True)
    assert set(reasons) == {"alone"}


def test_inviting_again_the_false_name_between_makes_nobody_a_second_person(
    small: dict[str, Client],
) -> None:
    """Ruud brought in Bas, as Bas he brought in Cas; then the account of Bas is emptied."""
    newcomers.come_in(small["bas"], "Cas", Role.LEAD)
    newcomers.admit(small["bas"], "cas")
    fatima = founded("fatima")
    case = a_case_whose_term_is_over(fatima, people.at_the_desk(fatima))
    small["ruud"].post(f"{LEDEN}{number_of('bas')}/opnieuw/")
    small["ruud"].post(f"{RETENTION}casussen/voorstel/", {"casus": [case.pk]})
    run, cas = Run.objects.get(), people.at_the_desk(Member.objects.get(login="cas"))
    answer = cas.post(f"{RETENTION}lijst/{run.pk}/akkoord/")
    run.refresh_from_db()

    assert (answer.status_code, run.state) == (403, "proposed")


def test_an_act_of_a_false_name_is_not_a_strangers_once_its_account_is_empty(
    small: dict[str, Client],
) -> None:
    fatima = founded("fatima")
    case = a_case_whose_term_is_over(fatima, people.at_the_desk(fatima))
    small["bas"].post(f"{RETENTION}casussen/voorstel/", {"casus": [case.pk]})
    small["ruud"].post(f"{LEDEN}{number_of('bas')}/opnieuw/")
    run = Run.objects.get()
    answer = small["ruud"].post(f"{RETENTION}lijst/{run.pk}/akkoord/")
    run.refresh_from_db()

    assert (answer.status_code, run.state) == (403, "proposed")


def test_whom_a_false_name_invited_is_brought_in_alone_also_once_that_name_is_empty(
    team, signed
) -> None:
    lead = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))
    administrator = newcomers.come_in(lead, "Ans", Role.ADMINISTRATOR)
    newcomers.admit(lead, "ans")
    newcomers.come_in(administrator, "Cas")
    lead.post(f"{LEDEN}{number_of('ans')}/opnieuw/")
    newcomers.admit(lead, "cas")

    assert Member.objects.get(login="cas").is_same_person_as(number_of("ruud"))


def test_who_was_brought_in_alone_and_joins_anew_is_admitted_by_another_than_who_invited(
    small: dict[str, Client],
) -> None:
    """Tineke invites Bas again; Ruud, who once brought him in alone, is the second to see him."""
    tineke = people.at_the_desk(founded("tineke", Role.LEAD))
    page = tineke.post(f"{LEDEN}{number_of('bas')}/opnieuw/")
    newcomers.join("bas", str(page.context["invitation"]))

    assert newcomers.admit(tineke, "bas") == 409
    assert newcomers.admit(small["ruud"], "bas") == 302
    assert Member.objects.get(login="bas").brought_in_by is None


def test_an_invitation_that_an_administrator_made_anew_is_theirs(city: City) -> None:
    """The words to join with are known to the administrator, not to the lead who invited first."""
    newcomers.invite(city.lead, "Anna", Role.LEAD)
    anna = number_of("anna")
    page = city.administrator.post(f"{LEDEN}{anna}/opnieuw/")
    assert page.context["invitation"]
    city.lead.post(f"{LEDEN}{anna}/bevestigen/")

    assert Member.objects.get(pk=anna).invited_by == number_of("ans")


@pytest.mark.parametrize(("first", "second"), [("ruud", "bas"), ("bas", "ruud"), ("evi", "bas")])
def test_two_accounts_of_one_person_are_never_two_people(
    small: dict[str, Client], first: str, second: str
) -> None:
    fatima = founded("fatima")
    case = a_case_whose_term_is_over(fatima, people.at_the_desk(fatima))
    small[first].post(f"{RETENTION}casussen/voorstel/", {"casus": [case.pk]})
    run = Run.objects.get()
    answer = small[second].post(f"{RETENTION}lijst/{run.pk}/akkoord/")
    run.refresh_from_db()

    assert (answer.status_code, run.state) == (403, "proposed")
    page = small[second].get(f"{RETENTION}casussen/").content.decode()
    assert f"lijst/{run.pk}/akkoord/" not in page


def test_one_person_does_not_lay_aside_and_destroy(small: dict[str, Client]) -> None:
    report = people.a_report()
    small["ruud"].post("/werk/meldingen/opzij-leggen/", {"numbers": [report.pk]})
    JunkBatch.objects.update(junked_at=timezone.now() - timedelta(days=100))
    batch = JunkBatch.objects.get()
    page = small["bas"].post(f"/werk/meldingen/opzij/{batch.pk}/vernietigen/", {"sure": "yes"})

    assert (page.status_code, Tombstone.objects.count()) == (403, 0)


def test_one_person_does_not_sign_for_both(small: dict[str, Client]) -> None:
    TableSignature.objects.all().delete()
    text = {"text": retention.retention_table().text_hash}
    answers = [small[name].post(f"{RETENTION}tekenen/", text) for name in ("ruud", "evi")]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "nog geen twee mensen" in answers[1].content.decode()
    assert TableSignature.objects.count() == 1


def test_one_person_does_not_close_a_case_for_another(small: dict[str, Client]) -> None:
    fatima, bas = founded("fatima"), Member.objects.get(login="bas")
    case = a_case_whose_term_is_over(fatima, people.at_the_desk(fatima))
    Case.objects.filter(pk=case.pk).update(state="closing", closing_by=bas)

    assert small["ruud"].get(f"/casus/{case.pk}/akkoord/").status_code == 409
    assert f"/casus/{case.pk}/akkoord/" not in small["ruud"].get("/werk/").content.decode()


def test_two_accounts_of_one_person_are_not_enough_for_a_restricted_case(
    team, small: dict[str, Client]
) -> None:
    fatima, bas = founded("fatima"), Member.objects.get(login="bas")
    Member.objects.filter(pk=fatima.pk).update(brought_in_by=bas.pk)
    desk = people.at_the_desk(fatima)
    case = a_case_whose_term_is_over(fatima, desk)
    Case.objects.filter(pk=case.pk).update(state="plan", closed_on=None, kept_until=None)
    people.let_in(case, bas, "read")
    desk.post(f"/casus/{case.pk}/strikt/", {"strikt": "ja"})
    case.refresh_from_db()

    assert not case.is_restricted


def test_a_colleague_who_saw_them_makes_them_a_person_of_their_own(
    small: dict[str, Client],
) -> None:
    desk = people.at_the_desk(founded("fatima"))
    page = desk.get(LEDEN).content.decode()
    newcomers.admit(small["ruud"], "bas")
    still = Member.objects.get(login="bas").brought_in_by
    newcomers.admit(desk, "bas")

    assert "Ja, ik ken Bas" in page
    assert still == number_of("ruud")
    assert Member.objects.get(login="bas").brought_in_by is None


def test_the_server_says_the_first_yes(small: dict[str, Client]) -> None:
    said = founding.confirm(login_name="bas")

    assert "Bas" in said
    assert Member.objects.get(login="bas").brought_in_by is None
    assert AuditEntry.objects.filter(act="member:confirm", origin="command-line").exists()
    with pytest.raises(Misconfigured):
        founding.confirm(login_name="bas")


def test_a_lead_who_lost_the_passphrase_comes_back_with_server_and_sheet(team, city: City) -> None:
    Member.objects.filter(login="fatima").update(until=timezone.localdate() - timedelta(days=9))
    KeyShare.objects.filter(member__login="fatima").delete()
    page = city.administrator.post(f"{LEDEN}{number_of('ruud')}/opnieuw/")
    founding.confirm(login_name="ruud")
    newcomers.join("ruud", str(page.context["invitation"]))
    ruud = newcomers.log_in("ruud")
    ruud.post("/sleutel/", {"words": " ".join(team.recovery_words)})

    assert ruud.get("/werk/").status_code == 200
    assert Member.objects.get(login="ruud").is_same_person_as(number_of("ans"))


def test_the_sheet_in_a_strangers_hands_opens_nothing_and_stands_in_the_audit_log(
    team, city: City
) -> None:
    stranger = newcomers.come_in(city.administrator, "Anna")
    words = " ".join(team.recovery_words)
    answer = stranger.post("/sleutel/", {"words": words})
    entry = AuditEntry.objects.filter(act="key:recover").get()

    assert answer.status_code == 409
    assert stranger.get("/werk/").url == "/sleutel/"
    assert (entry.member_id, entry.result, entry.reason) == (
        number_of("anna"),
        "refused",
        "recovery-sheet",
    )


@pytest.mark.postgres
def test_the_sheet_admits_nobody_into_an_account_that_is_emptied_at_that_moment(
    team, city: City
) -> None:
    newcomers.come_in(city.administrator, "Anna")
    anna = Member.objects.get(login="anna")
    by = Actor(anna, timezone.now(), people.keyring_of(anna))
    page = city.administrator.post(f"{LEDEN}{anna.pk}/opnieuw/")
    KeyShare.objects.exclude(member=None).delete()
    with pytest.raises(NotPossible):
        team_actions.recover(by=by, words=" ".join(team.recovery_words))
    newcomers.join("anna", str(page.context["invitation"]))

    assert not Member.objects.get(login="anna").is_admitted


def test_a_session_whose_share_is_gone_holds_no_key(team, city: City) -> None:
    KeyShare.objects.filter(member__login="ruud").delete()

    assert city.lead.get("/werk/").url == "/sleutel/"


def founded(name: str, role: Role = Role.COORDINATOR) -> Member:
    """Return somebody who is a person of their own, with the team's keys of this test."""
    lead = Member.objects.get(login="ruud")
    keys = next(iter(people.keyring_of(lead).team.values()))
    return people.a_member(people.Team(keys, [], b""), name.title(), role)


def number_of(login: str) -> int:
    return Member.objects.get(login=login).pk


def test_nobody_is_told_to_call_a_lead_whom_nobody_admitted(city: City, desk: Client) -> None:
    """The number was typed by whoever invited them: the words would be compared with that person."""
    given = {"name": "Anna", "login": "anna", "role": "lead", "phone": "0612345678"}
    city.lead.post(f"{LEDEN}uitnodigen/", given)

    newcomer = newcomers.come_in(city.administrator, "Bas")
    for client in (newcomer, city.lead, desk):
        assert "0612345678" not in client.get("/sleutel/").content.decode().replace(" ", "")


def test_nobody_is_told_to_compare_words_over_a_number_that_the_newcomer_or_inviter_typed(
    city: City, desk: Client
) -> None:
    """Whoever joins under the name of a colleague who is expected would be at the other end."""
    given = {"name": "Anna", "login": "anna", "role": "coordinator", "phone": "0612345678"}
    page = city.administrator.post(f"{LEDEN}uitnodigen/", given)
    newcomers.join("anna", str(page.context["invitation"]))

    for client in (city.lead, desk):
        seen = client.get(LEDEN).content.decode()
        assert "bel een nummer dat je zelf al had" in seen
        assert "+31612345678" not in seen
    newcomers.admit(desk, "anna")
    assert "+31612345678" in city.lead.get(LEDEN).content.decode()


def test_a_case_and_its_mail_go_to_nobody_whom_nobody_admitted(city: City, desk: Client) -> None:
    newcomers.come_in(city.administrator, "Anna")
    Case.objects.filter(pk=city.case.pk).update(state="plan", closed_on=None, kept_until=None)
    page = desk.get(f"/casus/{city.case.pk}/toegang/").content.decode()
    given = {"to": number_of("anna"), "level": "read", "reason": "works-along", "seen": ""}
    desk.post(f"/casus/{city.case.pk}/toegang/", given)

    assert "Ruud" in page
    assert "Anna" not in page
    assert not city.case.grants.filter(member=number_of("anna")).exists()


def test_an_invitation_that_is_over_is_not_confirmed_any_more(city: City) -> None:
    newcomers.invite(city.administrator, "Anna", Role.LEAD)
    Member.objects.filter(login="anna").update(invited_until=timezone.now() - timedelta(days=1))
    page = city.lead.post(f"{LEDEN}{number_of('anna')}/bevestigen/")

    assert page.status_code == 409
    assert "valt niets meer te bevestigen" in page.content.decode()
    assert "Bevestig de uitnodiging" not in city.lead.get("/werk/").content.decode()
