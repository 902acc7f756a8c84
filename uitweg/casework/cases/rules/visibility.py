"""Who sees what of a case: level, data group and audience, decided from plain values.

A grant that lives decides by itself; who holds several sees what any one of them shows.
No Django here: `tests/integration/test_matrix.py` asks every combination.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from uitweg.casework.cases.rules.grants import (
    READS,
    WORKS,
    Level,
)
from uitweg.casework.cases.rules.plan import Domain
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.workflow import CaseState


class DataGroup(StrEnum):
    """What a text is about; a grant names the groups it opens."""

    CONTACT = "contact"
    SAFETY = "safety"
    SITUATION = "situation"
    HEALTH = "health"
    FAMILY = "family"
    SCHOOL_WORK = "school-work"
    LAW_POLICE = "law-police"
    SHELTER = "shelter"
    NETWORK = "network"


GROUP_WORDS = {
    DataGroup.CONTACT: "naam en contact",
    DataGroup.SAFETY: "veiligheid",
    DataGroup.SITUATION: "situatie",
    DataGroup.HEALTH: "gezondheid",
    DataGroup.FAMILY: "familie",
    DataGroup.SCHOOL_WORK: "school en werk",
    DataGroup.LAW_POLICE: "recht en politie",
    DataGroup.SHELTER: "opvang",
    DataGroup.NETWORK: "mensen eromheen",
}
ALL_GROUPS = frozenset(DataGroup)


class Audience(StrEnum):
    """For whose eyes an entry was written, besides what the grant and its groups say."""

    TEAM = "team"
    GRANTED = "granted"
    ORGANISATION = "organisation"
    SECRET = "secret"  # noqa: S105  a secret of profession, no password


AUDIENCE_WORDS = {
    Audience.TEAM: "Ons team",
    Audience.GRANTED: "Ook partners met toegang",
    Audience.ORGANISATION: "Alleen de eigen organisatie",
    Audience.SECRET: "Beroepsgeheim",
}


TEAM: int | None = None
"""The organisation of the coordinating team; partners will have numbers."""


@dataclass(frozen=True)
class Held:
    """One grant that lives now, in plain values."""

    member: int
    level: Level
    groups: frozenset[DataGroup] = ALL_GROUPS
    organisation: int | None = TEAM


@dataclass(frozen=True)
class Sight:
    """What one person may see of one case now: by each of the grants they hold, or nothing."""

    held: tuple[Held, ...] = ()

    @property
    def readable(self) -> frozenset[DataGroup]:
        """The groups in which this person reads more than the safety card."""
        return frozenset[DataGroup]().union(*(h.groups for h in self.held if h.level in READS))

    @property
    def works(self) -> bool:
        return any(one.level in WORKS for one in self.held)

    @property
    def workable(self) -> frozenset[DataGroup]:
        """The groups in which this person may also change what runs."""
        return frozenset[DataGroup]().union(*(h.groups for h in self.held if h.level in WORKS))


TEAM_SIGHT = Sight((Held(0, Level.MANAGE),))
"""All there is, for the house itself: what it writes goes under the groups it read from."""


def sight(held: Iterable[Held], state: CaseState) -> Sight:
    """Return what these living grants show; of a destroyed case there is nothing to see."""
    return Sight() if state is CaseState.DESTROYED else Sight(tuple(held))


def sees_entry(
    seen: Sight,
    *,
    audience: Audience,
    group: DataGroup,
    written_by: int,
    organisation: int | None = TEAM,
) -> bool:
    """Say whether this person reads an entry written by someone of `organisation`."""
    return any(
        one.level in READS
        and group in one.groups
        and (one.member == written_by or is_meant(one, audience, organisation))
        for one in seen.held
    )


def is_meant(one: Held, audience: Audience, organisation: int | None) -> bool:
    """Say whether the writer meant this reader too.

    A secret of profession reaches who works on the case in the writer's own organisation: those
    who treat, and their stand-ins. Not who only reads, not the lead, not after break-glass.
    """
    same = one.organisation == organisation
    match audience:
        case Audience.GRANTED:
            return True
        case Audience.TEAM:
            return one.organisation == TEAM or same
        case Audience.ORGANISATION:
            return same
        case Audience.SECRET:
            return same and one.level in WORKS


SHEET_GROUPS: dict[SheetKind, dict[str, DataGroup]] = {
    SheetKind.PERSON: {
        "name": DataGroup.CONTACT,
        "called": DataGroup.CONTACT,
        "age": DataGroup.SITUATION,
        "born": DataGroup.CONTACT,
        "age_at_start": DataGroup.SITUATION,
        "lvb": DataGroup.HEALTH,
        "languages": DataGroup.CONTACT,
        "phones": DataGroup.CONTACT,
        "lives": DataGroup.SHELTER,
        "school": DataGroup.SCHOOL_WORK,
        "plate": DataGroup.CONTACT,
        "guardians": DataGroup.FAMILY,
    },
    SheetKind.SAFETY: {
        "alarm": DataGroup.SAFETY,
        "contact": DataGroup.CONTACT,
        "where": DataGroup.SHELTER,
        "address": DataGroup.SHELTER,
        "secret_from": DataGroup.SAFETY,
        "plan_b": DataGroup.SAFETY,
        "lawyer": DataGroup.LAW_POLICE,
        "school": DataGroup.SCHOOL_WORK,
        "no": DataGroup.SAFETY,
    },
    SheetKind.JUDGEMENT: {
        "facts": DataGroup.SAFETY,
        "gaps": DataGroup.SAFETY,
        "conclusion": DataGroup.SAFETY,
        "risk": DataGroup.SAFETY,
    },
    SheetKind.CLOSING: {
        "stays": DataGroup.SITUATION,
        "call": DataGroup.CONTACT,
        "told": DataGroup.SITUATION,
        "why_not": DataGroup.SITUATION,
    },
}
"""To which group each field of a sheet belongs; `tests/unit` misses none."""
NEVER_ON_CARD = frozenset({"address"})
"""What a grant of level `card` does not show of the safety card."""
DOMAIN_GROUPS = {
    Domain.SAFETY: DataGroup.SAFETY,
    Domain.SHELTER: DataGroup.SHELTER,
    Domain.CARE: DataGroup.HEALTH,
    Domain.SCHOOL: DataGroup.SCHOOL_WORK,
    Domain.JOB: DataGroup.SCHOOL_WORK,
    Domain.MONEY: DataGroup.SITUATION,
    Domain.LAW: DataGroup.LAW_POLICE,
    Domain.NETWORK: DataGroup.NETWORK,
}


class Line(StrEnum):
    """What stands of a case outside its texts: lines that the store has to find without a key."""

    STANDING = "standing"
    RISK = "risk"
    GROUND = "ground"
    ENDING = "ending"
    ACCESS = "access"


LINE_GROUPS = {
    Line.RISK: DataGroup.SAFETY,
    Line.GROUND: DataGroup.LAW_POLICE,
    Line.ENDING: DataGroup.SITUATION,
}


def sees_line(seen: Sight, line: Line) -> bool:
    """Say whether this person sees a line of the case.

    State, owner and day to look are the card itself. How unsafe it is stands on the safety card.
    The ground shows with how long it is kept, for the one tells the other. Who else has access
    and who read along is for who works in the case; each sees the owner, the deputy and themselves.
    """
    match line:
        case Line.STANDING:
            return bool(seen.held)
        case Line.RISK:
            return any(LINE_GROUPS[line] in one.groups for one in seen.held)
        case Line.ACCESS:
            return seen.works
        case Line.GROUND | Line.ENDING:
            return LINE_GROUPS[line] in seen.readable


def sees_what_a_move_asks(seen: Sight) -> bool:
    """Say whether this person may weigh a move: it rests on how unsafe it is, and on the ground."""
    return seen.works and sees_line(seen, Line.RISK) and sees_line(seen, Line.GROUND)


def sees_field(seen: Sight, kind: SheetKind, name: str) -> bool:
    """Say whether this person reads a field of a sheet."""
    group = SHEET_GROUPS[kind][name]
    on_card = kind is SheetKind.SAFETY and name not in NEVER_ON_CARD
    return any(group in one.groups and (on_card or one.level in READS) for one in seen.held)


def sees_goal(seen: Sight, domain: Domain) -> bool:
    return DOMAIN_GROUPS[domain] in seen.readable


def sees_action(seen: Sight, *, group: DataGroup, owner: int) -> bool:
    """Say whether this person reads an action; one's own is always among them."""
    mine = any(one.member == owner and one.level in READS for one in seen.held)
    return mine or group in seen.readable


def sees_period(seen: Sight, group: DataGroup) -> bool:
    return group in seen.readable


def moves_period(seen: Sight, group: DataGroup) -> bool:
    """Say whether this person may start, move or end a period about this.

    By one grant: who reads all and works on school alone does not end a time to think.
    """
    return group in seen.workable
