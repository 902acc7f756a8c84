"""Say of each signature in a PDF whether it is whole, and what came after it."""

from io import BytesIO
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from uitweg.platform.sandbox.process import ParserAnswer
from uitweg.platform.sandbox.sign.writing import cms_bytes

ONLY_SIGNED_SINCE = frozenset({ModificationLevel.NONE, ModificationLevel.FORM_FILLING})
"""What may come after a signature: nothing, or another signature (our papers have no forms)."""


def check(_told: dict[str, Any], pdf: bytes) -> ParserAnswer:
    """Return of each signature, oldest first, what is wrong with it: "" when nothing is.

    The certificates (DER) are the files of the answer, in the same order.
    """
    signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    values = [
        {"field": each.field_name, "wrong": _wrong(each, pdf, is_last=each is signatures[-1])}
        for each in signatures
    ]
    return ParserAnswer(values, tuple(each.signer_cert.dump() for each in signatures))


def _wrong(signature: EmbeddedPdfSignature, pdf: bytes, *, is_last: bool) -> str:
    """Return the first thing that is wrong, as one of the words of `run.WRONG`."""
    info, certificate = signature.signer_info, signature.signer_cert
    is_intact, is_valid = validate_sig_integrity(
        info, certificate, expected_content_type="data", actual_digest=signature.compute_digest()
    )
    if not is_intact:
        return "content"
    if not is_valid or not _is_as_made(signature, pdf):
        return "signature"
    signature.compute_integrity_info()
    covers = signature.coverage
    if is_last and covers != SignatureCoverageLevel.ENTIRE_FILE:
        return "added"
    if covers < SignatureCoverageLevel.ENTIRE_REVISION:
        return "added"
    changes = signature.diff_result
    if not is_last and getattr(changes, "modification_level", None) not in ONLY_SIGNED_SINCE:
        return "between"
    return ""


def _is_as_made(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Say whether the place of the signature holds exactly what we write there.

    A signature does not cover its own place: a small letter in the hexadecimal digits, or a field
    of the CMS that nobody signed, could be changed unseen.
    """
    info = signature.signer_info
    attributes = cms.CMSAttributes.load(info["signed_attrs"].untag().dump())
    made = cms_bytes(signature.signer_cert.dump(), attributes, info["signature"].native)
    first, length, second, _ = (int(number) for number in signature.byte_range)
    return pdf[first + length : second] == f"<{made.hex().upper()}>".encode()
