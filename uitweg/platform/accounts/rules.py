"""Permissions (GRANTS, the table behind docs/permissions.md) and the limits of sessions.

Uses no Django and no models, so that the public door can import it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from uitweg.platform.choices import Choices


class Role(Choices):
    COORDINATOR = "coordinator", "Zorgcoördinator"
    LEAD = "lead", "Teamleider"
    ADMINISTRATOR = "administrator", "Beheerder (ziet geen inhoud)"
    ANALYST = "analyst", "Analist"
    PRIVACY_OFFICER = "privacy-officer", "Privacyfunctionaris"
    EDITOR = "editor", "Redacteur"
    PARTNER_CARE = "partner-care", "Partner: zorg, opvang of school"
    PARTNER_LAWYER = "partner-lawyer", "Partner: advocaat"
    PARTNER_POLICE = "partner-police", "Partner: politie of OM"


class Permission(Choices):
    """What can be done, as thing:verb; a refusal is in the audit log under this name.

    `words` are those of a name under which only refusals are recorded; else the act has them.
    """

    WORKLIST_READ = "worklist:read"
    REPORT_READ = "report:read"
    REPORT_ANSWER = "report:answer"
    REPORT_WITHDRAW = "report:withdraw"
    REPORT_TAKE = "report:take"
    REPORT_CLOSE = "report:close", "Melding gesloten"
    REPORT_JUNK = "report:junk"
    REPORT_DESTROY = "report:destroy"
    REPORT_EMERGENCY = "report:emergency"
    REPORT_DECIDE_WISHES = "report:decide-wishes", "Over veel wensen om te wissen beslist"
    ALARM_READ = "alarm:read"
    ALARM_SETTLE = "alarm:settle"
    CALL_READ = "call:read"
    CALL_WRITE = "call:write"
    CASE_OPEN = "case:open"
    CASE_LIST = "case:list", "Casussen bekeken"
    CASE_FIND = "case:find", "Gezocht"
    CASE_READ = "case:read"
    CASE_READ_CARD = "case:read-card"
    CASE_WRITE = "case:write"
    CASE_APPROVE_CLOSING = "case:approve-closing", "Sluiten van een casus"
    CASE_REMOVE_PERSON = "case:remove-person"
    CASE_GRANT = "case:grant"
    CASE_EMERGENCY = "case:emergency"
    CASE_PASS_ON_CALL = "case:pass-on-call"  # noqa: S105  no password
    CASE_REVIEW_EMERGENCY = "case:review-emergency"
    CASE_HAND_OVER = "case:hand-over"
    CASE_OVERSEE = "case:oversee", "Casussen van het team bekeken"
    CASE_DISCLOSE = "case:disclose"
    CASE_IMPORT = "case:import", "Lijst inlezen"
    CASE_UNDO_IMPORT = "case:undo-import"
    DUTY_READ = "duty:read", "Rooster bekeken"
    DUTY_TAKE = "duty:take"
    DUTY_PLAN = "duty:plan", "Rooster veranderd"
    DUTY_CHANNELS = "duty:channels"
    CALLOUT_READ = "page:read"
    CALLOUT_ACT = "page:act", "Oproep opgepakt of afgehandeld"
    CALLOUT_READ_STEPS = "page:read-steps", "Stappen van een oproep bekeken"
    CALLOUT_SIGN = "page:sign"
    HANDOVER_READ = "handover:read"
    HANDOVER_WRITE = "handover:write"
    HANDOVER_ACCEPT = "handover:accept"
    MEMBER_LIST = "member:list", "Leden bekeken"
    MEMBER_INVITE = "member:invite"
    MEMBER_CONFIRM = "member:confirm"
    MEMBER_END = "member:end"
    MEMBER_ADMIT = "member:admit"
    MEMBER_KEEP = "member:keep"
    KEY_RECOVER = "key:recover"
    KEY_TURN = "key:turn"
    AUDIT_READ = "audit:read"
    RETENTION_READ = "retention:read", "Bewaartermijnen bekeken"
    RETENTION_HOLD = "retention:hold", "Melding langer bewaren"
    RETENTION_PROPOSE = "retention:propose", "Vernietigen voorgesteld"
    RETENTION_APPROVE = "retention:approve", "Vernietigen goedgekeurd"
    RETENTION_SIGN = "retention:sign"
    PARTNER_READ = "partner:read"
    PARTNER_READ_NAMED = "partner:read-named"
    PARTNER_WRITE = "partner:write"
    PARTNER_CONFIRM = "partner:confirm"
    CAPACITY_REPORT = "capacity:report"
    CONSENT_WRITE = "consent:write"
    REFERRAL_READ = "referral:read"
    REFERRAL_WRITE = "referral:write"
    PACKAGE_LIST = "package:list"
    PACKAGE_READ = "package:read"
    PACKAGE_ANSWER = "package:answer"
    NOTE_READ = "note:read", "Eigen notitie van een advocaat gelezen"
    NOTE_WRITE = "note:write"
    CONFERENCE_READ = "conference:read"
    CONFERENCE_WRITE = "conference:write"
    CONFERENCE_SEND = "conference:send"
    APPRAISAL_START = "appraisal:start"
    APPRAISAL_READ = "appraisal:read"
    APPRAISAL_WRITE = "appraisal:write"
    APPRAISAL_GRANT = "appraisal:grant"
    APPRAISAL_JUDGE = "appraisal:judge"
    APPRAISAL_SIGN = "appraisal:sign"
    APPRAISAL_DISCLOSE = "appraisal:disclose"
    TRAINING_PLAN = "training:plan"
    TRAINING_REVIEW = "training:review"
    FIGURES_READ = "figures:read", "Cijfers bekeken"
    FIGURES_PROPOSE = "figures:propose"
    FIGURES_RELEASE = "figures:release", "Cijfers uitgebracht"
    FIGURES_WITHDRAW = "figures:withdraw"
    FIGURES_SIGN = "figures:sign"
    CONTENT_READ = "content:read", "Inhoud bekeken"
    PODCAST_EDIT = "podcast:edit", "Podcast bewerkt"
    ME_READ = "me:read", "Eigen pagina"
    ME_CHANGE = "me:change"
    STYLE_READ = "style:read", "Onderdelen bekeken"


class RoleHolder(Protocol):
    """The member who wants to do something, as far as permissions need to know."""

    @property
    def role(self) -> str: ...
    @property
    def pk(self) -> int: ...
    @property
    def organisation(self) -> int | None: ...
    @property
    def has_key_or_needs_none(self) -> bool: ...
    def is_shut_out_of(self, thing: object) -> bool: ...
    def is_same_person_as(self, member_id: int | None) -> bool: ...


@dataclass(frozen=True)
class Grant:
    """The roles that may do something, and what must be true as well.

    With `needs_key` a key holder has admitted the member, and in a role that holds keys the
    session holds the team key. Without it any account of these roles may. `also` are checks on
    the actor and the thing.
    """

    roles: frozenset[Role]
    also: tuple[Callable[[RoleHolder, object], bool], ...] = ()
    needs_key: bool = True


def has_grant(actor: RoleHolder, thing: object) -> bool:
    """Return whether a current grant gives this member access to the case.

    Asks `thing.may_be_read_by(member_pk)`, which a Case answers from its grants.
    """
    may_be_read_by = getattr(thing, "may_be_read_by", None)
    return bool(may_be_read_by and may_be_read_by(actor.pk))


def has_grant_for_card(actor: RoleHolder, thing: object) -> bool:
    """Return whether a current grant shows this member at least the safety card."""
    has_any_grant = getattr(thing, "has_any_grant", None)
    return bool(has_any_grant and has_any_grant(actor.pk))


def has_grant_to_work(actor: RoleHolder, thing: object) -> bool:
    may_be_worked_on_by = getattr(thing, "may_be_worked_on_by", None)
    return bool(may_be_worked_on_by and may_be_worked_on_by(actor.pk))


def has_grant_to_manage(actor: RoleHolder, thing: object) -> bool:
    may_be_managed_by = getattr(thing, "may_be_managed_by", None)
    return bool(may_be_managed_by and may_be_managed_by(actor.pk))


def manages_case_or_is_lead(actor: RoleHolder, thing: object) -> bool:
    """A case is handed over by whoever manages it, or by a lead, who need not open it."""
    return actor.role == Role.LEAD or has_grant_to_manage(actor, thing)


def case_is_not_restricted(actor: RoleHolder, thing: object) -> bool:
    """Emergency access does not open a restricted case; the page says to call the lead."""
    return getattr(thing, "is_restricted", True) is False


def is_not_shut_out(actor: RoleHolder, thing: object) -> bool:
    """What belongs to a restricted case is for its named members (`NamedReader`)."""
    return not actor.is_shut_out_of(thing)


def did_not_use_emergency_access(actor: RoleHolder, thing: object) -> bool:
    """Nobody reviews their own emergency access."""
    return not actor.is_same_person_as(getattr(thing, "member_id", None))


def silences_no_callout_about_themselves(actor: RoleHolder, thing: object) -> bool:
    """Only a lead acts on a callout about their own emergency access: there may be one lead."""
    used_by = getattr(thing, "emergency_access_used_by", None)
    if used_by is None or actor.role == Role.LEAD:
        return True
    return not any(actor.is_same_person_as(member_id) for member_id in used_by())


def is_someone_else(actor: RoleHolder, thing: object) -> bool:
    """Nobody admits or ends themselves: that takes a second person."""
    return getattr(thing, "pk", None) != actor.pk


def is_another_person(actor: RoleHolder, thing: object) -> bool:
    """Nobody says that their own account stays, under this name or another of theirs."""
    return not actor.is_same_person_as(getattr(thing, "pk", None))


def may_end_this_account(actor: RoleHolder, thing: object) -> bool:
    """A lead ends any account, a coordinator only that of a lead while no other lead is there.

    An administrator ends accounts that open nothing: see `Member.opens_nothing`.
    """
    if actor.role == Role.ADMINISTRATOR:
        return bool(getattr(thing, "opens_nothing", False))
    return actor.role == Role.LEAD or (
        getattr(thing, "role", "") == Role.LEAD and is_lead_or_there_is_no_other(actor, thing)
    )


def is_lead_or_there_is_no_other(actor: RoleHolder, thing: object) -> bool:
    """A lead decides about an account; a coordinator only while no lead but that one has a key."""
    another_lead_has_key = getattr(thing, "another_lead_has_key", None)
    return actor.role == Role.LEAD or bool(another_lead_has_key and not another_lead_has_key())


def did_not_mark_as_junk(actor: RoleHolder, thing: object) -> bool:
    """Whoever marked reports as junk does not destroy them: that takes a second person."""
    return not actor.is_same_person_as(getattr(thing, "junked_by", None))


def did_not_propose(actor: RoleHolder, thing: object) -> bool:
    """Whoever proposed to destroy cases, or to release figures, does not approve it."""
    return not actor.is_same_person_as(getattr(thing, "proposed_by_id", None))


def one_of_the_two_holds_the_key(actor: RoleHolder, thing: object) -> bool:
    """Two privacy officers do not destroy together: none of them could read what goes."""
    proposed_by = getattr(thing, "proposed_by", None)
    return holds_keys(actor.role) or holds_keys(getattr(proposed_by, "role", ""))


def wrote_it_or_is_lead(actor: RoleHolder, thing: object) -> bool:
    """An answer is withdrawn by whoever wrote it, or by a lead."""
    return actor.role == Role.LEAD or getattr(thing, "written_by", None) == actor.pk


def imported_it_or_is_lead(actor: RoleHolder, thing: object) -> bool:
    """An import is undone by whoever did it, or by a lead."""
    return actor.role == Role.LEAD or getattr(thing, "member_id", None) == actor.pk


def had_this_shift_or_is_lead(actor: RoleHolder, thing: object) -> bool:
    """A hand-over is completed by who had the shift, first or as back-up, or by a lead."""
    on_it = (getattr(thing, "member_id", None), getattr(thing, "backup_id", None))
    return actor.role == Role.LEAD or actor.pk in on_it


def takes_over_what_another_completed(actor: RoleHolder, thing: object) -> bool:
    """A hand-over is accepted by who has the next shift, or a lead.

    Never by who completed it, nor by who had that shift.
    """
    is_next = actor.role == Role.LEAD or actor.pk in getattr(thing, "next_members", frozenset())
    of_before = (getattr(thing, "written_by_id", None), getattr(thing, "had_by_id", None))
    return is_next and not any(actor.is_same_person_as(member) for member in of_before)


def is_for_own_organisation(actor: RoleHolder, thing: object) -> bool:
    """A partner sees and answers what was sent to their own organisation, and nothing else."""
    organisation = getattr(thing, "organisation_id", None)
    return organisation is not None and organisation == actor.organisation


def is_team_or_own_organisation(actor: RoleHolder, thing: object) -> bool:
    """The team says of each organisation what it has free, a partner of their own only."""
    return actor.role in KEYHOLDERS or is_for_own_organisation(actor, thing)


def did_not_set_where_links_go(actor: RoleHolder, thing: object) -> bool:
    """Who set an organisation's address or number does not confirm it: that takes a second one."""
    return not any(actor.is_same_person_as(pk) for pk in getattr(thing, "reach_setters", ()))


