"""The pages of consent: three taps for the usual one, and a no as easily as a yes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.integration.test_consents import SHELTERS, actor_of, answer, asked, decide
from tests.support import people
from tests.support.partners import a_service, an_organisation
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.consents.rules.consents import ConsentState, Recipient
from uitweg.casework.partners.directory.rules import ServiceKind

TOMORROW = str(timezone.localdate() + timedelta(days=1))
HEALTH_ONLY = frozenset({DataGroup.HEALTH})


def page(client: Client, case: Case, query: str = "") -> str:
    """Return the form as one line."""
    return words(client.get(f"/casus/{case.pk}/toestemming/{query}").content.decode())


def words(shown: str) -> str:
    return " ".join(shown.split())


def typed(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "key": "ab" * 16,
        "to": ["soort-shelter"],
        "groep-contact": "ja",
        "groep-safety": "ja",
        "groep-law-police": "nee",
        "purpose": "shelter",
        "given_by": "self",
        "mode": "spoken",
        "until": TOMORROW,
        "answer": "ja",
    }
    return usual | changes


def send(client: Client, case: Case, **changes: object):  # type: ignore[no-untyped-def]
    return client.post(f"/casus/{case.pk}/toestemming/", typed(**changes))


def test_one_form_stores_the_yes_and_the_no(case, desk) -> None:
    reply = send(desk, case)

    assert (reply.status_code, reply["Location"]) == (302, f"/casus/{case.pk}/#toestemming")
    rows = {row.state: row.groups for row in Consent.objects.all()}
    assert rows == {"given": ["contact", "safety"], "refused": ["law-police"]}


def test_no_to_all_is_one_button(case, desk) -> None:
    send(desk, case, answer="nee")

    row = Consent.objects.get()
    assert (row.state, row.groups) == ("refused", ["contact", "safety", "law-police"])


def test_not_asked_needs_a_reason(case, desk) -> None:
    assert send(desk, case, answer="niet-gevraagd").status_code == 400
    assert send(desk, case, answer="niet-gevraagd", said="Hij slaapt").status_code == 302
    assert Consent.objects.get().state == ConsentState.NOT_ASKED


def test_the_address_chooses_organisation_groups_and_the_way_back(case, desk) -> None:
    brug = an_organisation()
    shown = page(desk, case, f"?voor={brug.pk}&groepen=health,nonsense&terug=/casussen/")

    assert f'value="org-{brug.pk}" checked' in shown
    assert shown.count('value="ja" checked') == 1
    assert send(desk, case, to=f"org-{brug.pk}", terug="/casussen/")["Location"] == "/casussen/"
    assert Consent.objects.filter(organisations=[brug.pk]).count() == 2


def test_what_an_organisation_does_says_what_the_consent_is_for(case, desk) -> None:
    lawyer = a_service(kind=ServiceKind.LAWYER).organisation
    shown = page(desk, case, f"?voor={lawyer.pk}")
    assert 'value="lawyer" selected' in shown
    assert 'value="shelter" selected' not in shown


def test_who_was_asked_without_a_parent_is_not_sent_to_a_parent_the_next_time(case, desk) -> None:
    desk.post(f"/casus/{case.pk}/persoon/", {"blad-age": "15", "version": 0, "key": "cd" * 16})
    first = page(desk, case)
    send(desk, case, parent_is_danger="on")
    again = page(desk, case)

    assert re.search(r'value="self-parent"[^>]* checked', first)
    assert "De vorige keer is het zonder ouder gevraagd." not in first
    assert re.search(r'value="self"[^>]* checked', again)
    assert "De vorige keer is het zonder ouder gevraagd." in again


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example", "javascript:alert(1)", "/no/page/"]
)
def test_the_way_back_is_on_this_site(case, desk, back: str) -> None:
    assert send(desk, case, terug=back)["Location"] == f"/casus/{case.pk}/#toestemming"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"to": []}, "Kies aan wie."),
        ({"to": ["org-99999"]}, "Kies aan wie."),
        ({"to": ["soort-heaven"]}, "Kies aan wie."),
        ({"to_name": "x" * 301}, "langer dan 300"),
        ({"until": "gisteren"}, "Dit is geen dag."),
        ({"until": "2020-01-01"}, "Deze dag is al geweest."),
        ({"until": "2099-01-01"}, "binnen een jaar"),
        ({"said": "x" * 1001}, "langer dan 1000"),
        ({"groep-contact": "", "groep-safety": "", "groep-law-police": ""}, "Kies waarover"),
        ({"parent_is_danger": "on", "given_by": "parent"}, "Een ouder is een gevaar."),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(case, desk, wrong, sentence: str) -> None:
    reply = send(desk, case, **wrong)

    assert reply.status_code == 400
    assert sentence in reply.content.decode()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("field", ["key", "purpose", "given_by", "mode", "groep-contact", "member"])
def test_a_forged_value_changes_nothing(case, desk, field: str) -> None:
    assert send(desk, case, **{field: "9" * 40 + "é"}).status_code == 400
    assert not Consent.objects.exists()


def test_a_name_of_the_directory_is_that_organisation_and_another_is_a_name_only(
    case, desk
) -> None:
    brug = an_organisation()
    send(desk, case, to=[], to_name=brug.name.upper())
    send(desk, case, to=[], to_name="Huisarts", key="cd" * 16)

    assert {tuple(row.organisations) for row in Consent.objects.all()} == {(brug.pk,), ()}


def test_the_case_says_what_may_and_what_may_not(case, desk) -> None:
    send(desk, case)
    shown = words(desk.get(f"/casus/{case.pk}/").content.decode())

    assert "Naam en contact, veiligheid" in shown
    assert ": nee" in shown
    assert "eindigt morgen" in shown
    assert "Vraag opnieuw" in shown


def test_one_tap_and_one_confirm_withdraw(case, desk, fatima) -> None:
    row = asked(case, fatima, answer())
    reply = desk.post(f"/casus/toestemming/{row.pk}/intrekken/")

    assert reply.status_code == 302
    assert Consent.objects.get().state == ConsentState.WITHDRAWN
    assert "ingetrokken" in desk.get(f"/casus/{case.pk}/").content.decode()


def test_all_is_withdrawn_at_once(case, desk, fatima) -> None:
    for minutes in range(3):
        asked(case, fatima, answer(), minutes=minutes)
    desk.post(f"/casus/{case.pk}/toestemming/intrekken/")

    assert set(Consent.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_consent_outside_the_grant_shows_nothing_of_it(case, fatima, joris) -> None:
    asked(case, fatima, answer())
    shown = people.let_in(case, joris, "work", "school-work").get(f"/casus/{case.pk}/")

    assert "De Brug" not in shown.content.decode()
    assert "Nog 1" in shown.content.decode()


def decision(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "key": "ef" * 16,
        "to": ["soort-shelter"],
        "groups": ["safety"],
        "task": "Zorg coördineren",
        "goal_of_sharing": "Vannacht een plek",
        "necessity": "Ze zoeken hem",
        "alternatives": "Bellen: geen gehoor",
        "basis": "danger",
        "until": TOMORROW,
        "tell_on": TOMORROW,
    }
    return usual | changes


def test_sharing_without_consent_is_written_down_with_its_reasons(case, desk) -> None:
    path = f"/casus/{case.pk}/zonder-toestemming/"
    assert desk.post(path, decision()).status_code == 302

    row, shown = SharingDecision.objects.get(), desk.get(f"/casus/{case.pk}/").content.decode()
    assert (row.service_kinds, row.groups, row.basis) == (["shelter"], ["safety"], "danger")
    assert "Bellen: geen gehoor" in shown
    desk.post(f"/casus/zonder-toestemming/{row.pk}/verteld/")
    assert SharingDecision.objects.get().told_on == timezone.localdate()


@pytest.mark.parametrize(
    "wrong",
    [
        *({name: " "} for name in ("task", "goal_of_sharing", "necessity", "alternatives")),
        {"groups": []},
        {"to": []},
        {"basis": "consent"},
        {"tell_on": ""},
        {"why_not": "Te gevaarlijk"},
        {"until": "2020-01-01"},
    ],
)
def test_a_decision_that_is_not_whole_is_refused(case, desk, wrong) -> None:
    reply = desk.post(f"/casus/{case.pk}/zonder-toestemming/", decision(**wrong))

    assert reply.status_code == 400
    assert not SharingDecision.objects.exists()


def test_a_decision_that_is_over_is_shown_as_such(case, desk, fatima) -> None:
    row = decide(case, fatima)
    now = timezone.now() + timedelta(days=5)

    assert not case.sharing_decisions.live(now).exists()
    assert row.until < timezone.localdate(now)


def test_what_ends_within_a_week_is_on_nu_with_one_tap_to_ask_again(case, desk, fatima) -> None:
    asked(case, fatima, answer(until=timezone.localdate() + timedelta(days=7)))
    asked(case, fatima, answer(until=timezone.localdate() + timedelta(days=8), groups=HEALTH_ONLY))
    shown = desk.get("/werk/").content.decode()

    assert shown.count("Vraag opnieuw:") == 1
    assert f"/casus/{case.pk}/toestemming/?voor=1" in shown
    asked(case, fatima, answer(), minutes=1)
    assert "Vraag opnieuw:" not in desk.get("/werk/").content.decode()


def test_a_consent_that_a_later_no_ended_is_not_on_nu_to_ask_again(case, desk, fatima) -> None:
    shelter = an_organisation()
    a_service(shelter)
    named = Recipient(shelter.name, organisation=shelter.pk)
    asked(case, fatima, answer(recipients=(named,), until=timezone.localdate()))
    assert "Vraag opnieuw:" in desk.get("/werk/").content.decode()
    asked(case, fatima, answer(ConsentState.REFUSED, recipients=(SHELTERS,)), minutes=1)

    assert "Vraag opnieuw:" not in desk.get("/werk/").content.decode()
    shown = words(desk.get(f"/casus/{case.pk}/").content.decode())
    assert "opgeheven door een nee van" in shown
    assert "niets afgesproken" in shown


def test_a_yes_by_name_under_a_later_yes_to_the_kind_still_runs_and_can_be_taken_back(
    case, desk, fatima
) -> None:
    shelter = an_organisation()
    a_service(shelter)
    named = Recipient(shelter.name, organisation=shelter.pk)
    row = asked(case, fatima, answer(recipients=(named,)), minutes=-9)
    asked(case, fatima, answer(recipients=(SHELTERS,)), minutes=-5)
    shown = words(desk.get(f"/casus/{case.pk}/").content.decode())

    assert "2 lopen" in shown
    assert "loopt nu door een later ja aan zulke hulp" in shown
    desk.post(f"/casus/toestemming/{row.pk}/intrekken/")
    shown = words(desk.get(f"/casus/{case.pk}/").content.decode())
    assert "1 loopt" in shown
    assert "Voorbij (1)" in shown


def test_a_yes_of_which_a_no_took_a_part_says_which_and_still_when_it_ends(
    case, desk, fatima
) -> None:
    both = frozenset({DataGroup.SAFETY, DataGroup.HEALTH})
    asked(case, fatima, answer(groups=both, until=timezone.localdate()))
    asked(case, fatima, answer(ConsentState.REFUSED, groups=HEALTH_ONLY), minutes=1)
    shown = words(desk.get(f"/casus/{case.pk}/").content.decode())

    assert f">niet meer: {DataGroup.HEALTH.words} (nee van" in shown
    assert "1 loopt" in shown
    assert "eindigt vandaag" in shown


def test_a_youngster_who_is_to_be_told_is_on_nu_until_they_know(case, desk, fatima) -> None:
    row = decide(case, fatima, tell_on=timezone.localdate())

    assert "Gedeeld zonder toestemming" in desk.get("/werk/").content.decode()
    desk.post(f"/casus/zonder-toestemming/{row.pk}/verteld/", {"terug": "/werk/"})
    assert "Gedeeld zonder toestemming" not in desk.get("/werk/").content.decode()


def test_nu_says_nothing_of_a_consent_to_who_does_not_manage_the_case(case, fatima, joris) -> None:
    asked(case, fatima, answer(until=timezone.localdate()))

    assert "De Brug" not in people.let_in(case, joris, "work").get("/werk/").content.decode()


def test_a_withdrawal_of_an_older_yes_shows_that_a_newer_one_ended_too(case, desk, fatima) -> None:
    older, _ = asked(case, fatima, answer(), minutes=-9), asked(case, fatima, answer(), minutes=-5)
    consents.withdraw_consent(consent=older, by=actor_of(fatima))
    now = timezone.now()
    basis = consents.sharing_basis(case, organisation=1, kinds=frozenset(), now=now)

    assert not basis[DataGroup.SAFETY].may_share
    assert "niets afgesproken" in desk.get(f"/casus/{case.pk}/").content.decode()
