"""The page for the youngster: writing its lines, seeing it whole, and handing it over."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalItem
from uitweg.casework.appraisal.compartment.rules.stages import ItemKind, LawyerCheckOutcome, Stage
from uitweg.casework.appraisal.facts.actions.items import write_item
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, YoungsterPage
from uitweg.casework.appraisal.facts.rules.item_json import item_key, item_values
from uitweg.casework.appraisal.youngster_page.rules import (
    PageConsent,
    PageFacts,
    YoungsterSheet,
    make_sheet,
    paper_of,
    why_not_handed_over,
)
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.documents.actions.documents import typeset_pdf
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.content import load
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.sealing import tokens

GIVEN_TO_YOUNGSTER = DisclosureStatement(
    "De jongere zelf", "Blad over de weging", DisclosureBasis.OWN_WORK
)
WRITABLE_STAGES = frozenset({Stage.DRAFT, Stage.FACTS_CLOSED, Stage.SIDE_BY_SIDE})


class YoungsterPageRefusal(Refusal):
    YOUNGSTER_PAGE_CHANGED = "Dit veranderde intussen. Er is niets meegegeven; lees het opnieuw."
    YOUNGSTER_PAGE_NOT_YET = (
        "Dit blad kan nog niet mee. Er is niets meegegeven; op de pagina staat waarom."
    )


@dataclass(frozen=True)
class PreparedPage:
    """The page as it is now, and why it may not be handed over yet, or "".

    `row` is the version of its lines that it was made from, or None; `fingerprint` changes with
    any word of it.
    """

    page: YoungsterPage
    sheet: YoungsterSheet
    row: AppraisalItem | None
    consent: PageConsent
    why_not: str

    @property
    def fingerprint(self) -> str:
        """Return 32 hex digits."""
        return tokens.sha256(self.sheet.text.encode()).hex()[:32]


def prepare_page(appraisal: Appraisal, content: AppraisalContent, *, now: datetime) -> PreparedPage:
    """Return the page that this version makes."""
    page, consent = content.youngster_page, answered_consent(appraisal.case, now=now)
    row = appraisal.items.newest().filter(kind=ItemKind.YOUNGSTER_PAGE).first()
    check = appraisal.lawyer_checks.first()
    return PreparedPage(
        page=page,
        sheet=make_sheet(page, _facts(appraisal, page, consent)),
        row=row,
        consent=consent,
        why_not=why_not_handed_over(
            page,
            written_at=row.written_at if row else None,
            check=(check.written_at, LawyerCheckOutcome(check.outcome)) if check else None,
        ),
    )


def answered_consent(case: Case, *, now: datetime) -> PageConsent:
    """Return the newest answer about the weighing that counts; one that is over counts no more."""
    newest = case.consents.answers().filter(purpose=ConsentPurpose.APPRAISAL).first()
    if newest is None:
        return PageConsent.NOT_ASKED
    if newest.state in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
        return PageConsent.NO
    is_live = case.consents.live(now).filter(pk=newest.pk).exists()
    return PageConsent.YES if is_live else PageConsent.NOT_ASKED


def _facts(appraisal: Appraisal, page: YoungsterPage, consent: PageConsent) -> PageFacts:
    grants = appraisal.compartment.grants.active()
    readers = list(
        Member.objects.filter(pk__in=grants.values("member"))
        .order_by("name")
        .values_list("name", flat=True)
    )
    if page.lawyer and appraisal.lawyer_checks.exists():
        readers.append(page.lawyer)
    judges = appraisal.judgements.order_by("place").values_list("member__name", flat=True)
    signed_at = appraisal.signed_at
    return PageFacts(
        stage=Stage(appraisal.stage),
        consent=consent,
        readers=tuple(readers),
        judges=tuple(judges),
        team_phone=load().contact("coordinator").number,
        signed_on=in_dutch(timezone.localdate(signed_at)) if signed_at else "",
    )


def write_page(
    *, appraisal: Appraisal, page: YoungsterPage, replaces: int | None, form_key: bytes, by: Actor
) -> AppraisalItem:
    """Store the lines of the page as a new version. Raises as `write_item`."""
    kind = ItemKind.YOUNGSTER_PAGE
    return write_item(
        appraisal=appraisal,
        kind=kind,
        item_key=item_key(kind, page),
        values=item_values(kind, page),
        replaces=replaces,
        form_key=form_key,
        by=by,
    )


def hand_over_page(
    *, appraisal: Appraisal, prepared: PreparedPage, shown: str, to_print: bool, by: Actor
) -> bytes:
    """Return the page as a tagged PDF or, `to_print`, as an HTML page.

    That it was handed over is recorded in the case before, without its text. `shown` is the
    fingerprint of the page that the member saw. Raises NotAllowed, and NotPossible when the page
    changed meanwhile or may not leave yet.
    """
    require(by, Permission.APPRAISAL_DISCLOSE, appraisal)
    if prepared.fingerprint != shown:
        raise NotPossible(YoungsterPageRefusal.YOUNGSTER_PAGE_CHANGED)
    if prepared.why_not:
        raise NotPossible(YoungsterPageRefusal.YOUNGSTER_PAGE_NOT_YET)
    made_on = in_dutch(by.today)
    if to_print:
        context = {"sheet": prepared.sheet, "made_on": made_on, "case": appraisal.case}
        paper = render_to_string("youngster_page/paper.html", context).encode()
    else:
        paper = typeset_pdf(paper_of(prepared.sheet, made_on=made_on))
    part = DisclosurePart(
        appraisal.case, len(prepared.page.known), frozenset({DataGroup.LAW_POLICE})
    )
    disclosures.disclose(
        parts=[part],
        content=paper,
        via=DisclosureMethod.YOUNGSTER,
        statement=GIVEN_TO_YOUNGSTER,
        by=by,
    )
    return paper