def wrote_this_note(actor: RoleHolder, thing: object) -> bool:
    """A lawyer's confidential note is for the lawyer who wrote it."""
    return getattr(thing, "written_by_id", None) == actor.pk


def chairs_it_or_is_lead(actor: RoleHolder, thing: object) -> bool:
    """The minutes of a conference are sent by who chairs it, or by a lead."""
    return actor.role == Role.LEAD or getattr(thing, "chair_id", None) == actor.pk


def has_grant_to_judge(actor: RoleHolder, thing: object) -> bool:
    """The author of an appraisal gives the first judgement, who was asked the second."""
    may_be_judged_by = getattr(thing, "may_be_judged_by", None)
    return bool(may_be_judged_by and may_be_judged_by(actor.pk))


def judged_it(actor: RoleHolder, thing: object) -> bool:
    """An appraisal is signed by the two who judged it."""
    was_judged_by = getattr(thing, "was_judged_by", None)
    return bool(was_judged_by and was_judged_by(actor.pk))


KEYHOLDERS = frozenset({Role.COORDINATOR, Role.LEAD})
PARTNERS = frozenset({Role.PARTNER_CARE, Role.PARTNER_LAWYER, Role.PARTNER_POLICE})
"""Accounts of another organisation: they hold a key of their own, and never the team's."""
LEADS = frozenset({Role.LEAD})
INVITERS = frozenset({Role.ADMINISTRATOR, Role.LEAD})
FIGURE_READERS = LEADS | {Role.ANALYST, Role.PRIVACY_OFFICER}
EVERYONE = frozenset(Role)

