"""Steps for a partner: what a route proposes for a case, and making its actions and periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.contents import ActionState, SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Visibility, may_change_period
from uitweg.casework.cases.consents.actions.consent_list import consent_text, stored_answers
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import (
    ConsentPurpose,
    newest_answer,
    recipients_in_words,
)
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.periods.rules import PERIOD_GROUPS, PeriodKind, end_after, start_of_day
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.partners.routes.rules import OF_AN_AGE, is_meant_for, is_minor
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content.values.partners import PartnerRoute, RoutePeriod, RouteStep
from uitweg.platform.policy import periods as policy
from uitweg.platform.policy.periods import PeriodLength, PeriodUnit
from uitweg.platform.sealing import tokens


class RouteRefusal(Refusal):
    STEP_WITHOUT_CONSENT = (
        "Voor deze stap is nog geen toestemming. Er is niets gemaakt. Vraag die eerst, en zet de "
        "stap daarna in het plan."
    )


@dataclass(frozen=True)
class AskedConsent:
    """A purpose for which a route asks consent, and the answer that counts or was last, if any.

    `to_words` is whom that answer is about, "" for who may not see or cannot open it.
    """

    purpose: ConsentPurpose
    answer: Consent | None
    is_live: bool
    to_words: str = ""


@dataclass(frozen=True)
class ProposedStep:
    """A step as the page shows it; `is_there`: an open action says the same already.

    `is_ticked` at first, when it is meant for this youngster. `awaits` is the purpose for which
    nobody said yes.
    """

    step: RouteStep
    due_on: date
    is_ticked: bool
    is_there: bool
    awaits: ConsentPurpose | None


@dataclass(frozen=True)
class ProposedPeriod:
    """A period as the page shows it; `is_there`: it runs already. `what` is its name."""

    period: RoutePeriod
    what: str
    length: str
    doubt: str
    is_there: bool


@dataclass(frozen=True)
class RouteProposal:
    """What a route would make in one case; `minor` is None when the person sheet does not say."""

    route: PartnerRoute
    minor: bool | None
    consents: tuple[AskedConsent, ...]
    steps: tuple[ProposedStep, ...]
    periods: tuple[ProposedPeriod, ...]

    @property
    def asks_age(self) -> bool:
        """Whether a line depends on the age, and the person sheet does not say it."""
        lines: list[RouteStep | RoutePeriod] = [*self.route.steps, *self.route.periods]
        return self.minor is None and any(line.fits in OF_AN_AGE for line in lines)


def propose_route(*, case: Case, route: PartnerRoute, by: Actor) -> RouteProposal:
    """Return what a route proposes for a case; the reading is recorded first. Raises NotAllowed."""
    plan.require_case_writable(case, by)
    audit_log.record(by.member, READ_CASE, case, reason="route")
    key, visibility = case_keys.open_case_key(case, by.keyring), case.visibility_for(by.member.pk)
    person = sheets.visible_sheet(sheets.newest_sheets(case, key)[SheetKind.PERSON], visibility)
    minor = is_minor(person.fields, today=by.today)
    consents = asked_consents(case, route, now=by.now)
    live = {asked.purpose for asked in consents if asked.is_live}
    titles = {
        each.text
        for each in plan.decrypt_actions(case, key, visibility)
        if each.row.state == ActionState.OPEN
    }
    running = periods.decrypt_running_periods(case, key, visibility)
    names = {(each.row.kind, each.name) for each in running}
    return RouteProposal(
        route,
        minor,
        tuple(_with_recipients(asked, key, visibility) for asked in consents),
        tuple(
            _proposed_step(step, minor, live, titles, by)
            for step in route.steps
            if is_meant_for(step.fits, minor=minor) is not False
        ),
        tuple(
            _proposed_period(each, names)
            for each in usable_periods(route, visibility)
            if is_meant_for(each.fits, minor=minor) is not False
        ),
    )


def _proposed_step(
    step: RouteStep,
    minor: bool | None,
    live: set[ConsentPurpose],
    titles: set[str | None],
    by: Actor,
) -> ProposedStep:
    purpose = ConsentPurpose(step.consent) if step.consent else None
    awaits = purpose if purpose and purpose not in live else None
    is_there = step.text in titles
    is_ticked = is_meant_for(step.fits, minor=minor) is True and not is_there and awaits is None
    return ProposedStep(step, due_on(step, by.today), is_ticked, is_there, awaits)


def _proposed_period(period: RoutePeriod, running: set[tuple[str, str]]) -> ProposedPeriod:
    name = period_name(period)
    doubt = "" if period.kind == PeriodKind.OTHER else policy.period_table()[period.kind].doubt
    is_there = (period.kind, name) in running
    return ProposedPeriod(period, name, period_length(period).words, doubt, is_there)


def due_on(step: RouteStep, today: date) -> date:
    return today + timedelta(days=step.days)


def period_group(period: RoutePeriod) -> DataGroup:
    return PERIOD_GROUPS.get(PeriodKind(period.kind)) or DataGroup(period.group)


def period_name(period: RoutePeriod) -> str:
    """Return what a period is called: by the policy, or by the route for one of kind `other`."""
    if period.kind == PeriodKind.OTHER:
        return period.name
    return policy.period_table()[period.kind].what


def period_length(period: RoutePeriod) -> PeriodLength:
    if period.kind == PeriodKind.OTHER:
        return PeriodLength(period.days, PeriodUnit.DAYS)
    return policy.period_table()[period.kind].length


def usable_periods(route: PartnerRoute, visibility: Visibility) -> list[RoutePeriod]:
    """Return the periods of a route that this member may start."""
    return [each for each in route.periods if may_change_period(visibility, period_group(each))]


def asked_consents(case: Case, route: PartnerRoute, *, now: datetime) -> tuple[AskedConsent, ...]:
    """Return for each consent that a route asks the newest answer, and whether it counts now."""
    return tuple(_asked_consent(case, ConsentPurpose(purpose), now) for purpose in route.consents)


def _asked_consent(case: Case, purpose: ConsentPurpose, now: datetime) -> AskedConsent:
    said = stored_answers([case.pk], purpose=purpose, now=now)[case.pk]
    by_group = (newest_answer(each for each in said if group in each.groups) for group in DataGroup)
    deciding = [answer for answer in by_group if answer is not None]
    live = [answer for answer in deciding if answer.is_live]
    shown = newest_answer(live or deciding)
    row = Consent.objects.get(pk=shown.pk) if shown else None
    return AskedConsent(purpose, row, bool(live))


def _with_recipients(asked: AskedConsent, key: CaseKey, visibility: Visibility) -> AskedConsent:
    row = asked.answer
    if row is None or not set(row.groups) <= visibility.readable_groups:
        return asked
    return replace(asked, to_words=recipients_in_words(consent_text(row, key).recipients))


def make_steps(
    *,
    case: Case,
    route: PartnerRoute,
    steps: Sequence[str],
    starts: Mapping[str, date],
    owner: Member,
    by: Actor,
    form_key: bytes,
) -> int:
    """Make an action of each of these steps, and start these periods; all, or none.

    `starts` has by period its first day. What is there already is not made again: an open action
    with the same words, a running period of that name; so a second click, and a colleague at the
    same time, add nothing. Returns how many were made. Raises NotAllowed, and NotPossible for a
    closed case, for an owner who may not work in it, and for a step whose consent nobody gave.
    """
    plan.require_case_writable(case, by)
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        _require_consents(case, route, steps, by)
        made = _make_actions(case, key, route, steps, owner, by, form_key)
        made += _start_periods(case, key, route, starts, by, form_key)
    return made


def _require_consents(case: Case, route: PartnerRoute, steps: Sequence[str], by: Actor) -> None:
    require(by, Permission.CASE_WRITE, case)
    live = {asked.purpose for asked in asked_consents(case, route, now=by.now) if asked.is_live}
    for step in route.steps:
        if step.id in steps and step.consent and step.consent not in live:
            raise NotPossible(RouteRefusal.STEP_WITHOUT_CONSENT)


def _make_actions(
    case: Case,
    key: CaseKey,
    route: PartnerRoute,
    steps: Sequence[str],
    owner: Member,
    by: Actor,
    form_key: bytes,
) -> int:
    rows = case.actions.filter(state=ActionState.OPEN)
    texts = {plan.decrypt_action(row, key).text for row in rows}
    chosen = [step for step in route.steps if step.id in steps and step.text not in texts]
    for step in chosen:
        plan.add_action(
            case=case,
            text=step.text,
            owner=owner,
            due_on=due_on(step, by.today),
            group=DataGroup(step.group),
            by=by,
            form_key=_line_key(form_key, f"{route.id} {step.id}"),
        )
    return len(chosen)


def _start_periods(
    case: Case,
    key: CaseKey,
    route: PartnerRoute,
    starts: Mapping[str, date],
    by: Actor,
    form_key: bytes,
) -> int:
    running = [periods.decrypt_period(row, key) for row in case.periods.running()]
    names = {(each.row.kind, each.name) for each in running}
    zone = timezone.get_current_timezone()
    chosen = [
        each
        for each in route.periods
        if each.id in starts and (each.kind, period_name(each)) not in names
    ]
    for period in chosen:
        is_other = period.kind == PeriodKind.OTHER
        start = start_of_day(starts[period.id], zone)
        periods.start_period(
            case=case,
            kind=PeriodKind(period.kind),
            start=start,
            end=end_after(start, period_length(period), zone) if is_other else None,
            text=period.name,
            group=period_group(period),
            by=by,
            form_key=_line_key(form_key, f"{route.id} termijn {period.id}"),
        )
    return len(chosen)


def _line_key(form_key: bytes, line: str) -> bytes:
    """Return the form key of the row for one line; the same form gives the same keys again."""
    return tokens.digest("plan-line", form_key + line.encode())[:16]
