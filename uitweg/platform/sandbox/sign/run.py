"""Sign a PDF, and check one; the key stays with whoever signs."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uitweg.platform.sandbox.process import ParserAnswer, ParserError, run_parser
from uitweg.platform.sealing.certificates import PaperSigner


class CannotSign(Exception):
    """No signature could be put in this PDF."""


@dataclass(frozen=True)
class SignatureWords:
    """What a reader of PDFs shows of a signature; `field` is unique in the paper."""

    field: str
    label: str
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class CheckedSignature:
    """One signature in a paper: its certificate (DER), and what is wrong, "" when nothing is.

    One of "content" (the paper is not what was signed), "signature" (the signature itself was
    changed), "between" (something else than a signature was added before the next one) and "added"
    (something was added after the last one).
    """

    field: str
    certificate: bytes
    wrong: str


def sign_pdf(pdf: bytes, words: SignatureWords, signer: PaperSigner, *, length: int = 384) -> bytes:
    """Return the PDF with one signature more (PAdES B-B); what was there stays byte for byte.

    `length` is that of a signature of this signer, in bytes. Raises CannotSign.
    """
    told = {
        "field": words.field,
        "label": words.label,
        "name": words.name,
        "reason": words.reason,
        "at": words.at.isoformat(),
        "length": length,
    }
    certificate = {"certificate": signer.certificate}
    prepared = _ask("prepare", pdf, told, certificate)
    place, (unsigned, attributes) = prepared.values, prepared.files
    signature = signer.sign(attributes)
    raw = certificate | {"attributes": attributes, "signature": signature}
    (signed,) = _ask("finish", unsigned, place, raw).files
    if not signed.startswith(pdf) or len(signature) != length or not _is_whole(signed, signer):
        raise CannotSign
    return signed


def _is_whole(signed: bytes, signer: PaperSigner) -> bool:
    """Return whether the newest signature can be checked: else it would be none for its reader."""
    checked = check_pdf(signed)
    newest = checked[-1] if checked else None
    return newest is not None and not newest.wrong and newest.certificate == signer.certificate


def check_pdf(pdf: bytes) -> tuple[CheckedSignature, ...] | None:
    """Return what each signature says, oldest first; None for what is no readable PDF."""
    try:
        answer = _ask("check", pdf, {}, {})
    except CannotSign:
        return None
    return tuple(
        CheckedSignature(str(value["field"]), certificate, str(value["wrong"]))
        for value, certificate in zip(answer.values, answer.files, strict=True)
    )


def _ask(kind: str, pdf: bytes, told: dict[str, Any], raw: dict[str, bytes]) -> ParserAnswer:
    encoded = {name: base64.b64encode(value).decode() for name, value in raw.items()}
    line = json.dumps(told | {"bytes": encoded}).encode()
    try:
        return run_parser("sign", line + b"\n" + pdf, kind=kind)
    except (ParserError, ValueError):
        raise CannotSign from None
