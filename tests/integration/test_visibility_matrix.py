"""Who sees what, exhaustively: role × level × grant × group × audience × state, at the page itself.

Each cell asks the real address and compares it with what the table below says in words of its
own, so the deciding code and this test would have to be wrong in the same way. Which entry, field,
goal or action shows is asked of the page's own text; every cell is one mark to look for. Of the two
largest tables the pages are asked cells in which every two values meet, before a release all of them.
"""

from collections.abc import Iterable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import cells, people
from tests.support.people import acting
from uitweg.casework.cases.case.actions.case_keys import open_case_key
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import Domain, EntryKind, SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.grants.actions import opening
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.sealing import tokens

KEYS = (Role.COORDINATOR, Role.LEAD)
HELD = ("none", "live", "expired", "not yet", "emergency")
STATES = (CaseState.ACTIVE, CaseState.CLOSING, CaseState.CLOSED, CaseState.DESTROYED)
SETS = {
    "all": frozenset(DataGroup),
    "none": frozenset(),
    **{group.value: frozenset({group}) for group in DataGroup},
}
OF_DOMAIN = {
    Domain.SAFETY: DataGroup.SAFETY,
    Domain.SHELTER: DataGroup.SHELTER,
    Domain.CARE: DataGroup.HEALTH,
    Domain.SCHOOL: DataGroup.SCHOOL_WORK,
    Domain.JOB: DataGroup.SCHOOL_WORK,
    Domain.MONEY: DataGroup.SITUATION,
    Domain.LAW: DataGroup.LAW_POLICE,
    Domain.NETWORK: DataGroup.NETWORK,
}


def mark(*parts: object) -> str:
    """Return a word that stands in one text only and holds no other mark."""
    return "zq" + "x".join(str(part) for part in parts).replace("-", "") + "q"


@pytest.fixture
def full(team, fatima):  # type: ignore[no-untyped-def]
    """A case with an entry of each audience and group, a goal of each domain, actions, sheets."""
    from uitweg.casework.cases.sheets import actions as sheets
    from uitweg.casework.cases.timeline.actions import entries

    now, ring = timezone.now(), people.keyring_of(fatima)
    report = people.a_report()
    case = opening.open_case(
        report=report, conversation=[], by=acting(fatima, now=now, keyring=ring)
    )
    Entry.objects.all().delete()
    key = open_case_key(case, ring)
    for audience, group in product(Audience, DataGroup):
        attributes = entries.EntryAttributes(audience, group)
        text = mark("e", audience, group)
        entries.write_entry(
            key, EntryKind.NOTE, text, by=acting(fatima, now=now), attributes=attributes
        )
    for domain in Domain:
        row = tokens.new_token(16)
        sealed_text = key.lock("cases_goal", row, mark("g", domain))
        common = {"written_at": now, "written_by": fatima, "form_key": row}
        Goal.objects.create(case=case, domain=domain, sealed_text=sealed_text, **common)
    for group in DataGroup:
        row = tokens.new_token(16)
        sealed_text = key.lock("cases_action", row, mark("a", group))
        common = {"written_at": now, "written_by": fatima, "form_key": row}
        Action.objects.create(
            case=case, owner=fatima, group=group, sealed_text=sealed_text, **common
        )
    for kind, fields in {
        SheetKind.PERSON: {
            "name": mark("contact"),
            "lvb": mark("health"),
            "lives": mark("shelter"),
        },
        SheetKind.SAFETY: {"alarm": mark("safety"), "address": mark("address")},
    }.items():
        form = {
            "version": 0,
            "by": acting(fatima, now=now, keyring=ring),
            "form_key": tokens.new_token(16),
        }
        sheets.write_sheet(case=case, kind=kind, fields=fields, **form)
    return case, ring