GRANTS: dict[Permission, Grant] = {
    Permission.WORKLIST_READ: Grant(KEYHOLDERS),
    Permission.REPORT_READ: Grant(KEYHOLDERS, also=(is_not_shut_out,)),
    Permission.REPORT_ANSWER: Grant(KEYHOLDERS, also=(is_not_shut_out,)),
    Permission.REPORT_WITHDRAW: Grant(KEYHOLDERS, also=(wrote_it_or_is_lead,)),
    Permission.REPORT_TAKE: Grant(KEYHOLDERS, also=(is_not_shut_out,)),
    Permission.REPORT_CLOSE: Grant(KEYHOLDERS, also=(is_not_shut_out,)),
    Permission.REPORT_JUNK: Grant(KEYHOLDERS),
    Permission.REPORT_DESTROY: Grant(KEYHOLDERS, also=(did_not_mark_as_junk,)),
    Permission.REPORT_EMERGENCY: Grant(LEADS),
    Permission.REPORT_DECIDE_WISHES: Grant(LEADS),
    Permission.ALARM_READ: Grant(LEADS | {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}),
    Permission.ALARM_SETTLE: Grant(LEADS),
    Permission.CALL_READ: Grant(KEYHOLDERS, also=(is_not_shut_out,)),
    Permission.CALL_WRITE: Grant(KEYHOLDERS, also=(is_not_shut_out,)),
    Permission.CASE_OPEN: Grant(frozenset({Role.COORDINATOR}), also=(is_not_shut_out,)),
    Permission.CASE_LIST: Grant(KEYHOLDERS),
    Permission.CASE_FIND: Grant(KEYHOLDERS),
    Permission.CASE_READ: Grant(KEYHOLDERS, also=(has_grant,)),
    Permission.CASE_READ_CARD: Grant(KEYHOLDERS, also=(has_grant_for_card,)),
    Permission.CASE_WRITE: Grant(KEYHOLDERS, also=(has_grant_to_work,)),
    Permission.CASE_REMOVE_PERSON: Grant(KEYHOLDERS, also=(has_grant,)),
    Permission.CASE_APPROVE_CLOSING: Grant(LEADS),
    Permission.CASE_GRANT: Grant(KEYHOLDERS, also=(has_grant_to_manage,)),
    Permission.CASE_EMERGENCY: Grant(KEYHOLDERS, also=(case_is_not_restricted,)),
    Permission.CASE_PASS_ON_CALL: Grant(KEYHOLDERS, also=(case_is_not_restricted,)),
    Permission.CASE_REVIEW_EMERGENCY: Grant(LEADS, also=(did_not_use_emergency_access,)),
    Permission.CASE_HAND_OVER: Grant(KEYHOLDERS, also=(manages_case_or_is_lead,)),
    Permission.CASE_OVERSEE: Grant(LEADS),
    Permission.CASE_DISCLOSE: Grant(KEYHOLDERS, also=(has_grant,)),
    Permission.CASE_IMPORT: Grant(KEYHOLDERS),
    Permission.CASE_UNDO_IMPORT: Grant(KEYHOLDERS, also=(imported_it_or_is_lead,)),
    Permission.DUTY_READ: Grant(KEYHOLDERS | {Role.ADMINISTRATOR}),
    Permission.DUTY_TAKE: Grant(KEYHOLDERS),
    Permission.DUTY_PLAN: Grant(LEADS),
    Permission.DUTY_CHANNELS: Grant(KEYHOLDERS | {Role.ADMINISTRATOR}),
    Permission.CALLOUT_READ: Grant(KEYHOLDERS),
    Permission.CALLOUT_ACT: Grant(KEYHOLDERS, also=(silences_no_callout_about_themselves,)),
    Permission.CALLOUT_READ_STEPS: Grant(KEYHOLDERS | {Role.PRIVACY_OFFICER}),
    Permission.CALLOUT_SIGN: Grant(LEADS | {Role.PRIVACY_OFFICER}),
    Permission.HANDOVER_READ: Grant(KEYHOLDERS),
    Permission.HANDOVER_WRITE: Grant(KEYHOLDERS, also=(had_this_shift_or_is_lead,)),
    Permission.HANDOVER_ACCEPT: Grant(KEYHOLDERS, also=(takes_over_what_another_completed,)),
    Permission.MEMBER_LIST: Grant(KEYHOLDERS | {Role.ADMINISTRATOR}),
    Permission.MEMBER_INVITE: Grant(INVITERS, also=(is_someone_else,)),
    Permission.MEMBER_CONFIRM: Grant(
        KEYHOLDERS, also=(is_someone_else, is_lead_or_there_is_no_other)
    ),
    Permission.MEMBER_END: Grant(
        KEYHOLDERS | INVITERS, also=(is_someone_else, may_end_this_account)
    ),
    Permission.MEMBER_ADMIT: Grant(KEYHOLDERS, also=(is_someone_else,)),
    Permission.MEMBER_KEEP: Grant(INVITERS, also=(is_another_person,)),
    Permission.KEY_RECOVER: Grant(KEYHOLDERS, needs_key=False),
    Permission.KEY_TURN: Grant(LEADS),
    Permission.AUDIT_READ: Grant(LEADS | {Role.PRIVACY_OFFICER}),
    Permission.RETENTION_READ: Grant(KEYHOLDERS | {Role.PRIVACY_OFFICER}),
    Permission.RETENTION_HOLD: Grant(KEYHOLDERS),
    Permission.RETENTION_PROPOSE: Grant(KEYHOLDERS | {Role.PRIVACY_OFFICER}),
    Permission.RETENTION_APPROVE: Grant(
        LEADS | {Role.PRIVACY_OFFICER}, also=(did_not_propose, one_of_the_two_holds_the_key)
    ),
    Permission.RETENTION_SIGN: Grant(LEADS | {Role.PRIVACY_OFFICER}),
    Permission.PARTNER_READ: Grant(KEYHOLDERS | {Role.ADMINISTRATOR}),
    Permission.PARTNER_READ_NAMED: Grant(KEYHOLDERS, also=(is_not_shut_out,)),
    Permission.PARTNER_WRITE: Grant(KEYHOLDERS | {Role.ADMINISTRATOR}),
    Permission.PARTNER_CONFIRM: Grant(KEYHOLDERS, also=(did_not_set_where_links_go,)),
    Permission.CAPACITY_REPORT: Grant(
        KEYHOLDERS | {Role.PARTNER_CARE}, also=(is_team_or_own_organisation,)
    ),
    Permission.CONSENT_WRITE: Grant(KEYHOLDERS, also=(has_grant_to_work,)),
    Permission.REFERRAL_READ: Grant(KEYHOLDERS, also=(has_grant,)),
    Permission.REFERRAL_WRITE: Grant(KEYHOLDERS, also=(has_grant_to_work,)),
    Permission.PACKAGE_LIST: Grant(PARTNERS),
    Permission.PACKAGE_READ: Grant(PARTNERS, also=(is_for_own_organisation,)),
    Permission.PACKAGE_ANSWER: Grant(PARTNERS, also=(is_for_own_organisation,)),
    Permission.NOTE_READ: Grant(frozenset({Role.PARTNER_LAWYER}), also=(wrote_this_note,)),
    Permission.NOTE_WRITE: Grant(frozenset({Role.PARTNER_LAWYER}), also=(is_for_own_organisation,)),
    Permission.CONFERENCE_READ: Grant(KEYHOLDERS),
    Permission.CONFERENCE_WRITE: Grant(KEYHOLDERS),
    Permission.CONFERENCE_SEND: Grant(KEYHOLDERS, also=(chairs_it_or_is_lead,)),
    Permission.APPRAISAL_START: Grant(KEYHOLDERS, also=(has_grant_to_work,)),
    Permission.APPRAISAL_READ: Grant(KEYHOLDERS, also=(has_grant,)),
    Permission.APPRAISAL_WRITE: Grant(KEYHOLDERS, also=(has_grant_to_work,)),
    Permission.APPRAISAL_GRANT: Grant(KEYHOLDERS, also=(has_grant_to_work,)),
    Permission.APPRAISAL_JUDGE: Grant(KEYHOLDERS, also=(has_grant_to_judge,)),
    Permission.APPRAISAL_SIGN: Grant(KEYHOLDERS, also=(has_grant, judged_it)),
    Permission.APPRAISAL_DISCLOSE: Grant(KEYHOLDERS, also=(has_grant_to_work,)),
    Permission.TRAINING_PLAN: Grant(KEYHOLDERS | {Role.EDITOR}),
    Permission.TRAINING_REVIEW: Grant(LEADS | {Role.EDITOR}),
    Permission.FIGURES_READ: Grant(FIGURE_READERS),
    Permission.FIGURES_PROPOSE: Grant(LEADS | {Role.ANALYST}),
    Permission.FIGURES_RELEASE: Grant(FIGURE_READERS, also=(did_not_propose,)),
    Permission.FIGURES_WITHDRAW: Grant(FIGURE_READERS),
    Permission.FIGURES_SIGN: Grant(LEADS),
    Permission.CONTENT_READ: Grant(KEYHOLDERS | {Role.EDITOR, Role.ADMINISTRATOR}),
    Permission.PODCAST_EDIT: Grant(frozenset({Role.EDITOR})),
    Permission.ME_READ: Grant(EVERYONE, needs_key=False),
    Permission.ME_CHANGE: Grant(EVERYONE, needs_key=False),
    Permission.STYLE_READ: Grant(EVERYONE - PARTNERS, needs_key=False),
}

