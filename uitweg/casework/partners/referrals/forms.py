"""The forms of a referral: what is shared and asked, and a line to the partner."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES
from uitweg.casework.partners.referrals.rules import LONGEST_ASKED, ReferralDraft, ReferralState
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.ui.fields import TextArea

ASKED_TOO_LONG = "Dit is langer dan 1000 tekens. Maak het korter."
DIGEST = 32
"""Hex digits of `OpenedReferral.seen`."""


class AskedField(forms.CharField):
    """The member's own words to a partner, line breaks kept, at most 1000 characters."""

    widget = TextArea

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": "Schrijf eerst iets op.", "max_length": ASKED_TOO_LONG}
        super().__init__(max_length=LONGEST_ASKED, error_messages=messages, **kwargs)

    def to_python(self, value: object) -> str:
        """Return the text with one kind of line break: a browser sends two characters."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class MomentField(forms.CharField):
    """One of the moments that the page offered, as ISO 8601 with a time zone; None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError("Kies een van deze tijden.")
        return moment


class ReferralForm(forms.Form):
    """The draft as it is on the page; `version` is what it was written from."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    seen = forms.CharField(required=False, max_length=DIGEST)
    pieces = forms.MultipleChoiceField(
        choices=[(piece.key, piece.label) for piece in PIECES], required=False
    )
    text = AskedField(required=False)
    answer_by = MomentField(required=False)

    @property
    def draft(self) -> ReferralDraft:
        """Return what was filled in. Only of a form that is valid."""
        answer_by: datetime | None = self.cleaned_data["answer_by"]
        return ReferralDraft(
            asked=self.cleaned_data["text"],
            pieces=frozenset(self.cleaned_data["pieces"]),
            answer_by=answer_by,
        )


class LineForm(forms.Form):
    """A further line to the partner, and until when they can answer."""

    key = FormKeyField()
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    seen = forms.CharField(required=False, max_length=DIGEST)
    text = AskedField(label="Zij lezen dit precies zo, boven wat je eerder deelde")
    answer_by = MomentField()


class ReferralStateForm(forms.Form):
    """What became of a referral, said by the team."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    to = forms.TypedChoiceField(choices=ReferralState.choices(), coerce=ReferralState)
