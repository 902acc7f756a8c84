"""A form that edits a row of the directory, and says what its page showed of each field."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms

from uitweg.casework.partners.rules.directory import DirectoryField
from uitweg.casework.partners.rules.edits import LEVEL_PREFIX
from uitweg.platform.accounts.forms import PhoneField
from uitweg.platform.identifiers.phones import is_ordinary_line
from uitweg.platform.ui.wording import TOO_LONG, UNSTORABLE

WAS_PREFIX = "was-"
LONGEST_WAS = 400
NOT_ORDINARY = "Dit is geen gewoon nummer van een mens of kantoor. Neem een ander."


class ShortLineField(forms.CharField):
    """One line of text; runs of spaces become one."""

    def __init__(self, *, max_length: int, required: bool = False, **kwargs: Any) -> None:
        messages = {
            "required": "Vul dit in.",
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSTORABLE,
        }
        super().__init__(
            max_length=max_length, required=required, error_messages=messages, **kwargs
        )

    def clean(self, value: Any) -> Any:
        return " ".join(str(super().clean(value)).split())


class PartnerPhoneField(PhoneField):
    """A number of an office or person, cleaned to what a telephone dials."""

    def clean(self, value: Any) -> str:
        dialled = super().clean(value)
        if dialled and not is_ordinary_line(dialled):
            raise forms.ValidationError(NOT_ORDINARY)
        return dialled


class EditForm(forms.Form):
    """The fields in `names`; with each comes, in a hidden field, the text that its page showed."""

    directory_fields: dict[str, DirectoryField]
    level_beside: Mapping[str, str]
    """The column beside which it is asked who sees a field that is not called like a column."""

    def __init__(self, *args: Any, names: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, described in self.directory_fields.items():
            self.fields[LEVEL_PREFIX + name] = forms.ChoiceField(
                label=f"Wie ziet dit: {described.words.lower()}",
                choices=[(level.value, level.words) for level in described.levels],
                initial=described.default.value,
                error_messages={
                    "required": "Kies wie dit ziet.",
                    "invalid_choice": "Kies wie dit ziet.",
                },
            )
        for name in list(self.fields):
            if names is not None and name not in names:
                del self.fields[name]
            else:
                self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def texts(self) -> dict[str, str]:
        """Return what was typed, as texts by name."""
        return {name: _as_text(value) for name, value in self.cleaned_data.items()}

    @property
    def base(self) -> dict[str, str]:
        """Return what the page showed, by name."""
        return {name: self.data.get(WAS_PREFIX + name, "")[:LONGEST_WAS] for name in self.fields}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
