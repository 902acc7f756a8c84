"""Who reads the report and the calls of a restricted case."""

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import READ_LEVELS
from uitweg.platform.accounts.models import Member, NamedReader
from uitweg.platform.audit.actions.audit_log import audit_name
from uitweg.platform.store.locking import lock_row


def name_readers(case: Case) -> None:
    """Close the report and call notes of a restricted case to all but those who may read them.

    Called inside the transaction of whatever changed a grant, the restriction or a call note, so
    that the rows never differ from the grants. Of a case that is not restricted it removes them.
    """
    because = audit_name(case)
    case = lock_row(case)
    NamedReader.objects.filter(because=because).delete()
    if not case.is_restricted:
        return
    grants = [grant for grant in case.grants.all() if opens_sources(grant)]
    NamedReader.objects.bulk_create(
        NamedReader(thing=thing, member_id=grant.member_id, until=grant.until, because=because)
        for thing in source_names(case)
        for grant in grants
    )


def source_names(case: Case) -> list[str]:
    """Return how the audit log names the report a case began with, and its call notes."""
    calls = CallNote.objects.filter(case_id=case.pk).order_by("pk")
    report = [f"report:{case.report_id}"] if case.report_id else []
    return [*report, *(audit_name(call) for call in calls)]


def reads_all_sources(case: Case, member: Member) -> bool:
    """Return whether this member is named for all sources of a restricted case."""
    rows = NamedReader.objects.active_for(member).filter(because=audit_name(case))
    return set(source_names(case)) <= set(rows.values_list("thing", flat=True))


def opens_sources(grant: CaseGrant) -> bool:
    """Return whether a grant opens the entries that hold the report and the calls.

    Emergency access to a restricted case is to its sources only: the case has another key.
    """
    reads = grant.level in READ_LEVELS and DataGroup.SITUATION in grant.groups
    return reads or grant.is_for_sources