def give(case: Case, member, held: str, level: AccessLevel, groups: frozenset[DataGroup]) -> None:  # type: ignore[no-untyped-def]
    now, hour = timezone.now(), timedelta(hours=1)
    since = now + hour if held == "not yet" else now - hour
    until = {"expired": now - timedelta(seconds=1), "emergency": now + hour}.get(held)
    CaseGrant.objects.filter(case=case, member=member).delete()
    if held == "none":
        return
    CaseGrant.objects.create(
        case=case,
        member=member,
        kind=GrantKind.EMERGENCY if held == "emergency" else GrantKind.COLLEAGUE,
        level=level,
        groups=sorted(groups),
        since=since,
        until=until,
        reason="other",
    )


def expected(
    role: Role, held: str, level: AccessLevel, groups: frozenset[DataGroup], state: CaseState
) -> set[str]:
    """Say in this test's own words which marks this member may find on the page of the case."""
    lives = held in {"live", "emergency"}
    if role not in KEYS or not lives or level is AccessLevel.CARD:
        return set()
    if state is CaseState.DESTROYED:
        return set()
    meant = {Audience.TEAM, Audience.GRANTED, Audience.ORGANISATION}
    if level in {AccessLevel.WORK, AccessLevel.MANAGE}:
        meant.add(Audience.SECRET)
    found = {mark("e", audience, group) for audience, group in product(meant, groups)}
    found |= {mark("g", domain) for domain, group in OF_DOMAIN.items() if group in groups}
    found |= {mark("a", group) for group in groups}
    found |= {mark(g) for g in ("contact", "health", "safety") if DataGroup(g) in groups}
    if DataGroup.SHELTER in groups:
        found |= {mark("shelter"), mark("address")}
    return found


def lines(level: AccessLevel, groups: frozenset[DataGroup], state: CaseState) -> set[str]:
    """Say in this test's own words which lines of a case a living grant shows on its page."""
    if level is AccessLevel.CARD or state is CaseState.DESTROYED:
        return set()
    works = level in {AccessLevel.WORK, AccessLevel.MANAGE}
    found = {"standing"} | ({"access"} if works else set())
    found |= {"risk"} if DataGroup.SAFETY in groups else set()
    found |= {"ground"} if DataGroup.LAW_POLICE in groups else set()
    if state is CaseState.CLOSED:
        found |= {"kept"} if DataGroup.LAW_POLICE in groups else set()
        found |= {"ending"} if DataGroup.SITUATION in groups else set()
    return found


SAID_BY = {
    "standing": "Waar het staat",
    "risk": "Acuut gevaar",
    "ground": "Jeugdwet",
    "kept": "1 mei 2041",
    "ending": "Uit beeld",
    "access": "Wie las dit",
}


def lines_in(page: str) -> set[str]:
    return {line for line, words in SAID_BY.items() if words in page}


@pytest.fixture
def standing(full):  # type: ignore[no-untyped-def]
    """The same case, acutely unsafe, with a ground, and closed in the states that are."""
    case, _ = full
    Case.objects.filter(pk=case.pk).update(
        risk="acute", ground="jeugdwet", ending="out-of-sight", kept_until="2041-05-01"
    )
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def others(team):  # type: ignore[no-untyped-def]
    """Of each role somebody else than the owner, and their browser."""
    made = {role: people.a_member(team, str(role).title(), role) for role in Role}
    return {role: (member, people.at_the_desk(member)) for role, member in made.items()}


@pytest.mark.parametrize("some", cells.WHICH)
def test_each_line_of_the_case_in_each_cell(standing, others, some: bool) -> None:
    case, wrong = standing, []
    table = list(product(KEYS, (CaseState.ACTIVE, CaseState.CLOSED), AccessLevel, SETS))
    for role, state, level, name in cells.of_the_day(table) if some else table:
        (member, client), groups = others[role], SETS[name]
        ended = {} if state is CaseState.CLOSED else {"kept_until": None, "ending": ""}
        there = {"kept_until": "2041-05-01", "ending": "out-of-sight"} | ended
        Case.objects.filter(pk=case.pk).update(state=state, closed_on=timezone.localdate(), **there)
        give(case, member, "live", level, groups)
        page = client.get(f"/casus/{case.pk}/").content.decode()
        if lines_in(page) != lines(level, groups, state):
            wrong.append((role, state, level, name, lines_in(page) ^ lines(level, groups, state)))

    assert wrong == []