SESSION_IDLE_LIMIT = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)

FREE_GUESSES = 5
GUESS_WINDOW = timedelta(minutes=15)
LONGEST_GUESS_WAIT = timedelta(minutes=1)

KEY_LASTS = timedelta(days=365)
"""After this a lead is asked for a new team key, also when nobody left."""
ACCOUNT_LASTS = timedelta(days=365)
"""How long an account stays when it is made or kept, at most."""
REVIEW_BEGINS = timedelta(days=30)
"""How long before the end of an account somebody is asked whether it is still right."""
PROOF_LASTS = timedelta(minutes=5)
CHALLENGE_LASTS = timedelta(minutes=2)
MOST_PASSKEYS = 10
SIGN_ON_LASTS = timedelta(minutes=10)
"""From leaving for the city's provider until coming back: a password and a code are typed there."""
SIGNED_ON_LASTS = timedelta(minutes=5)
"""From coming back until the member's key is unlocked, or the account linked."""
DRAFT_SAVES_AT_ONCE, DRAFT_SAVES_PER_SECOND = 60, 2


def proof_is_fresh(proved_at: datetime, *, now: datetime) -> bool:
    """Return whether the member proved who they are recently enough to change how they log in."""
    return now - proved_at <= PROOF_LASTS


def wait_after_tries(tries: int) -> timedelta:
    """Return the wait before the next try for a name: none up to four, then 5, 10, 20, 40, 60 s."""
    over = tries - FREE_GUESSES
    if over < 0:
        return timedelta()
    return min(timedelta(seconds=5 * 2 ** min(over, 9)), LONGEST_GUESS_WAIT)


