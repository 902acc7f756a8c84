"""A form that may be sent twice: what it says is stored once, and refused when it says more.

No other module looks a form key up; tests/architecture/test_once.py reads that from the code.
"""

import json
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db.models import Model, QuerySet

from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.sealing import tokens

HALF = 8


class FormRefusal(Refusal):
    FORM_WITHOUT_KEY = "Dit kwam niet goed aan. Er is niets bewaard; open de pagina opnieuw."
    FORM_USED = "Dit formulier is al eens gebruikt. Er is niets bewaard; open de pagina opnieuw."
    FORM_OTHER = (
        "Dit formulier is al verstuurd met iets anders erin; dát is bewaard. Wat er nu staat is "
        "niet bewaard."
    )


class ContentKey(bytes):
    """A form key to store, 16 bytes, that names the form in one half and its content in the other.

    For rows whose content this moment cannot be read back, such as an answer that is sealed to the
    team. `posted` is the key that the form sent.
    """

    posted: bytes


def key_with_content(form_key: bytes, *content: object) -> ContentKey:
    """Return the key to store for a form with this content; without the secret it tells neither."""
    secret = tokens.derive(settings.SECRET_KEY.encode(), "form content")
    said = json.dumps([str(each) for each in content]).encode()
    form = tokens.keyed_digest(secret, "form", form_key)[:HALF]
    key = ContentKey(form + tokens.keyed_digest(secret, "content", form_key + said)[:HALF])
    key.posted = form_key
    return key


def once[Row: Model](
    rows: QuerySet[Row],
    form_key: bytes,
    *,
    of: Mapping[str, object],
    is_same: Callable[[Row], bool] | None = None,
    used: Refusal = FormRefusal.FORM_USED,
) -> Row | None:
    """Return what this form made before; None when it is sent for the first time.

    For inside the transaction, under a lock that two senders of one form both take. `rows` are all
    rows of the kind; `of` are the fields that say whose form it is, `is_same` compares the rest
    (None: the form says nothing else, or its key holds its content). The autosaved draft of the
    form is deleted. Raises NotPossible: `used` when the form was of something else, FORM_OTHER when
    it said something else.
    """
    if isinstance(form_key, ContentKey):
        form = form_key[:HALF]
        sent = rows.filter(form_key__gte=form + bytes(HALF), form_key__lte=form + b"\xff" * HALF)
        if sent.exclude(form_key=form_key).exists():
            raise NotPossible(FormRefusal.FORM_OTHER)
        drafts.discard_sent_draft(form_key.posted)
    else:
        drafts.discard_sent_draft(form_key)
    earlier = rows.filter(form_key=form_key).first()
    if earlier is not None:
        if not rows.filter(pk=earlier.pk, **of).exists():
            raise NotPossible(used)
        if is_same is not None and not is_same(earlier):
            raise NotPossible(FormRefusal.FORM_OTHER)
    return earlier
