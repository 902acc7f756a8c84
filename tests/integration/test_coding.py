"""A case is coded for the figures in fixed choices, and counted when it is gone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.actions.case_keys import open_case_key
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.coding import actions as coding
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.coding.rules import CODED_FACTS
from uitweg.casework.cases.counts import coded_facts
from uitweg.casework.cases.workflow.actions.destruction import destroy_contents
from uitweg.casework.subject_access.actions.items import FIGURES_SECTION, package_items
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

YEAR = timezone.localdate().year


def address(case: Case) -> str:
    return f"/casus/{case.pk}/cijfers/"


def code(browser, case: Case, seen: int = 0, **facts: str):  # type: ignore[no-untyped-def]
    return browser.post(address(case), {"seen": seen, **facts})


@pytest.mark.postgres
def test_what_a_coordinator_codes_is_counted(case, desk) -> None:
    answer = code(desk, case, form="criminal", act="explosives", age_at_start="12-14")

    assert answer.url == f"/casus/{case.pk}/#stand"
    assert coded_facts(YEAR, "form", "act") == {("criminal", "explosives"): 1}
    assert coded_facts(YEAR - 1, "form") == {}
    assert "3 van 14 ingevuld" in desk.get(f"/casus/{case.pk}/").content.decode()
    assert AuditEntry.objects.filter(act="case:code").count() == 1


def test_what_the_case_knows_is_proposed_and_one_tap_accepts_it(case, desk) -> None:
    person = {"name": "Yusuf de Verzonnen", "sex": "Jongen", "age": "15", "age_at_start": "14 jaar"}
    desk.post(
        f"/casus/{case.pk}/persoon/",
        {"key": tokens.new_token(16).hex(), "version": 0}
        | {f"blad-{n}": t for n, t in person.items()},
    )
    page = desk.get(address(case))
    proposed = {
        field.name: field.value()
        for field, is_proposed, _ in page.context["questions"]
        if is_proposed
    }

    assert proposed == {
        "form": "criminal",
        "age_at_start": "12-14",
        "age_now": "15-17",
        "sex": "boy",
    }
    assert "Yusuf" not in page.content.decode()
    assert not CodedCase.objects.exists()


@pytest.mark.postgres
def test_the_same_form_twice_is_one_coding(case, desk) -> None:
    for _ in range(2):
        assert code(desk, case, sex="girl").status_code == 302
    assert CodedCase.objects.get().version == 1
    assert AuditEntry.objects.filter(act="case:code").count() == 1


def test_a_colleagues_coding_is_not_overwritten_unseen(case, desk) -> None:
    code(desk, case, sex="girl", police="talk")
    late = code(desk, case, seen=0, sex="boy")

    assert late.status_code == 409
    assert "Een collega vulde dit net ook in" in late.content.decode()
    assert "je collega koos: Meisje" in late.content.decode()
    assert CodedCase.objects.get().sex == "girl"
    assert code(desk, case, seen=late.context["seen"], sex="boy").status_code == 302
    assert CodedCase.objects.get().sex == "boy"


@pytest.mark.parametrize(
    "typed",
    [{"sex": "<b>"}, {"form": "vrije tekst"}, {"seen": "x"}, {"seen": "9" * 40}, {"age_now": "15"}],
)
def test_anything_but_a_fixed_answer_is_refused(case, desk, typed: dict[str, str]) -> None:
    answer = desk.post(address(case), {"seen": "0", **typed})
    assert answer.status_code == 400
    assert "Er is nog niets bewaard" in answer.content.decode()
    assert not CodedCase.objects.exists()


@pytest.mark.postgres
def test_the_store_refuses_anything_but_a_fixed_answer(case) -> None:
    for name in CODED_FACTS:
        row = CodedCase(case=case, year=YEAR, **{name: "zomaar iets"})
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_somebody_without_access_gets_nothing(case, joris) -> None:
    desk = people.at_the_desk(joris)
    assert desk.get(address(case)).status_code == 403
    assert code(desk, case, sex="boy").status_code == 403
    assert not CodedCase.objects.exists()


def test_who_reads_along_cannot_code(case, joris) -> None:
    desk = people.let_in(case, joris, "read")
    assert code(desk, case, sex="boy").status_code == 403
    assert not CodedCase.objects.exists()


def test_a_worker_codes_only_what_their_groups_open(case, desk, joris) -> None:
    code(desk, case, police="complaint", shelter="none", sex="boy")
    colleague = people.let_in(case, joris, "work", "shelter")
    page = colleague.get(address(case))

    assert [field.name for field, *_ in page.context["questions"]] == ["shelter"]
    assert "complaint" not in page.content.decode().replace('value="complaint"', "")
    assert code(colleague, case, seen=1, shelter="placed", police="none").status_code == 302
    stored = CodedCase.objects.get()
    assert (stored.shelter, stored.police, stored.sex) == ("placed", "complaint", "boy")


def test_no_other_role_has_the_address(case, team) -> None:
    for name, role in (
        ("Ans", Role.ANALYST),
        ("Pim", Role.PRIVACY_OFFICER),
        ("Adem", Role.ADMINISTRATOR),
    ):
        desk = people.at_the_desk(people.a_member(team, name, role))
        assert desk.get(address(case)).status_code == 403, role


def test_a_closed_case_is_not_coded_any_more(case, desk) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert code(desk, case, sex="boy").status_code == 409
    assert not CodedCase.objects.exists()


def test_the_way_to_closing_goes_on(case, desk) -> None:
    assert address(case) in desk.get(f"/casus/{case.pk}/sluiten/").content.decode()
    answer = desk.post(address(case), {"seen": 0, "sex": "boy", "then": "close"})
    assert answer.url == f"/casus/{case.pk}/sluiten/"


@pytest.mark.postgres
def test_a_destroyed_case_counts_as_before_and_is_not_known_any_more(case, desk) -> None:
    code(desk, case, form="criminal", sex="girl")
    before = coded_facts(YEAR, "form", "sex")
    destroy_contents(case)

    assert coded_facts(YEAR, "form", "sex") == before
    assert CodedCase.objects.get().case is None


def test_what_is_left_goes_after_its_term(case, desk, fatima) -> None:
    code(desk, case, sex="girl")
    later = datetime(YEAR + 6, 1, 1, 12, tzinfo=UTC)
    assert coding.delete_old_codings(now=later) == 0
    destroy_contents(case)
    assert coding.delete_old_codings(now=later - timedelta(days=1)) == 0
    assert coding.delete_old_codings(now=later) == 1


def test_the_youngster_gets_to_see_what_is_counted(case, desk, fatima) -> None:
    code(desk, case, sex="girl", police="complaint", act="unknown")
    ring = people.keyring_of(fatima)
    items = package_items(
        case, open_case_key(case, ring), case.visibility_for(fatima.pk), now=timezone.now()
    )
    counted = {item.title: item.text for item in items if item.section == FIGURES_SECTION}

    assert counted == {
        "Wat moest de jongere vooral doen?": "Niet bekend",
        "Jongen, meisje of anders": "Meisje",
        "Contact met de politie": "Aangifte",
    }
