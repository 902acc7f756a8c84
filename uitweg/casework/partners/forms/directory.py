"""The form of an organisation."""

import re
from types import MappingProxyType
from typing import Any

from django import forms

from uitweg.casework.partners.forms.edits import EditForm, PartnerPhoneField, ShortLineField
from uitweg.casework.partners.rules.directory import ORGANISATION_FIELDS, Province
from uitweg.platform.accounts.models import Member

POSTCODE = re.compile(r"([1-9]\d{3}) ?([A-Za-z]{2})", re.ASCII)
LONGEST_ANSWER_HOURS = 336
NOT_MAIL = "Dit is geen heel mailadres. Bijvoorbeeld: intake@organisatie.example."
NOT_A_SITE = "Dit is geen heel webadres. Bijvoorbeeld: https://organisatie.example."


class OrganisationForm(EditForm):
    directory_fields = ORGANISATION_FIELDS
    level_beside = MappingProxyType({"street": "address"})

    name = ShortLineField(label="Naam", max_length=120, required=True)
    description = ShortLineField(label="Wat doen zij?", max_length=300)
    region = ShortLineField(label="Regio", max_length=60)
    website = forms.URLField(
        label="Website",
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": NOT_A_SITE, "max_length": NOT_A_SITE},
        widget=forms.TextInput,
    )
    phone = PartnerPhoneField()
    night_phone = PartnerPhoneField()
    mail = forms.EmailField(
        label="Mailadres voor een bericht",
        required=False,
        error_messages={"invalid": NOT_MAIL, "max_length": NOT_MAIL},
        widget=forms.TextInput,
    )
    code_phone = PartnerPhoneField()
    street = ShortLineField(label="Straat en nummer", max_length=80)
    postcode = ShortLineField(label="Postcode", max_length=10)
    city = ShortLineField(label="Plaats", max_length=60)
    province = forms.ChoiceField(
        label="Provincie",
        required=False,
        choices=[("", "kies"), *Province.choices()],
        error_messages={"invalid_choice": "Kies een provincie."},
    )
    answer_within = forms.IntegerField(
        label="Antwoordt meestal binnen zoveel uur",
        min_value=1,
        max_value=LONGEST_ANSWER_HOURS,
        initial=24,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Vul een heel getal in, van 1 tot {LONGEST_ANSWER_HOURS}.",
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    agreement_until = forms.DateField(
        label="Afspraken gelden tot en met",
        required=False,
        error_messages={"invalid": "Deze dag kan niet."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in ORGANISATION_FIELDS:
                field.label = ORGANISATION_FIELDS[name].words

    def clean_postcode(self) -> str:
        typed = str(self.cleaned_data["postcode"])
        match = POSTCODE.fullmatch(typed)
        if typed and not match:
            raise forms.ValidationError("Een postcode is vier cijfers en twee letters: 1234 AB.")
        return f"{match[1]} {match[2].upper()}" if match else ""


class ReadersForm(forms.Form):
    """The members who see what is for named members only."""

    members = forms.ModelMultipleChoiceField(
        queryset=Member.objects.none(),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_pk_value", "invalid_list"),
            "Kies iemand van het team.",
        ),
    )

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = candidates  # type: ignore[attr-defined]
