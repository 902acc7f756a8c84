"""Letting entries that were written for the team be in documents for one kind of recipient."""

from collections.abc import Collection

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import SYSTEM_KINDS, EntryKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.documents.actions.documents import require_may_make
from uitweg.casework.documents.rules import DocumentRecipient
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

NEVER_ALONG = (EntryKind.REPORT, *SYSTEM_KINDS)
"""The words of a reporter, and what the program wrote."""


def set_paper_for(
    *,
    case: Case,
    entry_ids: Collection[int],
    recipient: DocumentRecipient,
    is_allowed: bool,
    by: Actor,
) -> None:
    """Let these entries go along for `recipient`, or no longer; only those `by` may see.

    An entry that was not written for the team stays as it is. Raises NotAllowed.
    """
    require_may_make(case=case, recipient=recipient, by=by)
    require(by, Permission.CASE_WRITE, case)
    visible = case.entries.visible_with(case.visibility_for(by.member.pk))
    with transaction.atomic():
        case_keys.lock_cases({case.pk: case.key_round})
        changed = []
        written = visible.filter(pk__in=entry_ids, audience=Audience.TEAM)
        for entry in written.exclude(kind__in=NEVER_ALONG):
            if (recipient in entry.paper_for) != is_allowed:
                others = [name for name in entry.paper_for if name != recipient]
                entry.paper_for = [*others, recipient.value] if is_allowed else others
                changed.append(entry)
        if changed:
            Entry.objects.bulk_update(changed, ["paper_for"], batch_size=case_keys.CASES_PER_QUERY)
            reason = f"{'paper' if is_allowed else 'no-paper'}:{recipient}:{len(changed)}"
            audit_log.record(by.member, WRITE_IN_CASE, case, reason=reason)
