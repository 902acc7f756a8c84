"""Who may, for each role, by whether the account was admitted, by whom, and whether it has the key.

First the deciding function, in every cell; then every form of the staff door, replayed by every
account with its own token: no table changes outside what GRANTS says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.support import addresses, cells, people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.retention.models import Run
from uitweg.channel.conversation.models import Answer, JunkBatch, Report
from uitweg.platform.accounts import rules
from uitweg.platform.accounts.actions import sessions
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import KeyShare, Member, Session
from uitweg.platform.accounts.rules import GRANTS, Permission, Role, holds_keys, may
from uitweg.platform.audit.models import AuditEntry, AuditHead
from uitweg.platform.sealing import envelope, tokens

NOT_ADMITTED = "not admitted"
NO_KEY = "admitted, without the key in this session"
HAS_KEY = "admitted, with what the role needs"
ALONE = "brought in by the other person alone"
ACCOUNTS = [
    (role, standing)
    for role in Role
    for standing in (NOT_ADMITTED, NO_KEY, HAS_KEY, ALONE)
    if standing != NO_KEY or holds_keys(role)  # without keys by design: as HAS_KEY
]
BEFORE_ADMISSION = {
    Permission.ME_READ,
    Permission.ME_CHANGE,
    Permission.STYLE_READ,
    Permission.KEY_RECOVER,
}
TAKES_TWO = {
    Permission.FIGURES_RELEASE,
    Permission.REPORT_DESTROY,
    Permission.RETENTION_APPROVE,
    Permission.CASE_REVIEW_EMERGENCY,
    Permission.HANDOVER_ACCEPT,
}
ONLY_WITH_A_GRANT = {
    rules.has_grant,
    rules.has_grant_for_card,
    rules.has_grant_to_work,
    rules.has_grant_to_manage,
    rules.manages_case_or_is_lead,
    rules.has_grant_to_judge,
    rules.judged_it,
}
OF_SECOND_PERSON = {
    rules.did_not_mark_as_junk,
    rules.did_not_propose,
    rules.did_not_use_emergency_access,
}
OF_AN_ORGANISATION = {rules.is_for_own_organisation, rules.wrote_this_note}
"""These accounts are of an organisation to which nothing was sent."""
FORM = "application/x-www-form-urlencoded"
UNCOUNTED = (AuditEntry, AuditHead, Session)
"""Refusals are written down, and a session remembers when it was last seen."""


def an_account(team: people.Team, role: Role, standing: str, *, other: Member) -> Member:
    member = people.a_member(team, f"{role}-{ACCOUNTS.index((role, standing))}", role)
    if standing == NOT_ADMITTED:
        member.admitted_at = None
    if standing == ALONE:
        member.invited_by = member.admitted_by = member.brought_in_by = other.pk
    member.save()
    return member


# the deciding function


@dataclass
class Near:
    """A thing about which this member may do everything, made or done by the other person."""

    other: Member
    pk: int = 10**6
    is_restricted: bool = False
    opens_nothing: bool = True
    role: str = Role.LEAD
    written_by: int = field(init=False)
    backup_id: int = field(init=False)
    next_members: frozenset[int] = field(init=False)
    chair_id: int = field(init=False)
    organisation_id: int = people.NO_ORGANISATION

    def __post_init__(self) -> None:
        self.junked_by = self.proposed_by_id = self.member_id = self.other.pk
        self.written_by_id = self.other.pk
        self.proposed_by = self.other

    def may_be_read_by(self, member_pk: int) -> bool:
        return True

    has_any_grant = may_be_worked_on_by = may_be_managed_by = may_be_read_by
    may_be_judged_by = was_judged_by = may_be_read_by

    def another_lead_has_key(self) -> bool:
        return False


@pytest.mark.postgres
def test_each_permission_in_each_standing(team, fatima) -> None:
    for role, standing in ACCOUNTS:
        member = an_account(team, role, standing, other=fatima)
        ring = people.keyring_of(member) if standing != NO_KEY else Keyring(seed=b"")
        actor, thing = Actor(member, timezone.now(), ring), Near(fatima)
        thing.written_by = thing.backup_id = thing.chair_id = member.pk
        thing.next_members = frozenset({member.pk})
        has_all = standing in (HAS_KEY, ALONE)
        for permission in set(Permission) - {Permission.CASE_UNDO_IMPORT}:
            is_note = permission is Permission.NOTE_READ
            thing.written_by_id = member.pk if is_note else fatima.pk
            expected = (
                role in GRANTS[permission].roles
                and (has_all or permission in BEFORE_ADMISSION)
                and not (standing == ALONE and permission in TAKES_TWO)
            )
            assert may(actor, permission, thing) == expected, (role, standing, permission)


# every form


@dataclass(frozen=True)
class House:
    """Fatima's report, case, list to destroy, junk and emergency access, for others to attack."""

    case: Case
    closed: Case
    ended: Case
    waiting: Report
    answered: Report
    junk: JunkBatch
    run: Run
    victim: Member
    newcomer: Member


