"""Who sees what of a case: level, data group and audience, decided from plain values.

A grant that lives decides by itself; who holds several sees what any one of them shows.
No Django here: `tests/integration/test_visibility_matrix.py` asks every combination.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from uitweg.casework.cases.rules.data_groups import (
    ALL_GROUPS,
    DOMAIN_GROUPS,
    SHEET_GROUPS,
    DataGroup,
)
from uitweg.casework.cases.rules.grants import READ_LEVELS, WORK_LEVELS, AccessLevel
from uitweg.casework.cases.rules.plan import Domain
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.choices import Choices


class Audience(Choices):
    """For whose eyes an entry was written, besides what the grant and its groups say."""

    TEAM = "team", "Ons team"
    GRANTED = "granted", "Ook partners met toegang"
    ORGANISATION = "organisation", "Alleen de eigen organisatie"
    SECRET = "secret", "Beroepsgeheim"


TEAM_ORGANISATION: int | None = None
"""The organisation of the coordinating team; partners will have numbers."""


@dataclass(frozen=True)
class HeldGrant:
    """One grant that lives now, in plain values."""

    member: int
    level: AccessLevel
    groups: frozenset[DataGroup] = ALL_GROUPS
    organisation: int | None = TEAM_ORGANISATION


@dataclass(frozen=True)
class Visibility:
    """What one person may see of one case now: by each of the grants they hold, or nothing."""

    grants: tuple[HeldGrant, ...] = ()

    @property
    def readable_groups(self) -> frozenset[DataGroup]:
        """The groups in which this person reads more than the safety card."""
        return frozenset[DataGroup]().union(
            *(h.groups for h in self.grants if h.level in READ_LEVELS)
        )

    @property
    def may_work(self) -> bool:
        return any(one.level in WORK_LEVELS for one in self.grants)

    @property
    def writable_groups(self) -> frozenset[DataGroup]:
        """The groups in which this person may also change what runs."""
        return frozenset[DataGroup]().union(
            *(h.groups for h in self.grants if h.level in WORK_LEVELS)
        )


FULL_VISIBILITY = Visibility((HeldGrant(0, AccessLevel.MANAGE),))
"""All there is, for the house itself: what it writes goes under the groups it read from."""


def visibility_of(held: Iterable[HeldGrant], state: CaseState) -> Visibility:
    """Return what these living grants show; of a destroyed case there is nothing to see."""
    return Visibility() if state is CaseState.DESTROYED else Visibility(tuple(held))


def sees_entry(
    seen: Visibility,
    *,
    audience: Audience,
    group: DataGroup,
    written_by: int,
    organisation: int | None = TEAM_ORGANISATION,
) -> bool:
    """Say whether this person reads an entry written by someone of `organisation`."""
    return any(
        one.level in READ_LEVELS
        and group in one.groups
        and (one.member == written_by or is_in_audience(one, audience, organisation))
        for one in seen.grants
    )


def is_in_audience(one: HeldGrant, audience: Audience, organisation: int | None) -> bool:
    """Return whether this audience includes a reader with this grant.

    A secret of profession reaches who works on the case in the writer's own organisation: those
    who treat, and their stand-ins. Not who only reads, not the lead, not after emergency access.
    """
    same = one.organisation == organisation
    match audience:
        case Audience.GRANTED:
            return True
        case Audience.TEAM:
            return one.organisation == TEAM_ORGANISATION or same
        case Audience.ORGANISATION:
            return same
        case Audience.SECRET:
            return same and one.level in WORK_LEVELS


NEVER_ON_CARD = frozenset({"address"})
"""What a grant of level `card` does not show of the safety card."""


class CaseAspect(StrEnum):
    """What stands of a case outside its texts: lines that the store has to find without a key."""

    STANDING = "standing"
    RISK = "risk"
    GROUND = "ground"
    ENDING = "ending"
    ACCESS = "access"


ASPECT_GROUPS = {
    CaseAspect.RISK: DataGroup.SAFETY,
    CaseAspect.GROUND: DataGroup.LAW_POLICE,
    CaseAspect.ENDING: DataGroup.SITUATION,
}


def sees_aspect(seen: Visibility, line: CaseAspect) -> bool:
    """Say whether this person sees a line of the case.

    State, owner and day to look are the card itself. How unsafe it is stands on the safety card.
    The ground shows with how long it is kept, for the one tells the other. Who else has access
    and who read along is for who works in the case; each sees the owner, the deputy and themselves.
    """
    match line:
        case CaseAspect.STANDING:
            return bool(seen.grants)
        case CaseAspect.RISK:
            return any(ASPECT_GROUPS[line] in one.groups for one in seen.grants)
        case CaseAspect.ACCESS:
            return seen.may_work
        case CaseAspect.GROUND | CaseAspect.ENDING:
            return ASPECT_GROUPS[line] in seen.readable_groups


def sees_transition_requirements(seen: Visibility) -> bool:
    """Say whether this person may weigh a move: it rests on how unsafe it is, and on the ground."""
    return (
        seen.may_work
        and sees_aspect(seen, CaseAspect.RISK)
        and sees_aspect(seen, CaseAspect.GROUND)
    )


def sees_field(seen: Visibility, kind: SheetKind, name: str) -> bool:
    """Say whether this person reads a field of a sheet."""
    group = SHEET_GROUPS[kind][name]
    on_card = kind is SheetKind.SAFETY and name not in NEVER_ON_CARD
    return any(group in one.groups and (on_card or one.level in READ_LEVELS) for one in seen.grants)


def sees_goal(seen: Visibility, domain: Domain) -> bool:
    return DOMAIN_GROUPS[domain] in seen.readable_groups


def sees_action(seen: Visibility, *, group: DataGroup, owner: int) -> bool:
    """Say whether this person reads an action; one's own is always among them."""
    mine = any(one.member == owner and one.level in READ_LEVELS for one in seen.grants)
    return mine or group in seen.readable_groups


def sees_period(seen: Visibility, group: DataGroup) -> bool:
    return group in seen.readable_groups


def may_change_period(seen: Visibility, group: DataGroup) -> bool:
    """Say whether this person may start, move or end a period about this.

    By one grant: who reads all and works on school alone does not end a time to think.
    """
    return group in seen.writable_groups
