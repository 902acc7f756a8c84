"""Signing the retention terms on the page: who may, which text, and what it means."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support import people
from uitweg.casework.retention.actions import signing
from uitweg.casework.retention.models import TableSignature
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.policy import retention

PAGE, SIGN = "/beheer/bewaren/", "/beheer/bewaren/tekenen/"
WAITS = "De bewaartermijnen wachten op jouw handtekening"


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))


@pytest.fixture
def pim(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Pim", Role.PRIVACY_OFFICER))


def text() -> dict[str, str]:
    return {"text": retention.retention_table().text_hash}


def read(client, path: str = PAGE) -> str:  # type: ignore[no-untyped-def]
    return " ".join(client.get(path).content.decode().split())


def is_signed() -> bool:
    return signing.is_signed_on(timezone.localdate())


def test_two_sign_the_text_they_read_and_only_then_is_it_obeyed(ruud, pim) -> None:
    assert text()["text"] in read(ruud)
    first = ruud.post(SIGN, text())
    after_one = is_signed()
    pim.post(SIGN, text())

    assert (first.status_code, after_one, is_signed()) == (302, False, True)
    assert "Ruud tekende deze tekst" in read(pim)
    assert "De tabel is ondertekend" in read(pim)


def test_each_signature_is_in_the_audit_log_with_the_text(ruud, pim) -> None:
    for client in (ruud, pim, pim):
        client.post(SIGN, text())
    lines = AuditEntry.objects.filter(act="retention:sign").order_by("id")

    assert list(lines.values_list("thing", "reason")) == [("retention", text()["text"][:16])] * 2
    assert "Bewaartermijnen getekend" in read(ruud, "/logboek/")


def test_it_does_not_count_before_the_day_of_the_last_signature(ruud, pim) -> None:
    for client in (ruud, pim):
        client.post(SIGN, text())

    assert not signing.is_signed_on(timezone.localdate() - timedelta(days=1))


def test_another_text_asks_both_again_and_shows_the_older_signature(ruud, pim, obeyed) -> None:
    for client in (ruud, pim):
        client.post(SIGN, text())
    obeyed.retention = replace(retention.read_retention_table(), text_hash="ab" * 32)
    page = read(pim)

    assert not is_signed()
    assert "Pim tekende op" in page
    assert "een oudere tekst" in page
    assert WAITS in page
    assert WAITS in read(ruud, "/werk/")


def test_the_lead_reads_it_on_nu_and_the_privacy_officer_on_the_first_page(ruud, pim) -> None:
    assert pim.get("/").url == PAGE
    assert WAITS in read(ruud, "/werk/")
    assert WAITS in read(pim)
    ruud.post(SIGN, text())
    pim.post(SIGN, text())

    assert WAITS not in read(ruud, "/werk/")
    assert WAITS not in read(pim)


@pytest.mark.parametrize("typed", [{}, {"text": ""}, {"text": "0" * 64}, {"text": "é\0"}])
def test_a_text_that_is_not_obeyed_now_is_not_signed(ruud, typed) -> None:
    page = ruud.post(SIGN, typed)

    assert page.status_code == 409
    assert not TableSignature.objects.exists()


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.LEAD, Role.PRIVACY_OFFICER)]
)
def test_no_other_role_signs_or_is_asked(team, role: Role) -> None:
    other = people.at_the_desk(people.a_member(team, "Anna", role))

    assert other.post(SIGN, text()).status_code == 403
    assert not TableSignature.objects.exists()
    assert WAITS not in read(other, "/ik/")


def test_a_coordinator_reads_who_signed_without_a_button(desk, ruud) -> None:
    ruud.post(SIGN, text())

    assert "Ruud tekende deze tekst" in read(desk)
    assert "Ik teken deze termijnen" not in read(desk)
    assert WAITS not in read(desk, "/werk/")


def test_a_stranger_signs_nothing(team, client) -> None:
    assert client.post(SIGN, text()).status_code == 403
    assert not TableSignature.objects.exists()


@pytest.mark.postgres
def test_two_leads_are_one_signature_and_the_first_one_stays(team, ruud) -> None:
    second = people.at_the_desk(people.a_member(team, "Sanne", Role.LEAD))
    for client in (ruud, second):
        client.post(SIGN, text())

    assert TableSignature.objects.get().member.name == "Ruud"
    with pytest.raises(IntegrityError), transaction.atomic():
        TableSignature.objects.create(
            text_hash=text()["text"],
            role=Role.LEAD,
            member=Member.objects.get(name="Sanne"),
            signed_on=date(2026, 1, 1),
        )
