"""The steps of pages as a text that two people sign. Unlike a retention term it is obeyed before.

Nobody may be left uncalled because a paper was not signed; the page and Nu say that it waits.
"""

from uitweg.casework.retention.actions.signed_text import SignedText
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.policy.escalation import step_table

STEPS = SignedText(
    table="page-steps",
    thing="page-steps",
    permission=Permission.PAGE_SIGN,
    changed="steps-changed",
    text_hash=lambda: step_table().text_hash,
)
