"""The retention table as a text that two people sign, and that is obeyed only then."""

from uitweg.casework.retention.actions.signed_text import SignatureRefusal, SignedText
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.rules import Act
from uitweg.platform.policy import retention

SIGN_TERMS = Act("retention:sign", "Bewaartermijnen getekend")

TERMS = SignedText(
    table="retention",
    thing="retention",
    permission=Permission.RETENTION_SIGN,
    act=SIGN_TERMS,
    changed=SignatureRefusal.TERMS_CHANGED,
    text_hash=lambda: retention.retention_table().text_hash,
)
is_signed_on = TERMS.is_signed_on
"""Before both had signed by that day no term destroys anything."""
has_to_sign, signatures, sign_table = TERMS.has_to_sign, TERMS.signatures, TERMS.sign