def at_risk(case: Case, risk: str, client: Client, path: str) -> str:
    Case.objects.filter(pk=case.pk).update(risk=risk)
    return client.get(path).content.decode()


@pytest.mark.parametrize("level", list(AccessLevel), ids=str)
def test_how_unsafe_it_is_shows_nowhere_without_the_group(
    standing, team, level: AccessLevel
) -> None:
    """On the board, in the lists, in search, on the card: each asks the same.

    Acute danger is another matter: the whole team sees that (`test_acute_cases`).
    """
    case, told = standing, {}
    member = people.a_member(team, "Ander")
    client = people.at_the_desk(member)
    for name in ("health", "safety"):
        give(case, member, "live", level, SETS[name])
        told[name] = {
            path: at_risk(case, risk, client, path)
            for risk, path in (
                ("high", "/werk/"),
                ("acute", "/casussen/?onveilig=ja"),
                ("acute", f"/casus/{case.pk}/kaart/"),
                ("acute", f"/zoek/?q={case.number}"),
            )
        }
    for page in told["health"].values():
        shown = ("Acuut gevaar", "<h2>Onveilig</h2>", 'class="hot"', "m due")
        assert not {words for words in shown if words in page}

    assert case.number not in told["health"]["/casussen/?onveilig=ja"]
    assert "Acuut gevaar" in told["safety"][f"/casus/{case.pk}/kaart/"]
    if level is not AccessLevel.CARD:
        assert "<h2>Onveilig</h2>" in told["safety"]["/werk/"]
        assert case.number in told["safety"]["/casussen/?onveilig=ja"]


@pytest.mark.parametrize("level", [AccessLevel.WORK, AccessLevel.MANAGE])
@pytest.mark.parametrize("name", list(SETS))
def test_who_does_not_see_what_a_move_rests_on_moves_nothing(
    standing, team, level: AccessLevel, name: str
) -> None:
    case, member = standing, people.a_member(team, "Ander")
    give(case, member, "live", level, SETS[name])
    client = people.at_the_desk(member)
    framed = client.post(
        f"/casus/{case.pk}/grondslag/", {"ground": "wmo", "seen": "jeugdwet:none"}
    ).status_code
    Case.objects.filter(pk=case.pk).update(state="closed", closing_from="active")
    moved = client.post(
        f"/casus/{case.pk}/verder/", {"then": "active", "why": "Er is meer."}
    ).status_code

    assert framed == (302 if DataGroup.LAW_POLICE in SETS[name] else 403)
    assert moved == (302 if name == "all" else 403)


@pytest.mark.parametrize("level", [AccessLevel.READ, AccessLevel.WORK])
def test_who_only_reads_sees_whom_to_ask_and_not_who_else_has_what(
    standing, team, level: AccessLevel
) -> None:
    case, member = standing, people.a_member(team, "Ander")
    give(case, people.a_member(team, "Nachtwacht"), "emergency", AccessLevel.READ, SETS["all"])
    give(case, people.a_member(team, "Gezondmaker"), "live", AccessLevel.READ, SETS["health"])
    give(case, member, "live", level, SETS["school-work"])
    page = people.at_the_desk(member).get(f"/casus/{case.pk}/toegang/").content.decode()
    named = {name for name in ("Fatima", "Nachtwacht", "Gezondmaker", "Ander<") if name in page}

    assert named == (
        {"Fatima", "Ander<"}
        if level is AccessLevel.READ
        else {"Fatima", "Ander<", "Nachtwacht", "Gezondmaker"}
    )


