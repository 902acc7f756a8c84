"""A form that is sent again: stored once when it says the same, refused when it says anything else.

For rows whose content this moment cannot be read back, such as an answer that is sealed to the
team. What is stored as their `form_key` names the form in its first half, its content in the other.
"""

import json

from django.conf import settings
from django.db.models import Model, QuerySet

from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.sealing import tokens

HALF = 8


class FormRefusal(Refusal):
    FORM_USED = "Dit formulier is al eens gebruikt. Er is niets bewaard; open de pagina opnieuw."
    FORM_OTHER = (
        "Dit formulier is al verstuurd met iets anders erin; dát is bewaard. Wat er nu staat is "
        "niet bewaard."
    )


def key_with_content(form_key: bytes, *content: object) -> bytes:
    """Return the `form_key` to store, 16 bytes; it does not tell the content without the secret."""
    secret = tokens.derive(settings.SECRET_KEY.encode(), "form content")
    said = json.dumps([str(each) for each in content]).encode()
    form = tokens.keyed_digest(secret, "form", form_key)[:HALF]
    return form + tokens.keyed_digest(secret, "content", form_key + said)[:HALF]


def refuse_other_content[Row: Model](rows: QuerySet[Row], key: bytes) -> None:
    """Raise NotPossible(FORM_OTHER) when this form already made a row with other content.

    `rows` are all of that kind; lock what two senders share before.
    """
    form = key[:HALF]
    sent = rows.filter(form_key__gte=form + bytes(HALF), form_key__lte=form + b"\xff" * HALF)
    if sent.exclude(form_key=key).exists():
        raise NotPossible(FormRefusal.FORM_OTHER)
