"""The mail that reminds a partner of a question that waits: no more than that it waits.

What it is about cannot be passed in, so it cannot leave. The link cannot be sent again: its half of
the key is nowhere but in the first mail.
"""

from datetime import datetime

from uitweg.casework.partners.rules.package_text import PHONE, PartnerMessage
from uitweg.casework.partners.rules.referral_draft import term_words


def reminder_mail(*, answer_by: datetime, has_account: bool, phone: str) -> PartnerMessage:
    """Return the reminder. Raises ValueError for anything but a number of the team."""
    if not PHONE.fullmatch(phone):
        raise ValueError("a message to a partner has no place for this")
    way = "Log in om hem te lezen." if has_account else "De link staat in onze vorige mail."
    return PartnerMessage(
        "Uitweg: er wacht nog een vraag op u",
        f"Er wacht nog een vraag op u. {way}\n\n"
        f"Antwoord graag voor {term_words(answer_by)}.\n\n"
        f"Lukt het openen niet? Bel {phone}. Antwoorden op deze mail heeft geen zin.",
    )
