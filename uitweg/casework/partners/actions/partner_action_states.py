"""How an action that a partner does moves on: by their answers, and when the team ends it."""

from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.models import Action
from uitweg.casework.cases.rules.plan import ActionState
from uitweg.casework.partners.actions.package_ends import end_package
from uitweg.casework.partners.models import PackageReply, PartnerAction
from uitweg.casework.partners.rules.packages import PackageEnd, PartnerAnswer
from uitweg.platform.audit.actions import audit_log

PER_ROUND = 100


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
    audit_log.record(reply.member, "case:partner-action", asked.case, reason=reply.answer)


def end_packages_of_ended_actions(*, now: datetime) -> int:
    """Take back what was asked for actions that the team dropped or did itself; return how many."""
    ended = PartnerAction.objects.exclude(action__state=ActionState.OPEN).filter(
        package__ended_at=None, package__isnull=False
    )
    rows = list(ended.select_related("package").order_by("pk")[:PER_ROUND])
    for asked in rows:
        assert asked.package
        end_package(package=asked.package, end=PackageEnd.WITHDRAWN, now=now)
    return len(rows)
