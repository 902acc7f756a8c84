"""Who may, proved for every role and for the stranger, at every address."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import uitweg
from tests.support import addresses, cells, people
from tests.support.people import acting
from uitweg.casework.cases.case.models import CaseGrant
from uitweg.casework.cases.grants.actions import opening
from uitweg.casework.dashboard.audit_log.rules import reason_words
from uitweg.channel.answers.actions import reports
from uitweg.platform.accounts.rules import GRANTS, Permission, Role, may
from uitweg.site.operations import generated_docs

STAFF = addresses.of("staff")
BEHIND = [a for a in STAFF if isinstance(a.needs, Permission)]
OPEN_ON_STAFF = {"home", "log-in", "join", "health", "calendar-feed"}
OPEN_ON_STAFF |= {"start-sign-on", "sign-on-return", "sign-off"}
OPEN_ON_STAFF |= {
    "package-link",
    "package-link-state",
    "package-code",
    "open-package-link",
    "package-link-read",
    "answer-package-link",
}
"""A partner without an account has a link and a code instead."""
OPEN_ON_STAFF |= {"conference-invitation"}
METHODS = ["PUT", "TRACE"]


def test_every_staff_address_names_one_permission_or_is_meant_for_everyone() -> None:
    assert {a.name for a in STAFF if a.needs is None} == OPEN_ON_STAFF
    assert all(a.needs is None or isinstance(a.needs, Permission) for a in STAFF)


def test_a_staff_address_is_named_after_its_view() -> None:
    """So that an address, its view and its page are found from one another."""
    several = {"edit_sheet"}  # one view, an address for each kind of sheet
    differ = {
        a.name: a.view.__name__
        for a in STAFF
        if a.view.__name__ not in several and a.view.__name__ != a.name.replace("-", "_")
    }

    assert differ == {}


def test_every_public_address_is_meant_for_everyone() -> None:
    assert [a.path for a in addresses.of("public") if a.needs is not None] == []


def test_every_permission_opens_something() -> None:
    acted_on = {
        Permission.REPORT_ANSWER,
        Permission.ME_READ,
        Permission.CASE_PASS_ON_CALL,
        Permission.KEY_RECOVER,
    }

    assert {a.needs for a in BEHIND} | acted_on == set(Permission)


@pytest.mark.parametrize("every", cells.PARTS)
@pytest.mark.parametrize("method", METHODS)
def test_no_address_of_either_door_takes_another_method(
    team, fatima, method: str, every: bool
) -> None:
    """Daily each address is asked with one of the two methods, in `long` with both."""
    doors = {"staff": people.at_the_desk(fatima), "public": people.PublicClient()}
    for door, client in doors.items():
        of_the_door = addresses.of(door)
        asked = of_the_door if every else of_the_door[METHODS.index(method) :: len(METHODS)]
        answers = {a.path: client.generic(method, a.path) for a in asked}

        assert {path: a for path, a in answers.items() if a.status_code != 405} == {}
        assert [path for path, answer in answers.items() if not answer["Allow"]] == []


@pytest.mark.parametrize("address", BEHIND, ids=lambda a: a.name)
def test_the_stranger_is_sent_to_the_login_page(team, address: addresses.Address) -> None:
    for answer in (Client().get(address.path), Client().post(address.path)):
        assert answer.status_code == 405 or answer.url.startswith("/inloggen/")


def test_the_stranger_gets_no_further_with_a_made_up_cookie(team) -> None:
    for cookie in ("", "00" * 32, "zz", "é", "0" * 5000):
        client = Client()
        client.cookies["uitweg"] = cookie
        assert client.get("/werk/").status_code == 302


@pytest.fixture
def house(team, fatima):  # type: ignore[no-untyped-def]
    """A report (1) and a case (1) led by Fatima, and one member of every role."""
    now, ring = timezone.now(), people.keyring_of(fatima)
    report = people.a_report()
    said = reports.open_conversation(report=report, by=acting(fatima, keyring=ring))
    case = opening.open_case(
        report=report, conversation=said, by=acting(fatima, now=now, keyring=ring)
    )
    return {"team": team, "report": report, "case": case}


def test_daily_each_address_is_asked_by_a_role_that_may_and_by_one_that_may_not() -> None:
    asking: dict[str, set[Role]] = {address.path: set() for address in BEHIND}
    for role in Role:
        for address in cells.asked_by(role, BEHIND, every=False):
            asking[address.path].add(role)
    for address in BEHIND:
        allowed, roles = set(cells.roles_that_may(address)), asking[address.path]
        assert roles & allowed, address.path
        assert roles - allowed or allowed == set(Role), address.path


@pytest.mark.parametrize("every", cells.PARTS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_each_role_meets_exactly_what_the_table_says(
    house, role: Role, method: str, every: bool
) -> None:
    member = people.a_member(house["team"], f"zz-{role}", role)
    at_the_desk = people.at_the_desk(member)
    for address in cells.asked_by(role, BEHIND, every=every):
        path = address.path.replace("/1/", f"/{_number(house, address)}/")
        answer = getattr(at_the_desk, method)(path)
        if answer.status_code == 405:
            continue
        of_the_case = "/casus/1/" in address.path and address.path.startswith("/casus/")
        allowed = (
            may(acting(member), address.needs, house["case"])
            if of_the_case
            else role in GRANTS[address.needs].roles
        )
        assert (answer.status_code != 403) == allowed, (role, address.path, answer.status_code)
        if address.name == "log-out":
            at_the_desk = people.at_the_desk(member)


def _number(house, address: addresses.Address) -> int:  # type: ignore[no-untyped-def]
    """Return a number that exists; for members one that nobody is."""
    if "casus/1" in address.path and "melding" not in address.path:
        return house["case"].pk
    return house["report"].pk if "melding" in address.path else 10**9


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEAD], ids=str)
def test_a_case_opens_only_to_who_has_a_living_grant(house, role: Role) -> None:
    member = people.a_member(house["team"], "nabij", role)
    assert not may(acting(member), Permission.CASE_READ, house["case"])
    CaseGrant.objects.create(
        case=house["case"], member=member, level="read", since=timezone.now(), reason="deputy"
    )

    assert may(acting(member), Permission.CASE_READ, house["case"])
    assert not may(acting(member), Permission.CASE_WRITE, house["case"])


def test_roles_without_keys_can_open_nothing(house) -> None:
    for role in set(Role) - {Role.COORDINATOR, Role.LEAD}:
        assert not people.keyring_of(people.a_member(house["team"], f"k-{role}", role)).team


def test_the_published_tables_equal_the_code() -> None:
    assert generated_docs.stale_docs() == []


def test_a_reason_in_the_audit_log_is_said_as_people_do() -> None:
    names = {2: "Fatima", 3: "Joris"}

    assert (
        reason_words("card:called", names) == "veiligheidskaart: er belt iemand over deze jongere"
    )
    assert reason_words("manage:3", names) == "vervanger: Joris"
    assert reason_words("2>3:read", names) == "van Fatima naar Joris"
    assert reason_words("intake>triage", names) == "van Intake naar Triage"
    assert reason_words("run:4", names) == "vernietigingslijst 4"
    assert reason_words("iets nieuws", names) == "iets nieuws"


def test_templates_name_addresses_that_exist() -> None:
    """A wrong name would show only when somebody opens that page."""
    known = {a.name for which in ("staff", "public") for a in addresses.of(which)}
    product = Path(uitweg.__file__).parent
    named = {
        (str(template.relative_to(product)), name)
        for template in product.rglob("*.html")
        for name in re.findall(r"""\{%\s*url\s+["']([\w-]+)["']""", template.read_text())
    }

    assert {(template, name) for template, name in named if name not in known} == set()