@pytest.fixture
def house(team, fatima, joris, signed) -> House:  # type: ignore[no-untyped-def]
    desk, key = people.at_the_desk(fatima), tokens.new_token(16).hex
    for report in [people.a_report(danger=True) for _ in range(3)]:
        desk.post(f"/werk/melding/{report.pk}/casus/")
    case, closed, also_closed = Case.objects.order_by("id")
    long_ago = timezone.localdate() - timedelta(days=16 * 366)
    ended = {"state": "closed", "ending": "safe", "ground": "wmo", "closed_on": long_ago}
    old = Case.objects.filter(pk__in=[closed.pk, also_closed.pk])
    old.update(**ended, kept_until=long_ago + timedelta(days=1))
    desk.post("/beheer/bewaren/casussen/voorstel/", {"casus": [closed.pk]})
    laid_aside, answered, waiting = (people.a_report() for _ in range(3))
    desk.post("/werk/meldingen/opzij-leggen/", {"numbers": [laid_aside.pk]})
    JunkBatch.objects.update(junked_at=timezone.now() - timedelta(days=100))
    desk.post(f"/werk/melding/{answered.pk}/", {"text": "Ja.", "key": "ab" * 16, "seen": "99"})
    where = f"/casus/{case.pk}"
    desk.post(f"{where}/doel/", {"text": "School", "domain": "school", "key": key()})
    desk.post(f"{where}/actie/", {"text": "Bel", "owner": fatima.pk, "due_on": "", "key": key()})
    another = {"kind": "other", "text": "Iets", "until_on": soon(), "key": key()}
    desk.post(f"{where}/termijn/", another)
    desk.post("/belnotitie/", {"text": "Hij belde.", "version": 0, "key": key()})
    at_joris = people.at_the_desk(joris)
    urgent = {"level": "card", "reason": "other", "why": "Haast", "key": key()}
    at_joris.post(f"{where}/noodtoegang/", urgent)
    CaseGrant.objects.filter(access__isnull=False).update(member=fatima)
    newcomer = people.a_member(team, "Nieuw", Role.EDITOR)
    Member.objects.filter(pk=newcomer.pk).update(admitted_at=None, invited_by=joris.pk)
    return House(
        case=case,
        closed=closed,
        ended=also_closed,
        waiting=waiting,
        answered=answered,
        junk=JunkBatch.objects.get(),
        run=Run.objects.get(),
        victim=joris,
        newcomer=newcomer,
    )


def soon() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def forms() -> list[addresses.Address]:
    """Return each address of the staff door behind a permission that more than one's own needs."""
    behind = [a for a in addresses.of("staff") if isinstance(a.needs, Permission)]
    return [address for address in behind if address.needs not in BEFORE_ADMISSION]


def filled(address: addresses.Address, house: House) -> str:
    """Return the path of an address, with the numbers of what is there."""
    path = address.path
    answer, access = Answer.objects.get(), EmergencyAccess.objects.get()
    goal, action, period = Goal.objects.get(), Action.objects.get(), Period.objects.get()
    waits = house.newcomer if address.name == "admit" else house.victim
    report = house.answered if address.name == "withdraw-answer" else house.waiting
    numbers = {
        "/beheer/leden/1/": f"/beheer/leden/{waits.pk}/",
        "/opzij/1/": f"/opzij/{house.junk.pk}/",
        "/lijst/1/": f"/lijst/{house.run.pk}/",
        "/bewaren/casus/1/": f"/bewaren/casus/{house.ended.pk}/",
        "/casus/noodtoegang/1/": f"/casus/noodtoegang/{access.pk}/",
        "/casus/toegang/1/": f"/casus/toegang/{access.grant_id}/",
        "/casus/doel/1/": f"/casus/doel/{goal.pk}/",
        "/casus/actie/1/": f"/casus/actie/{action.pk}/",
        "/casus/termijn/1/": f"/casus/termijn/{period.pk}/",
        "/belnotitie/1/": f"/belnotitie/{CallNote.objects.get().pk}/",
        "/antwoord/1/": f"/antwoord/{answer.pk}/",
        "/casus/1/": f"/casus/{house.case.pk}/",
        "/melding/1/": f"/melding/{report.pk}/",
    }
    for begin, ours in numbers.items():
        path = path.replace(begin, ours)
    return path


