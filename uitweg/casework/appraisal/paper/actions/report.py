"""The paper of one version: what was frozen, and what stands around it."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.paper.actions.findings import (
    AuthorityRow,
    DecryptedFinding,
    findings_of,
)
from uitweg.casework.appraisal.paper.rules.frozen import frozen_from_json
from uitweg.casework.appraisal.paper.rules.report import (
    ReportCircumstances,
    ReportFinding,
    ReportVersion,
    make_report,
)
from uitweg.casework.appraisal.paper.rules.values import AppraisalReport
from uitweg.platform.content import load
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.sealing import tokens


def report_of(
    appraisal: Appraisal, key: CompartmentKey, text: str, *, made_at: datetime
) -> AppraisalReport:
    """Return the paper of the frozen text (canonical JSON), as it is made at this moment."""
    frozen = frozen_from_json(text)
    around = ReportCircumstances(
        city=settings.CITY,
        phone=load().contact("coordinator").number,
        made_on=_day(made_at),
        facts_closed_on=_day(datetime.fromisoformat(frozen.facts_closed_at)),
        judged_on={
            each.place: _day(datetime.fromisoformat(each.given_at)) for each in frozen.judgements
        },
        sha256=tokens.sha256(text.encode()).hex(),
        findings=[_finding(row, made_at) for row in findings_of(appraisal.compartment, key)],
        versions=_versions(appraisal),
    )
    return make_report(frozen, load().appraisal, around)


def _finding(row: AuthorityRow, made_at: datetime) -> ReportFinding:
    """Return what an authority found, as it was known when the paper was made."""
    known = [row.newest, *row.older] if row.newest else []
    newest = next((each for each in known if each.row.written_at <= made_at), None)
    if newest is None:
        return ReportFinding(row.authority, "")
    return ReportFinding(row.authority, _words_of_finding(newest), newest.why)


def _words_of_finding(finding: DecryptedFinding) -> str:
    words = f"{finding.view.capitalize()}, op {in_dutch(finding.row.found_on)}"
    return f"{words}, volgens {finding.said_by}. {finding.decided}"


def _versions(appraisal: Appraisal) -> list[ReportVersion]:
    """Return this version and those before it, the oldest first."""
    rows = appraisal.compartment.appraisals.filter(number__lte=appraisal.number)
    return [_version(row, is_this=row.pk == appraisal.pk) for row in rows.order_by("number")]


def _version(row: Appraisal, *, is_this: bool) -> ReportVersion:
    words = f"Begonnen op {_day(row.made_at)}."
    if is_this:
        return ReportVersion(row.number, f"{words} Dit is deze versie.")
    if row.signed_at is None:
        return ReportVersion(row.number, f"{words} Niet ondertekend.")
    return ReportVersion(
        row.number,
        f"{words} Ondertekend op {_day(row.signed_at)}.",
        bytes(row.content_sha256).hex(),
    )


def _day(moment: datetime) -> str:
    return in_dutch(timezone.localdate(moment))
