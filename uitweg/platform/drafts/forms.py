"""What the browser posts to keep or discard a draft, checked."""

import json
from typing import Any

from django import forms

from uitweg.platform.accounts.actions.interrupted_form import is_own_address

LONGEST_DRAFT = 200_000


class DraftForm(forms.Form):
    """What a page sends at a pause of typing: where, what stood in the form, and which version."""

    place = forms.RegexField(r"^/[a-z0-9/-]{1,100}(#[a-z0-9-]{1,18})?$")
    key = forms.RegexField("^[0-9a-f]{32}$")
    words = forms.CharField(max_length=LONGEST_DRAFT, strip=False)
    base = forms.IntegerField(min_value=0, max_value=2**53)
    tab = forms.RegexField("^[0-9a-f]{16}$")
    turn = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    def clean_place(self) -> str:
        return _own_place(self.cleaned_data["place"])

    def clean_words(self) -> str:
        """Take only what our pages write: {page, title, what, fields: [[name, value, label, was]]}.

        `was` is what stood in that field before anybody typed.
        """
        said = _json(self.cleaned_data["words"])
        named = isinstance(said, dict) and set(said) == {"page", "title", "what", "fields"}
        texts = named and all(isinstance(said[n], str) for n in ("page", "title", "what"))
        if not texts or not _is_fields(said["fields"]) or not is_own_address(said["page"]):
            raise forms.ValidationError("not ours")
        return str(self.cleaned_data["words"])


class DiscardDraftForm(forms.Form):
    place = forms.RegexField(r"^/[a-z0-9/-]{1,100}(#[a-z0-9-]{1,18})?$")
    version = forms.IntegerField(min_value=0, max_value=2**53)


def _own_place(place: str) -> str:
    if not is_own_address(place.partition("#")[0]):
        raise forms.ValidationError("no such place")
    return place


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise forms.ValidationError("not ours") from None


def _is_fields(fields: object) -> bool:
    """Say whether these are at most 200 times a name, a value, a label and what was there."""
    return (
        isinstance(fields, list)
        and len(fields) <= 200
        and all(
            isinstance(each, list) and len(each) == 4 and all(isinstance(one, str) for one in each)
            for each in fields
        )
    )