def typed(form: addresses.Address, house: House) -> dict[str, object]:
    """Return fields that fill in any form, and what this one wants otherwise."""
    key = tokens.new_token(16).hex()
    return {
        "key": key, "text": "Van een ander", "kind": "note", "domain": "school", "owner": Member.objects.get(login="fatima").pk,
        "due_on": "", "version": "0", "state": "done", "then": "triage", "ground": "wmo",
        "why": "Daarom", "to": house.victim.pk, "level": "manage", "reason": "other",
        "keeps": "nothing", "strikt": "ja", "shown": "", "recipient": "Ik", "ending": "safe",
        "told": "yes", "when": "2025", "blad-name": "Ander", "papier": "tijdlijn",
        "voor": "mezelf", "until_on": soon(), "until": soon(), "numbers": [house.waiting.pk],
        "sure": "yes", "danger": "on", "casus": [house.ended.pk], "outcome": "advised",
        "name": "Anna", "login": "anna", "role": "coordinator", "seen": "99",
        "key_id": envelope.key_id(bytes(house.newcomer.public_key)).hex(),
        **special_fields(house).get(form.name, {}),
    }  # fmt: skip


def special_fields(house: House) -> dict[str, dict[str, object]]:
    """Return by form the fields that it wants otherwise than the rest."""
    access = EmergencyAccess.objects.get()
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    return {
        "use-emergency-access": {"level": "card"},
        "review-emergency-access": {"verdict": "in-order", "row": bytes(access.form_key).hex()},
        "restore-junk": {"numbers": []},
        "hold-case": {"reason": "law", "until": day},
        "set-goal": {"state": "reached"},
        "set-action": {"state": "done", "due_on": ""},
        "start-period": {"kind": "other", "group": "safety"},
        "change-period": {"version": 1, "until_on": day},
        "end-period": {"version": 1, "state": "met"},
        "call": {"outcome": "advice"},
        "add-event": {"group": "safety", "audience": "team"},
    }


def table_allows(role: Role, standing: str, permission: Permission) -> bool:
    """Return whether GRANTS lets this account, which has no grant on any case, change something."""
    grant = GRANTS[permission]
    lacks = standing in (NOT_ADMITTED, NO_KEY) and grant.needs_key
    closed = (
        ONLY_WITH_A_GRANT | OF_AN_ORGANISATION | (OF_SECOND_PERSON if standing == ALONE else set())
    )
    if role == Role.LEAD:
        closed = closed - {rules.manages_case_or_is_lead}
    return role in grant.roles and not lacks and not closed & set(grant.also)


def checksums() -> Iterator[tuple[str, bytes]]:
    """Return a hash of the rows of every table of both stores, by the name of its model."""
    for model in apps.get_models():
        if model not in UNCOUNTED:
            rows = repr(list(model._default_manager.order_by("pk").values_list()))
            yield model.__name__, tokens.sha256(rows.encode())


def a_browser(member: Member, standing: str) -> tuple[Client, str]:
    """Return a browser in which this account is logged in, and the token of its pages' forms."""
    if standing == NO_KEY:
        KeyShare.objects.filter(member=member).delete()
    ring = people.keyring_of(member)
    client = Client(enforce_csrf_checks=True)
    cookie = sessions.open_session(member, ring, now=timezone.now())
    client.cookies[sessions.SESSION_COOKIE] = cookie
    page = client.get("/ik/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    return client, token[1]


EVERY_DAY = (Role.LEAD, Role.ADMINISTRATOR)
ROLES = [role if role in EVERY_DAY else pytest.param(role, marks=pytest.mark.long) for role in Role]


@pytest.mark.parametrize("step", cells.STEPS)
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_form_changes_anything_outside_the_table(
    team, fatima, house: House, role: Role, step: int
) -> None:
    standings = [standing for other, standing in ACCOUNTS if other == role]
    accounts = [(an_account(team, role, each, other=fatima), each) for each in standings]
    for member, standing in accounts:
        client, token = a_browser(member, standing)
        before, last_entry = dict(checksums()), AuditEntry.objects.latest("id").pk
        kept_out = [form for form in forms() if not table_allows(role, standing, form.needs)][
            ::step
        ]
        for form in kept_out:
            fields = urlencode({**typed(form, house), "csrfmiddlewaretoken": token}, doseq=True)
            answer = client.post(filled(form, house), fields, content_type=FORM)
            assert answer.status_code < 500, (form.name, standing)
        assert len(kept_out) > 30 // step
        assert dict(checksums()) == before, standing
        entries = AuditEntry.objects.filter(id__gt=last_entry).values_list("result", flat=True)
        assert set(entries) == {"refused"}, standing


@pytest.mark.long
def test_the_forms_that_are_replayed_do_change_something_for_who_may(
    team, fatima, house: House
) -> None:
    """Or the test above would prove nothing."""
    lead = people.a_member(team, "Ruud", Role.LEAD)
    browsers = [a_browser(member, HAS_KEY) for member in (fatima, lead)]
    before = dict(checksums())
    changing = set()
    for form in forms():
        for client, token in browsers:
            fields = urlencode({**typed(form, house), "csrfmiddlewaretoken": token}, doseq=True)
            with transaction.atomic(), transaction.atomic(using="channel"):
                client.post(filled(form, house), fields, content_type=FORM)
                if dict(checksums()) != before:
                    changing.add(form.name)
                for store in ("default", "channel"):
                    transaction.set_rollback(True, using=store)
    assert len(changing) >= 33
