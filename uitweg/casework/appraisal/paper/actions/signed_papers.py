"""The PDF of a weighing: made once, signed twice, and checked each time that it is read.

The first signature freezes the PDF. The second is added to the very same bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.conf import settings

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.models import Appraisal, Signature
from uitweg.casework.appraisal.compartment.rules.stages import PaperKind
from uitweg.casework.appraisal.facts.actions.items import FactRefusal
from uitweg.casework.appraisal.paper.actions.report import report_of
from uitweg.casework.appraisal.paper.models import SignedPaper
from uitweg.casework.appraisal.paper.rules.values import typesetter_words
from uitweg.casework.documents.actions.documents import typeset_pdf
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.accounts.models import Member
from uitweg.platform.sandbox.sign.run import (
    CannotSign,
    CheckedSignature,
    SignatureWords,
    check_pdf,
    sign_pdf,
)
from uitweg.platform.sealing import certificates, tokens

TABLE, FILE_FIELD = SignedPaper._meta.db_table, "sealed_file"
WRONG_WORDS = {
    "": "klopt: er is niets veranderd sinds deze handtekening",
    "content": "klopt niet: de tekst is niet wat er is ondertekend",
    "signature": "klopt niet: de handtekening zelf is veranderd",
    "between": "klopt niet: voor de volgende handtekening is er iets toegevoegd",
    "added": "klopt niet: na de laatste handtekening is er iets toegevoegd",
    "other": "klopt niet: dit is niet het certificaat dat bij deze naam is vastgelegd",
    "missing": "ontbreekt in dit bestand",
    "unreadable": "niet te zien: dit bestand is geen heel PDF-bestand",
}


class PaperRefusal(Refusal):
    PAPER_NOT_SIGNED = (
        "De handtekening kon niet in de PDF worden gezet. Er is niets ondertekend; probeer het "
        "nog eens."
    )
    PAPER_MISSING = "Van deze versie is geen ondertekende PDF. Er is niets naar buiten gegaan."
    PAPER_CHANGED = (
        "De bewaarde PDF is niet meer wat er is ondertekend. Er is niets naar buiten gegaan. Maak "
        "een nieuwe versie."
    )


@dataclass(frozen=True)
class SignatureCheck:
    """Whose signature it is, and whether it is whole: one of the keys of WRONG_WORDS."""

    name: str
    signed_at: datetime | None
    wrong: str

    @property
    def words(self) -> str:
        return WRONG_WORDS[self.wrong]


def sign_report(
    *, appraisal: Appraisal, key: CompartmentKey, signer: Member, now: datetime
) -> bytes:
    """Put this member's signature in the PDF and store it; return the certificate (X.509, DER).

    The caller holds the lock on the appraisal, and stores the signature. The key is made for this
    signature alone, and gone when this returns. Raises NotPossible when no PDF can be made.
    """
    paper = appraisal.papers.filter(kind=PaperKind.REPORT).first()
    pdf = read_report(appraisal, key) if paper else _typeset(appraisal, key, now)
    signed_by = certificates.SelfMadeSigner(signer.name, settings.CITY, now=now)
    try:
        signed = sign_pdf(
            pdf,
            _signature_words(appraisal, signer, now),
            signed_by,
            length=certificates.SIGNATURE_LENGTH,
        )
    except CannotSign:
        raise NotPossible(PaperRefusal.PAPER_NOT_SIGNED) from None
    _store(appraisal, key, paper, signed, now)
    return signed_by.certificate


def read_report(appraisal: Appraisal, key: CompartmentKey) -> bytes:
    """Return the PDF with its signatures so far; the caller logged that the compartment was opened.

    Raises NotPossible when there is none, or when it is not the one that was stored.
    """
    paper = appraisal.papers.filter(kind=PaperKind.REPORT).first()
    if paper is None:
        raise NotPossible(PaperRefusal.PAPER_MISSING)
    pdf = key.unlock_file(TABLE, bytes(paper.form_key), paper.sealed_file, field=FILE_FIELD)
    if pdf is None or tokens.sha256(pdf) != bytes(paper.sha256):
        raise NotPossible(PaperRefusal.PAPER_CHANGED)
    return pdf


def hash_of_report(appraisal: Appraisal) -> bytes:
    """Return the SHA-256 of the PDF as it is now, b"" when there is none."""
    paper = appraisal.papers.filter(kind=PaperKind.REPORT).first()
    return bytes(paper.sha256) if paper else b""


def check_report(appraisal: Appraisal, pdf: bytes) -> list[SignatureCheck]:
    """Return for each signature of this version whether this PDF has it whole, oldest first.

    A signature in the PDF that was never recorded is named too.
    """
    rows = list(appraisal.signatures.select_related("member").order_by("signed_at", "id"))
    found = check_pdf(pdf)
    if found is None:
        return [SignatureCheck(row.member.name, row.signed_at, "unreadable") for row in rows]
    return [_check(row, checked) for row, checked in zip_longest(rows, found)]


def is_whole(checks: list[SignatureCheck]) -> bool:
    """Return whether nothing is wrong with any signature, and there is at least one."""
    return bool(checks) and not any(check.wrong for check in checks)


def _check(row: Signature | None, checked: CheckedSignature | None) -> SignatureCheck:
    if row is None:
        return SignatureCheck("Onbekend", None, "other")
    if checked is None:
        return SignatureCheck(row.member.name, row.signed_at, "missing")
    is_theirs = checked.certificate == bytes(row.certificate)
    return SignatureCheck(
        row.member.name, row.signed_at, checked.wrong or ("" if is_theirs else "other")
    )


def _typeset(appraisal: Appraisal, key: CompartmentKey, now: datetime) -> bytes:
    text = appraisal.unseal(key, "content")
    if not text:
        raise NotPossible(FactRefusal.APPRAISAL_UNREADABLE)
    return typeset_pdf(typesetter_words(report_of(appraisal, key, text, made_at=now)))


def _signature_words(appraisal: Appraisal, signer: Member, now: datetime) -> SignatureWords:
    place = appraisal.signatures.count() + 1
    return SignatureWords(
        field=f"Handtekening{place}",
        label=f"Handtekening van {signer.name}, met een zelfgemaakt certificaat",
        name=signer.name,
        reason=f"Weging {appraisal.case.number}, versie {appraisal.number}",
        at=now,
    )


def _store(
    appraisal: Appraisal,
    key: CompartmentKey,
    paper: SignedPaper | None,
    pdf: bytes,
    now: datetime,
) -> None:
    form_key = tokens.new_token(16)
    values = {
        "made_at": now,
        "sha256": tokens.sha256(pdf),
        "form_key": form_key,
        "sealed_file": key.lock_file(TABLE, form_key, pdf, field=FILE_FIELD),
    }
    if paper is None:
        SignedPaper.objects.create(appraisal=appraisal, kind=PaperKind.REPORT, **values)
    else:
        SignedPaper.objects.filter(pk=paper.pk).update(**values)
