"""An action of the plan that a partner is asked to do: ask, answers, end."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import ActionState, EntryKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import sees_action
from uitweg.casework.cases.consents.actions.disclosures import DisclosureRefusal
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.actions.entries import add_entry
from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.basis import sending_standing
from uitweg.casework.partners.dispatch.actions.ends import end_each
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms, parts_on
from uitweg.casework.partners.dispatch.actions.messages import team_phone
from uitweg.casework.partners.dispatch.actions.packages import DecryptedReply
from uitweg.casework.partners.dispatch.models import Package, PackageReply
from uitweg.casework.partners.dispatch.rules.packages import (
    DispatchKind,
    PackageContent,
    PackageEnd,
    PackageKind,
    PartnerAnswer,
    audience_of,
    rule_of,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.drafts.actions.once import key_with_content, once
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store.locking import lock_row

ANSWER_ASKED_ACTION = Act("case:partner-action", "Partner antwoordde op een actie")

ACTION = DispatchKind(
    PackageKind.ACTION,
    running=("actie", "acties"),
    via=DisclosureMethod.PARTNER,
    yes="Ja, dat doe ik",
    full="Ik heb geen tijd",
    no_fit="Dit is niet mijn werk",
    started="Ik ben begonnen",
    done="Klaar",
    is_question=True,
    account_reads_on=True,
)
OPENS_FOR = timedelta(days=14)
"""How long the question can be opened after the day on which the action is due."""
FURTHEST_DUE = timedelta(days=366)


class AskedActionRefusal(Refusal):
    ACTION_DUE = "Kies een dag vanaf vandaag, binnen een jaar. Er is niets verstuurd."


@dataclass(frozen=True)
class AskedAction:
    """What a member asks of a partner: `text` is all that the partner reads of the case."""

    text: str
    group: DataGroup
    owner: Member
    due_on: date


@dataclass(frozen=True)
class OpenedPartnerAction:
    """A partner's action with its text, and their answers; None and empty where it stays shut."""

    row: PartnerAction
    text: str | None
    replies: list[DecryptedReply]


def ask_partner(
    *, case: Case, organisation: Organisation, asked: AskedAction, by: Actor, form_key: bytes
) -> PartnerAction:
    """Put an action in the plan that this partner does, and send them the question.

    Sending the same form twice asks once. Raises NotAllowed, and NotPossible: "form-other" when it
    asked something else before, "no-basis" without a consent or decision for its data group, and as
    `plan.add_action` and `packages.send_package`.
    """
    require(by, Permission.REFERRAL_WRITE, case)
    require(by, Permission.CASE_DISCLOSE, case)
    if not by.today <= asked.due_on <= by.today + FURTHEST_DUE:
        raise NotPossible(AskedActionRefusal.ACTION_DUE)
    form_key = key_with_content(
        form_key, organisation.pk, asked.text, asked.group, asked.owner.pk, asked.due_on
    )
    with transaction.atomic():
        lock_row(case)
        if earlier := once(PartnerAction.objects.all(), form_key, of={"case": case}):
            return earlier
        bases = sending_standing(organisation, [case], now=by.now).bases[case.pk]
        if not bases[asked.group].may_share:
            raise NotPossible(DisclosureRefusal.NO_BASIS)
        parts = parts_on(case, bases, [asked.group])
        return _ask(case, organisation, asked, parts, form_key, by)


def _ask(
    case: Case,
    organisation: Organisation,
    asked: AskedAction,
    parts: list[PartTerms],
    form_key: bytes,
    by: Actor,
) -> PartnerAction:
    action = plan.add_action(
        case=case,
        text=asked.text,
        owner=asked.owner,
        due_on=asked.due_on,
        group=asked.group,
        organisation=organisation.pk,
        by=by,
        form_key=form_key,
    )
    seed, public = packages.new_reply_key()
    due = _end_of(asked.due_on)
    package = packages.send_package(
        kind=PackageKind.ACTION,
        organisation=organisation,
        content=_content(asked, by),
        parts=parts,
        purpose="Actie uit het plan",
        answer_by=due,
        opens_until=due + OPENS_FOR,
        reply_public=public,
        by=by,
    )
    key = case_keys.open_case_key(case, by.keyring)
    row = PartnerAction(
        case=case,
        action=action,
        organisation=organisation,
        package=package,
        form_key=form_key,
    ).seal(key, reply_seed=seed.hex())
    row.save(force_insert=True)
    return row


