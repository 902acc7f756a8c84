"""Who sees what of a case, by access level, data group and audience.

Each active grant counts on its own: a member with several sees what any one of them shows.
`tests/integration/test_visibility_matrix.py` proves every combination.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from uitweg.casework.cases.case.rules.contents import Domain
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DOMAIN_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.grants import READ_LEVELS, WORK_LEVELS, AccessLevel
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.platform.choices import Choices


class Audience(Choices):
    """For whom an entry was written; a reader also needs a grant that opens its data group."""

    TEAM = "team", "Ons team"
    GRANTED = "granted", "Ook partners met toegang"
    ORGANISATION = "organisation", "Alleen de eigen organisatie"
    SECRET = "secret", "Beroepsgeheim"


TEAM_ORGANISATION: int | None = None
"""The coordinating team; partner organisations will have ids."""


@dataclass(frozen=True)
class HeldGrant:
    """An active grant in plain values; `member` and `organisation` are ids."""

    member: int
    level: AccessLevel
    groups: frozenset[DataGroup] = ALL_GROUPS
    organisation: int | None = TEAM_ORGANISATION


@dataclass(frozen=True)
class Visibility:
    """What one member may see of one case now, by their active grants; without any, nothing."""

    grants: tuple[HeldGrant, ...] = ()

    @property
    def readable_groups(self) -> frozenset[DataGroup]:
        """The data groups of which this member may read all, and not just the safety card."""
        return self._groups_with(READ_LEVELS)

    @property
    def may_work(self) -> bool:
        return any(grant.level in WORK_LEVELS for grant in self.grants)

    @property
    def writable_groups(self) -> frozenset[DataGroup]:
        """The data groups of which this member may also change periods."""
        return self._groups_with(WORK_LEVELS)

    def _groups_with(self, levels: frozenset[AccessLevel]) -> frozenset[DataGroup]:
        groups = (grant.groups for grant in self.grants if grant.level in levels)
        return frozenset[DataGroup]().union(*groups)


FULL_VISIBILITY = Visibility((HeldGrant(0, AccessLevel.MANAGE),))
"""Everything, for texts that the program itself makes; each keeps the data group of its source."""


CARD_VISIBILITY = Visibility((HeldGrant(0, AccessLevel.CARD),))
"""The safety card without the address, for whoever agrees to close a case."""


def visibility_of(grants: Iterable[HeldGrant], state: CaseState) -> Visibility:
    """Return what these active grants show; of a destroyed case that is nothing."""
    return Visibility() if state is CaseState.DESTROYED else Visibility(tuple(grants))


def sees_entry(
    visibility: Visibility,
    *,
    audience: Audience,
    group: DataGroup,
    written_by: int,
    organisation: int | None = TEAM_ORGANISATION,
) -> bool:
    """Return whether this reader may see an entry; `written_by` is a member of `organisation`.

    Members always see their own entries, whatever the audience.
    """
    return any(
        grant.level in READ_LEVELS
        and group in grant.groups
        and (grant.member == written_by or is_in_audience(grant, audience, organisation))
        for grant in visibility.grants
    )


def is_in_audience(grant: HeldGrant, audience: Audience, organisation: int | None) -> bool:
    """Return whether the audience includes a reader with this grant.

    `organisation` is that of the writer. A professional secret (beroepsgeheim) is for those who
    work on the case in that organisation, and not for readers or after emergency access.
    """
    is_own_organisation = grant.organisation == organisation
    match audience:
        case Audience.GRANTED:
            return True
        case Audience.TEAM:
            return grant.organisation == TEAM_ORGANISATION or is_own_organisation
        case Audience.ORGANISATION:
            return is_own_organisation
        case Audience.SECRET:
            return is_own_organisation and grant.level in WORK_LEVELS


class CaseAspect(StrEnum):
    """A part of a case that is stored unencrypted, because the database searches by it.

    STANDING is the state, the owner and the review date; ACCESS is who has grants and who read the
    case.
    """

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


def sees_aspect(visibility: Visibility, aspect: CaseAspect) -> bool:
    """Return whether this reader may see an aspect of the case.

    The risk is also on the safety card, so a grant of level `card` is enough. The ground includes
    how long the case is kept, because the one follows from the other. Without ACCESS a reader still
    sees the owner, the deputy and themselves.
    """
    match aspect:
        case CaseAspect.STANDING:
            return bool(visibility.grants)
        case CaseAspect.RISK:
            return any(ASPECT_GROUPS[aspect] in grant.groups for grant in visibility.grants)
        case CaseAspect.ACCESS:
            return visibility.may_work
        case CaseAspect.GROUND | CaseAspect.ENDING:
            return ASPECT_GROUPS[aspect] in visibility.readable_groups


def sees_transition_requirements(visibility: Visibility) -> bool:
    """Return whether this reader may see what a new state requires: the risk and the ground."""
    return (
        visibility.may_work
        and sees_aspect(visibility, CaseAspect.RISK)
        and sees_aspect(visibility, CaseAspect.GROUND)
    )


def sees_goal(visibility: Visibility, domain: Domain) -> bool:
    return DOMAIN_GROUPS[domain] in visibility.readable_groups


def sees_action(visibility: Visibility, *, group: DataGroup, owner: int) -> bool:
    """Return whether this reader may see an action; they always see those they own themselves."""
    is_own = any(
        grant.member == owner and grant.level in READ_LEVELS for grant in visibility.grants
    )
    return is_own or group in visibility.readable_groups


def sees_period(visibility: Visibility, group: DataGroup) -> bool:
    return group in visibility.readable_groups


def may_change_period(visibility: Visibility, group: DataGroup) -> bool:
    """Return whether this member may start, move or end a period of this data group.

    One grant must allow it: reading this group by one grant and working on another group by a
    second grant is not enough.
    """
    return group in visibility.writable_groups