EVERY = {
    *(mark("e", audience, group) for audience, group in product(Audience, DataGroup)),
    *(mark("g", domain) for domain in Domain),
    *(mark("a", group) for group in DataGroup),
    *(mark(name) for name in ("contact", "health", "shelter", "safety", "address")),
}


def found_in(text: str) -> set[str]:
    return {one for one in EVERY if one in text}


def table(names: Iterable[str], *, some: bool) -> list[cells.Cell]:
    """Return every live grant on an active case, and every other cell or some of them."""
    names = list(names)
    none = [role for role in Role if role not in KEYS]
    live = list(product(KEYS, [CaseState.ACTIVE], ["live"], AccessLevel, names))
    others = [
        *product(KEYS, STATES, HELD, AccessLevel, names),
        *product(none, STATES, HELD, AccessLevel, ["all"]),
    ]
    return live + (cells.of_the_day(others) if some else others)


@pytest.mark.parametrize("names", [list(SETS), ["all", "safety", "health"]], ids=["page", "card"])
def test_each_day_every_two_values_meet(names: list[str]) -> None:
    def met(table: list[cells.Cell]) -> set[Any]:
        return set[Any]().union(*map(cells.pairs, table))

    some, every = table(names, some=True), table(names, some=False)

    assert met(some) == met(every)
    assert len(some) < len(every) / 3


@pytest.mark.parametrize("some", cells.WHICH)
def test_each_cell_at_the_page_of_the_case(full, others, some: bool) -> None:
    """`test_the_rule_itself_in_every_cell` asks every set in every state of the deciding function."""
    case, _ = full
    wrong = []
    for role, state, held, level, name in table(SETS, some=some):
        member, client = others[role]
        Case.objects.filter(pk=case.pk).update(state=state, closed_on=timezone.localdate())
        give(case, member, held, level, SETS[name])
        page = client.get(f"/casus/{case.pk}/").content.decode()
        if found_in(page) != expected(role, held, level, SETS[name], state):
            wrong.append((role, state, held, level, name))

    assert wrong == []


@pytest.mark.parametrize("some", cells.WHICH)
def test_each_cell_at_the_safety_card(full, others, some: bool) -> None:
    case, _ = full
    wrong = []
    for role, state, held, level, name in table(["all", "safety", "health"], some=some):
        member, client = others[role]
        Case.objects.filter(pk=case.pk).update(state=state)
        give(case, member, held, level, SETS[name])
        lives = role in KEYS and held in {"live", "emergency"}
        shown = lives and state is not CaseState.DESTROYED
        reads = shown and level is not AccessLevel.CARD
        alarm = {mark("safety")} if shown and DataGroup.SAFETY in SETS[name] else set()
        address = {mark("address")} if reads and DataGroup.SHELTER in SETS[name] else set()
        page = client.get(f"/casus/{case.pk}/kaart/").content.decode()
        if found_in(page) != alarm | address:
            wrong.append((role, state, held, level, name))

    assert wrong == []


def test_the_rule_itself_in_every_cell() -> None:
    """Level × set of groups × audience × group × writer × organisation × state: all of them."""
    from uitweg.casework.cases.case.rules.visibility import HeldGrant, sees_entry, visibility_of

    for level, groups, audience, group, mine, theirs, ours, state in product(
        AccessLevel, SETS.values(), Audience, DataGroup, (0, 1), (None, 7), (None, 7), CaseState
    ):
        seen = visibility_of([HeldGrant(1, level, groups, ours)], state)
        may = sees_entry(seen, audience=audience, group=group, written_by=mine, organisation=theirs)
        assert may == (
            state is not CaseState.DESTROYED
            and level is not AccessLevel.CARD
            and group in groups
            and (
                mine == 1
                or audience is Audience.GRANTED
                or (ours == theirs and audience is not Audience.SECRET)
                or (ours == theirs and level in {AccessLevel.WORK, AccessLevel.MANAGE})
                or (audience is Audience.TEAM and ours is None)
            )
        )


