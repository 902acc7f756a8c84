"""The forms with which the autosave script saves or discards a draft."""

import json
from typing import Any

from django import forms

from uitweg.platform.accounts.actions.interrupted_form import is_own_address

LONGEST_DRAFT = 200_000


class DraftForm(forms.Form):
    """An autosave: place, the form's content as JSON (`words`), and the version it is based on."""

    place = forms.RegexField(r"^/[a-z0-9/-]{1,100}(#[a-z0-9-]{1,18})?$")
    key = forms.RegexField("^[0-9a-f]{32}$")
    words = forms.CharField(max_length=LONGEST_DRAFT, strip=False)
    base = forms.IntegerField(min_value=0, max_value=2**53)
    tab = forms.RegexField("^[0-9a-f]{16}$")
    turn = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    def clean_place(self) -> str:
        return _own_place(self.cleaned_data["place"])

    def clean_words(self) -> str:
        """Accept only what our script sends.

        That is {page, title, what, fields: [[name, value, label, was]]}; `was` is the text of
        the field before the member typed.
        """
        draft = _json(self.cleaned_data["words"])
        has_keys = isinstance(draft, dict) and set(draft) == {"page", "title", "what", "fields"}
        is_text = has_keys and all(isinstance(draft[key], str) for key in ("page", "title", "what"))
        if not is_text or not _is_fields(draft["fields"]) or not is_own_address(draft["page"]):
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
    """Return whether this is a list of at most 200 fields, each of four texts."""
    return (
        isinstance(fields, list)
        and len(fields) <= 200
        and all(
            isinstance(field, list)
            and len(field) == 4
            and all(isinstance(text, str) for text in field)
            for field in fields
        )
    )
