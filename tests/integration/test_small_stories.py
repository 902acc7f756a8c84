"""Facts that must not disappear between pages: who writes, who reads along, what was destroyed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.integration.test_case_destruction import approved, over, rounds
from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.retention.actions import case_destruction, case_overview
from uitweg.casework.retention.models import Run
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.channel.conversation.models import JunkBatch, Report
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import code, tokens


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    return people.a_member(team, "Ruud", Role.LEAD)


def read(client, path: str) -> str:  # type: ignore[no-untyped-def]
    return " ".join(client.get(path).content.decode().split())


@pytest.mark.postgres
def test_who_writes_is_still_said_when_they_wrote_again(team, desk) -> None:
    words = code.new_words()
    report = people.a_report(words)
    answer = {"text": "Dag.", "key": tokens.new_token(16).hex(), "seen": "9"}
    desk.post(f"/werk/melding/{report.pk}/", answer)
    inbox.receive_message(people.sealed(words, text="Nog iets.", role="")[0])
    row = desk.get("/werk/").context["rows"][0]

    assert row.title == "Nieuw bericht"
    assert row.about.startswith("School")
    assert "School" in read(desk, f"/werk/melding/{report.pk}/")


@pytest.fixture
def to_read(team, desk, fatima):  # type: ignore[no-untyped-def]
    """A package that Fatima made of her case and that waits for a second reader."""
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    case = Case.objects.get()
    SubjectAccessRequest.objects.create(
        case=case,
        step="looking",
        form_key=tokens.new_token(16),
        started_on=timezone.localdate(),
        made_by=fatima,
    )
    return case


@pytest.mark.postgres
def test_an_insight_waits_on_nu_of_who_can_read_it_and_not_of_its_maker(
    team, desk, to_read
) -> None:
    joris = people.let_in(to_read, people.a_member(team, "Joris"), "read")
    stranger = people.at_the_desk(people.a_member(team, "Sanne"))
    link = f'href="/casus/{to_read.pk}/inzage/"'

    assert "Lees wat de jongere krijgt" in read(joris, "/werk/")
    assert link in read(joris, "/werk/")
    for other in (desk, stranger):
        assert link not in read(other, "/werk/")


@pytest.mark.parametrize("step", ["making", "ready", "given"])
def test_an_insight_that_waits_for_nobody_is_not_on_nu(team, to_read, step: str) -> None:
    joris = people.let_in(to_read, people.a_member(team, "Joris"), "read")
    before = read(joris, "/werk/")
    SubjectAccessRequest.objects.update(step=step)
    page = read(joris, "/werk/")

    assert "Lees wat de jongere krijgt" in before
    assert "<h1>Nu</h1>" in page
    assert "Lees wat de jongere krijgt" not in page


def test_an_insight_is_off_nu_when_access_ended(team, to_read) -> None:
    joris = people.let_in(to_read, people.a_member(team, "Joris"), "read")
    before = read(joris, "/werk/")
    CaseGrant.objects.filter(member__name="Joris").delete()
    page = read(joris, "/werk/")

    assert "Lees wat de jongere krijgt" in before
    assert "<h1>Nu</h1>" in page
    assert "Lees wat de jongere krijgt" not in page


@pytest.mark.parametrize("path", ["", "kaart/", "noodtoegang/"])
def test_the_page_of_a_destroyed_case_says_what_it_was_and_when_it_went(
    fatima,
    ruud,
    signed,
    desk,
    path: str,
) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    rounds()
    page = desk.get(f"/casus/{case.pk}/{path}")
    text = " ".join(page.content.decode().split())

    assert page.status_code == 410
    assert f"{case.number} is vernietigd" in text
    assert f"{timezone.localdate():%Y}" in text
    assert "veilig, doelen bereikt" in text
    assert "Kan het niet wachten" not in text


def test_a_destroyed_case_is_opened_by_no_emergency(fatima, ruud, signed, desk) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    rounds()
    given = {"level": "card", "reason": "calls", "why": "Nu", "key": tokens.new_token(16).hex()}

    assert desk.post(f"/casus/{case.pk}/noodtoegang/", given).status_code in (400, 409, 410)
    assert not CaseGrant.objects.filter(case=case).exists()


def test_a_role_without_cases_reads_nothing_of_a_destroyed_one(team, fatima, ruud, signed) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    rounds()
    pim = people.at_the_desk(people.a_member(team, "Pim", Role.PRIVACY_OFFICER))

    assert pim.get(f"/casus/{case.pk}/").status_code == 403


def test_destroyed_is_said_only_of_what_was(fatima, ruud, signed, obeyed, desk) -> None:
    gone, stays = over(fatima), over(fatima)
    by = acting(fatima, now=timezone.now())
    run = case_destruction.propose_destruction(cases=[gone.pk, stays.pk], by=by)
    Case.objects.filter(pk=stays.pk).update(state="active")
    case_destruction.approve_destruction(run=run, by=acting(ruud, now=timezone.now()))
    rounds()
    run.refresh_from_db()

    assert case_overview.destruction_proof(run)["state"] == "1 van 2 vernietigd"
    assert "1 van 2 vernietigd" in read(desk, "/beheer/bewaren/casussen/")


def test_a_list_of_which_everything_stayed_destroyed_nothing(
    fatima,
    ruud,
    signed,
    obeyed,
    desk,
) -> None:
    case = over(fatima)
    run = approved(case, by=fatima, second=ruud)
    obeyed.retention = replace(signed, text_hash="0" * 64)
    rounds()
    proof = read(desk, f"/beheer/bewaren/lijst/{run.pk}/")

    assert Run.objects.get().state == "executed"
    assert "Niets vernietigd" in proof
    assert "Door deze lijst is nog niets vernietigd" in proof
    assert "Vernietigd is:" not in proof


@pytest.mark.postgres
def test_what_the_reporter_deleted_before_its_batch_was_destroyed_is_not_the_teams_doing(
    team, desk, fatima
) -> None:
    report, now = people.a_report(), timezone.now()
    batch = JunkBatch.objects.create(
        junked_at=now, junked_by=fatima.pk, destroyed_at=now, destroyed_by=fatima.pk
    )
    Report.objects.filter(pk=report.pk).update(
        state="deleted", junk_batch=batch, changed_at=now - timedelta(days=3)
    )
    by_reporter = read(desk, "/werk/meldingen/")
    Report.objects.filter(pk=report.pk).update(changed_at=now)

    assert "Vernietigd, lag opzij" not in by_reporter
    assert "Vernietigd, lag opzij" in read(desk, "/werk/meldingen/")