def _content(asked: AskedAction, by: Actor) -> PackageContent:
    return PackageContent(
        title="Wilt u dit doen?",
        asked=asked.text,
        sender=f"{by.member.name}, zorgcoördinator",
        phone=team_phone(),
        answer_by=f"{asked.due_on:%d-%m-%Y}",
    )


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def open_partner_action(*, asked: PartnerAction, by: Actor) -> OpenedPartnerAction:
    """Decrypt an action and the answers; for its owner the news is then seen.

    Raises NotAllowed for who may not see this action of the case.
    """
    require(by, Permission.REFERRAL_READ, asked.case)
    require_visible(asked, by)
    if asked.has_news and asked.action.owner_id == by.pk:
        PartnerAction.objects.filter(pk=asked.pk).update(has_news=False)
    key = case_keys.open_case_key(asked.case, by.keyring)
    seed = asked.unseal(key, "reply_seed")
    replies: list[DecryptedReply] = []
    if seed and asked.package:
        replies = packages.decrypt_replies(asked.package, seed=bytes.fromhex(seed))
    return OpenedPartnerAction(asked, plan.decrypt_action(asked.action, key).text, replies)


def require_visible(asked: PartnerAction, by: Actor) -> None:
    """Raise NotAllowed for who has access to the case and may not see this action."""
    visibility = asked.case.visibility_for(by.pk)
    group, owner = DataGroup(asked.action.group), asked.action.owner_id
    if not sees_action(visibility, group=group, owner=owner):
        raise NotAllowed(Permission.REFERRAL_READ.value)


def put_on_timeline(
    *, asked: PartnerAction, reply: PackageReply, by: Actor, form_key: bytes
) -> None:
    """Put what a partner wrote on the timeline, with whose it is and the rule they gave it.

    A contribution with a rule is for our own organisation, so it goes on no paper for others.
    Raises NotPossible without words.
    """
    require(by, Permission.REFERRAL_WRITE, asked.case)
    opened = open_partner_action(asked=asked, by=by)
    said = next((each for each in opened.replies if each.row.pk == reply.pk), None)
    if said is None or not said.text:
        raise NotPossible(packages.PackageRefusal.SAY_WHAT)
    rule = rule_of(said.rule)
    agreed = f"\n\nAfspraak: {rule.words}." if rule else ""
    add_entry(
        case=asked.case,
        kind=EntryKind.PARTNER,
        text=f"Van {asked.organisation.name}:\n{said.text}{agreed}",
        audience=audience_of(rule),
        group=DataGroup(asked.action.group),
        by=by,
        form_key=form_key,
    )


def news_for(*, by: Actor, limit: int) -> list[PartnerAction]:
    """Return the actions of this member on which a partner answered since they last looked."""
    open_to_me = Case.objects.visible_to(by.member)
    rows = PartnerAction.objects.filter(has_news=True, action__owner=by.member, case__in=open_to_me)
    return list(rows.select_related("case", "action", "organisation").order_by("pk")[:limit])


def apply_reply(*, reply: PackageReply, now: datetime) -> None:
    """Let the action that this package is about follow the answer, if there is one.

    Its owner sees on Nu that there is something new. What the team ended meanwhile stays ended.
    """
    asked = PartnerAction.objects.select_related("case").filter(package=reply.package_id).first()
    if asked is None or not reply.counts:
        return
    today = timezone.localdate(now)
    asked.has_news = True
    if reply.answer in (PartnerAnswer.STARTED, PartnerAnswer.DONE):
        asked.started_on = asked.started_on or today
    asked.save(update_fields=["has_news", "started_on"])
    if reply.answer == PartnerAnswer.DONE:
        still_open = Action.objects.filter(pk=asked.action_id).open()
        still_open.update(state=ActionState.DONE, done_on=today)
    audit_log.record(reply.member, ANSWER_ASKED_ACTION, asked.case, reason=reply.answer)


@job("partner-actions", every=timedelta(seconds=15))
def end_packages_of_ended_actions(*, now: datetime) -> int:
    """Take back what was asked for actions that the team dropped or did itself; return how many."""
    ended = PartnerAction.objects.exclude(action__state=ActionState.OPEN)
    running = Package.objects.filter(pk__in=ended.values("package"), ended_at=None)
    return end_each(running, PackageEnd.WITHDRAWN, now)
