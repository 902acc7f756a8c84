"""Who can help now: what the case asks, what they said in one tap, and a night without a place."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.partners import an_organisation
from tests.support.people import acting, keyring_of
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.partners.counts import nights_without_place
from uitweg.casework.partners.directory.actions import services as capacity
from uitweg.casework.partners.directory.models import Service
from uitweg.casework.partners.directory.rules import CapacityCode
from uitweg.casework.partners.finding import actions as finding
from uitweg.casework.partners.matching.actions import Places, read_need
from uitweg.casework.partners.matching.models import CallAttempt, NoPlaceCount, NoPlaceFound
from uitweg.casework.partners.referrals.models import Referral
from uitweg.platform.accounts.actions.authorization import NotAllowed
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens


@pytest.fixture
def case(case: Case, fatima) -> Case:  # type: ignore[no-untyped-def]
    """The case of a boy of 16 in Amsterdam, who must never be in Nieuw-West."""
    by = acting(fatima, keyring=keyring_of(fatima))
    person = {
        "sex": "Jongen",
        "age": "16",
        "languages": "Nederlands en Arabisch",
        "lives": "Bij zijn moeder in Amsterdam",
    }
    for kind, fields in (
        (SheetKind.PERSON, person),
        (SheetKind.SAFETY, {"no": "Nooit naar Nieuw-West"}),
    ):
        sheets.write_sheet(
            case=case, kind=kind, fields=fields, version=0, by=by, form_key=tokens.new_token(16)
        )
    return case


def a_place(
    name: str, code: CapacityCode | None = None, hours: float = 1, **terms: object
) -> Service:
    """Make a shelter that takes calls day and night, and that said this so long ago."""
    service = Service.objects.create(
        organisation=an_organisation(name), kind="shelter", name="Bed", day_and_night=True, **terms
    )
    if code:
        service.capacity_reports.create(
            code=code, places=1, said_at=timezone.now() - timedelta(hours=hours), said_by="Noor"
        )
    return service


def heads(page) -> dict[str, list[str]]:  # type: ignore[no-untyped-def]
    return {head.words: [row.name for row in rows] for head, rows in page.context["heads"]}


def answer(case: Case, service: Service, outcome: str, key: str = "") -> dict[str, object]:
    key = key or tokens.new_token(16).hex()
    return {"casus": case.pk, "service": service.pk, "outcome": outcome, "key": key}


def no_place(case: Case, **said: object) -> dict[str, object]:
    fields = {"kind": "shelter", "nights": 2, "instead": "hotel", "key": tokens.new_token(16).hex()}
    return {"casus": case.pk, **fields, **said}


def timeline(case: Case, fatima) -> list[str | None]:  # type: ignore[no-untyped-def]
    _, read = entries.read_case(case=case, by=acting(fatima, keyring=keyring_of(fatima)))
    return [entry.text for entry in read]


@pytest.mark.postgres
def test_the_filter_comes_from_the_case_in_one_step(case: Case, desk: Client) -> None:
    a_place("Plek", CapacityCode.CAPACITY, served_sex="boys", min_age=12, max_age=17)
    a_place("Oud", CapacityCode.CAPACITY, 30)
    a_place("Vol", CapacityCode.NONE)
    a_place("Elders", CapacityCode.CAPACITY, regions="Zaanstreek")
    a_place("Meisjes van elders", served_sex="girls", regions="Zaanstreek")
    a_place("Verboden", CapacityCode.CAPACITY, district="Nieuw-West")
    page = desk.get(f"/partners/nu/?casus={case.pk}")
    text = " ".join(page.content.decode().split())

    assert heads(page) == {"Meldt plek": ["Plek"], "Vraag het": ["Oud"], "Nu niet": ["Vol"]}
    assert "3 passen, 1 net niet" in text
    assert "Jongen, 16, nu, regio Amsterdam" in text
    assert "mag niet in Nieuw-West" in text
    assert "1 verborgen: Nieuw-West" in text
    assert "ligt buiten de regio" in text
    assert "Verboden" not in text
    assert "Meisjes van elders" not in text
    assert 'href="tel:+31655501240"' in text
    assert AuditEntry.objects.filter(act="case:read", reason="find-help").exists()


def test_a_criterion_can_be_let_go_but_a_never_there_rule_cannot(case: Case, desk: Client) -> None:
    a_place("Elders", CapacityCode.CAPACITY, regions="Zaanstreek")
    a_place("Verboden", CapacityCode.CAPACITY, district="Nieuw-West")
    nothing = desk.get(f"/partners/nu/?casus={case.pk}")
    page = desk.get(f"/partners/nu/?casus={case.pk}&gekozen=ja&telt=age&telt=sex")

    assert "1 past als je de regio loslaat" in " ".join(nothing.content.decode().split())
    assert heads(page) == {"Meldt plek": ["Elders"]}


def test_only_what_the_member_may_read_goes_into_the_filter(case: Case, joris) -> None:  # type: ignore[no-untyped-def]
    a_place("Verboden", district="Nieuw-West")
    his = people.let_in(case, joris, "read", "contact")
    page = his.get(f"/partners/nu/?casus={case.pk}").content.decode()

    assert "Jongere, nu" in page
    assert "16 jaar" not in page
    assert "Nieuw-West" not in page.replace("Verboden", "")


@pytest.mark.parametrize("level", [None, "card"])
def test_without_reading_the_case_there_is_no_page_for_it(
    case: Case, joris, level: str | None
) -> None:  # type: ignore[no-untyped-def]
    his = people.let_in(case, joris, level) if level else people.at_the_desk(joris)

    assert his.get(f"/partners/nu/?casus={case.pk}").status_code == 403
    assert (
        his.post("/partners/nu/gebeld/", answer(case, a_place("De Brug"), "yes")).status_code == 403
    )
    assert his.post("/partners/nu/geen-plek/", no_place(case)).status_code == 403
    assert (CallAttempt.objects.count(), NoPlaceFound.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(act="referral:write", result="refused").exists()


def test_what_a_case_needs_is_read_by_nobody_outside_it(case: Case, joris) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotAllowed):
        read_need(
            case=case,
            kinds=frozenset(),
            places=Places(regions=("Amsterdam",), districts=("Nieuw-West",)),
            by=acting(joris, keyring=keyring_of(joris)),
        )

    assert not AuditEntry.objects.filter(act="case:read", reason="find-help").exists()


def test_who_only_reads_the_case_sees_the_list_and_writes_nothing(case: Case, joris) -> None:  # type: ignore[no-untyped-def]
    his, service = people.let_in(case, joris, "read"), a_place("De Brug")
    page = his.get(f"/partners/nu/?casus={case.pk}").content.decode()

    assert "De Brug" in page
    assert "Wat zeiden ze" not in page
    assert "Geen plek gevonden" not in page
    assert his.post("/partners/nu/gebeld/", answer(case, service, "no")).status_code == 403


def test_a_no_is_one_tap_in_the_log_and_on_the_timeline_and_lowers_the_place(
    case: Case, desk: Client, fatima
) -> None:  # type: ignore[no-untyped-def]
    service = a_place("De Brug", CapacityCode.CAPACITY)
    sent = answer(case, service, "no")
    answers = [desk.post("/partners/nu/gebeld/", sent) for _ in range(2)]
    page = desk.get(answers[0].url)

    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].url.endswith(f"#plek-{service.pk}")
    assert CallAttempt.objects.get().outcome == "no"
    assert timeline(case, fatima)[0] == "De Brug gebeld (opvang): nee."
    assert heads(page) == {"Nu niet": ["De Brug"]}
    assert "Fatima belde om" in page.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize("outcome", ["calls-back", "no-answer"])
def test_who_did_not_say_no_keeps_their_place_in_the_list(
    case: Case, desk: Client, outcome: str
) -> None:
    service = a_place("De Brug", CapacityCode.CAPACITY)
    page = desk.get(desk.post("/partners/nu/gebeld/", answer(case, service, outcome)).url)

    assert heads(page) == {"Meldt plek": ["De Brug"]}


def test_a_yes_sets_a_referral_ready_and_leads_there(case: Case, desk: Client) -> None:
    service = a_place("De Brug")
    sent = answer(case, service, "yes")
    answers = [desk.post("/partners/nu/gebeld/", sent) for _ in range(2)]
    referral = Referral.objects.get()

    assert {a.url for a in answers} == {f"/casus/{case.pk}/verwijs/{referral.pk}/"}
    assert (referral.service, referral.state) == (service, "draft")
    assert CallAttempt.objects.count() == 1


def test_a_form_that_was_used_for_something_else_is_refused(case: Case, desk: Client) -> None:
    service, other = a_place("De Brug"), a_place("Huis Oost")
    key = tokens.new_token(16).hex()
    desk.post("/partners/nu/gebeld/", answer(case, service, "no", key))
    refused = [
        desk.post("/partners/nu/gebeld/", answer(case, other, "no", key)),
        desk.post("/partners/nu/gebeld/", answer(case, service, "yes", key)),
    ]

    assert {each.status_code for each in refused} == {409}
    assert "al verstuurd met iets anders" in refused[0].content.decode()
    assert CallAttempt.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "misschien"},
        {"key": "zz"},
        {"key": ""},
        {"service": "999999999999999999999"},
        {"service": "x"},
        {"casus": ""},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    case: Case, desk: Client, wrong: dict[str, str]
) -> None:
    refused = desk.post("/partners/nu/gebeld/", answer(case, a_place("De Brug"), "no") | wrong)

    assert refused.status_code == 400
    assert "Er is niets bewaard" in refused.content.decode()
    assert not CallAttempt.objects.exists()


def test_what_ended_meanwhile_takes_no_call(case: Case, desk: Client) -> None:
    service = a_place("De Brug")
    Service.objects.update(ended_on=timezone.localdate())
    refused = desk.post("/partners/nu/gebeld/", answer(case, service, "yes"))

    assert (refused.status_code, Referral.objects.count()) == (409, 0)


def test_a_closed_case_takes_no_call_and_no_night(case: Case, desk: Client) -> None:
    service = a_place("De Brug")
    Case.objects.update(state="closed", closed_on=timezone.localdate(), ending="safe")
    refused = [
        desk.post("/partners/nu/gebeld/", answer(case, service, "no")),
        desk.post("/partners/nu/geen-plek/", no_place(case)),
    ]

    assert {each.status_code for each in refused} <= {403, 409}
    assert (CallAttempt.objects.count(), NoPlaceFound.objects.count()) == (0, 0)


@pytest.mark.postgres
def test_a_night_without_a_place_is_written_down_once_and_counted_apart(
    case: Case, desk: Client, fatima
) -> None:  # type: ignore[no-untyped-def]
    sent = no_place(case)
    first, twice, again = (
        desk.post("/partners/nu/geen-plek/", each) for each in (sent, sent, no_place(case))
    )
    counted = NoPlaceCount.objects.get()

    assert [a.status_code for a in (first, twice, again)] == [302, 302, 409]
    assert "Voor deze nacht staat dit er al" in again.content.decode()
    assert NoPlaceFound.objects.get().nights == 2
    assert (counted.kind, counted.age_group, counted.instead, counted.nights) == (
        *("shelter", "16-17"),
        *("hotel", 2),
    )
    assert counted.month.day == 1
    assert (
        timeline(case, fatima)[0]
        == "Geen plek gevonden (opvang). Wacht al 2 nachten. Wel: hotel met begeleider."
    )
    assert "Dit staat er voor deze nacht" in desk.get(first.url).content.decode()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"instead": ""}, "Kies wat er wel is gedaan."),
        ({"nights": "0"}, "van 1 tot 365"),
        ({"nights": "veel"}, "van 1 tot 365"),
    ],
)
def test_a_night_that_is_not_filled_in_says_what_is_missing(
    case: Case, desk: Client, wrong: dict[str, str], why: str
) -> None:
    refused = desk.post("/partners/nu/geen-plek/", no_place(case, **wrong))

    assert refused.status_code == 400
    assert why in refused.content.decode()
    assert not NoPlaceCount.objects.exists()


def test_until_noon_a_night_is_that_of_yesterday() -> None:
    zone = timezone.get_current_timezone()

    assert finding.night_of(datetime(2026, 11, 6, 3, tzinfo=zone)).day == 5
    assert finding.night_of(datetime(2026, 11, 6, 23, tzinfo=zone)).day == 6


@pytest.mark.postgres
def test_the_figure_hides_what_is_small_and_stays_without_the_case(
    case: Case, desk: Client
) -> None:
    month = timezone.localdate().replace(day=1)
    for age_group, many in (("16-17", 14), ("12-15", 3)):
        NoPlaceCount.objects.bulk_create(
            NoPlaceCount(
                month=month, kind="shelter", age_group=age_group, instead="stayed", nights=1
            )
            for _ in range(many)
        )
    page = " ".join(desk.get("/partners/geen-plek/").content.decode().split())

    assert nights_without_place(month.year).total() == 17
    assert "minder dan 8" in page
    assert '<td class="r">15</td>' in page
    assert '<td class="r">14</td>' not in page
    assert "Dit jaar 15 keer" in desk.get(f"/partners/nu/?casus={case.pk}").content.decode()


def test_counted_nights_go_after_their_term(db_both: None) -> None:
    today = timezone.localdate()
    for years in (1, 7):
        NoPlaceCount.objects.create(
            month=today.replace(year=today.year - years, day=1),
            kind="shelter",
            age_group="unknown",
            instead="stayed",
            nights=1,
        )

    assert finding.delete_old_counts(now=timezone.now()) == 1


def test_for_advice_it_works_without_a_case_and_keeps_nothing(desk: Client) -> None:
    a_place("De Brug", CapacityCode.CAPACITY, min_age=12, max_age=17, served_sex="boys")
    fits = desk.get("/partners/nu/?wie=boy&leeftijd=16&regio=Amsterdam")
    does_not = desk.get("/partners/nu/?wie=girl&leeftijd=20")

    assert heads(fits) == {"Meldt plek": ["De Brug"]}
    assert heads(does_not) == {}
    assert "Wat zeiden ze" not in fits.content.decode()
    for odd in ("casus=x", "casus=0", "wie=x&leeftijd=-1", "soort=x", "telt=x&gekozen=ja"):
        assert desk.get(f"/partners/nu/?{odd}").status_code in {200, 404}


@pytest.mark.postgres
def test_ten_are_shown_and_then_more(desk: Client) -> None:
    for number in range(13):
        a_place(f"Huis {number:02d}")
    ten, more = desk.get("/partners/nu/"), desk.get("/partners/nu/?meer=ja")

    assert [sum(map(len, heads(page).values())) for page in (ten, more)] == [10, 13]
    assert "Toon meer" in ten.content.decode()


def test_who_may_not_know_of_shelter_does_not_see_that_it_was_sought(
    case: Case, desk: Client, joris
) -> None:  # type: ignore[no-untyped-def]
    desk.post("/partners/nu/gebeld/", answer(case, a_place("De Brug", CapacityCode.CAPACITY), "no"))
    desk.post("/partners/nu/geen-plek/", no_place(case))
    his = people.let_in(case, joris, "work", "situation")
    page = his.get(f"/partners/nu/?casus={case.pk}")

    assert heads(page) == {"Meldt plek": ["De Brug"]}
    assert "Fatima belde" not in page.content.decode()
    assert "Dit staat er voor deze nacht" not in page.content.decode()


def test_a_number_for_named_members_is_kept_back_in_the_list(
    case: Case, desk: Client, joris
) -> None:  # type: ignore[no-untyped-def]
    from uitweg.platform.accounts.models import NamedReader

    service = a_place("De Brug")
    organisation = service.organisation
    organisation.secrecy = {"phone": "named"}
    organisation.save()
    name = f"organisation:{organisation.pk}"
    NamedReader.objects.create(thing=name, member=joris, because=name)
    CaseGrant.objects.filter(case=case).update(level="manage")

    page = desk.get("/partners/nu/").content.decode()
    assert "nummer afgeschermd" in page
    assert "55501240" not in page + desk.get("/partners/").content.decode()
    assert "06-555 012 40" in people.at_the_desk(joris).get("/partners/nu/").content.decode()


@pytest.mark.postgres
def test_two_who_report_at_once_leave_one_newest(case: Case, fatima, joris) -> None:  # type: ignore[no-untyped-def]
    service = a_place("De Brug", CapacityCode.ASK)
    for member in (fatima, joris):
        capacity.report_capacity(
            service=service, code=CapacityCode.NONE, places=None, said_by="", by=acting(member)
        )

    assert service.capacity_reports.filter(is_newest=True).count() == 1
