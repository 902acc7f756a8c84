"""What the owner reads before restricting a case: who saw it, and what left it already."""

from datetime import date
from typing import Any

from uitweg.casework.cases.actions.named_readers import opens_sources, source_names
from uitweg.casework.cases.models import Case
from uitweg.platform.audit.actions import audit_log

READING_ACTS = (
    "report:read",
    "report:file",
    "report:answer",
    "call:read",
    "call:write",
    "case:read",
    "case:read-card",
    "case:file",
    "case:emergency",
    "report:emergency",
)
SOURCE_WORDS = {"report": "melding", "callnote": "belnotitie", "case": "casus"}


def restriction_context(case: Case) -> dict[str, Any]:
    """Return who read the case, its report or its call notes, from the audit log.

    Those who may still read it stand there too: `may_still` says so of each.
    """
    things = [audit_log.audit_name(case), *source_names(case)]
    reading = {grant.member_id for grant in case.grants.active() if opens_sources(grant)}
    readings: dict[tuple[int, str], dict[str, date]] = {}
    for pk, name, thing, day in audit_log.readings_of(things, READING_ACTS):
        words = SOURCE_WORDS[thing.partition(":")[0]]
        days = readings.setdefault((pk, name), {})
        days[words] = max(days.get(words, day), day)
    return {
        "read_before": [
            {"name": name, "days": days, "may_still": pk in reading}
            for (pk, name), days in readings.items()
        ],
        "left_before": case.disclosures.count(),
    }
