"""Who sees what of a case, asked of the deciding functions alone."""

import pytest

from uitweg.casework.cases.case.rules.contents import Domain, SheetKind
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DOMAIN_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.grants import READ_LEVELS, AccessLevel
from uitweg.casework.cases.case.rules.visibility import (
    Audience,
    HeldGrant,
    Visibility,
    sees_action,
    sees_entry,
    sees_goal,
    visibility_of,
)
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS, sees_field

ME, COLLEAGUE, CARE = 1, 2, 7
"""Two members of the team, and the number of an organisation beside it."""


def holds(level: AccessLevel, *groups: DataGroup, organisation: int | None = None) -> Visibility:
    return Visibility((HeldGrant(ME, level, frozenset(groups) or ALL_GROUPS, organisation),))


def reads(
    seen: Visibility,
    audience: Audience,
    *,
    group: DataGroup = DataGroup.HEALTH,
    by: int = COLLEAGUE,
    organisation: int | None = None,
) -> bool:
    return sees_entry(
        seen, audience=audience, group=group, written_by=by, organisation=organisation
    )


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("level", AccessLevel)
def test_what_the_team_wrote_for_each_audience(level: AccessLevel, audience: Audience) -> None:
    only_workers = audience is Audience.SECRET

    assert reads(holds(level), audience) == (
        level in READ_LEVELS
        and (not only_workers or level in {AccessLevel.WORK, AccessLevel.MANAGE})
    )


@pytest.mark.parametrize("level", sorted(READ_LEVELS))
@pytest.mark.parametrize("audience", Audience)
def test_whoever_wrote_it_reads_it_again(level: AccessLevel, audience: Audience) -> None:
    assert reads(holds(level), audience, by=ME)


def test_without_a_grant_its_own_writer_sees_nothing() -> None:
    assert not any(reads(Visibility(), audience, by=ME) for audience in Audience)


def test_a_partner_reads_what_was_meant_for_everyone_with_access_and_no_more() -> None:
    partner = holds(AccessLevel.WORK, organisation=CARE)

    assert {a for a in Audience if reads(partner, a)} == {Audience.GRANTED}


def test_what_a_partner_wrote_for_the_team_or_for_its_own_reaches_those() -> None:
    theirs = {"organisation": CARE}
    team, partner = holds(AccessLevel.MANAGE), holds(AccessLevel.WORK, organisation=CARE)

    assert {a for a in Audience if reads(team, a, **theirs)} == {Audience.TEAM, Audience.GRANTED}
    assert {a for a in Audience if reads(partner, a, **theirs)} == set(Audience)


@pytest.mark.parametrize("group", DataGroup)
def test_a_grant_opens_the_groups_it_names(group: DataGroup) -> None:
    seen = holds(AccessLevel.MANAGE, group)

    assert {g for g in DataGroup if reads(seen, Audience.TEAM, group=g)} == {group}
    assert {d for d in Domain if sees_goal(seen, d)} == {
        d for d, named in DOMAIN_GROUPS.items() if named is group
    }
    assert {g for g in DataGroup if sees_action(seen, group=g, owner=COLLEAGUE)} == {group}


def test_each_domain_belongs_to_a_group() -> None:
    assert set(DOMAIN_GROUPS) == set(Domain)


def test_the_card_alone_never_shows_the_address_or_another_sheet() -> None:
    seen = holds(AccessLevel.CARD)
    shown = {n for n in SHEET_FIELDS[SheetKind.SAFETY] if sees_field(seen, SheetKind.SAFETY, n)}

    assert shown == set(SHEET_FIELDS[SheetKind.SAFETY]) - {"address"}
    assert not any(sees_field(seen, SheetKind.PERSON, n) for n in SHEET_FIELDS[SheetKind.PERSON])


def test_two_grants_show_what_either_shows_and_nothing_of_both_together() -> None:
    two = Visibility(
        (
            HeldGrant(ME, AccessLevel.CARD),
            HeldGrant(ME, AccessLevel.READ, frozenset({DataGroup.HEALTH})),
        )
    )

    assert sees_field(two, SheetKind.SAFETY, "where")
    assert not sees_field(two, SheetKind.SAFETY, "address")
    assert sees_field(two, SheetKind.PERSON, "lvb")
    assert not reads(two, Audience.TEAM, group=DataGroup.SAFETY)


def test_ones_own_action_is_seen_whatever_it_is_about() -> None:
    seen = holds(AccessLevel.WORK, DataGroup.HEALTH)

    assert sees_action(seen, group=DataGroup.LAW_POLICE, owner=ME)
    assert not sees_action(holds(AccessLevel.CARD), group=DataGroup.HEALTH, owner=ME)


def test_of_a_destroyed_case_nothing_is_seen() -> None:
    held = [HeldGrant(ME, AccessLevel.MANAGE)]

    assert visibility_of(held, CaseState.DESTROYED) == Visibility()
    assert visibility_of(held, CaseState.CLOSED).grants == tuple(held)
