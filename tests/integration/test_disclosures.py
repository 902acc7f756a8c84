"""What leaves a case is written down before it leaves."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

TO_LAWYER = DisclosureStatement("mr. Aydin", "Verweer tegen de verdenking", DisclosureBasis.CONSENT)


def leave(case: Case, by, why: DisclosureStatement = TO_LAWYER, content: bytes = b"paper") -> None:  # type: ignore[no-untyped-def]
    disclosures.disclose(
        parts=[DisclosurePart(case, 3, frozenset({DataGroup.SAFETY, DataGroup.LAW_POLICE}))],
        content=content,
        via=DisclosureMethod.LAWYER,
        statement=why,
        by=acting(by, now=timezone.now(), keyring=people.keyring_of(by)),
    )


def test_the_case_shows_what_left_to_whom_and_on_what_ground(case, desk, fatima) -> None:
    leave(case, fatima)
    page = desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()

    assert "Advocaat, aan: mr. Aydin" in page
    assert "Verweer tegen de verdenking" in page
    assert "3 regels · veiligheid, recht en politie" in page
    assert tokens.sha256(b"paper").hex() in page
    assert f"/casus/{case.pk}/verstrekt/" in desk.get(f"/casus/{case.pk}/").content.decode()


def test_to_whom_and_what_for_are_sealed_under_the_case(case, fatima) -> None:
    leave(case, fatima)
    row = Disclosure.objects.get()

    assert b"Aydin" not in bytes(row.sealed_text)
    assert bytes(row.sha256) == tokens.sha256(b"paper")


def test_it_stands_in_the_audit_log_without_a_name(case, fatima) -> None:
    leave(case, fatima)
    line = AuditEntry.objects.order_by("-id").first()

    assert line is not None
    assert (line.act, line.thing, line.reason) == ("case:disclose", f"case:{case.pk}", "lawyer")


def test_one_case_that_may_not_be_read_stops_all_of_them(case, team, fatima) -> None:
    ruud = people.a_member(team, "Ruud", Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        leave(case, ruud)

    assert not Disclosure.objects.exists()
    assert AuditEntry.objects.filter(act="case:disclose", result="refused", member=ruud).exists()


@pytest.mark.parametrize(
    "basis", [DisclosureBasis.LAW, DisclosureBasis.DANGER, DisclosureBasis.OTHER]
)
def test_without_consent_somebody_says_why(case, fatima, basis) -> None:
    with pytest.raises(NotPossible):
        leave(case, fatima, DisclosureStatement("OM", "Zitting", basis))
    assert not Disclosure.objects.exists()
    leave(case, fatima, DisclosureStatement("OM", "Zitting", basis, "vordering art. 126nd"))

    assert Disclosure.objects.get().basis == basis


def test_nothing_leaves_to_nobody_or_for_nothing(case, fatima) -> None:
    for why in (
        DisclosureStatement(" ", "Zitting", DisclosureBasis.CONSENT),
        DisclosureStatement("OM", "", DisclosureBasis.CONSENT),
    ):
        with pytest.raises(NotPossible):
            leave(case, fatima, why)

    assert not Disclosure.objects.exists()


@pytest.mark.postgres
def test_the_store_knows_only_the_fixed_ways(case, fatima) -> None:
    leave(case, fatima)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.update(via="by-hand")


def test_a_colleague_without_a_grant_does_not_see_what_left(case, team) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))

    assert ruud.get(f"/casus/{case.pk}/verstrekt/").status_code == 403


def test_words_that_do_not_open_say_so_and_the_rest_stands(case, desk, fatima) -> None:
    leave(case, fatima)
    Disclosure.objects.update(sealed_text=b"x" * 60)
    page = desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()

    assert "gaat niet open met jouw sleutel" in page
    assert "3 regels" in page


def test_an_empty_list_says_so(case, desk) -> None:
    assert "nog niets naar buiten" in desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_who_keeps_the_trail_sees_what_left_of_every_case_by_number_only(
    case, team, fatima, role: Role
) -> None:
    leave(case, fatima)
    member = people.a_member(team, "Petra", role)
    answer = people.at_the_desk(member).get("/verstrekt/")
    page = answer.content.decode()

    if role not in {Role.PRIVACY_OFFICER, Role.LEAD}:
        assert answer.status_code == 403
        assert case.number not in page
        return
    assert answer.status_code == 200
    assert case.number in page
    assert "Advocaat · Toestemming" in page
    assert "3 regels" in page
    assert tokens.sha256(b"paper").hex() in page
    assert "Aydin" not in page
    assert "Verweer" not in page
    line = AuditEntry.objects.filter(member=member).latest("pk")
    assert (line.act, line.thing, line.reason) == ("audit:read", "audit-log", "disclosures")


@pytest.mark.postgres
def test_the_list_of_what_left_goes_on_where_it_stopped(case, team, fatima, monkeypatch) -> None:
    from uitweg.casework.cases.consents.views import disclosures

    monkeypatch.setattr(disclosures, "DISCLOSURES_PER_PAGE", 2)
    for nth in range(3):
        leave(case, fatima, content=b"paper %d" % nth)
    prints = [tokens.sha256(b"paper %d" % nth).hex() for nth in range(3)]
    petra = people.at_the_desk(people.a_member(team, "Petra", Role.PRIVACY_OFFICER))
    first = petra.get("/verstrekt/").content.decode()
    older = Disclosure.objects.order_by("pk")[1].pk
    second = petra.get(f"/verstrekt/?voor={older}").content.decode()

    assert [one in first for one in prints] == [False, True, True]
    assert f'href="?voor={older}"' in first
    assert [one in second for one in prints] == [True, False, False]
    for nonsense in ("x", "-1", "9" * 40, "\0"):
        assert petra.get("/verstrekt/", {"voor": nonsense}).status_code == 200
