"""Handing the annex for the compensation fund to the youngster, recorded before."""

from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.fund_annex.rules import FundAnnex, annex_paper
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.documents.actions.documents import DocumentRefusal, typeset_pdf
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.sealing import tokens

FOR_APPLICATION = DisclosureStatement(
    "De jongere zelf", "Bijlage bij een aanvraag bij het Schadefonds", DisclosureBasis.OWN_WORK
)


class FundAnnexRefusal(Refusal):
    FUND_ANNEX_CHANGED = "Dit veranderde intussen. Er is niets meegegeven; lees het opnieuw."


def annex_fingerprint(annex: FundAnnex) -> str:
    """Return 32 hex digits that change with any word of the annex."""
    return tokens.sha256(str(annex_paper(annex, made_on="")).encode()).hex()[:32]


def hand_over_annex(*, appraisal: Appraisal, annex: FundAnnex, shown: str, by: Actor) -> bytes:
    """Return the annex as a tagged PDF; that the youngster got it is recorded, without its text.

    `shown` is the fingerprint of what the member saw. Raises NotAllowed, and NotPossible when it
    changed meanwhile or has no facts.
    """
    require(by, Permission.APPRAISAL_DISCLOSE, appraisal)
    if annex_fingerprint(annex) != shown:
        raise NotPossible(FundAnnexRefusal.FUND_ANNEX_CHANGED)
    facts = (*annex.objective, *annex.own, *annex.unsure)
    if not facts:
        raise NotPossible(DocumentRefusal.DOCUMENT_EMPTY)
    pdf = typeset_pdf(annex_paper(annex, made_on=in_dutch(by.today)))
    disclosures.disclose(
        parts=[DisclosurePart(appraisal.case, len(facts), frozenset({DataGroup.LAW_POLICE}))],
        content=pdf,
        via=DisclosureMethod.YOUNGSTER,
        statement=FOR_APPLICATION,
        by=by,
    )
    return pdf