QUERIES = {
    "seen_by": lambda member: Case.objects.visible_to(member),
    "worked_on_by": lambda member: Case.objects.worked_on_by(member),
    "actions_of": lambda member: Action.objects.owned_by(member),
}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("held", ["none", "expired", "not yet"])
def test_no_query_returns_a_case_without_a_live_grant(full, team, query: str, held: str) -> None:
    case, _ = full
    member = people.a_member(team, "Ander")
    Action.objects.update(owner=member)
    give(case, member, held, AccessLevel.MANAGE, SETS["all"])

    assert not QUERIES[query](member).exists()
    give(case, member, "live", AccessLevel.MANAGE, SETS["all"])
    assert QUERIES[query](member).exists()


def told_by_pages(client: Client, case: Case, share: slice) -> dict[str, set[str]]:
    """Ask this share of the staff addresses, with the case's own numbers in them."""
    from tests.support import addresses

    entry, told = Entry.objects.earliest("pk").pk, {}
    for address in list(addresses.of("staff"))[share]:
        path = address.path.replace("/stuk/1/", f"/stuk/{entry}/").replace("/1/", f"/{case.pk}/", 1)
        if address.name != "logout":
            page = client.get(path)
            body = b"".join(page) if page.streaming else page.content
            told[address.name] = found_in(body.decode(errors="replace"))
    return told


def shared(rows: list[tuple[Any, ...]]) -> list[Any]:
    """Let these rows share the addresses every day, and each ask all of them in `long`."""
    return [
        pytest.param(*row, share, marks=marks, id="-".join([*map(str, row), which]))
        for turn, row in enumerate(rows)
        for share, marks, which in (
            (slice(turn, None, len(rows)), (), "its share"),
            (slice(None), pytest.mark.long, "every page"),
        )
    ]


NO_GRANT_THAT_COUNTS = [
    *shared(list(product(KEYS, ("none", "expired", "not yet")))),
    *shared([(role, "live") for role in Role if role not in {*KEYS, *PARTNERS}]),  # worth nothing
]


@pytest.mark.parametrize(("role", "held", "share"), NO_GRANT_THAT_COUNTS)
def test_no_page_of_the_house_says_a_word_of_a_case_without_a_live_grant(
    full, team, role: Role, held: str, share: slice
) -> None:
    case, _ = full
    member = people.a_member(team, "Ander", role)
    give(case, member, held, AccessLevel.MANAGE, SETS["all"])
    told = told_by_pages(people.at_the_desk(member), case, share)

    assert {name for name, found in told.items() if found} == set()


@pytest.mark.parametrize(
    ("level", "share"), shared([(AccessLevel.READ,), (AccessLevel.WORK,), (AccessLevel.MANAGE,)])
)
def test_no_page_of_the_house_says_more_than_the_groups_of_the_grant(
    full, team, level: AccessLevel, share: slice
) -> None:
    """So every address asks the one deciding function, whichever way it shows something."""
    case, _ = full
    member = people.a_member(team, "Ander")
    give(case, member, "live", level, SETS["health"])
    client = people.at_the_desk(member)
    told = told_by_pages(client, case, share)
    may = expected(Role.COORDINATOR, "live", level, SETS["health"], CaseState.ACTIVE)

    assert {name: found - may for name, found in told.items() if found - may} == {}
    assert found_in(client.get(f"/casus/{case.pk}/").content.decode()) == may


def test_the_marks_are_there_to_be_found(full, fatima) -> None:
    """The owner finds every mark: a test that looks for nothing would find nothing wrong."""
    case, _ = full
    page = people.at_the_desk(fatima).get(f"/casus/{case.pk}/").content.decode()

    assert found_in(page) == EVERY
    assert Sheet.objects.count() == 2
