"""Write a hidden signature field into a PDF, and fill it with a signature made elsewhere.

Each signature is an incremental update: the bytes that were there stay as they are.
"""

from collections.abc import Coroutine
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.attributes import SigningCertificateV2Provider
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject
from pyhanko.sign.signers.pdf_cms import ExternalSigner

from uitweg.platform.sandbox.process import ParserAnswer

HASH = "sha256"


class _SignatureOnly(IncrementalPdfFileWriter):  # type: ignore[misc]  # it has no types
    """Adds a signature, and leaves what the paper says about itself as it is."""

    def _update_meta(self) -> None:
        """Do not write who made it with what and when, which also asks for the machine's zone."""


def prepare(told: dict[str, Any], pdf: bytes) -> ParserAnswer:
    """Return the PDF with an empty place for the signature, and the bytes that are to be signed.

    `told`: certificate (DER), length of a signature, field, label, name, reason, at (ISO 8601).
    The place is exactly as long as the signature will be, so that no byte in it is without meaning.
    """
    signer = _signer(told["certificate"], told["length"])
    field = SigFieldSpec(told["field"], readable_field_name=told["label"])
    writer = _SignatureOnly(BytesIO(pdf))
    embedding = PdfCMSEmbedder(new_field_spec=field).write_cms(told["field"], writer)
    next(embedding)  # makes the field
    place = SignatureObject(
        timestamp=datetime.fromisoformat(told["at"]),
        name=told["name"],
        reason=told["reason"],
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=2 * len(_cms(signer, _attributes(signer, bytes(32))).dump()),
    )
    embedding.send(SigObjSetup(sig_placeholder=place))
    prepared, written = embedding.send(SigIOSetup(md_algorithm=HASH))
    attributes = _attributes(signer, prepared.document_digest)
    span = {"start": prepared.reserved_region_start, "end": prepared.reserved_region_end}
    return ParserAnswer(span, (written.getvalue(), attributes.dump()))


def finish(told: dict[str, Any], pdf: bytes) -> ParserAnswer:
    """Return the prepared PDF with the signature in its place.

    `told`: certificate, attributes (what was signed), signature, start and end of the place.
    """
    attributes = cms.CMSAttributes.load(told["attributes"])
    whole = cms_bytes(told["certificate"], attributes, told["signature"])
    prepared = PreparedByteRangeDigest(b"", told["start"], told["end"])
    output = BytesIO(pdf)
    prepared.fill_with_cms(output, whole)
    return ParserAnswer(None, (output.getvalue(),))


def cms_bytes(certificate: bytes, attributes: cms.CMSAttributes, signature: bytes) -> bytes:
    """Return the signature as it stands in a PDF (CMS, DER): the same values, the same bytes."""
    made: bytes = _cms(_signer(certificate, signature), attributes).dump()
    return made


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that waits for nothing: an event loop needs calls that the box takes away."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("it waits for something")


def _signer(certificate: bytes, signature: bytes | int) -> ExternalSigner:
    return ExternalSigner(x509.Certificate.load(certificate), None, signature_value=signature)


def _attributes(signer: ExternalSigner, digest: bytes) -> cms.CMSAttributes:
    """Return what is signed: the hash of the paper, and which certificate it is signed with."""
    bound = run(SigningCertificateV2Provider(signing_cert=signer.signing_cert).get_attribute())
    return cms.CMSAttributes(
        [
            simple_cms_attribute("content_type", "data"),
            simple_cms_attribute("message_digest", digest),
            bound,
        ]
    )


def _cms(signer: ExternalSigner, attributes: cms.CMSAttributes) -> cms.ContentInfo:
    """Put a signature in its envelope (RFC 5652); pyHanko's own asks for an event loop."""
    signature = run(signer.async_sign_raw(attributes.dump(), HASH))
    info = signer.signer_info(HASH, attributes, signature)
    signed = {
        "version": "v1",
        "digest_algorithms": [info["digest_algorithm"]],
        "encap_content_info": {"content_type": "data"},
        "certificates": [cms.CertificateChoices("certificate", signer.signing_cert)],
        "signer_infos": [info],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
