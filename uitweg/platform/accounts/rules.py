"""Who may do what: one table, read by people who read no Python (docs/permissions.md).

No Django and no models here, so the public door can carry its marks too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar


class Role(StrEnum):
    COORDINATOR = "coordinator"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    PRIVACY = "privacy-officer"
    EDITOR = "editor"


class Permission(StrEnum):
    WORKLIST_READ = "worklist:read"
    REPORT_READ = "report:read"
    REPORT_ANSWER = "report:answer"
    REPORT_WITHDRAW = "report:withdraw"
    REPORT_TAKE = "report:take"
    REPORT_CLOSE = "report:close"
    REPORT_FOLD = "report:fold"
    REPORT_DESTROY = "report:destroy"
    CALL_READ = "call:read"
    CALL_WRITE = "call:write"
    CASE_OPEN = "case:open"
    CASE_LIST = "case:list"
    CASE_FIND = "case:find"
    CASE_READ = "case:read"
    CASE_CARD = "case:card"
    CASE_WRITE = "case:write"
    CASE_AGREE = "case:agree"
    CASE_FORGET = "case:forget"
    CASE_GRANT = "case:grant"
    CASE_BREAK_GLASS = "case:break-glass"
    CASE_TELL_OWNER = "case:tell-owner"
    CASE_REVIEW = "case:review"
    CASE_HAND_OVER = "case:hand-over"
    CASE_OVERSEE = "case:oversee"
    CASE_DISCLOSE = "case:disclose"
    CASE_IMPORT = "case:import"
    CASE_UNDO_IMPORT = "case:undo-import"
    MEMBER_LIST = "member:list"
    MEMBER_INVITE = "member:invite"
    MEMBER_END = "member:end"
    MEMBER_ADMIT = "member:admit"
    KEY_RECOVER = "key:recover"
    TRAIL_READ = "trail:read"
    KEEPING_READ = "keeping:read"
    KEEPING_HOLD = "keeping:hold"
    KEEPING_PROPOSE = "keeping:propose"
    KEEPING_APPROVE = "keeping:approve"
    CONTENT_READ = "content:read"
    ME_READ = "me:read"
    ME_CHANGE = "me:change"
    STYLE_READ = "style:read"


class RoleHolder(Protocol):
    """Whoever asks: a member of the team."""

    @property
    def role(self) -> str: ...
    @property
    def pk(self) -> int: ...


@dataclass(frozen=True)
class Grant:
    """The roles that may, and what must be true of the thing besides (`also`)."""

    roles: frozenset[Role]
    also: tuple[Callable[[RoleHolder, object], bool], ...] = ()


def granted(actor: RoleHolder, thing: object) -> bool:
    """Say whether a living CaseGrant lets this member at the case; needs no database here.

    `thing` answers `lets_in(member_pk)`; a case does, by its rows.
    """
    lets_in = getattr(thing, "lets_in", None)
    return bool(lets_in and lets_in(actor.pk))


def granted_the_card(actor: RoleHolder, thing: object) -> bool:
    """Say whether a living grant shows at least the safety card."""
    shows_card = getattr(thing, "shows_card", None)
    return bool(shows_card and shows_card(actor.pk))


def granted_to_work(actor: RoleHolder, thing: object) -> bool:
    lets_work = getattr(thing, "lets_work", None)
    return bool(lets_work and lets_work(actor.pk))


def granted_to_manage(actor: RoleHolder, thing: object) -> bool:
    lets_manage = getattr(thing, "lets_manage", None)
    return bool(lets_manage and lets_manage(actor.pk))


def manages_or_leads(actor: RoleHolder, thing: object) -> bool:
    """A case is handed over by who manages it, or by the lead, who needs not open it for that."""
    return actor.role == Role.LEAD or granted_to_manage(actor, thing)


def not_restricted(actor: RoleHolder, thing: object) -> bool:
    """No emergency opens a strict case: whoever asks is told to call the lead."""
    return getattr(thing, "is_strict", True) is False


def not_who_used_emergency_access(actor: RoleHolder, thing: object) -> bool:
    """Nobody judges their own emergency."""
    return getattr(thing, "member_id", None) != actor.pk


def someone_else(actor: RoleHolder, thing: object) -> bool:
    """Nobody admits or ends themselves: a second person looks."""
    return getattr(thing, "pk", None) != actor.pk


def not_who_marked_as_junk(actor: RoleHolder, thing: object) -> bool:
    """Who laid reports aside does not destroy them: that takes two people."""
    return getattr(thing, "folded_by", None) != actor.pk


def not_who_proposed(actor: RoleHolder, thing: object) -> bool:
    """Who proposes to destroy cases does not approve it: that takes two people."""
    return getattr(thing, "proposed_by_id", None) != actor.pk


def wrote_it_or_leads(actor: RoleHolder, thing: object) -> bool:
    """An answer is taken back by who wrote it, or by the lead."""
    return actor.role == Role.LEAD or getattr(thing, "written_by", None) == actor.pk


def imported_it_or_leads(actor: RoleHolder, thing: object) -> bool:
    """An import is taken back by who brought the list, or by the lead."""
    return actor.role == Role.LEAD or getattr(thing, "member_id", None) == actor.pk


KEYHOLDERS = frozenset({Role.COORDINATOR, Role.LEAD})
EVERYONE = frozenset(Role)

GRANTS: dict[Permission, Grant] = {
    Permission.WORKLIST_READ: Grant(KEYHOLDERS),
    Permission.REPORT_READ: Grant(KEYHOLDERS),
    Permission.REPORT_ANSWER: Grant(KEYHOLDERS),
    Permission.REPORT_WITHDRAW: Grant(KEYHOLDERS, also=(wrote_it_or_leads,)),
    Permission.REPORT_TAKE: Grant(KEYHOLDERS),
    Permission.REPORT_CLOSE: Grant(KEYHOLDERS),
    Permission.REPORT_FOLD: Grant(KEYHOLDERS),
    Permission.REPORT_DESTROY: Grant(KEYHOLDERS, also=(not_who_marked_as_junk,)),
    Permission.CALL_READ: Grant(KEYHOLDERS),
    Permission.CALL_WRITE: Grant(KEYHOLDERS),
    Permission.CASE_OPEN: Grant(frozenset({Role.COORDINATOR})),
    Permission.CASE_LIST: Grant(KEYHOLDERS),
    Permission.CASE_FIND: Grant(KEYHOLDERS),
    Permission.CASE_READ: Grant(KEYHOLDERS, also=(granted,)),
    Permission.CASE_CARD: Grant(KEYHOLDERS, also=(granted_the_card,)),
    Permission.CASE_WRITE: Grant(KEYHOLDERS, also=(granted_to_work,)),
    Permission.CASE_FORGET: Grant(KEYHOLDERS, also=(granted,)),
    Permission.CASE_AGREE: Grant(frozenset({Role.LEAD})),
    Permission.CASE_GRANT: Grant(KEYHOLDERS, also=(granted_to_manage,)),
    Permission.CASE_BREAK_GLASS: Grant(KEYHOLDERS, also=(not_restricted,)),
    Permission.CASE_TELL_OWNER: Grant(KEYHOLDERS, also=(not_restricted,)),
    Permission.CASE_REVIEW: Grant(frozenset({Role.LEAD}), also=(not_who_used_emergency_access,)),
    Permission.CASE_HAND_OVER: Grant(KEYHOLDERS, also=(manages_or_leads,)),
    Permission.CASE_OVERSEE: Grant(frozenset({Role.LEAD})),
    Permission.CASE_DISCLOSE: Grant(KEYHOLDERS, also=(granted,)),
    Permission.CASE_IMPORT: Grant(KEYHOLDERS),
    Permission.CASE_UNDO_IMPORT: Grant(KEYHOLDERS, also=(imported_it_or_leads,)),
    Permission.MEMBER_LIST: Grant(frozenset({Role.ADMINISTRATOR, Role.LEAD, Role.COORDINATOR})),
    Permission.MEMBER_INVITE: Grant(frozenset({Role.ADMINISTRATOR, Role.LEAD})),
    Permission.MEMBER_END: Grant(frozenset({Role.ADMINISTRATOR, Role.LEAD}), also=(someone_else,)),
    Permission.MEMBER_ADMIT: Grant(KEYHOLDERS, also=(someone_else,)),
    Permission.KEY_RECOVER: Grant(KEYHOLDERS),
    Permission.TRAIL_READ: Grant(frozenset({Role.PRIVACY, Role.LEAD})),
    Permission.KEEPING_READ: Grant(KEYHOLDERS | {Role.PRIVACY}),
    Permission.KEEPING_HOLD: Grant(KEYHOLDERS),
    Permission.KEEPING_PROPOSE: Grant(KEYHOLDERS | {Role.PRIVACY}),
    Permission.KEEPING_APPROVE: Grant(
        frozenset({Role.LEAD, Role.PRIVACY}), also=(not_who_proposed,)
    ),
    Permission.CONTENT_READ: Grant(KEYHOLDERS | {Role.EDITOR, Role.ADMINISTRATOR}),
    Permission.ME_READ: Grant(EVERYONE),
    Permission.ME_CHANGE: Grant(EVERYONE),
    Permission.STYLE_READ: Grant(EVERYONE),
}

SESSION_IDLE_LIMIT = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)

FREE_GUESSES = 5
GUESS_WINDOW = timedelta(minutes=15)
LONGEST_GUESS_WAIT = timedelta(minutes=1)

PROOF_LASTS = timedelta(minutes=5)
CHALLENGE_LASTS = timedelta(minutes=2)
MOST_PASSKEYS = 10
DRAFT_SAVES_AT_ONCE, DRAFT_SAVES_PER_SECOND = 60, 2


def proof_is_fresh(proved_at: datetime, *, now: datetime) -> bool:
    """Say whether who sits here showed lately enough who they are, to change how they come in."""
    return now - proved_at <= PROOF_LASTS


def wait_after_tries(tries: int) -> timedelta:
    """Return how long the next try at a name waits: none after four, then 5, 10, 20, 40, 60 s."""
    over = tries - FREE_GUESSES
    return (
        min(timedelta(seconds=5 * 2 ** min(over, 9)), LONGEST_GUESS_WAIT)
        if over >= 0
        else timedelta()
    )


def draft_saves_left(left: float | None, passed: timedelta) -> float:
    """Return how many saves of typed text a member has: 60 at once, and two more each second."""
    fresh = 0 if left is None else max(passed.total_seconds(), 0) * DRAFT_SAVES_PER_SECOND
    return min(DRAFT_SAVES_AT_ONCE, (DRAFT_SAVES_AT_ONCE if left is None else left) + fresh)


def may(actor: RoleHolder, permission: Permission, thing: object = None) -> bool:
    """Say whether the table lets this member do this to this thing."""
    grant = GRANTS[permission]
    return actor.role in grant.roles and all(check(actor, thing) for check in grant.also)


def holds_keys(role: str) -> bool:
    """Only those who read reports hold the team's private key; an administrator does not."""
    return role in KEYHOLDERS


def is_member_on(day: date, *, since: date, until: date | None) -> bool:
    return since <= day and (until is None or day <= until)


View = TypeVar("View", bound=Callable[..., object])


def open_to_everyone(view: View) -> View:
    """Mark an address that needs no permission: the public pages, logging in, health."""
    view.needs = None  # type: ignore[attr-defined]
    return view