def draft_saves_left(left: float | None, passed: timedelta) -> float:
    """Return how many drafts a member may save now (a token bucket of 60, refilled 2 a second).

    `left` is what was left after the last save, `passed` the time since; None before the first.
    """
    if left is None:
        return DRAFT_SAVES_AT_ONCE
    return min(DRAFT_SAVES_AT_ONCE, left + max(passed.total_seconds(), 0) * DRAFT_SAVES_PER_SECOND)


def may(actor: RoleHolder, permission: Permission, thing: object = None) -> bool:
    """Return whether GRANTS lets this member, in this session, do this to this thing."""
    grant = GRANTS[permission]
    return (
        actor.role in grant.roles
        and (actor.has_key_or_needs_none or not grant.needs_key)
        and all(check(actor, thing) for check in grant.also)
    )


def role_may(role: str, permission: Permission) -> bool:
    """Return whether this role may, once a key holder has admitted the member."""
    return role in GRANTS[permission].roles


CONFIRMED_ROLES = frozenset({Role.LEAD, Role.PRIVACY_OFFICER})
"""An administrator does not invite these alone: a key holder confirms the invitation."""


def person_behind(account: int, brought_in_by: Mapping[int, int]) -> int:
    """Return the account whose person certainly stands behind this account: itself, or another's.

    `brought_in_by` has, for each account that one person alone invited and admitted, the account
    that admitted it. Accounts that brought in each other have the lowest number among them.
    """
    seen = [account]
    while (account := brought_in_by.get(account, account)) not in seen:
        seen.append(account)
    return min(seen[seen.index(account) :])


def holds_keys(role: str) -> bool:
    """Return whether this role holds the team's private key: only roles that read reports do."""
    return role in KEYHOLDERS


def review_on(*, since: date, until: date | None, reviewed_on: date | None) -> date:
    """Return the day from which somebody has to say whether this account is still right.

    Some weeks before its end; for one without an end, before a year has passed since it was made
    or last reviewed.
    """
    ends_on = until or (reviewed_on or since) + ACCOUNT_LASTS
    return ends_on - REVIEW_BEGINS


def is_member_on(day: date, *, since: date, until: date | None) -> bool:
    return since <= day and (until is None or day <= until)


View = TypeVar("View", bound=Callable[..., object])


def open_to_everyone(view: View) -> View:
    """Mark a view that needs no permission: public pages, logging in, health."""
    view.needs = None  # type: ignore[attr-defined]
    return view
